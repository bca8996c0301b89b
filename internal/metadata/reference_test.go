package metadata

import (
	"errors"
	"testing"

	"roi2nwb/internal/metadata/schema"
	"roi2nwb/internal/metadata/tree"
)

// Each value of the cure ends the error, and leads to no other.
func TestReferenceHints(t *testing.T) {
	for _, tt := range []struct {
		name, file string
		want       []string // what each assignment makes of the ROIs' plane, or of the plane's device
	}{
		{"planes", `{Ophys: {ImagingPlane: [{name: A}, {name: "Dan's plane"}]}}`, []string{"A", "Dan's plane"}},
		{"keyed", `{Devices: {s: {name: Scope}}, Ophys: {ImagingPlanes: {
			a: {name: "[A]=1", device_metadata_key: s}, b: {name: 7, device_metadata_key: s}}}}`, []string{"7", "[A]=1"}},
		{"own table", `{Ophys: {ImagingPlane: [{name: A}, {name: B}], ImageSegmentation: {plane_segmentations: [{name: Cells}]}}}`, []string{"A", "B"}},
		{"devices", `{Ophys: {Device: [{name: S}, {name: T}]}}`, []string{"S", "T"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			layers := []*Layer{must(Defaults())(t), must(fromText("lab.yaml", []byte(tt.file)))(t)}
			o := testOptions()
			o.StartTime = schema.ExampleTime
			_, err := Merge(layers...).Resolve(o)
			var problems tree.Problems
			if !errors.As(err, &problems) || len(problems) != 1 || problems[0].Line == 0 {
				t.Fatalf("problems %v", err)
			}
			cure := problems[0].Cure
			if want := tree.CureOf(tree.GiveOneOf, problems[0].Path, tt.want...); cure != want {
				t.Fatalf("cure %v, want %v", cure, want)
			}
			for i := range tt.want {
				text := cure.Path + "=" + cure.Values[i]
				m, err := Merge(append(layers, must(FromSets("--set", []string{text}))(t))...).Resolve(o)
				if err != nil {
					t.Fatalf("after %q: %v", text, err)
				}
				got := m.Names.PlaneSegmentation.ImagingPlane
				if tt.name == "devices" {
					got = m.Planes[0].Device
				}
				if got != tt.want[i] {
					t.Errorf("after %q: %q, want %q", text, got, tt.want[i])
				}
			}
		})
	}
}
