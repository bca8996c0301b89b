package nwb

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"roi2nwb/internal/chunkio"
	"roi2nwb/internal/chunkio/h5"
	"roi2nwb/internal/metadata"
	"roi2nwb/internal/session"
)

// drawn are footprints in memory. before, where set, is called ahead of each
// read and may refuse it.
type drawn struct {
	all    []session.Footprint
	before func(i int) error
}

func (d *drawn) Len() int { return len(d.all) }

func (d *drawn) Footprint(_ context.Context, i int, dst *session.Footprint) error {
	if d.before != nil {
		if err := d.before(i); err != nil {
			return err
		}
	}
	f := d.all[i]
	dst.X, dst.Y, dst.Z, dst.W = append(dst.X, f.X...), append(dst.Y, f.Y...), append(dst.Z, f.Z...), append(dst.W, f.W...)
	return nil
}

// scatter returns a footprint of n different pixels anywhere in the field.
func scatter(r *rand.Rand, field session.Field, n int) session.Footprint {
	var f session.Footprint
	for _, p := range r.Perm(field.Pixels())[:n] {
		f.X = append(f.X, uint32(p%field.Width))
		f.Y = append(f.Y, uint32(p/field.Width%field.Height))
		if field.Depth > 0 {
			f.Z = append(f.Z, uint32(p/field.Width/field.Height))
		}
		f.W = append(f.W, 0.5+r.Float64())
	}
	return f
}

// drawing is a segmentation in memory: the footprints, and one raw trace of
// so many frames.
func drawing(field session.Field, frames int, footprints ...session.Footprint) *session.Segmentation {
	s := &session.Segmentation{
		Provenance: session.Provenance{Path: "drawn.hdf5", Format: "drawn", Program: "Drawing", Version: "1"},
		Recording:  session.Recording{Field: field, Frames: frames, Timing: session.Timing{Rate: 20}},
		Result:     session.Result{Footprints: &drawn{all: footprints}},
	}
	values := make([]float64, len(footprints)*frames)
	for i := range values {
		values[i] = float64(i) + 0.25
	}
	for i := range footprints {
		s.IDs = append(s.IDs, fmt.Sprint("roi", i))
	}
	s.Traces = []session.Trace{{Kind: session.Raw, Source: "drawn/C", Description: "Raw", Unit: "a.u.",
		Array: chunkio.FromFloat64s([]int{len(footprints), frames}, values)}}
	return s
}

// someMetadata has nothing but what is required.
func someMetadata(t *testing.T) *metadata.Metadata {
	t.Helper()
	defaults, err := metadata.Defaults()
	if err != nil {
		t.Fatal(err)
	}
	meta, err := metadata.Merge(defaults).Resolve(metadata.Options{StartTime: "2024-05-17T14:30:00+02:00"})
	if err != nil {
		t.Fatal(err)
	}
	return meta
}

// planned lays a segmentation out.
func planned(t *testing.T, seg *session.Segmentation, o *Options) *Plan {
	t.Helper()
	plan, err := buildOne(seg, someMetadata(t), o)
	if err != nil {
		t.Fatal(err)
	}
	return plan
}

// output says where a test writes, with a pipeline of its own.
func output(path string) Output {
	return Output{Path: path, Codec: testOptions().Codec, Pipeline: chunkio.NewPipeline(chunkio.Options{Jobs: 2, Buffer: 4 << 20})}
}

// object returns a group (dataset nil) or a dataset of a plan by its path.
func object(t *testing.T, p *Plan, path string) (*Group, *Dataset) {
	t.Helper()
	var group *Group
	var dataset *Dataset
	p.each(func(at string, g *Group, d *Dataset) {
		if at == path {
			group, dataset = g, d
		}
	})
	if group == nil {
		t.Fatalf("the plan has no %q", path)
	}
	return group, dataset
}

// stored reads a whole dataset of a file.
func stored(t *testing.T, path, dataset string) h5.Value {
	t.Helper()
	f, err := h5.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	d, err := f.Dataset(dataset)
	if err != nil {
		t.Fatal(err)
	}
	v, err := d.Read(1 << 26)
	if err != nil {
		t.Fatal(err)
	}
	if err := d.Close(); err != nil {
		t.Error(err)
	}
	if err := f.Close(); err != nil {
		t.Error(err)
	}
	return v
}

// same tells whether two numbers are equal, NaN to NaN.
func same(a, b float64) bool { return a == b || math.IsNaN(a) && math.IsNaN(b) }

// buildOne plans a file of one plane.
func buildOne(seg *session.Segmentation, meta *metadata.Metadata, o *Options) (*Plan, error) {
	return Build([]Plane{{Segmentation: seg, Names: &meta.Names}}, meta, o)
}
