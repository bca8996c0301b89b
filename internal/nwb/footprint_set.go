package nwb

import (
	"roi2nwb/internal/session"
)

// FootprintData is the content of a column that is made from the footprints of
// a table's ROIs. All columns of one set are filled in one pass over them.
type FootprintData struct {
	Set  *FootprintSet
	Kind footprintKind
}

type footprintKind uint8

const (
	imageMasks   footprintKind = iota // float32 (ROIs, x, y[, z])
	sparseMasks                       // compound, one element a pixel
	sparseOffset                      // the end of each ROI in the sparse mask
	centroids                         // float64 (ROIs, 2 or 3)

	footprintKinds = iota
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

// axes returns the extent of an image of the field, x first.
func axes(f session.Field) []int {
	if f.Depth > 0 {
		return []int{f.Width, f.Height, f.Depth}
	}
	return []int{f.Width, f.Height}
}
