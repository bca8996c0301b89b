package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"roi2nwb/internal/extract"
	"roi2nwb/internal/metadata"
	"roi2nwb/internal/metadata/schema"
	"roi2nwb/internal/metadata/tree"
	"roi2nwb/internal/nwb/build"
	"roi2nwb/internal/session"
)

// sourcePlane is one plane of a file: its source, opened, and the names of what
// is made of it. The only plane of a file has no name.
type sourcePlane struct {
	planeChoice
	seg   *session.Segmentation
	names *metadata.Names
}

// sourcePlanes are all planes of a file.
type sourcePlanes []*sourcePlane

// openPlanes opens the sources of all planes, or the only source.
func (o *convertOptions) openPlanes(ctx context.Context) (sourcePlanes, error) {
	if o.Planes.All == nil {
		seg, err := o.open(ctx)
		if err != nil {
			return nil, err
		}
		return sourcePlanes{{planeChoice{Source: o.Source}, seg, nil}}, nil
	}
	var planes sourcePlanes
	for _, choice := range o.Planes.All {
		seg, err := o.ofPlane(choice).open(ctx)
		if err != nil {
			return nil, errors.Join(planeError(choice.Name, err), planes.close())
		}
		if choice.Rate > 0 {
			seg.Timing.Origin = strings.Replace(seg.Timing.Origin, "--rate", "--plane-rate", 1)
		}
		planes = append(planes, &sourcePlane{choice, seg, nil})
	}
	return planes, planes.ofOneSession(o.Metadata.settled())
}

// ofPlane returns the options for one plane alone.
func (o *convertOptions) ofPlane(p planeChoice) *convertOptions {
	one := *o
	one.Source, one.ROITable = p.Source, p.ROITable
	switch {
	case p.Rate > 0:
		one.Timing.Rate, one.Timing.Timestamps = p.Rate, ""
	case p.Timestamps != "":
		one.Timing.Rate, one.Timing.Timestamps = 0, p.Timestamps
	}
	return &one
}

// planeError says which plane an error is about. A source of several recordings
// is no plane, and not converted recording by recording.
func planeError(name string, err error) error {
	about := fmt.Errorf("plane %q: %w", name, err)
	var several *extract.SeveralError
	if errors.As(err, &several) {
		return &usageError{errors.New(about.Error()), hintOf(err)}
	}
	return about
}

// close closes the sources.
func (planes sourcePlanes) close() error {
	var all []error
	for _, p := range planes {
		all = append(all, p.seg.Close())
	}
	return errors.Join(all...)
}

// unchanged returns an error where a source is no longer what it was.
func (planes sourcePlanes) unchanged() error {
	for _, p := range planes {
		if err := p.seg.Unchanged(); err != nil {
			return err
		}
	}
	return nil
}

// bytes returns the size of all sources.
func (planes sourcePlanes) bytes() int64 {
	var n int64
	for _, p := range planes {
		n += p.seg.Bytes
	}
	return n
}

// build returns the planes as a plan is made of them.
func (planes sourcePlanes) build() []build.Plane {
	all := make([]build.Plane, len(planes))
	for i, p := range planes {
		all[i] = build.Plane{Name: p.Name, Segmentation: p.seg, Names: p.names}
	}
	return all
}

// identities are what planes of one session agree in.
func identities() []string {
	return []string{schema.SubjectIDPath, schema.SessionIDPath, session.SessionStart}
}

// settled lists the identities that the command line itself decides.
func (o *metadataOptions) settled() []string {
	var all []string
	if o.StartTime != "" {
		all = append(all, session.SessionStart)
	}
	for _, set := range o.Sets {
		path, _, _ := strings.Cut(set, "=")
		all = append(all, strings.TrimSpace(path))
	}
	return all
}

