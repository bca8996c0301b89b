package nwbtest

import (
	"context"
	"fmt"
	"math/rand/v2"

	"roi2nwb/internal/chunkio"
	"roi2nwb/internal/session"
)

// Drawn are footprints in memory. Before, where set, is called ahead of each
// read and may refuse it.
type Drawn struct {
	All    []session.Footprint
	Before func(i int) error
}

// Len returns the number of footprints.
func (d *Drawn) Len() int { return len(d.All) }

// Footprint appends footprint i to dst.
func (d *Drawn) Footprint(_ context.Context, i int, dst *session.Footprint) error {
	if d.Before != nil {
		if err := d.Before(i); err != nil {
			return err
		}
	}
	f := d.All[i]
	dst.X, dst.Y, dst.Z, dst.W = append(dst.X, f.X...), append(dst.Y, f.Y...), append(dst.Z, f.Z...), append(dst.W, f.W...)
	return nil
}

// Scatter returns a footprint of n different pixels anywhere in the field.
func Scatter(r *rand.Rand, field session.Field, n int) session.Footprint {
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

// Drawing returns a segmentation in memory: the footprints, and one raw trace
// of so many frames.
func Drawing(field session.Field, frames int, footprints ...session.Footprint) *session.Segmentation {
	s := &session.Segmentation{
		Provenance: session.Provenance{Path: "drawn.hdf5", Format: "drawn", Program: "Drawing", Version: "1"},
		Recording:  session.Recording{Field: field, Frames: frames, Timing: session.Timing{Rate: 20}},
		Result:     session.Result{Footprints: &Drawn{All: footprints}},
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
