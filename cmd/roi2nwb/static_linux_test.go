package main

import (
	"bytes"
	"debug/elf"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// staticFlags returns what the script that `make build` asks says of a system.
func staticFlags(t *testing.T, folder string, environment ...string) string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), filepath.Join("..", "..", "scripts", "static-libraries.sh"), folder)
	cmd.Env = append(os.Environ(), environment...)
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(string(out))
}

// `make build` links libhdf5 and Blosc into the program where the system has
// archives of them and of what they need, and libhdf5 alone where it lacks one
// of the others, so that they are not loaded at each start. Such a program writes
// the same file as the tests' own, which loads them.
func TestStaticLibraries(t *testing.T) {
	written := filepath.Join(t.TempDir(), "shared.nwb")
	args := []string{testFile("cnmf2p_full.hdf5"), "--start-time", "2024-05-17T14:30:00+02:00", "--reproducible", "--quiet", "-o"}
	converted(t, append(args, written)...)
	for name, c := range map[string]struct {
		folder      string
		environment []string
		loaded      []string // what is not linked into the program, but for the C library
	}{
		"all":            {folder: filepath.Join("..", "..", "bin", "static")}, // as `make build` has it, so that both compile once
		"without snappy": {t.TempDir(), []string{"CC=" + compilerWithout(t, "libsnappy.a")}, []string{"libblosc", "libz", "libsz"}},
	} {
		t.Run(name, func(t *testing.T) {
			flags := staticFlags(t, c.folder, c.environment...)
			if flags == "" {
				t.Skip("this system has no libhdf5 to link into a program")
			}
			if c.environment == nil && !strings.Contains(flags, "-lsnappy") {
				t.Skip("this system lacks some of the archives")
			}
			program := filepath.Join(t.TempDir(), "roi2nwb")
			build := exec.CommandContext(t.Context(), "go", "build", "-o", program, ".")
			build.Env = append(os.Environ(), "CGO_LDFLAGS="+flags)
			if out, err := build.CombinedOutput(); err != nil {
				t.Fatalf("%v: %s", err, out)
			}
			for _, library := range loadedLibraries(t, program) {
				known := append([]string{"libc.", "libm.", "libdl.", "libpthread.", "ld-linux"}, c.loaded...)
				if !slices.ContainsFunc(known, func(k string) bool { return strings.HasPrefix(library, k) }) {
					t.Errorf("it loads %s", library)
				}
			}
			static := filepath.Join(t.TempDir(), "static.nwb")
			run := exec.CommandContext(t.Context(), program, append(append([]string{"convert"}, args...), static)...)
			if out, err := run.CombinedOutput(); err != nil {
				t.Fatalf("%v: %s", err, out)
			}
			if !bytes.Equal(content(t, static), content(t, written)) {
				t.Error("it writes another file")
			}
		})
	}
}

// compilerWithout returns a C compiler that does not find a library.
func compilerWithout(t *testing.T, library string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "cc")
	script := "#!/bin/sh\n[ \"$1\" != -print-file-name=" + library + " ] || exec echo " + library + "\nexec cc \"$@\"\n"
	if err := os.WriteFile(path, []byte(script), 0o700); err != nil {
		t.Fatal(err)
	}
	return path
}

// loadedLibraries returns the names of the shared libraries of a program.
func loadedLibraries(t *testing.T, program string) []string {
	t.Helper()
	file, err := elf.Open(program)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	names, err := file.ImportedLibraries()
	if err != nil {
		t.Fatal(err)
	}
	return names
}

// Where there is no archive, or no compiler, nothing is said and nothing fails.
func TestNoStaticLibrary(t *testing.T) {
	for _, environment := range [][]string{
		{"PKG_CONFIG_PATH=" + t.TempDir(), "PKG_CONFIG_LIBDIR=" + t.TempDir()},
		{"CC=false"},
	} {
		if flags := staticFlags(t, t.TempDir(), environment...); flags != "" {
			t.Errorf("with %q: %q", environment, flags)
		}
	}
}
