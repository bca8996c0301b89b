package view

import (
	"context"
	"encoding/binary"
	"errors"
	"io"
	"math"
	"testing"

	"roi2nwb/internal/chunkio"
	"roi2nwb/internal/session"
)

// sampleFootprints have one pixel each, at their own number.
type sampleFootprints int

func (n sampleFootprints) Len() int { return int(n) }

func (n sampleFootprints) Footprint(_ context.Context, i int, dst *session.Footprint) error {
	dst.Reset()
	dst.X, dst.Y, dst.W = append(dst.X, uint32(i)), append(dst.Y, 0), append(dst.W, 1)
	return nil
}

func (n sampleFootprints) Bytes() int64 { return 100 * int64(n) }

// ramp is an array of rising numbers.
func ramp(shape ...int) chunkio.Array {
	n := 1
	for _, length := range shape {
		n *= length
	}
	values := make([]float64, n)
	for i := range values {
		values[i] = float64(i)
	}
	return chunkio.FromFloat64s(shape, values)
}

func int64s(values ...int64) chunkio.Array {
	raw := make([]byte, 0, 8*len(values))
	for _, v := range values {
		raw = binary.LittleEndian.AppendUint64(raw, uint64(v))
	}
	return chunkio.FromBytes([]int{len(values)}, chunkio.Int64, raw)
}

// errNoTimes is why a sample's other times are not known.
var errNoTimes = errors.New("no times")

// sampleSegmentation has every field of the model.
func sampleSegmentation() *session.Segmentation {
	const n, frames = sampleROIs, sampleFrames
	s := &session.Segmentation{}
	s.Provenance = session.Provenance{
		Path: "p", Name: "n", Data: "d", Format: "f", Program: "P", Version: "v", Curator: "c", Bytes: 7,
		Hints: []session.Hint{{Path: "h"}}, LeftOut: []session.LeftOut{{Source: "s"}}, Remarks: []string{"r"},
		Closer: io.NopCloser(nil), Watch: func() error { return nil }, Beside: []string{"b"},
	}
	// Binary fractions of a second have no rounding that depends on the order of steps.
	numbers, times, lines := make([]int64, frames), make([]float64, frames), make([]int, frames)
	for i := range frames {
		numbers[i], times[i], lines[i] = int64(10+2*i), 100+float64(i)/8, i+2
	}
	s.Recording = session.Recording{
		Imaging: session.OnePhoton, Field: session.Field{Width: 7, Height: 1}, Frames: frames, FrameNumbers: numbers,
		Timing:  session.Timing{Rate: 8, Start: 100, Timestamps: times, File: "t.csv", Lines: lines, Origin: "o", Err: errNoTimes},
		Invalid: []session.InvalidFrames{{First: 0, Last: 1, Reason: "dropped"}, {First: 5, Last: 9, Reason: "dropped"}},
	}
	column := session.Column{Name: "all", Source: "s", Description: "d", DType: chunkio.Float64, Width: 2}
	for i := range n {
		column.Floats = append(column.Floats, float64(i), float64(-i))
		column.Ints = append(column.Ints, int64(i))
		column.Bools = append(column.Bools, i%2 == 0)
		column.Texts = append(column.Texts, string(rune('a'+i)))
		column.Lists = append(column.Lists, []string{string(rune('A' + i))})
		s.IDs = append(s.IDs, string(rune('p'+i)))
	}
	trace := session.Trace{Kind: session.Raw, Source: "C", Description: "d", Unit: "a.u.", Array: ramp(n, frames)}
	background := session.Trace{Kind: session.BackgroundTrace, Source: "f", Description: "d", Unit: "a.u.", Array: ramp(3, frames)}
	events := session.Events{Name: "RNF", Source: "e", Description: "d"}
	for i := range 7 {
		events.First = append(events.First, int64(9+3*i))
		events.End = append(events.End, int64(10+3*i))
	}
	s.Named, s.Footprints, s.Columns, s.Traces = true, sampleFootprints(n), []session.Column{column}, []session.Trace{trace}
	s.Acceptance = &session.Acceptance{Accepted: []bool{true, false, true, false, true}, Rejected: []bool{false, true, false, false, false}}
	// Views do not cut the traces of background components by ROIs: they have a
	// number of their own, as of other things.
	s.Background = &session.Background{Source: "b", Description: "d", Footprints: sampleFootprints(3), Trace: &background}
	s.Images = []session.Image{{Name: "i", Array: ramp(7, 1)}}
	s.Missed = &session.MissedCells{Source: "m", IDs: []string{"x"}, Footprints: sampleFootprints(1)}
	s.Shifts = &session.Shifts{Source: "s", Description: "d", Array: ramp(frames, 2)}
	s.Parameters = []session.Parameter{{Group: "g", Name: "n", Value: "1"}}
	at := make([]float64, 13)
	rois := make([]int64, 13)
	for i := range at {
		at[i], rois[i] = 100+float64(i*7%13)/12, int64(i%n)
	}
	s.Calcium = &session.CalciumEvents{
		Source: "e", Description: "d", Unit: "a.u.",
		ROIs: int64s(rois...), Times: chunkio.FromFloat64s([]int{13}, at), Amplitudes: ramp(13),
	}
	s.Events = []session.Events{events}
	s.TimeEvents(&s.Events[0])
	return s
}

// read returns the values of an array of numbers of 8 bytes.
func read(t *testing.T, a chunkio.Array) []float64 {
	t.Helper()
	n, err := chunkio.Count(a.Shape(), 8)
	if err != nil {
		t.Fatal(err)
	}
	raw := make([]byte, 8*n)
	if err := a.ReadBlock(t.Context(), raw, make([]int, len(a.Shape())), a.Shape()); err != nil {
		t.Fatal(err)
	}
	values := make([]float64, n)
	for i := range values {
		bits := binary.LittleEndian.Uint64(raw[8*i:])
		if values[i] = math.Float64frombits(bits); a.DType() == chunkio.Int64 {
			values[i] = float64(int64(bits))
		}
	}
	return values
}
