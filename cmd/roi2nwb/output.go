package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"

	"roi2nwb/internal/extract"
	"roi2nwb/internal/metadata"
	"roi2nwb/internal/metadata/naming"
	"roi2nwb/internal/nwb"
)

// output is where a conversion writes to.
type output struct {
	path       string
	notes      []string // on how its name was made
	cure       string   // where a file of that name exists
	isTold     bool     // the path is made of metadata: nobody could guess it
	newFolders bool     // folders that are missing on the way to it are made
}

// The values of --if-exists: what is done where the output exists.
const (
	existsIsError  = "error"
	existsIsSkip   = "skip"
	existsReplaces = "overwrite"
)

func existsWords() []string { return []string{existsIsError, existsIsSkip, existsReplaces} }

// output returns the file to write, after a check that it can be. Where it
// exists and that is why it cannot, the error is nwb.ErrExists.
func (o *convertOptions) output(planes sourcePlanes, meta *metadata.Metadata) (*output, error) {
	to, err := o.name(meta)
	if err != nil {
		return nil, err
	}
	for _, p := range planes {
		source, err := os.Stat(p.Source)
		if err != nil {
			return nil, err
		}
		if target, err := os.Stat(to.path); err == nil && os.SameFile(source, target) {
			return nil, &usageError{fmt.Errorf("output %q is the source itself", to.path), "give another name with -o"}
		}
		if isInside(to.path, p.seg.Data) {
			return nil, &usageError{fmt.Errorf("output %q lies inside the source %q, which nothing must be added to", to.path, p.Source),
				"give a place outside of it with -o: " + o.besideSource(p.seg.Data)}
		}
	}
	if o.DryRun {
		return to, nil
	}
	if _, missing, err := to.folders(); err != nil || len(missing) > 0 {
		return to, err
	}
	return to, to.retell(nwb.CheckTarget(to.path, o.IfExists == existsReplaces))
}

// existsAlready returns the error of an output that exists and is to be kept,
// where its name is known before the source is read.
func (o *convertOptions) existsAlready() error {
	if o.IfExists != existsIsSkip || o.DryRun || o.Split.parts != nil || o.DANDILayout != "" || o.PathTemplate != "" {
		return nil
	}
	if _, err := os.Stat(o.Source); err != nil {
		return nil // opening it tells what is wrong
	}
	if !o.Join && o.Recording == 0 && extract.MayBeSeries(o.Source) {
		return nil // the recordings have names of their own
	}
	to, err := o.name(nil)
	if err != nil {
		return err
	}
	if err := nwb.CheckTarget(to.path, false); errors.Is(err, nwb.ErrExists) {
		return to.retell(err)
	}
	return nil
}

// besideSource returns where the output goes that nobody named, beside the
// folder of the source's data.
func (o *convertOptions) besideSource(data string) string {
	path, err := extract.NamedPath(data)
	if err != nil {
		path = data
	}
	return filepath.Join(filepath.Dir(path), o.nwbName(path))
}

// name finds out what the output is called.
func (o *convertOptions) name(meta *metadata.Metadata) (*output, error) {
	source, err := extract.NamedPath(o.Source)
	if err != nil {
		return nil, err
	}
	var folder, path string
	to := &output{isTold: true, newFolders: true}
	switch {
	case o.DANDILayout != "":
		folder = o.DANDILayout
		path, to.notes, err = naming.DANDIPath(meta.Fields(), o.dandiNumber())
		to.cure = "files are named after subject_id and session_id there: give the session another session_id, or --overwrite to replace the file, or --if-exists skip to keep it"
	case o.PathTemplate != "":
		folder = o.Output
		path, to.notes, err = naming.ExpandPath(o.PathTemplate, source, meta.Fields())
		to.cure = "add to --path-template what tells the sessions apart, or give --overwrite to replace the file, or --if-exists skip to keep it"
	default:
		return o.plainName(source)
	}
	if err != nil {
		return nil, &usageError{err, hintOf(err)}
	}
	to.path = filepath.Join(folder, path)
	return to, nil
}

