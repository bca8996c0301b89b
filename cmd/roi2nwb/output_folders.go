package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"syscall"
)

// folders returns the nearest folder above the output that exists, and those
// that are missing below it, the uppermost first.
func (to *output) folders() (above string, missing []string, err error) {
	above = filepath.Dir(to.path)
	if !to.newFolders {
		return above, nil, nil
	}
	for {
		info, err := os.Stat(above)
		switch {
		case err == nil && info.IsDir():
			slices.Reverse(missing)
			return above, missing, nil
		case err == nil:
			return "", nil, fmt.Errorf("output folder %q is a file", above)
		case errors.Is(err, syscall.ENOTDIR): // the file is further up
		case !errors.Is(err, fs.ErrNotExist):
			return "", nil, fmt.Errorf("output folder %q: %w", above, err)
		default:
			missing = append(missing, above)
		}
		if parent := filepath.Dir(above); parent != above {
			above = parent
			continue
		}
		return "", nil, fmt.Errorf("output folder %q: %w", above, err)
	}
}

// makeFolders makes the folders that the output needs; remove takes them away
// again, as far as they are empty.
func (to *output) makeFolders() (remove func(), err error) {
	_, missing, err := to.folders()
	var made []string
	remove = func() {
		for _, folder := range slices.Backward(made) {
			_ = os.Remove(folder) // what is in use by now stays
		}
	}
	if err != nil {
		return remove, err
	}
	for _, folder := range missing {
		err := os.Mkdir(folder, 0o777)
		if errors.Is(err, fs.ErrExist) && isFolder(folder) {
			continue // made by another conversion since
		}
		if err != nil {
			remove()
			return remove, fmt.Errorf("make the output's folder: %w", err)
		}
		made = append(made, folder)
	}
	return remove, nil
}
