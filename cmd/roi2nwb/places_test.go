package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// Many programs that make one file do not harm each other: without leave to
// replace it one of them makes it, and with leave all do.
func TestRace(t *testing.T) {
	source := testFile("cnmf2p_full.hdf5")
	for _, overwrite := range []bool{false, true} {
		t.Run(before(overwrite), func(t *testing.T) {
			folder := t.TempDir()
			out := filepath.Join(folder, "out.nwb")
			args := append(with("convert", source, "-o", out, "--reproducible"), flagsOf(overwrite)...)
			runs := make([]*exec.Cmd, 5)
			said := make([]bytes.Buffer, len(runs))
			for i := range runs {
				runs[i] = exec.CommandContext(t.Context(), "roi2nwb", args...)
				runs[i].Stderr = &said[i]
				if err := runs[i].Start(); err != nil {
					t.Fatal(err)
				}
			}
			made := 0
			for i, run := range runs {
				_ = run.Wait() // its exit code tells
				switch code := run.ProcessState.ExitCode(); {
				case code == exitDone:
					made++
				case overwrite || code != exitExists || !strings.Contains(said[i].String(), "output exists"):
					t.Errorf("exit status %d: %s", code, said[i].String())
				}
			}
			if want := len(runs); overwrite && made != want || !overwrite && made != 1 {
				t.Errorf("%d of %d runs made the file", made, want)
			}
			if got := names(t, folder); len(got) != 1 {
				t.Errorf("the folder holds %q", got)
			}
			made1 := content(t, out)
			converted(t, with(source, "-o", out, "--reproducible", "--overwrite")...)
			if !bytes.Equal(made1, content(t, out)) {
				t.Error("the file is not what one program alone makes")
			}
		})
	}
}

// The output may have any name that the system allows, and lie on another file
// system than anything else.
func TestAnyPlace(t *testing.T) {
	const longest = 255 // bytes of a name
	long := strings.Repeat("n", longest-len(".nwb")) + ".nwb"
	deep := []string{t.TempDir()}
	for range 12 {
		deep = append(deep, strings.Repeat("d", 200))
	}
	folders := map[string]string{"deep": filepath.Join(deep...)}
	if other, err := os.MkdirTemp("/dev/shm", "roi2nwb"); err == nil {
		t.Cleanup(func() { _ = os.RemoveAll(other) })
		folders["other file system"] = other
	}
	for _, name := range []string{"plain.nwb", long, strings.Repeat("é", 125) + ".nwb", "日本語 マウス.nwb", "with space & $(sign) 'quotes' \"double\".nwb",
		"-dash.nwb", "new\nline.nwb", "\xff\xfe.nwb", "ü̈.nwb", "%s%d.nwb", ".hidden.nwb"} {
		folders[name] = t.TempDir()
	}
	source := testFile("cnmf2p_full.hdf5")
	for name, folder := range folders {
		t.Run(name, func(t *testing.T) {
			if err := os.MkdirAll(folder, 0o755); err != nil {
				t.Fatal(err)
			}
			file := name
			if filepath.Ext(file) != ".nwb" {
				file = "out.nwb"
			}
			there := filepath.Join(t.TempDir(), "in"+file[len(file)-5:])
			if err := os.WriteFile(there, content(t, source), 0o644); err != nil {
				t.Fatal(err)
			}
			out := filepath.Join(folder, file)
			converted(t, with(there, "-o", out)...)
			if got := names(t, folder); len(got) != 1 || got[0] != file {
				t.Errorf("the folder holds %q", got)
			}
			run(t.Context(), []string{"inspect", out}, Streams{Out: &bytes.Buffer{}, Err: &bytes.Buffer{}})
		})
	}
}
