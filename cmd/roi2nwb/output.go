package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"roi2nwb/internal/metadata"
	"roi2nwb/internal/nwb"
)

// output is where a conversion writes to.
type output struct {
	path  string
	notes []string // on how its name was made
	named string   // the cure where a file of that name exists; "" where the name is not made of metadata
}

// output returns the file to write, after a check that it can be.
func (o *convertOptions) output(meta *metadata.Metadata) (*output, error) {
	to, err := o.name(meta)
	if err != nil {
		return nil, err
	}
	source, err := os.Stat(o.Source)
	if err != nil {
		return nil, err
	}
	if target, err := os.Stat(to.path); err == nil && os.SameFile(source, target) {
		return nil, &usageError{fmt.Errorf("output %q is the source itself", to.path), "give another name with -o"}
	}
	if o.DryRun {
		return to, nil
	}
	if _, missing, err := to.folders(); err != nil || len(missing) > 0 {
		return to, err
	}
	return to, to.retell(nwb.CheckTarget(to.path, o.Overwrite))
}

// name finds out what the output is called.
func (o *convertOptions) name(meta *metadata.Metadata) (*output, error) {
	var folder, path string
	var err error
	to := &output{}
	switch {
	case o.DANDILayout != "":
		folder = o.DANDILayout
		path, to.notes, err = metadata.DANDIPath(meta)
		to.named = "files are named after subject_id and session_id there: give the session another session_id, or --overwrite to replace the file"
	case o.PathTemplate != "":
		folder = o.Output
		path, to.notes, err = metadata.ExpandPath(o.PathTemplate, o.Source, meta)
		to.named = "add to --path-template what tells the sessions apart, or give --overwrite to replace the file"
	default:
		to.path = o.plainPath()
		return to, nil
	}
	if err != nil {
		return nil, &usageError{err, hintOf(err)}
	}
	to.path = filepath.Join(folder, path)
	return to, nil
}

// plainPath is the output's path where it is not named after metadata.
func (o *convertOptions) plainPath() string {
	source := filepath.Clean(o.Source)
	base := filepath.Base(source)
	name := strings.TrimSuffix(base, filepath.Ext(base)) + ".nwb"
	if o.Output == "" {
		return filepath.Join(filepath.Dir(source), name)
	}
	if isFolder(o.Output) {
		return filepath.Join(o.Output, name)
	}
	return o.Output
}

func isFolder(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}

// retell gives the error of a file that exists the cure that suits its name.
func (to *output) retell(err error) error {
	if to.named != "" && errors.Is(err, nwb.ErrExists) {
		return &existsError{err, to.named}
	}
	return err
}

// existsError is the error of a file that exists, with a cure of its own.
type existsError struct {
	error
	hint string
}

func (e *existsError) Unwrap() error { return e.error }
func (e *existsError) Hint() string  { return e.hint }
