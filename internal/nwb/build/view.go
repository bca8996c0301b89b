package build

import (
	"fmt"
	"strings"
)

// ofChosen completes the description of a table of ROIs by what they were chosen
// from, and how.
func (b *planeBuilder) ofChosen(description string) string {
	c := b.seg.Chosen
	if c.Of == 0 {
		return description
	}
	return fmt.Sprintf("%s. Chosen are %d of %d ROIs: %s", strings.TrimSuffix(description, "."), len(b.seg.IDs), c.Of, strings.Join(c.By, ", "))
}

// order says in what order ROIs are.
func (b *planeBuilder) order() string {
	if b.seg.Chosen.Of == 0 {
		return "the source"
	}
	return "their choice"
}

// discarded says of ROIs that the program had removed that they are there too.
func (b *planeBuilder) discarded() string {
	if b.seg.Discarded == 0 {
		return ""
	}
	return fmt.Sprintf(". The last %d of the source were removed from its result, and are rejected", b.seg.Discarded)
}

// ofSliced completes the description of a series by which of the frames it has.
func (b *planeBuilder) ofSliced(description string) string {
	s := b.seg.Sliced
	if s.Of == 0 {
		return description
	}
	return fmt.Sprintf("%s. Of %d frames, counted from 0, these are %d to %d", strings.TrimSuffix(description, "."), s.Of, s.First, s.First+b.seg.Frames-1)
}
