package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/pflag"

	"roi2nwb/internal/metadata"
	"roi2nwb/internal/metadata/tree"
	"roi2nwb/internal/nwb"
	"roi2nwb/internal/session"
)

// pathOptions say what a command looks at that takes a source or an NWB file, and
// what is known of it besides.
type pathOptions struct {
	Path string
	sourceOptions
	Metadata metadataOptions
	Timing   timingOptions
	View     viewOptions
	Plane    string // of an NWB file that has several, "" for the only one
	ROITable string

	metadataGiven, timingGiven bool // on the command line itself
	storage                    *storage
}

// addFlags adds the flags in the groups in which help shows them.
func (o *pathOptions) addFlags(groups *flagGroups) {
	o.Metadata.addFlags(groups.group("Metadata"))
	f := groups.group("Source")
	o.addPartFlags(f)
	o.Timing.addFlags(f)
	f.StringVar(&o.Plane, "plane", "", "one plane of an NWB file that holds several, by its `name`")
	f = groups.group("Content")
	o.View.addFlags(f)
	addROITable(f, &o.ROITable)
}

// validate checks what can be checked without a source. f are the flags of the
// command.
func (o *pathOptions) validate(f *pflag.FlagSet) (err error) {
	o.metadataGiven, o.timingGiven = metadataGiven(f), timingGiven(f)
	if o.storage, err = loadStorage(f); err != nil {
		return err
	}
	if err := o.Timing.validate(f); err != nil {
		return err
	}
	if err := o.View.validate(f); err != nil {
		return err
	}
	return o.sourceOptions.validate(f)
}

// openPath opens the path as what it is, a source with what flags and settings
// say of it or an NWB file, and returns what was chosen of it. What is wrong with
// the metadata of a source is returned beside it.
func (o *pathOptions) openPath(ctx context.Context) (*session.Segmentation, *metadata.Metadata, metadata.Problems, error) {
	isNWB, err := nwb.IsNWB(o.Path)
	if err != nil {
		return nil, nil, nil, err
	}
	open := o.openSource
	if isNWB {
		open = o.openNWB
	}
	seg, meta, problems, err := open(ctx)
	if err != nil {
		return nil, nil, nil, err
	}
	if err := addUserColumns(seg, o.ROITable); err != nil {
		return nil, nil, nil, errors.Join(err, seg.Close())
	}
	seen, err := o.View.apply(ctx, seg)
	if err != nil {
		return nil, nil, nil, errors.Join(err, seg.Close())
	}
	return seen, meta, problems, nil
}

// openNWB opens an NWB file, whose metadata is its own.
func (o *pathOptions) openNWB(ctx context.Context) (*session.Segmentation, *metadata.Metadata, metadata.Problems, error) {
	if o.metadataGiven {
		return nil, nil, nil, usagef("%q is an NWB file, which has its own metadata: --metadata, --set and the like are for sources", o.Path)
	}
	if o.timingGiven {
		return nil, nil, nil, usagef("%q is an NWB file, which has its own times: --rate, --timestamps and the like are for sources", o.Path)
	}
	seg, meta, err := nwb.Open(ctx, o.Path, o.Plane)
	var plane *nwb.PlaneError
	if errors.As(err, &plane) && plane.Name != "" {
		err = &usageError{err, planeHint(plane)}
	}
	return seg, meta, nil, err
}

// planeHint names the planes that a file has.
func planeHint(e *nwb.PlaneError) string {
	if len(e.Have) == 1 {
		return fmt.Sprintf("it has one, %q: leave --plane out", e.Have[0])
	}
	return "give one of those that it has: " + strings.Join(tree.Quoted(e.Have), ", ")
}

// eachPlane does something for each plane of an NWB file that has several of which
// none was named: err is what opening it came to.
func (o *pathOptions) eachPlane(err error, do func(plane string) error) error {
	var several *nwb.PlaneError
	if !errors.As(err, &several) || several.Name != "" {
		return err
	}
	for _, plane := range several.Have {
		if err := do(plane); err != nil {
			return fmt.Errorf("plane %q: %w", plane, err)
		}
	}
	return nil
}

// openSource opens a result and merges what is known of it. What is wrong with
// the metadata is returned beside it, but for what nobody gave: that is
// missing, not wrong.
func (o *pathOptions) openSource(ctx context.Context) (*session.Segmentation, *metadata.Metadata, metadata.Problems, error) {
	if o.Plane != "" {
		return nil, nil, nil, &usageError{fmt.Errorf("%q is no NWB file: it has no planes by name", o.Path), "leave --plane out"}
	}
	seg, err := o.open(ctx, o.Path)
	if err != nil {
		return nil, nil, nil, err
	}
	if err := o.Timing.apply(seg); err != nil {
		return nil, nil, nil, errors.Join(err, seg.Close())
	}
	document, err := o.Metadata.merge(seg, o.Path)
	if err != nil {
		_ = seg.Close() // the mistake in the metadata is the error to report
		return nil, nil, nil, err
	}
	// An error is told of by the report, and does not keep one from looking.
	meta, _ := o.Metadata.resolved(document)
	return seg, meta, givenProblems(o.Metadata.problems(document)), nil
}
