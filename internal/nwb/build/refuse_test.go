package build_test

import (
	"strings"
	"testing"

	"roi2nwb/internal/chunkio"
	"roi2nwb/internal/nwb/build"
	"roi2nwb/internal/nwb/nwbtest"
	"roi2nwb/internal/session"
)

// A segmentation that contradicts itself is refused before anything is written.
func TestBuildRefuses(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(*session.Segmentation)
		says   string
	}{
		{"column of other rows", func(s *session.Segmentation) {
			s.Columns = []session.Column{{Name: "snr", Floats: []float64{1, 2, 3}}}
		}, `"column snr" has 3 rows for 2 ROIs`},
		{"wide column of other rows", func(s *session.Segmentation) {
			s.Columns = []session.Column{{Name: "g", Floats: []float64{1, 2, 3}, Width: 3}}
		}, `"column g" has 1 row for 2 ROIs`},
		{"ragged column of other rows", func(s *session.Segmentation) {
			s.Columns = []session.Column{{Name: "cell_groups", Lists: [][]string{{"a"}}}}
		}, `"column cell_groups" has 1 row for 2 ROIs`},
		{"column without values", func(s *session.Segmentation) { s.Columns = []session.Column{{Name: "snr"}} }, `"column snr" has values of 0 kinds`},
		{"trace of one axis", func(s *session.Segmentation) {
			s.Traces[0].Array = chunkio.FromFloat64s([]int{2}, []float64{1, 2})
		}, `"drawn/C" has shape [2]`},
		{"trace without a name", func(s *session.Segmentation) { s.Traces[0].Kind = "smoothed" }, `trace "smoothed"`},
	} {
		seg := nwbtest.Drawing(session.Field{Width: 4, Height: 3}, 5, session.Footprint{}, session.Footprint{})
		c.change(seg)
		if _, err := nwbtest.BuildOne(seg, nwbtest.Metadata(t), nwbtest.Options(build.ImageMask)); err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v, want an error with %s", c.name, err, c.says)
		}
	}
}
