package h5

// #include "guard.h"
import "C"

import (
	"fmt"
	"time"
	"unsafe"
)

// CrashError is returned where libhdf5 itself crashed upon what a file holds,
// or did not come to an end. From then on every call that would enter libhdf5
// returns the same error, for whatever file: its state is unknown, and what it
// had open stays open. An orderly end of the program is all that is left.
//
// Where the crash left even the C heap unusable, the process ends at once, with
// the error on stderr and exit status 1.
type CrashError struct {
	File    string // the path that it was opened with
	Object  string // path inside the file, "/" where all of it is meant
	Endless bool   // libhdf5 did not come to an end, rather than crash
	Writing bool   // File was being made, and is not what is damaged
}

func (e *CrashError) Error() string {
	what := "crashed"
	if e.Endless {
		what = "did not come to an end"
	}
	if e.Writing {
		return fmt.Sprintf("libhdf5 %s while writing %q to %q", what, e.Object, e.File)
	}
	return fmt.Sprintf("%q is damaged: libhdf5 %s while reading %q", e.File, what, e.Object)
}

// Hint returns what the user can do.
func (e *CrashError) Hint() string {
	if e.Writing {
		return ""
	}
	return "its structure is broken, not only some values: copy it again from where it was made, or save it again"
}

// Is reports whether target is ErrDamaged, as which a crash upon a file that was
// read counts.
func (e *CrashError) Is(target error) bool { return target == ErrDamaged && !e.Writing }

// limits say how long a call of libhdf5 may take.
type limits struct {
	patience time.Duration // between one look at it and the next
	work     time.Duration // the processor time that it may use from then on
}

// usualLimits are far beyond what a healthy file asks of one call, which is
// done in a fraction of a second.
func usualLimits() limits { return limits{patience: 5 * time.Second, work: 20 * time.Second} }

// watch looks whether a call of libhdf5 takes long, from now on until the process
// ends. To arm a timer for each call instead would wake a thread of Go's
// scheduler each time, which costs more than most calls.
func watch(l limits) {
	time.AfterFunc(l.patience, func() {
		C.guard_watch(C.double(l.work.Seconds()))
		watch(l)
	})
}

// subject is what libhdf5 is being asked about.
type subject struct {
	file, object string
	writing      bool
}

// note keeps what libhdf5 is being asked about, for the error where it crashes.
func (s *subject) note(f *File, object string) {
	if object == "" {
		object = "/"
	}
	if !f.writable {
		keepText(&C.guard_file, f.path)
		keepText(&C.guard_object, object)
	}
	*s = subject{f.path, object, f.writable}
}

func keepText(dst *[C.GUARD_TEXT]C.char, s string) {
	buf := (*[C.GUARD_TEXT]byte)(unsafe.Pointer(dst))
	buf[copy(buf[:len(buf)-1], s)] = 0
}

// crashed returns the error for a crash, nil where there was none so far.
func (s *subject) crashed() error {
	ended := C.guard_ended
	if ended == C.GUARD_NOTHING {
		return nil
	}
	return &CrashError{File: s.file, Object: s.object, Writing: s.writing, Endless: ended == C.GUARD_ENDLESS}
}
