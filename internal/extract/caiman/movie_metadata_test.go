package caiman_test

import (
	"strings"
	"testing"

	"roi2nwb/internal/extract/extracttest"
	"roi2nwb/internal/sampletest"
)

// The platform's tool leaves in the result what the first movie says of itself.
func TestMovieMetadata(t *testing.T) {
	extracttest.CheckIDs(t)
	seg := extracttest.MustOpen(t, sampletest.Outside(t, "isxd/ideas/caiman_output.hdf5"))
	hints := map[string]any{}
	for _, h := range seg.Hints {
		hints[h.Path] = h.Value
	}
	for path, want := range map[string]any{
		"NWBFile.session_start_time": "2024-08-26T03:08:40.278000-07:00", "Subject.subject_id": "FV4581", "Subject.weight": "25.5 g",
		"Subject.sex": "M", "Subject.date_of_birth": "2020-11-02", "Ophys.Device.model_name": "NVista3", "NWBFile.session_id": "FV4581_Ret",
	} {
		if hints[path] != want {
			t.Errorf("%s is %v, want %v", path, hints[path], want)
		}
	}
	all := strings.Join(seg.Remarks, "\n")
	for _, part := range []string{"is of the first movie alone, of 20 frames", "other files of Inscopix may belong to this result"} {
		if !strings.Contains(all, part) {
			t.Errorf("remarks %q, want %s", seg.Remarks, part)
		}
	}
	for _, l := range seg.LeftOut {
		if strings.HasPrefix(l.Source, "movie_metadata") {
			t.Errorf("left out %v", l)
		}
	}
}
