package h5

import (
	"fmt"
	"regexp"
	"strconv"
	"syscall"
)

// SystemError is a read or write of the file itself that the system refused,
// as libhdf5 tells it. It unwraps to what the system said.
type SystemError struct {
	During string // what libhdf5 was at: "can't read data: file read failed"
	Write  bool   // whether the file was being made or written
	Errno  syscall.Errno
}

func (e *SystemError) Error() string { return fmt.Sprintf("%s: %v", e.During, e.Errno) }

// Unwrap returns what the system said.
func (e *SystemError) Unwrap() error { return e.Errno }

// systemWords finds such an error among libhdf5's words, which are many more, of
// times, addresses and file descriptors.
func systemWords(text string) (*SystemError, bool) {
	found := regexp.MustCompile(`(?s)^(.*?(?:file (read|write) failed|unable to (create|open|truncate) file)): .*\berrno = (\d+)`).FindStringSubmatch(text)
	if found == nil {
		return nil, false
	}
	n, err := strconv.Atoi(found[4])
	if err != nil || n == 0 {
		return nil, false
	}
	return &SystemError{During: found[1], Write: found[2] == "write" || found[3] == "create" || found[3] == "truncate", Errno: syscall.Errno(n)}, true
}
