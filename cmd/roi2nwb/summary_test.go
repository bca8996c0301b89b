package main

import (
	"slices"
	"testing"
)

// Masks that a reader's memory may not hold are remarked on.
func TestDenseMaskRemarks(t *testing.T) {
	if got := denseMaskRemarks(denseMaskWarning); got != nil {
		t.Errorf("%q for masks that fit", got)
	}
	want := []string{"the image masks unpack to 1.1 GB when read whole: --mask pixel keeps only the pixels of each ROI"}
	if got := denseMaskRemarks(denseMaskWarning + 1); !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}
