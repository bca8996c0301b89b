package keyed

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"roi2nwb/internal/metadata/schema"
	"roi2nwb/internal/metadata/tree"
	"roi2nwb/internal/spelling"
)

// schemaKey names the JSON Schema of a file, for editors.
const schemaKey = "$schema"

// ForeignKeys are the keys, by the path of the object they stand in, that
// metadata files of other converters hold and that the files written here have
// no use for: other recordings of the session (neuroconv's sections, and those
// of published pipelines built on it), movies, stimulation, and what the
// constructors of the pynwb library take besides. They are let through.
func ForeignKeys() map[string][]string {
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

// SetAside takes the foreign keys out of a tree in the list shape, and says of
// each that it is not used. A key that is foreign nowhere, and could be a slip
// of a known one, stays, for the checker to report.
func SetAside(root *tree.Node, known *schema.Schema) (*tree.Node, tree.Problems) {
	f := &foreigner{foreign: ForeignKeys(), names: map[string]bool{}}
	collectKeys(known, f.names)
	return f.sift(root, known, "", ""), f.unused
}

// collectKeys takes up all keys that are known anywhere.
func collectKeys(s *schema.Schema, names map[string]bool) {
	for key, below := range s.Keys {
		names[key] = true
		collectKeys(below, names)
	}
	for key := range s.Aliases {
		names[key] = true
	}
	if s.Tables != nil {
		collectKeys(s.Tables, names)
	}
}

type foreigner struct {
	foreign map[string][]string
	names   map[string]bool // of all known keys
	unused  tree.Problems
}

// KindBelow returns the kind of what stands under a key of an object of a kind:
// the names of tables, and what stands under them, are written "*".
func KindBelow(s *schema.Schema, kind, key string) string {
	_, known := s.Keys[s.Spelling(key)]
	if s.Tables != nil && !known || isTable(kind) {
		key = "*"
	}
	if kind == "" {
		return key
	}
	return kind + "." + key
}

// isTable reports whether a kind is that of what belongs to one table of ROIs.
func isTable(kind string) bool {
	return strings.HasSuffix(kind, ".*") && !strings.HasSuffix(kind, ".*.*")
}

// sift returns n without foreign keys. Path is n's own, and kind the one under
// which foreign keys are listed.
func (f *foreigner) sift(n *tree.Node, s *schema.Schema, path, kind string) *tree.Node {
	if n == nil || s == nil || s.Shape == schema.Free {
		return n
	}
	out := *n
	switch {
	case n.Kind == tree.Sequence && s.Shape == schema.Objects:
		out.Items = make([]*tree.Node, len(n.Items))
		for i, item := range n.Items {
			out.Items[i] = f.sift(item, s.One(), fmt.Sprintf("%s[%d]", path, i), kind)
		}
	case n.Kind == tree.Mapping && (s.Shape == schema.Object || s.Shape == schema.Objects):
		out.Fields = nil
		for _, x := range n.Fields {
			foreign := f.isForeign(x, n, s, path, kind)
			if (foreign || slices.Contains(f.foreign[kind], x.Key)) && x.Value.Given() && x.Key != schemaKey {
				f.unused = append(f.unused, tree.ProblemAt(x.At, tree.Join(path, x.Key), "", "is not used").As(tree.Warning, "unused"))
			}
			if foreign {
				continue
			}
			x.Value = f.sift(x.Value, s.Key(x.Key), tree.Join(path, x.Key), KindBelow(s, kind, x.Key))
			out.Fields = append(out.Fields, x)
		}
	}
	return &out
}

// isForeign reports whether a key has no use here.
func (f *foreigner) isForeign(x tree.Field, n *tree.Node, s *schema.Schema, path, kind string) bool {
	if _, ok := s.Keys[s.Spelling(x.Key)]; ok {
		return false
	}
	if slices.Contains(f.foreign[kind], x.Key) {
		return true
	}
	stray := spelling.Nearest(x.Key, slices.Collect(maps.Keys(s.Keys))) == "" && !f.names[x.Key]
	switch {
	case path == "": // a section of its own; a single value would be meant for one of ours
		return stray && x.Value.Kind != tree.Scalar
	case kind == "Ophys.Device": // of another class of devices, with fields of its own
		return stray && n.Child("type").Given()
	case isTable(kind): // a trace or image that only another program makes
		return stray && x.Value.Kind == tree.Mapping
	}
	return false
}
