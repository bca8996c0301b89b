package main

import (
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/pflag"

	"roi2nwb/internal/batch"
	"roi2nwb/internal/session"
)

// splitOptions say how one analysis of several recordings becomes a file each.
type splitOptions struct {
	Frames   string // how many each has, in their order
	Manifest string // a table of them

	parts []recordingPart // what the flags come to, nil for a source that stays whole
}

// recordingPart is one recording of an analysis of several.
type recordingPart struct {
	number, of int // from 1
	frames     int
	where      string       // for messages: "--split-frames" or a line of the table
	given      batch.Values // what the table gives for this one alone
	shared     bool         // the session is that of others, too
}

// The flags that split a source.
const (
	splitFramesFlag = "split-frames"
	splitByFlag     = "split-by"
)

func splitFlags() []string { return []string{splitFramesFlag, splitByFlag} }

// framesColumn is how many frames a recording has, in a table of them.
const framesColumn = "frames"

// partColumns are the flags that a table of recordings can give for each.
func partColumns() []string {
	return []string{framesColumn, "output", "metadata", "start-time", "timezone", "timestamps", "rate", "set"}
}

func (o *splitOptions) addFlags(f *pflag.FlagSet) {
	f.StringVar(&o.Frames, splitFramesFlag, "", "one analysis of several recordings becomes a file each: how many `frames` each has, in their order, as in 1000,1000,850")
	f.StringVar(&o.Manifest, splitByFlag, "", "the same by a table, a `file` with a line for each recording: frames, output, session_id, session_start_time, timestamps, metadata ...")
}

// settle reads what the flags say.
func (o *splitOptions) settle() (err error) {
	switch {
	case o.Frames != "" && o.Manifest != "":
		return &usageError{errors.New("--split-frames and --split-by both say which recordings there are"), "give one of them"}
	case o.Frames != "":
		o.parts, err = partsOfFrames(o.Frames)
	case o.Manifest != "":
		o.parts, err = partsOfTable(o.Manifest)
	default:
		o.parts = nil
	}
	for i := range o.parts {
		o.parts[i].number, o.parts[i].of = i+1, len(o.parts)
	}
	return err
}

const splitFramesHint = "give how many frames each recording has, in their order, as in --split-frames 1000,1000,850"

// partsOfFrames reads "1000,1000,850".
func partsOfFrames(text string) ([]recordingPart, error) {
	var parts []recordingPart
	for count := range strings.SplitSeq(text, ",") {
		n, err := strconv.Atoi(strings.TrimSpace(count))
		if err != nil || n < 1 {
			return nil, &usageError{fmt.Errorf("--split-frames: %q is no number of frames", strings.TrimSpace(count)), splitFramesHint}
		}
		parts = append(parts, recordingPart{frames: n, where: "--" + splitFramesFlag})
	}
	return parts, nil
}

// partsOfTable reads a table of recordings.
func partsOfTable(path string) ([]recordingPart, error) {
	rows, err := batch.ReadParts(path, partGrammar())
	var problems batch.Problems
	switch {
	case errors.As(err, &problems):
		return nil, &usageError{error: &manifestError{path, problems}}
	case errors.Is(err, fs.ErrNotExist):
		return nil, &usageError{fmt.Errorf("--split-by: %q does not exist", path), "make a table with a line for each recording, the first line frames and other names of columns"}
	case err != nil:
		return nil, &usageError{fmt.Errorf("--split-by: %w", err), ""}
	}
	parts := make([]recordingPart, len(rows))
	for i, row := range rows {
		parts[i] = recordingPart{where: fmt.Sprintf("%s:%d", session.ShownPath(path), row.Line), given: row.Given}
		count := ""
		if values := row.Given[framesColumn]; values != nil {
			count = values[0]
		}
		if parts[i].frames, err = strconv.Atoi(count); err != nil || parts[i].frames < 1 {
			message := fmt.Sprintf("%q is no number of frames", count)
			if count == "" {
				message = "no number of frames is given"
			}
			problems = append(problems, &batch.Problem{Line: row.Line, Column: framesColumn, Message: message, Hint: "give how many frames the recording has, as in 1000"})
		}
		if row.Given["rate"] != nil && row.Given["timestamps"] != nil {
			problems = append(problems, &batch.Problem{Line: row.Line, Column: "rate", Message: "rate and timestamps both say when the frames were taken", Hint: "give one of them"})
		}
	}
	if problems != nil {
		return nil, &usageError{error: &manifestError{path, problems}}
	}
	return parts, nil
}

// partGrammar says what a table of recordings can give.
func partGrammar() *batch.Grammar {
	g := grammarOf(newConversion())
	g.Flags = slices.DeleteFunc(g.Flags, func(f batch.Flag) bool { return !slices.Contains(partColumns(), f.Name) })
	return g
}

// validateSplit checks how the source is split against other flags.
func (o *convertOptions) validateSplit(f *pflag.FlagSet) error {
	for _, flag := range splitFlags() {
		if f.Changed(flag) && f.Lookup(flag).Value.String() == "" {
			return usagef("--%s is empty", flag)
		}
	}
	if err := o.Split.settle(); err != nil || o.Split.parts == nil {
		return err
	}
	switch {
	case o.Planes.All != nil:
		return &usageError{errors.New("--split-frames and --split-by are of one source, and there are several planes"), "split each plane on its own"}
	case o.Recording > 0:
		return &usageError{errors.New("--recording takes one recording of a series, and --split-frames and --split-by make several of it"), "leave one of them out"}
	}
	return nil
}
