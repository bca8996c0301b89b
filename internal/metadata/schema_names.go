package metadata

import "strings"

// The default names of the two plane segmentations, which are also the keys of
// what belongs to them in Fluorescence, DfOverF and SegmentationImages.
const (
	roiTable        = "PlaneSegmentation"
	backgroundTable = "BackgroundPlaneSegmentation"
)

// isBackground tells whether a plane segmentation of this name holds background.
func isBackground(name string) bool {
	return name == backgroundTable || name != roiTable && strings.Contains(strings.ToLower(name), "background")
}
