package session

import (
	"context"
	"fmt"
	"slices"

	"roi2nwb/internal/chunkio"
)

// Segmentation is what a program found in one recording: its result, the
// recording that it was given, and where both come from. Everything small is
// held in memory; footprints, traces and images are read when asked for. It
// is safe for concurrent use until Close.
type Segmentation struct {
	Provenance
	Recording
	Result
}

// Result is what the program found.
type Result struct {
	IDs        []string // the source's own id of each ROI, in file order
	Named      bool     // IDs are names that somebody gave, of which two may be the same
	Footprints Footprints
	Acceptance *Acceptance // nil where nothing was evaluated
	Columns    []Column
	Traces     []Trace
	Background *Background // nil where the source has none
	Images     []Image
	Missed     *MissedCells // nil where nobody drew any
	Shifts     *Shifts      // nil where the source has none
	Events     []Events
	Calcium    *CalciumEvents // nil where the source has none
	Parameters []Parameter
	// Discarded is how many of the source's ROIs, its last, the program had
	// removed from its result; they are rejected.
	Discarded int
	Chosen    Chosen
}

// Chosen says that the ROIs are some of those that the source has.
type Chosen struct {
	Of int      // ROIs of the source; 0 where all of them are there
	By []string // how they were chosen, step by step: "accepted", "snr of at least 3"
}

// And returns c after a further step, from so many ROIs.
func (c Chosen) And(of int, by string) Chosen {
	if c.Of == 0 {
		c.Of = of
	}
	c.By = append(slices.Clone(c.By), by)
	return c
}

// Footprint is where one ROI lies: weight W[i] at pixel (X[i], Y[i]) or voxel
// (X[i], Y[i], Z[i]). No pixel stands twice, no weight is zero. Z is empty for
// a flat field.
type Footprint struct {
	X, Y, Z []uint32
	W       []float64
}

// Reset empties f and keeps its memory.
func (f *Footprint) Reset() {
	f.X, f.Y, f.Z, f.W = f.X[:0], f.Y[:0], f.Z[:0], f.W[:0]
}

// Footprints returns the footprints of a set of ROIs, one at a time.
type Footprints interface {
	// Len returns the number of ROIs.
	Len() int
	// Footprint reads footprint i into dst, whose memory it reuses. An error
	// names the place inside the source.
	Footprint(ctx context.Context, i int, dst *Footprint) error
}

// FootprintBytes returns how many bytes are read for all footprints of f,
// unpacked; 0 where f cannot tell.
func FootprintBytes(f Footprints) int64 {
	if sized, ok := f.(interface{ Bytes() int64 }); ok {
		return sized.Bytes()
	}
	return 0
}

// Acceptance is the verdict on each ROI. One that was not evaluated is false
// in both.
type Acceptance struct {
	Accepted, Rejected []bool
}

// Column is one quantity of every ROI: exactly one of the values is set, with
// len(IDs) rows. Floats with Width > 1 hold Width values a row, row by row.
type Column struct {
	Name        string // the NWB column's name: "snr"
	Source      string // path inside the source: "estimates/SNR_comp"
	Description string
	DType       chunkio.DType // of Floats: Float32 or Float64, as the source has it
	Floats      []float64
	Width       int // values a row; 0 and 1 mean a plain column
	Ints        []int64
	Bools       []bool
	Texts       []string
	Lists       [][]string // a ragged column: any number of texts a row
}

// TypeName names the type of the column's values: "float64", "float32", "int64",
// "bool", "text", or "texts" for a list of them.
func (c *Column) TypeName() string {
	switch {
	case c.Floats != nil && c.DType == chunkio.Float32:
		return "float32"
	case c.Floats != nil:
		return "float64"
	case c.Ints != nil:
		return "int64"
	case c.Bools != nil:
		return "bool"
	case c.Texts != nil:
		return "text"
	}
	return "texts"
}

// TraceKind names a trace by what it holds.
type TraceKind string

// The traces that sources have.
const (
	Raw         TraceKind = "raw"         // demixed fluorescence with its noise
	Denoised    TraceKind = "denoised"    // fitted calcium
	Deconvolved TraceKind = "deconvolved" // inferred activity
	DFF         TraceKind = "dff"         // dF/F
	Baseline    TraceKind = "baseline"
	Initial     TraceKind = "initial_calcium" // decay of calcium present at the first frame
	Transients  TraceKind = "transients"      // 0/1 marks of transients

	BackgroundTrace TraceKind = "background" // of the background's components, not of ROIs
)

// TraceKinds returns all kinds of traces, in the order in which they are listed
// for people.
func TraceKinds() []TraceKind {
	return []TraceKind{Raw, Denoised, Deconvolved, DFF, Baseline, Initial, Transients, BackgroundTrace}
}

// Trace is one value a ROI a frame. Array has shape (ROIs, frames) and the
// source's own type.
type Trace struct {
	Kind        TraceKind
	Source      string // "estimates/C + estimates/YrA"
	Description string
	Unit        string // "a.u.", or "fraction" for dF/F
	Array       chunkio.Array
}

// Background is the background components: their footprints, and one trace
// each of shape (components, frames), nil where the source has none.
type Background struct {
	Source      string
	Description string
	Footprints  Footprints
	Trace       *Trace
}

// IDs names the components: "background0" and so on.
func (b *Background) IDs() []string {
	ids := make([]string, b.Footprints.Len())
	for i := range ids {
		ids[i] = fmt.Sprintf("background%d", i)
	}
	return ids
}

// Image is a summary image. Array has shape (Width, Height), or
// (Width, Height, Depth) for a volume: x first, as NWB has it.
type Image struct {
	Name        string // the NWB name: "correlation_image"
	Source      string
	Description string
	Array       chunkio.Array
}

// MissedCells are cells that the program did not find and somebody drew by
// hand. They have no traces.
type MissedCells struct {
	Source      string
	Description string
	IDs         []string
	Footprints  Footprints
}

// Shifts is how far each frame was moved to correct for motion. Array has shape
// (frames, 2), in pixels: along the height, then along the width.
type Shifts struct {
	Source      string
	Description string
	Array       chunkio.Array
}

// Events is one kind of event of the session. Times are in seconds, on the
// clock of the frames, and Durations in seconds, one each. First and End are
// the numbers of the frames in which each event begins and in which it is over.
type Events struct {
	Name        string // "RNF"
	Source      string
	Description string
	Times       []float64
	Durations   []float64
	First, End  []int64
}

// Parameter is one setting the program ran with. Value is JSON.
type Parameter struct {
	Group, Name, Value string
}
