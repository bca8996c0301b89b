package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/pflag"

	"roi2nwb/internal/extract"
	"roi2nwb/internal/extract/parameters"
	"roi2nwb/internal/session"
)

// sourceOptions say what belongs to a source, and what of it is meant.
type sourceOptions struct {
	Format     string
	With       []string
	Join       bool
	Recording  int
	Parameters string
	Discarded  bool
}

// addFlags adds the flags to a group of a command's.
func (o *sourceOptions) addFlags(f *pflag.FlagSet) {
	f.StringVar(&o.Format, "format", "", formatUsage())
	o.addPartFlags(f)
}

// addPartFlags adds all but --format.
func (o *sourceOptions) addPartFlags(f *pflag.FlagSet) {
	f.StringArrayVar(&o.With, "with", nil, "a `file or folder` of the same recording, as the .isxd files of a CaImAn result; may be repeated")
	f.BoolVar(&o.Join, "join", false, "a series of recordings is one, with the gaps between them in its times")
	f.IntVar(&o.Recording, "recording", 0, "the `number` of one recording of a series, from 1 in the order of time (default: each in turn)")
	f.BoolVar(&o.Discarded, "with-discarded", false, "take the components that CaImAn's select_components had removed, too, as rejected ROIs")
	f.StringVar(&o.Parameters, "parameters", "", "JSON `file` with the parameters that CaImAn ran with, grouped or flat")
}

// isOfOneSource reports whether a flag says something of one source alone, which no
// setting can.
func isOfOneSource(flag string) bool {
	return flag == "with" || flag == "recording" || flag == "roi-table" || slices.Contains(slices.Concat(planeFlags(), splitFlags()), flag)
}

// areParts reports whether all paths are named as parts of a source are.
func areParts(paths []string) bool {
	for _, path := range paths {
		if !strings.EqualFold(filepath.Ext(path), ".isxd") {
			return false
		}
	}
	return true
}

// validate checks what can be checked without a source.
func (o *sourceOptions) validate(f *pflag.FlagSet) error {
	switch {
	case f.Changed("recording") && o.Recording < 1:
		return usagef("--recording %d: recordings are numbered from 1", o.Recording)
	case o.Join && o.Recording > 0:
		return usagef("--join and --recording are of two minds: the one takes all recordings, the other one of them")
	}
	return nil
}

// open opens a source.
func (o *sourceOptions) open(ctx context.Context, path string) (*session.Segmentation, error) {
	seg, err := extract.OpenSource(ctx, extract.Source{Path: path, Format: o.Format, With: o.With, Join: o.Join, Which: o.Recording, Discarded: o.Discarded})
	var several *extract.SeveralError
	switch {
	case errors.Is(err, extract.ErrUnknownFormat):
		return nil, &usageError{error: err}
	case errors.As(err, &several):
		return nil, &usageError{err, "choose one by --recording 1, or make one of all by --join"}
	case err != nil:
		return nil, err
	}
	if o.Parameters != "" {
		if err := parameters.Add(seg, o.Parameters); err != nil {
			return nil, errors.Join(&usageError{err, hintOf(err)}, seg.Close())
		}
	}
	if o.Discarded && seg.Discarded == 0 {
		seg.AddRemark("--with-discarded adds nothing: the source has no discarded components, or is of several files")
	}
	return seg, nil
}

// eachRecording does something for each recording of a source that has several of
// which none was chosen: err is what opening it came to.
func (o *sourceOptions) eachRecording(err error, do func(recording int) error) error {
	var several *extract.SeveralError
	if !errors.As(err, &several) {
		return err
	}
	for i := range several.Recordings {
		if err := do(i + 1); err != nil {
			return fmt.Errorf("recording %d of %d: %w", i+1, len(several.Recordings), err)
		}
	}
	return nil
}

// formatHint returns the cure for a path that holds no source.
func formatHint(e *session.FormatError) string {
	switch {
	case e.ReadBy != "":
		return fmt.Sprintf("--format %s is for such files; without --format they are recognised", e.ReadBy)
	case e.MayBeMetadata:
		return "where it is metadata, give the result as the source, and this with --metadata " + plainWord(e.Path)
	}
	return e.Hint()
}
