package main

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"roi2nwb/internal/metadata"
	"roi2nwb/internal/spelling"
)

// fileError is an error about a file in words of ours, and a cure.
type fileError struct {
	error
	text, hint string
}

func (e *fileError) Error() string { return e.text }
func (e *fileError) Unwrap() error { return e.error }
func (e *fileError) Hint() string  { return cmp.Or(hintOf(e.error), e.hint) }

// aboutFile takes Go's names of system calls out of an error about a file, as in
// "stat x: no such file or directory". A name that the user gave has a cure.
func aboutFile(err error, given []string) error {
	var p *fs.PathError
	var problems metadata.Problems
	if !errors.As(err, &p) || errors.As(err, &problems) {
		return err
	}
	before, after, ok := strings.Cut(err.Error(), p.Error())
	if !ok {
		return err
	}
	missing := errors.Is(p.Err, fs.ErrNotExist)
	what := fmt.Sprintf("%q: %v", p.Path, p.Err)
	switch {
	case strings.Contains(before, p.Path):
		what = p.Err.Error()
	case missing:
		what = fmt.Sprintf("%q does not exist", p.Path)
	}
	e := &fileError{error: err, text: before + what + after}
	isGiven := func(arg string) bool { return arg == p.Path || strings.HasSuffix(arg, "="+p.Path) }
	if missing && slices.ContainsFunc(given, isGiven) {
		e.hint = missingHint(p.Path)
	}
	return e
}

// missingHint says what may be meant by the name of a file that is not there.
func missingHint(path string) string {
	if strings.Contains(path, "://") {
		return "roi2nwb reads files of this machine: download it first"
	}
	folder, name := filepath.Split(path)
	folder = filepath.Clean(folder)
	if !isFolder(folder) {
		return fmt.Sprintf("the folder %q does not exist", folder)
	}
	if strings.ContainsAny(name, "*?[") {
		return fmt.Sprintf("no name in the folder %q matches", folder)
	}
	if near := nearestFile(name, namesBeside(folder)); near != "" {
		return fmt.Sprintf("did you mean %q?", filepath.Join(folder, near))
	}
	if here, err := filepath.Abs(folder); err == nil && !filepath.IsAbs(path) {
		return fmt.Sprintf("it is looked for in %q", here)
	}
	return ""
}

// nearestFile returns the name that is likeliest meant, "" for none: of files of
// the same use the one with another extension, or with a slip before it.
func nearestFile(name string, names []string) string {
	var alike []string
	for _, n := range names {
		if !sameUse(filepath.Ext(name), filepath.Ext(n)) {
			continue
		}
		if strings.EqualFold(stem(n), stem(name)) {
			return n
		}
		alike = append(alike, stem(n))
	}
	near := spelling.Nearest(stem(name), alike)
	if near == "" {
		return ""
	}
	return names[slices.IndexFunc(names, func(n string) bool { return stem(n) == near && sameUse(filepath.Ext(name), filepath.Ext(n)) })]
}

// sameUse reports whether files with these extensions are given for one purpose.
// One without an extension may be any.
func sameUse(a, b string) bool {
	a, b = strings.ToLower(a), strings.ToLower(b)
	if a == "" || a == b {
		return true
	}
	return slices.ContainsFunc([][]string{sourceExtensions, metadataExtensions, tableExtensions}, func(of []string) bool {
		return slices.Contains(of, a) && slices.Contains(of, b)
	})
}

// namesBeside returns what a folder holds and ls shows, nothing where it cannot
// be read.
func namesBeside(folder string) []string {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return nil
	}
	var names []string
	for _, e := range entries {
		if !strings.HasPrefix(e.Name(), ".") {
			names = append(names, e.Name())
		}
	}
	return names
}
