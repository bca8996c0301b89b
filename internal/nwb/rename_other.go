//go:build !linux

package nwb

import "errors"

// renameToNew renames a file to a name that nothing has yet, in one step, which
// only Linux does in a way that is known here.
func renameToNew(_, _ string) error { return errors.ErrUnsupported }
