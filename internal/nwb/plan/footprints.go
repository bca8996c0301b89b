package plan

import "roi2nwb/internal/session"

// Footprints is the content of a column that is made from the footprints of a
// table's ROIs. All columns of one set are filled in one pass over them.
type Footprints struct {
	Set    *FootprintSet
	Column FootprintColumn
}

// FootprintColumn is what a column says of footprints.
type FootprintColumn uint8

// The columns that can be made from footprints.
const (
	ImageMasks  FootprintColumn = iota // float32 (ROIs, x, y[, z])
	SparseMasks                        // compound, one element a pixel
	SparseEnds                         // the end of each ROI in the sparse mask
	Centroids                          // float64 (ROIs, 2 or 3)

	FootprintColumns = iota // how many there are
)

// FootprintSet is the footprints of one table.
type FootprintSet struct {
	Source session.Footprints
	Field  session.Field
	Label  string // what the footprints are of, for messages: "ROI"
	// Readers is how many footprints are read at the same time (0: one). The
	// memory of each is of the order of the footprint's pixels.
	Readers int
	// Wide says that the footprints are as wide as the field, as those of
	// background are.
	Wide bool
}

// Axes returns the extent of an image of the field, x first.
func Axes(f session.Field) []int {
	if f.Depth > 0 {
		return []int{f.Width, f.Height, f.Depth}
	}
	return []int{f.Width, f.Height}
}
