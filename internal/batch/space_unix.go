//go:build unix

package batch

import (
	"os"
	"syscall"
)

// diskOf returns what tells the disk of a folder from others, and how much a user
// may still write there, in bytes.
func diskOf(folder string) (id uint64, free int64, ok bool) {
	info, err := os.Stat(folder)
	if err != nil {
		return 0, 0, false
	}
	stat, ok := info.Sys().(*syscall.Stat_t)
	var fs syscall.Statfs_t
	if !ok || syscall.Statfs(folder, &fs) != nil {
		return 0, 0, false
	}
	return uint64(stat.Dev), int64(fs.Bavail) * int64(fs.Bsize), true //nolint:unconvert // their types differ between systems
}

// writable tells why no file can be made in a folder, nil where one can.
func writable(folder string) error {
	const write = 2
	return syscall.Access(folder, write)
}
