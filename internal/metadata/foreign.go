package metadata

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// schemaKey names the JSON Schema of a file, for editors.
const schemaKey = "$schema"

// foreignKeys are the keys, by the path of the object they stand in, that
// metadata files of other converters hold and that the files written here have
// no use for: other recordings of the session (neuroconv's sections, and those
// of published pipelines built on it), movies, stimulation, and what the
// constructors of the pynwb library take besides. They are let through.
func foreignKeys() map[string][]string {
	series := []string{"comments", "conversion", "resolution", "offset", "starting_time", "rate", "timestamps",
		"control", "control_description", "continuity", "rois", "tag"}
	return map[string][]string{
		"": {schemaKey, "Audio", "Behavior", "Ecephys", "Electrodes", "Ethogram", "Events", "FiberPhotometry", "Icephys",
			"Images", "MedPC", "Ogen", "Optogenetics", "Pose", "PoseEstimation", "Skeletons", "Sorting", "Stimulus",
			"TimeIntervals", "TimeSeries", "Video", "Videos"},
		"Ophys": {"TwoPhotonSeries", "OnePhotonSeries", "MicroscopySeries", "FiberPhotometry",
			"OptogeneticDevice", "OptogeneticSeries", "OptogeneticStimulusSite"},
		"Ophys.Device":                                {"type", "tag", "lens", "compression", "deviceType", "frameRate", "framesPerFile", "gain", "led0"},
		"Ophys.ImagingPlane":                          {"conversion", "manifold", "tag", "unit"},
		"Ophys.ImagingPlane.optical_channel":          {"tag"},
		"Ophys.ImageSegmentation":                     {"description"},
		"Ophys.ImageSegmentation.plane_segmentations": {"columns", "colnames", "id", "reference_images", "tag"},
		"Ophys.Fluorescence":                          {"roi_response_series", "description"},
		"Ophys.DfOverF":                               {"roi_response_series", "description"},
		"Ophys.Fluorescence.*.*":                      series,
		"Ophys.DfOverF.*.*":                           series,
		"Ophys.SegmentationImages.*.*":                {"resolution", "tag"},
	}
}

// setAside takes the foreign keys out of a tree in the list shape, and says of
// each that it is not used. A key that is foreign nowhere, and could be a slip
// of a known one, stays, for the checker to report.
func setAside(root *node, known *schema) (*node, Problems) {
	f := &foreigner{foreign: foreignKeys(), names: map[string]bool{}}
	collectKeys(known, f.names)
	return f.sift(root, known, "", ""), f.unused
}

// collectKeys takes up all keys that are known anywhere.
func collectKeys(s *schema, names map[string]bool) {
	for key, below := range s.keys {
		names[key] = true
		collectKeys(below, names)
	}
	for key := range s.aliases {
		names[key] = true
	}
	if s.tables != nil {
		collectKeys(s.tables, names)
	}
}

type foreigner struct {
	foreign map[string][]string
	names   map[string]bool // of all known keys
	unused  Problems
}

// kindBelow returns the kind of what stands under a key of an object of a kind:
// the names of tables, and what stands under them, are written "*".
func kindBelow(s *schema, kind, key string) string {
	_, known := s.keys[s.spelling(key)]
	if s.tables != nil && !known || isTable(kind) {
		key = "*"
	}
	if kind == "" {
		return key
	}
	return kind + "." + key
}

// isTable tells whether a kind is that of what belongs to one table of ROIs.
func isTable(kind string) bool {
	return strings.HasSuffix(kind, ".*") && !strings.HasSuffix(kind, ".*.*")
}

// sift returns n without foreign keys. Path is n's own, and kind the one under
// which foreign keys are listed.
func (f *foreigner) sift(n *node, s *schema, path, kind string) *node {
	if n == nil || s == nil || s.shape == free {
		return n
	}
	out := *n
	switch {
	case n.kind == sequence && s.shape == objects:
		out.items = make([]*node, len(n.items))
		for i, item := range n.items {
			out.items[i] = f.sift(item, s.one(), fmt.Sprintf("%s[%d]", path, i), kind)
		}
	case n.kind == mapping && (s.shape == object || s.shape == objects):
		out.fields = nil
		for _, x := range n.fields {
			foreign := f.isForeign(x, n, s, path, kind)
			if (foreign || slices.Contains(f.foreign[kind], x.key)) && x.value.given() && x.key != schemaKey {
				f.unused = append(f.unused, problemAt(x.at, join(path, x.key), "", "is not used").as(Warning, "unused"))
			}
			if foreign {
				continue
			}
			x.value = f.sift(x.value, s.at(x.key), join(path, x.key), kindBelow(s, kind, x.key))
			out.fields = append(out.fields, x)
		}
	}
	return &out
}

// isForeign tells whether a key has no use here.
func (f *foreigner) isForeign(x field, n *node, s *schema, path, kind string) bool {
	if _, ok := s.keys[s.spelling(x.key)]; ok {
		return false
	}
	if slices.Contains(f.foreign[kind], x.key) {
		return true
	}
	stray := Nearest(x.key, slices.Collect(maps.Keys(s.keys))) == "" && !f.names[x.key]
	switch {
	case path == "": // a section of its own; a single value would be meant for one of ours
		return stray && x.value.kind != scalar
	case kind == "Ophys.Device": // of another class of devices, with fields of its own
		return stray && n.child("type").given()
	case isTable(kind): // a trace or image that only another program makes
		return stray && x.value.kind == mapping
	}
	return false
}