// plainName is the output where it is not named after metadata: beside the
// source, or where -o says.
func (o *convertOptions) plainName(source string) (*output, error) {
	const cure = "give --overwrite to replace it, --if-exists skip to keep it, or another name with -o"
	to := &output{cure: cure}
	switch {
	case o.Output == "":
		to.path = filepath.Join(filepath.Dir(source), o.nwbName(source))
		if filepath.Clean(o.Source) != source {
			to.path = shownPath(to.path)
		}
	case o.Output == "-" || isDevice(o.Output):
		return nil, &usageError{fmt.Errorf("output %q is no file: an NWB file cannot be written to a stream", o.Output), "give the file to write, as in -o session.nwb"}
	case os.IsPathSeparator(o.Output[len(o.Output)-1]) || isFolder(o.Output):
		to.path, to.newFolders = filepath.Join(o.Output, o.nwbName(source)), true
		to.cure = "for sources of one name, name the files by --path-template '{subject_id}_{session_id}.nwb' or --dandi-layout; or give --overwrite to replace it, --if-exists skip to keep it"
	case filepath.Ext(o.Output) == "":
		if _, err := os.Lstat(o.Output); err == nil {
			break // whatever it is, the check of the target says so
		}
		return nil, &usageError{fmt.Errorf("output %q is neither a folder that exists nor the name of an NWB file", o.Output),
			fmt.Sprintf("give -o %s.nwb for a file, or -o %s%c for a new folder", o.Output, o.Output, filepath.Separator)}
	case !strings.EqualFold(filepath.Ext(o.Output), ".nwb"):
		to.notes = []string{fmt.Sprintf("%q does not end in .nwb: check FOLDER, dandi and others pass such files over", o.Output)}
	}
	if to.path == "" {
		to.path = o.Output
	}
	return to, nil
}

// nwbName is the name of the file that is made of a source, or of one of its
// recordings.
func (o *convertOptions) nwbName(source string) string {
	base := filepath.Base(source)
	name := strings.TrimSuffix(base, filepath.Ext(base))
	switch {
	case o.Recording > 0:
		name += fmt.Sprintf("_recording%d", o.Recording)
	case o.part != nil:
		name += fmt.Sprintf("_recording%d", o.part.number)
	}
	return name + ".nwb"
}

func isFolder(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}

// isDevice reports whether a path leads to neither a file nor a folder.
func isDevice(path string) bool {
	info, err := os.Stat(path)
	return err == nil && !info.IsDir() && !info.Mode().IsRegular()
}

// retell gives the error of a file that exists the cure that suits its name, and
// that of one which cannot be written the cure of what the system says.
func (to *output) retell(err error) error {
	if errors.Is(err, nwb.ErrExists) {
		return &existsError{err, to.path, to.cure}
	}
	var refused *nwb.WriteError
	if errors.As(err, &refused) {
		return &writeError{err, writeHint(refused.Errno)}
	}
	return err
}

// writeError is the error of a file that cannot be written, with a cure.
type writeError struct {
	error
	hint string
}

func (e *writeError) Unwrap() error { return e.error }
func (e *writeError) Hint() string  { return e.hint }

// writeHint returns the cure of what the system says of a write, "" where none is
// known.
func writeHint(errno syscall.Errno) string {
	switch errno {
	case syscall.EACCES, syscall.EPERM, syscall.EROFS:
		return "write to another folder with -o"
	case syscall.ENOSPC:
		return "free some space, or write to another disk with -o"
	case syscall.EFBIG:
		return "raise the limit on the size of files (ulimit -f), or write to another disk with -o"
	case syscall.EDQUOT:
		return "free some of your quota, or write to another disk with -o"
	}
	return ""
}

// existsError is the error of a file that exists, with a cure.
type existsError struct {
	error
	path string
	hint string
}

func (e *existsError) Unwrap() error { return e.error }
func (e *existsError) Hint() string  { return e.hint }
