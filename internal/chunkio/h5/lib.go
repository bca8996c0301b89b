package h5

// #cgo pkg-config: hdf5
// #include "shim.h"
import "C"

import (
	"errors"
	"runtime"
	"strings"
	"sync"
)

// library is the one entrance to libhdf5 of the process, which keeps global
// state and runs one call at a time anyway.
var library struct {
	sync.Mutex
	ready  bool
	others int // what was open before us: gonum keeps a type
	about  subject
	crash  error // a *CrashError, after which nothing enters libhdf5
}

// locked calls fn alone in libhdf5. The thread is kept, because libhdf5 built
// for threads has one error stack, and one setting for printing it, a thread.
// After a crash of libhdf5 fn is not called any more.
func locked(fn func() error) error {
	library.Lock()
	defer library.Unlock()
	if library.crash != nil {
		return library.crash
	}
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	if !library.ready {
		if err := prepare(); err != nil {
			return err
		}
		library.ready = true
	}
	C.shim_quiet()
	err := fn()
	if library.crash = library.about.crashed(); library.crash != nil {
		return library.crash
	}
	return err
}

// prepare makes libhdf5 what this package needs.
func prepare() error {
	if C.guard_install() != 0 {
		return errors.New("signals of crashes cannot be caught")
	}
	C.shim_quiet()
	if C.shim_register() < 0 {
		return libError()
	}
	watch(usualLimits())
	library.others = int(C.shim_open_count())
	return nil
}

// libError returns libhdf5's own words for the call that just failed. It must
// be called before any other call of libhdf5.
func libError() error {
	var buf [1024]C.char
	C.shim_error(&buf[0], C.size_t(len(buf)))
	text := strings.TrimSpace(C.GoString(&buf[0]))
	if text == "" {
		return errors.New("libhdf5 gave no reason")
	}
	if system, ok := systemWords(text); ok {
		return system
	}
	if strings.Contains(text, "bad version number") {
		return &NewerError{text}
	}
	return errors.New(text)
}

// NewerError is returned for an object of a version of the format that libhdf5
// does not know: one that a newer library saved, or a damaged one.
type NewerError struct{ text string }

func (e *NewerError) Error() string { return e.text }

// Hint returns the cure where a newer library saved the file.
func (e *NewerError) Hint() string {
	return "a newer HDF5 library may have saved it, as h5py does with libver='latest': save it again with libver='v110'"
}

// check returns libhdf5's words where status is one of failure.
func check(status C.herr_t) error {
	if status < 0 {
		return libError()
	}
	return nil
}

// OpenIDs counts the files, objects, attributes and types that this package
// has open in libhdf5.
func OpenIDs() int {
	n := -1
	// The closure cannot fail; an unusable library leaves -1.
	_ = locked(func() error {
		n = int(C.shim_open_count()) - library.others
		return nil
	})
	return n
}
