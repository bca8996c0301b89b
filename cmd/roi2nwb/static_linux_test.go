package main

import (
	"bytes"
	"debug/elf"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// staticFlags returns what the script that `make build` asks says of a system.
func staticFlags(t *testing.T, folder string, environment ...string) string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), filepath.Join("..", "..", "scripts", "static-hdf5.sh"), folder)
	cmd.Env = append(os.Environ(), environment...)
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(string(out))
}

// `make build` links libhdf5 into the program where the system has an archive of
// it, so that neither it nor what it needs is loaded at each start. Such a program
// writes the same file as the tests' own, which loads libhdf5.
func TestStaticLibrary(t *testing.T) {
	flags := staticFlags(t, filepath.Join("..", "..", "bin", "static")) // as `make build` has it, so that both compile once
	if flags == "" {
		t.Skip("this system has no libhdf5 to link into a program")
	}
	folder := t.TempDir()
	program := filepath.Join(folder, "roi2nwb")
	build := exec.CommandContext(t.Context(), "go", "build", "-o", program, ".")
	build.Env = append(os.Environ(), "CGO_LDFLAGS="+flags)
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	file, err := elf.Open(program)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	needed, err := file.ImportedLibraries()
	if err != nil {
		t.Fatal(err)
	}
	for _, library := range needed {
		if strings.Contains(library, "hdf5") {
			t.Errorf("it loads %s", library)
		}
	}
	written := map[string]string{"static": filepath.Join(folder, "static.nwb"), "shared": filepath.Join(folder, "shared.nwb")}
	args := []string{testFile("cnmf2p_full.hdf5"), "--start-time", "2024-05-17T14:30:00+02:00", "--reproducible", "--quiet", "-o"}
	run := exec.CommandContext(t.Context(), program, append(append([]string{"convert"}, args...), written["static"])...)
	if out, err := run.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	converted(t, append(args, written["shared"])...)
	if !bytes.Equal(content(t, written["static"]), content(t, written["shared"])) {
		t.Error("it writes another file")
	}
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
