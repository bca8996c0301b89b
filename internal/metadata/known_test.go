package metadata

import (
	"slices"
	"testing"

	"roi2nwb/internal/metadata/schema"
)

// Every path that is offered is one that --set takes, and no other place is left
// out that a session usually needs.
func TestKnownValues(t *testing.T) {
	all := schema.Values()
	var sets, paths []string
	for _, k := range all {
		value := "x"
		if len(k.Choices) > 0 {
			value = k.Choices[0]
		}
		sets, paths = append(sets, k.Path+"="+value), append(paths, k.Path)
		if k.Doc == "" {
			t.Errorf("%s says nothing of itself", k.Path)
		}
	}
	layer, err := FromSets("--set", sets)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range Merge(layer).Report(Options{}) {
		if p.Rule == "unknown-key" || p.Rule == "unused" {
			t.Errorf("offered and not known: %v", p)
		}
	}
	for _, path := range []string{"NWBFile.session_description", "Subject.subject_id", "Ophys.ImagingPlane.optical_channel.emission_lambda"} {
		if !slices.Contains(paths, path) {
			t.Errorf("%s is not offered", path)
		}
	}
	sex := all[slices.Index(paths, "Subject.sex")]
	if want := []string{"M", "F", "U", "O", "XO", "XX"}; !slices.Equal(sex.Choices, want) {
		t.Errorf("Subject.sex: got %q, want %q", sex.Choices, want)
	}
}
