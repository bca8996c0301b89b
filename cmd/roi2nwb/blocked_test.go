package main

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// A signal ends the program within two seconds while libhdf5 itself waits in the
// system, where no Go code can reach it: for the source while that is opened, for
// data in the midst of it, and for the output. Nothing is left of the output.
func TestSignalWhileLibraryBlocks(t *testing.T) {
	for _, tt := range []struct {
		name string
		call string
		nth  int // of the library's own calls of that kind
		out  bool
		args []string
	}{
		{"opening", "read", 1, false, nil},
		{"reading", "read", 20, false, nil},
		{"reading for inspect", "read", 20, false, []string{"inspect"}},
		{"writing", "write", 1, true, nil},
		{"writing, with JSON", "write", 3, true, []string{"--json"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			folder := t.TempDir()
			source, out := filepath.Join(folder, "in.hdf5"), filepath.Join(folder, "out")
			if err := os.WriteFile(source, content(t, testFile("cnmf2p_full.hdf5")), 0o644); err != nil {
				t.Fatal(err)
			}
			if err := os.Mkdir(out, 0o755); err != nil {
				t.Fatal(err)
			}
			args := append(with("convert", source, "-o", filepath.Join(out, "out.nwb")), tt.args...)
			if len(tt.args) > 0 && tt.args[0] == "inspect" {
				args = []string{"inspect", source}
			}
			calls := 0
			var began time.Time
			got := supervise(t, folder, args, func(c systemCall) syscall.Errno {
				if c.Name != tt.call || strings.HasPrefix(c.Path, out) != tt.out || !c.byLibrary() {
					return 0
				}
				if calls++; calls < tt.nth {
					return 0
				}
				if began.IsZero() {
					began = time.Now()
					if err := syscall.Kill(c.Program, syscall.SIGTERM); err != nil {
						t.Error(err)
					}
					hangs := time.AfterFunc(20*time.Second, func() { _ = syscall.Kill(c.Program, syscall.SIGKILL) })
					t.Cleanup(func() { hangs.Stop() })
				}
				return held
			})
			if began.IsZero() {
				t.Fatalf("libhdf5 made %d such calls: exit status %d, %s", calls, got.code, got.stderr)
			}
			const soon = 2500 * time.Millisecond // two seconds, and a busy machine
			if took := time.Since(began); took > soon {
				t.Errorf("took %v", took)
			}
			told := got.stderr
			if len(tt.args) > 0 && tt.args[0] == "--json" {
				told = got.stdout
			}
			if got.code != exitInterrupted || !strings.Contains(told, "interrupted") {
				t.Errorf("exit status %d, printed %q, told %q", got.code, got.stdout, got.stderr)
			}
			if left := names(t, out); len(left) > 0 {
				t.Errorf("%q are left behind", left)
			}
		})
	}
}
