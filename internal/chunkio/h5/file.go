package h5

// #include "shim.h"
import "C"

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"strings"
	"sync"
)

// File is an HDF5 file, open for reading (Open) or being written (Create).
type File struct {
	path     string
	writable bool
	id       C.hid_t  // used with the lock held; 0 once closed
	raw      *os.File // the same file, for reads beside libhdf5
	size     int64    // bytes, where not writable
	userb    int64    // bytes before the HDF5 part

	groups map[string]C.hid_t // open groups by their path without soft links; with the lock held
	listed listing            // with the lock held
	kept   kept               // with the lock held
	heaps  heapCache
	limits thresholds

	mu   sync.Mutex
	open map[*Dataset]struct{}

	sieves   sync.Pool // of *sieve
	decoders sync.Pool // of *decoder
	chunks   sync.Pool // of *[]byte, the memory of decoded chunks
}

// Open opens the file at path for reading. The error is, among others,
// os.ErrNotExist, os.ErrPermission, ErrNotHDF5 or ErrTruncated.
func Open(path string) (*File, error) {
	// os.Open waits for what is no file, such as a pipe.
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("open %q: %w: %s", path, ErrNotHDF5, kindOfFile(info.Mode()))
	}
	raw, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	f := &File{path: path, raw: raw, size: info.Size(), limits: usualThresholds(), open: map[*Dataset]struct{}{}}
	if err := f.attach(); err != nil {
		return nil, fmt.Errorf("open %q: %w", path, errors.Join(err, raw.Close()))
	}
	return f, nil
}

// attach opens f in libhdf5.
func (f *File) attach() error {
	if ok, err := hasSignature(f.raw, f.size); err != nil {
		return err
	} else if !ok {
		return ErrNotHDF5
	}
	return locked(func() error {
		library.about.note(f, "")
		id := C.shim_open(cstring(f.path))
		if id < 0 {
			return asTruncated(libError())
		}
		var err error
		if f.userb, err = layoutOf(id); err != nil {
			C.H5Fclose(id)
			return err
		}
		f.id = id
		return nil
	})
}

// Create makes a new file at path, where nothing may be yet. It is written in
// the format that the oldest libraries read.
func Create(path string) (*File, error) {
	if strings.ContainsRune(path, 0) {
		return nil, fmt.Errorf("create %q: name holds a NUL", path)
	}
	f := &File{path: path, writable: true, limits: usualThresholds(), open: map[*Dataset]struct{}{}}
	err := locked(func() error {
		// libhdf5 says only "unable to create file" where one exists.
		if _, err := os.Lstat(path); err == nil {
			return os.ErrExist
		}
		id := C.shim_create(cstring(path))
		if id < 0 {
			return libError()
		}
		var err error
		if f.raw, err = os.Open(path); err != nil {
			C.H5Fclose(id)
			return err
		}
		f.id = id
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("create %q: %w", path, err)
	}
	return f, nil
}

// Path returns the path that the file was opened with.
func (f *File) Path() string { return f.path }

// Close closes f and every dataset that is still open in it. Closing again
// does nothing.
func (f *File) Close() error {
	f.mu.Lock()
	open := f.open
	f.open = nil
	f.mu.Unlock()

	var errs []error
	for d := range open {
		errs = append(errs, d.Close())
	}
	errs = append(errs, f.closing(func() error {
		if f.id == 0 {
			return nil
		}
		library.about.note(f, "")
		f.letGo()
		f.kept.close()
		err := check(C.H5Fclose(f.id))
		if err != nil {
			err = fmt.Errorf("close %q: %w", f.path, err)
		}
		f.id = 0
		return errors.Join(err, f.raw.Close())
	}))
	return errors.Join(errs...)
}

// closing calls fn under the lock to release handles. After a crash of libhdf5
// nothing can be released. Who reads has had that error already, so closing
// returns nil then.
func (f *File) closing(fn func() error) error {
	err := locked(fn)
	var crash *CrashError
	if errors.As(err, &crash) && !f.writable {
		return nil
	}
	return err
}

// do calls fn in libhdf5 with f's handle.
func (f *File) do(fn func(id C.hid_t) error) error {
	return locked(func() error {
		if f.id == 0 {
			return ErrClosed
		}
		library.about.note(f, "")
		return fn(f.id)
	})
}

// fileSize returns the file's length in bytes. It flushes what is being written
// first.
func (f *File) fileSize() (int64, error) {
	if !f.writable {
		return f.size, nil
	}
	err := f.do(func(id C.hid_t) error { return check(C.H5Fflush(id, C.H5F_SCOPE_LOCAL)) })
	if err != nil {
		return 0, err
	}
	info, err := f.raw.Stat()
	if err != nil {
		return 0, err
	}
	return info.Size(), nil
}

// hasSignature looks for the format's signature, which stands at byte 0, or
// at 512 or a power of two times that (HDF5 File Format Specification II.A).
func hasSignature(r io.ReaderAt, size int64) (bool, error) {
	const signature = "\x89HDF\r\n\x1a\n"
	var buf [len(signature)]byte
	for at := int64(0); at <= size-int64(len(buf)); at = max(512, 2*at) {
		if _, err := r.ReadAt(buf[:], at); err != nil {
			return false, err
		}
		if bytes.Equal(buf[:], []byte(signature)) {
			return true, nil
		}
	}
	return false, nil
}

// layoutOf returns the bytes before the HDF5 part of a file, and refuses files
// whose addresses and lengths are not of 8 bytes as everywhere.
func layoutOf(file C.hid_t) (userBlock int64, err error) {
	plist := C.H5Fget_create_plist(file)
	if plist < 0 {
		return 0, libError()
	}
	defer C.H5Pclose(plist)
	var addresses, lengths C.size_t
	if err := check(C.H5Pget_sizes(plist, &addresses, &lengths)); err != nil {
		return 0, err
	}
	if addresses != 8 || lengths != 8 {
		return 0, fmt.Errorf("addresses of %d and lengths of %d bytes are not supported, expected 8", int(addresses), int(lengths))
	}
	var size C.hsize_t
	if err := check(C.H5Pget_userblock(plist, &size)); err != nil {
		return 0, err
	}
	if size > math.MaxInt64 {
		return 0, fmt.Errorf("%w: user block of %d bytes", ErrDamaged, uint64(size))
	}
	return int64(size), nil
}

// truncatedError is libhdf5's text on a file that is too short.
type truncatedError struct{ error }

func (e truncatedError) Is(target error) bool { return target == ErrTruncated }

func asTruncated(err error) error {
	if strings.Contains(err.Error(), "truncated file") {
		return truncatedError{err}
	}
	return err
}

func kindOfFile(m os.FileMode) string {
	if m.IsDir() {
		return "it is a folder"
	}
	return "it is no regular file"
}
