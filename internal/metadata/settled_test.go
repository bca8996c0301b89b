package metadata

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// What is shown of references is what they come to mean.
func TestValuesFollowReferences(t *testing.T) {
	for _, tt := range []struct {
		name, Text string
		want       map[string]any
	}{
		{"nobody's", "", map[string]any{
			"Ophys.ImagingPlane[0].device":                                 "Microscope",
			"Ophys.ImageSegmentation.plane_segmentations[0].imaging_plane": "ImagingPlane",
		}},
		{"renamed", "Ophys: {Device: {name: Scope}, ImagingPlane: {name: Green}}", map[string]any{
			"Ophys.ImagingPlane[0].device":                                 "Scope",
			"Ophys.ImageSegmentation.plane_segmentations[0].imaging_plane": "Green",
		}},
		{"two", "Ophys: {Device: [{name: A}, {name: B}], ImagingPlane: {name: Green}}", map[string]any{
			"Ophys.ImagingPlane[0].device":                                 nil,
			"Ophys.ImageSegmentation.plane_segmentations[0].imaging_plane": "Green",
		}},
		{"the user's", "Ophys: {Device: {name: Scope}, ImagingPlane: {name: Green, device: Scop}}", map[string]any{
			"Ophys.ImagingPlane[0].device": "Scop",
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			defaults, err := Defaults()
			if err != nil {
				t.Fatal(err)
			}
			layer, err := fromText("lab.yaml", []byte(tt.Text))
			if err != nil {
				t.Fatal(err)
			}
			values := map[string]any{}
			for _, v := range Merge(defaults, layer).Values() {
				values[v.Path] = v.Value
			}
			for path, want := range tt.want {
				if d := cmp.Diff(want, values[path]); d != "" {
					t.Errorf("%s (-want +got):\n%s", path, d)
				}
			}
		})
	}
}
