package frametimes

import (
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// As much as is allowed is read from a pipe, and no more.
func TestReadPipe(t *testing.T) {
	for most, ok := range map[int64]bool{12: true, 11: false} {
		path := filepath.Join(t.TempDir(), "times")
		if err := syscall.Mkfifo(path, 0o600); err != nil {
			t.Skipf("no pipe can be made here: %v", err)
		}
		wrote := make(chan error, 1)
		go func() { wrote <- os.WriteFile(path, []byte("0.0\n0.1\n0.2\n"), 0o600) }()
		f, err := readPipe(path, most)
		if (err == nil) != ok || !ok && !strings.Contains(err.Error(), "more than 11 bytes came through the pipe") {
			t.Errorf("12 bytes, where %d are allowed: %v", most, err)
		}
		if ok {
			if text, err := io.ReadAll(f); err != nil || string(text) != "0.0\n0.1\n0.2\n" {
				t.Errorf("read %q, %v", text, err)
			}
			if err := <-wrote; err != nil {
				t.Error(err)
			}
		}
	}
}
