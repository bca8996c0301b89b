//go:build !unix

package batch

import "os"

// claim makes the file; this system has no locks that a child inherits.
func claim(path string) (file *os.File, locked bool, err error) {
	file, err = os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o666)
	return file, false, err
}

// release takes the file away.
func release(file *os.File) {
	_ = file.Close()
	_ = os.Remove(file.Name())
}
