package h5

import (
	"errors"
	"syscall"
	"testing"
)

func TestSystemWords(t *testing.T) {
	for _, c := range []struct {
		text, want string
		write      bool
	}{
		{"can't read data: file read failed: time = Sat Nov 21 11:10:11 2026 , filename = '/x', file descriptor = 8, errno = 5, error message = 'Input/output error', buf = 0x3e35f608",
			"can't read data: file read failed: input/output error", false},
		{"unable to write raw data: file write failed: time = now , errno = 28, error message = 'No space left on device'",
			"unable to write raw data: file write failed: no space left on device", true},
		{"unable to create file: name = '/x', errno = 13, error message = 'Permission denied'", "unable to create file: permission denied", true},
		{"unable to open file: errno = 0", "", false},
		{"wrong fractal heap header signature", "", false},
	} {
		e, ok := systemWords(c.text)
		if !ok {
			if c.want != "" {
				t.Errorf("nothing of the system is found in %q", c.text)
			}
			continue
		}
		var errno syscall.Errno
		if e.Error() != c.want || e.Write != c.write || !errors.As(e, &errno) {
			t.Errorf("got %v, write %v, of %q", e, e.Write, c.text)
		}
	}
}
