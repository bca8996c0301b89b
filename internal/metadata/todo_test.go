package metadata

import (
	"testing"

	"roi2nwb/internal/metadata/schema"

	"github.com/google/go-cmp/cmp"
)

// A value that says TODO is not taken, and takes nothing away.
func TestTodoSaysNothing(t *testing.T) {
	document := Merge(must(Defaults())(t),
		must(FromHints("source", []Hint{{Path: "Ophys.ImagingPlane.imaging_rate", Value: 20.0}}))(t),
		must(fromText("lab.yaml", []byte(`{Subject: {subject_id: M042, sex: F}, NWBFile: {keywords: [a, TODO, b], experimenter: [TODO], lab: Doe lab}}`)))(t),
		must(fromText("session.yaml", []byte(`{Subject: {subject_id: TODO, age: TODO}, NWBFile: {lab: TODO},
			Ophys: {ImagingPlane: {name: TODO, description: TODO, imaging_rate: TODO}}}`)))(t),
		must(FromSets("--set", []string{"NWBFile.protocol=TODO", "Subject.sex=TODO"}))(t))
	m, err := document.Resolve(Options{StartTime: schema.ExampleTime, Now: testOptions().Now})
	if err == nil {
		t.Error("the name of the plane says TODO, and that is no error")
	}
	got := []any{m.Subject.ID, m.Subject.Sex, m.Subject.Age, m.File.Keywords, m.File.Experimenter, m.File.Lab, m.File.Protocol,
		m.Planes[0].Name, m.Planes[0].Description, m.Planes[0].ImagingRate}
	want := []any{"M042", "F", "", []string{"a", "b"}, []string(nil), "Doe lab", "", "ImagingPlane", "The plane or volume that was imaged.", 20.0}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
	// What is shown is what the files say.
	for _, v := range document.Values() {
		if v.Path == "Subject.subject_id" && v.Value != "TODO" {
			t.Errorf("shown: %v", v)
		}
	}
}
