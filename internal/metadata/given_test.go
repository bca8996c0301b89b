package metadata

import (
	"math"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// What somebody gave is listed by its path; what nobody gave, and what only says
// so, is not.
func TestGiven(t *testing.T) {
	zone := time.FixedZone("", 2*3600)
	m := &Metadata{
		File: File{SessionDescription: "nobody told", SessionID: "D1", Experimenter: []string{"Doe, Jane", "Roe, Rick"},
			SessionStart: time.Date(2024, 5, 17, 14, 30, 0, 5e8, zone)},
		Subject:  &Subject{ID: "M042", Age: "P90D"},
		Devices:  []Device{{Name: "Microscope", Description: "nobody told"}, {Name: "Laser", SerialNumber: "17"}},
		Planes:   []ImagingPlane{{Name: "Plane", ExcitationLambda: 920, ImagingRate: math.NaN(), GridSpacing: []float64{1.5, 2}, Channels: []OpticalChannel{{Name: "Green", EmissionLambda: math.NaN()}}}},
		stopgaps: map[string]bool{"NWBFile.session_description": true, "Ophys.Device[0].description": true},
	}
	want := []Given{
		{"NWBFile.session_start_time", "2024-05-17T14:30:00.5+02:00"}, {"NWBFile.session_id", "D1"},
		{"NWBFile.experimenter[0]", "Doe, Jane"}, {"NWBFile.experimenter[1]", "Roe, Rick"},
		{"Subject.subject_id", "M042"}, {"Subject.age", "P90D"},
		{"Ophys.Device[0].name", "Microscope"}, {"Ophys.Device[1].name", "Laser"}, {"Ophys.Device[1].serial_number", "17"},
		{"Ophys.ImagingPlane[0].name", "Plane"}, {"Ophys.ImagingPlane[0].excitation_lambda", "920"},
		{"Ophys.ImagingPlane[0].optical_channel[0].name", "Green"},
		{"Ophys.ImagingPlane[0].grid_spacing[0]", "1.5"}, {"Ophys.ImagingPlane[0].grid_spacing[1]", "2"},
	}
	if d := cmp.Diff(want, m.Given()); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
	if got := (&Metadata{}).Given(); got != nil {
		t.Errorf("%v of nothing", got)
	}
}
