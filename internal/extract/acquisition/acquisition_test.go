package acquisition_test

import (
	"strings"
	"testing"
	"time"

	"roi2nwb/internal/extract/acquisition"
	"roi2nwb/internal/session"

	"github.com/google/go-cmp/cmp"
)

const filled = `{
	"animal": {"id": "M042", "sex": "f", "species": "Mus musculus", "dob": "2020-11-02", "weight": 25.50, "description": "Retrieval day"},
	"microscope": {"type": "NVista3", "serial": 11132301, "focus": 1000, "gain": 6, "exp": 33, "led": {"exPower": 1.3, "ogPower": 0}, "customMetadata": {"Lens": "µ-7"}},
	"name": "D1", "personnel": {"name": "Doe, Jane"}, "producer": {"version": "1.5.2-abc"},
	"probe": {"diameter": 0.5, "flip": "none", "type": "Straight Lens"},
	"idps": {"channel": "green", "efocus": 400, "interpolatedFrames": [4, 9], "cellset": {"units": "dF", "method": "cnmfe"}}
}`

// said returns what is taken of a text.
func said(t *testing.T, text string) (map[string]any, []string) {
	t.Helper()
	var p session.Provenance
	acquisition.Decode([]byte(text)).AddTo(&p, "extra", time.Date(2021, 4, 1, 12, 0, 0, 0, time.UTC))
	hints := map[string]any{}
	for _, h := range p.Hints {
		if h.Value != nil {
			hints[h.Path] = h.Value
		}
	}
	return hints, p.Remarks
}

func TestAddTo(t *testing.T) {
	hints, remarks := said(t, filled)
	want := map[string]any{
		"Subject.subject_id": "M042", "Subject.sex": "F", "Subject.species": "Mus musculus", "Subject.date_of_birth": "2020-11-02",
		"Subject.weight": "25.50 g", "Subject.description": "Retrieval day",
		"NWBFile.session_id": "D1", "NWBFile.experimenter": "Doe, Jane",
		"Ophys.Device.model_name": "NVista3", "Ophys.Device.manufacturer": "Inscopix", "Ophys.Device.serial_number": "11132301",
		"Ophys.Device.description": "Inscopix miniscope, NVista3, acquisition software 1.5.2",
		"Ophys.ImagingPlane.description": "The plane that was imaged: exposure 33 ms, gain 6, focus 1000, electronic focus 400, green channel, " +
			"excitation LED at 1.3 mW/mm^2, through a lens of type Straight Lens, lens diameter 0.5 mm.",
	}
	if d := cmp.Diff(want, hints); d != "" || len(remarks) > 0 {
		t.Errorf("%s, remarks %q", d, remarks)
	}
}

// What nobody filled in says nothing, and neither does a value of another type.
func TestPlaceholders(t *testing.T) {
	for text, remark := range map[string]string{
		`null`: "", `[]`: "", `"text"`: "", `{}`: "",
		`{"animal": {"id": "", "sex": "", "species": "None", "dob": "", "weight": 0, "description": "none"}, "name": "", "microscope": {"serial": 0, "type": ""}, "probe": {"length": 0}}`: "",
		`{"animal": "FV1", "microscope": [1], "name": {"a": 1}, "personnel": 7, "idps": "old"}`:                                                                                            "",
		`{"animal": {"id": "", "sex": "m"}}`: "before anybody fills it in",
	} {
		if hints, remarks := said(t, text); len(hints) > 0 || !strings.Contains(strings.Join(remarks, "\n"), remark) {
			t.Errorf("%s: %v, remarks %q", text, hints, remarks)
		}
	}
}

func TestBirth(t *testing.T) {
	for text, want := range map[string]any{
		"2020-11-02": "2020-11-02", "2020-11-02T08:00:00Z": "2020-11-02", "2020/11/02": "2020-11-02", "11/30/2020": "2020-11-30",
		"11/02/2020": nil, "last autumn": nil, "2022-01-01": nil,
	} {
		hints, remarks := said(t, `{"animal": {"dob": "`+text+`"}}`)
		if hints["Subject.date_of_birth"] != want || (want == nil) != (len(remarks) == 1) {
			t.Errorf("%s: %v, remarks %q", text, hints, remarks)
		}
	}
}

func TestParameters(t *testing.T) {
	got := acquisition.Decode([]byte(`{"b": {"y": [1, 2.50], "x": {"z": "<µ>"}}, "a": 12345678901234567890, "empty": {}, "none": null}`)).Parameters("extra")
	want := []session.Parameter{
		{Group: "extra", Name: "a", Value: "12345678901234567890"}, {Group: "extra/b/x", Name: "z", Value: `"<µ>"`},
		{Group: "extra/b", Name: "y", Value: "[1,2.50]"}, {Group: "extra", Name: "none", Value: "null"},
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}
