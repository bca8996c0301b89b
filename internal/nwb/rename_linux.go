package nwb

import (
	"errors"

	"golang.org/x/sys/unix"
)

// renameToNew renames a file to a name that nothing has yet, in one step. The
// error is errors.ErrUnsupported where the file system cannot do that.
func renameToNew(from, to string) error {
	err := unix.Renameat2(unix.AT_FDCWD, from, unix.AT_FDCWD, to, unix.RENAME_NOREPLACE)
	if errors.Is(err, unix.ENOSYS) || errors.Is(err, unix.EINVAL) {
		return errors.ErrUnsupported
	}
	return err
}
