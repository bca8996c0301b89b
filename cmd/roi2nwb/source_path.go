package main

import (
	"os"
	"path/filepath"
)

// shownPath returns an absolute path as it is seen from the working folder, and
// the path itself where that folder is a link or cannot be told.
func shownPath(path string) string {
	here, err := os.Getwd()
	if err != nil {
		return path
	}
	if behind, err := filepath.EvalSymlinks(here); err != nil || behind != here {
		return path
	}
	seen, err := filepath.Rel(here, path)
	if err != nil {
		return path
	}
	return seen
}

// isInside reports whether a path lies in the folder root, behind all links. A
// path that does not exist lies where its nearest folder does.
func isInside(path, root string) bool {
	root, err := filepath.EvalSymlinks(root)
	if err != nil {
		return false
	}
	if info, err := os.Stat(root); err != nil || !info.IsDir() {
		return false
	}
	if root, err = filepath.Abs(root); err != nil {
		return false
	}
	if path, err = filepath.Abs(path); err != nil {
		return false
	}
	for folder := filepath.Dir(path); ; folder = filepath.Dir(folder) {
		behind, err := filepath.EvalSymlinks(folder)
		if err != nil {
			if folder == filepath.Dir(folder) {
				return false
			}
			continue
		}
		inside, err := filepath.Rel(root, behind)
		return err == nil && filepath.IsLocal(inside)
	}
}
