package schema

import "strings"

// The default names of the two plane segmentations, which are also the keys of
// what belongs to them in Fluorescence, DfOverF and SegmentationImages.
const (
	RoiTable        = "PlaneSegmentation"
	BackgroundTable = "BackgroundPlaneSegmentation"
)

// IsBackground reports whether a plane segmentation of this name holds background.
func IsBackground(name string) bool {
	return name == BackgroundTable || name != RoiTable && strings.Contains(strings.ToLower(name), "background")
}
