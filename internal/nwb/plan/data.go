package plan

import (
	"context"

	"roi2nwb/internal/chunkio"
)

// Data is what a dataset holds.
type Data interface {
	// Visit calls the method of v for this kind of data: a new kind does not
	// compile before every visitor handles it.
	Visit(ctx context.Context, v Visitor, at Place) error
	// FromSource reports whether the data are read from the source while the
	// plan is written. The index of a sparse mask does not count.
	FromSource() bool
	// parts returns what identifies data that are in memory, and the kind and the
	// extent of those that are not.
	parts() []any
}

// Place is where data are in a plan. Group is nil where the visitor needs none.
type Place struct {
	Path    string
	Group   *Group
	Dataset *Dataset
}

// Visitor does something with each kind of data.
type Visitor interface {
	Texts(ctx context.Context, at Place, data Texts) error
	Values(ctx context.Context, at Place, data Bytes) error
	Array(ctx context.Context, at Place, data Streamed) error
	Footprints(ctx context.Context, at Place, data *Footprints) error
	Unstored(ctx context.Context, at Place) error
}

// Texts are strings, in C order.
type Texts []string

// Bytes are small values in memory: numbers, bools or compounds, little-endian
// and in C order.
type Bytes []byte

// Streamed is read from a source while it is written.
type Streamed struct{ Array chunkio.Array }

// Unstored is zeros that take no space in the file.
type Unstored struct{}

// Visit calls v.Texts.
func (t Texts) Visit(ctx context.Context, v Visitor, at Place) error { return v.Texts(ctx, at, t) }

// Visit calls v.Values.
func (b Bytes) Visit(ctx context.Context, v Visitor, at Place) error { return v.Values(ctx, at, b) }

// Visit calls v.Array.
func (s Streamed) Visit(ctx context.Context, v Visitor, at Place) error { return v.Array(ctx, at, s) }

// Visit calls v.Footprints.
func (f *Footprints) Visit(ctx context.Context, v Visitor, at Place) error {
	return v.Footprints(ctx, at, f)
}

// Visit calls v.Unstored.
func (Unstored) Visit(ctx context.Context, v Visitor, at Place) error { return v.Unstored(ctx, at) }

// FromSource returns false: texts are in memory.
func (Texts) FromSource() bool { return false }

// FromSource returns false: the values are in memory.
func (Bytes) FromSource() bool { return false }

// FromSource returns true.
func (Streamed) FromSource() bool { return true }

// FromSource returns true for all but the index of a sparse mask.
func (f *Footprints) FromSource() bool { return f.Column != SparseEnds }

// FromSource returns false: there is nothing to read.
func (Unstored) FromSource() bool { return false }

func (t Texts) parts() []any    { return []any{"texts", []string(t)} }
func (b Bytes) parts() []any    { return []any{"values", []byte(b)} }
func (s Streamed) parts() []any { return []any{"array", s.Array.Shape()} }
func (Unstored) parts() []any   { return []any{"unstored"} }
func (f *Footprints) parts() []any {
	return []any{"footprints", f.Column, f.Set.Field, f.Set.Source.Len()}
}