// ofOneSession returns an error where the sources of two planes differ in who was
// recorded or when, unless that is settled.
func (planes sourcePlanes) ofOneSession(settled []string) error {
	for _, path := range identities() {
		if slices.Contains(settled, path) {
			continue
		}
		var first *sourcePlane
		for _, p := range planes {
			value := p.says(path)
			switch {
			case value == "":
			case first == nil:
				first = p
			case first.says(path) != value:
				give := setFlag(path, first.says(path))
				if path == session.SessionStart {
					give = "--start-time " + shellWord(first.says(path))
				}
				return errors.Join(&usageError{
					fmt.Errorf("plane %q is of another session than %q: %s is %q there, and %q here", p.Name, first.Name, path, first.says(path), value),
					"leave it out, or say what is right if they are of one session: " + give,
				}, planes.close())
			}
		}
	}
	return nil
}

// says returns the text that a plane's source gives for a path of metadata.
func (p *sourcePlane) says(path string) string {
	for _, h := range p.seg.Hints {
		if text, ok := h.Value.(string); ok && h.Path == path && h.Doubt == "" {
			return text
		}
	}
	return ""
}

// metadataOf merges the metadata of all planes, or of the only one, and gives
// each plane its names.
func (o *convertOptions) metadataOf(planes sourcePlanes) (*metadata.Metadata, error) {
	if len(planes) == 1 {
		meta, err := o.metadata(planes[0].seg)
		if err == nil {
			planes[0].names = &meta.Names
		}
		return meta, err
	}
	of := make([]metadata.OfPlane, len(planes))
	var wrong metadata.Problems
	for i, p := range planes {
		one := o.ofPlane(p.planeChoice)
		one.Source = o.Source // whose path is read for the ids of the session
		one.Metadata.Files = slices.Concat(o.Metadata.Files, p.Metadata)
		meta, err := one.metadataOfPlane(p.Name, planes.hintsFor(i))
		var problems metadata.Problems
		switch {
		case errors.As(err, &problems):
			for _, problem := range problems {
				if !slices.Contains(wrong, problem) {
					wrong = append(wrong, problem)
				}
			}
		case err != nil:
			return nil, planeError(p.Name, err)
		}
		of[i] = metadata.OfPlane{Name: p.Name, Metadata: meta}
	}
	if len(wrong) > 0 {
		return nil, wrong
	}
	meta, names := metadata.JoinPlanes(of)
	for i, p := range planes {
		p.names = names[i]
	}
	return meta, nil
}

// hintsFor returns what a plane's source says, and, of the session and the
// animal, what the other sources say.
func (planes sourcePlanes) hintsFor(i int) *session.Segmentation {
	merged := &session.Segmentation{}
	for _, p := range planes {
		for _, h := range p.seg.Hints {
			ofPlane := strings.HasPrefix(h.Path, "Ophys.")
			if p == planes[i] || !ofPlane {
				if !ofPlane {
					h.Origin = fmt.Sprintf("plane %s, %s", p.Name, h.Origin)
				}
				merged.Hints = append(merged.Hints, h)
			}
		}
	}
	return merged
}

// metadataOfPlane merges and resolves the metadata of one plane. Its imaging
// plane is the one called after it, or the only one.
func (o *convertOptions) metadataOfPlane(name string, hints *session.Segmentation) (*metadata.Metadata, error) {
	sets, names := o.Metadata.Sets, o.Planes.names()
	o.Metadata.Sets = nil
	listed, err := o.mergeMetadata(hints)
	if err != nil {
		return nil, err
	}
	known, _ := o.Metadata.resolved(listed) // what is wrong is told below
	imaging := ""
	for _, p := range known.Planes {
		if metadata.IsImagingPlaneOf(name, p.Name) {
			imaging = p.Name
		}
	}
	if imaging == "" && len(known.Planes) > 1 {
		var all []string
		for _, p := range known.Planes {
			all = append(all, p.Name)
		}
		return nil, &usageError{fmt.Errorf("metadata lists the imaging planes %s, and none is called after the plane", strings.Join(tree.Quoted(all), ", ")),
			fmt.Sprintf("call it %q in the metadata, or the plane after it: --plane NAME=SOURCE", "ImagingPlane"+name)}
	}
	if imaging != "" {
		o.Metadata.Sets = []string{"Ophys.ImageSegmentation.plane_segmentations[0].imaging_plane=" + imaging}
	}
	o.Metadata.Sets = append(o.Metadata.Sets, metadata.SetsOfPlane(sets, name, imaging, names)...)
	return o.metadata(hints)
}
