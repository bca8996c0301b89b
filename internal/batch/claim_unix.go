//go:build unix

package batch

import (
	"errors"
	"os"
	"syscall"
)

// claim takes the lock of a file, which is made where it is missing. It returns
// nil where another process has it. The lock belongs to the open file: a child
// that inherits it holds it too, and what is killed lets it go. File systems of
// networks carry it between machines; where one knows no locks, the file comes
// without, and locked is false.
func claim(path string) (file *os.File, locked bool, err error) {
	for {
		file, err = os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o666)
		if err != nil {
			return nil, false, err
		}
		err = syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
		switch {
		case errors.Is(err, syscall.EWOULDBLOCK):
			return nil, true, file.Close()
		case errors.Is(err, syscall.EINTR):
			_ = file.Close() // asked again
			continue
		case errors.Is(err, syscall.ENOSYS), errors.Is(err, syscall.ENOLCK), errors.Is(err, syscall.EOPNOTSUPP):
			return file, false, nil
		case err != nil:
			return nil, false, errors.Join(&os.PathError{Op: "lock", Path: path, Err: err}, file.Close())
		}
		// The one who had it may have removed the file meanwhile.
		mine, err := file.Stat()
		if err != nil {
			return nil, false, errors.Join(err, file.Close())
		}
		if there, err := os.Stat(path); err == nil && os.SameFile(mine, there) {
			return file, true, nil
		}
		_ = file.Close() // the lock of a file that is gone is nobody's
	}
}

// release lets a lock go, and takes its file away while it is still held.
func release(file *os.File) {
	_ = os.Remove(file.Name())
	_ = file.Close()
}
