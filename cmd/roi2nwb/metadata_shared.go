package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// ofOneSession reports whether a metadata file is the session's own: it lies in
// the folder that is the source, it is named after the source and lies beside
// it, or it lies beside it and no other result does. Any other file counts as
// shared between sessions.
func ofOneSession(source, file string) bool {
	source, file = resolved(source), resolved(file)
	folder := filepath.Dir(source)
	info, err := os.Stat(source)
	if err != nil {
		return false
	}
	if inside := source + string(filepath.Separator); info.IsDir() && strings.HasPrefix(file, inside) {
		return true
	}
	if filepath.Dir(file) != folder {
		return false
	}
	name := stem(source)
	if rest, named := strings.CutPrefix(stem(file), name); named && (rest == "" || strings.ContainsAny(rest[:1], "._- ")) {
		return true
	}
	return !hasOthersLike(folder, source, info.IsDir())
}

// resolved returns the absolute path that links lead to, the path itself where
// that cannot be told.
func resolved(path string) string {
	if absolute, err := filepath.Abs(path); err == nil {
		path = absolute
	}
	if target, err := filepath.EvalSymlinks(path); err == nil {
		path = target
	}
	return path
}

// stem returns the name of a file without its extension.
func stem(path string) string {
	name := filepath.Base(path)
	return strings.TrimSuffix(name, filepath.Ext(name))
}

// hasOthersLike reports whether a folder holds results beside the source, by
// their names alone: files with the extension of the source, or folders in which
// something is named as in it. Copies that CalTrig puts aside are none.
func hasOthersLike(folder, source string, isFolder bool) bool {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return true
	}
	inSource := results(source, isFolder)
	return slices.ContainsFunc(entries, func(e os.DirEntry) bool {
		path := filepath.Join(folder, e.Name())
		if path == source || e.IsDir() != isFolder || strings.HasSuffix(e.Name(), "backup") {
			return false
		}
		if !isFolder {
			return strings.EqualFold(filepath.Ext(path), filepath.Ext(source))
		}
		return slices.ContainsFunc(results(path, true), func(name string) bool { return slices.Contains(inSource, name) })
	})
}

// results names what may be a result, or a part of one, in a folder: folders,
// and files of the formats of results.
func results(folder string, isFolder bool) []string {
	if !isFolder {
		return nil
	}
	entries, err := os.ReadDir(folder)
	if err != nil {
		return nil
	}
	var names []string
	for _, e := range entries {
		switch strings.ToLower(filepath.Ext(e.Name())) {
		case ".hdf5", ".h5", ".nc", ".isxd":
			names = append(names, e.Name())
		default:
			if e.IsDir() {
				names = append(names, e.Name())
			}
		}
	}
	return names
}
