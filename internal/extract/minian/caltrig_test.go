package minian_test

import (
	"context"
	"math"
	"path/filepath"
	"strings"
	"testing"

	"roi2nwb/internal/chunkio/arraytest"
	"roi2nwb/internal/extract/minian"
	"roi2nwb/internal/session"

	"github.com/google/go-cmp/cmp"
)

// A CalTrig session whose parts disagree or are not all there.
func TestCalTrigParts(t *testing.T) {
	units, frames := []int64{4, 9, 2, 7}, span(0, 4, 1)
	s := plain(units, frames)
	nan := trace(units, frames)
	for i := range 4 {
		nan.values[4*1+i] = math.NaN() // of unit 9
	}
	s["C"] = nan
	e := trace([]int64{2, 4, 7, 9}, frames)
	e.values = []float64{0, 2, 2, math.NaN(), 1, 1, 1, 1, 0, 0, 0, 0, 1, 0, 0, 0}
	s["E"] = e.with("good_cells", []float64{1, 0, math.NaN(), 1})
	s["M"] = stack("missed_id", []int64{3, 5})
	dir := s.write(t)
	writeText(t, filepath.Join(dir, "..", "session_group_ids.json"), `{"Group 1": [4, 4, 11], "others": [7]}`)
	writeText(t, filepath.Join(dir, "..", "behaviour.csv"), "Frame Number,Time Stamp (ms),ALP,RNF,speed\n0,0,1,0,3\n1,50,1,0,3\n2,100,0,0,3\n3,150,1,,3\n")
	found := openSession(t, filepath.Join(dir, ".."))
	if diff := cmp.Diff([]string{"4", "2", "7"}, found.IDs); diff != "" {
		t.Errorf("ids: -want +got:\n%s", diff)
	}
	checkTraces(t, found, []int64{4, 2, 7}, frames)
	for _, tr := range found.Traces {
		if tr.Kind == session.Transients {
			if diff := cmp.Diff([]float64{1, 1, 1, 1, 0, 1, 1, 0, 0, 0, 0, 0}, arraytest.ReadFloats(t, tr.Array)); diff != "" {
				t.Errorf("transients: -want +got:\n%s", diff)
			}
		}
	}
	if diff := cmp.Diff(&session.Acceptance{Accepted: make([]bool, 3), Rejected: []bool{true, false, false}}, found.Acceptance); diff != "" {
		t.Errorf("acceptance: -want +got:\n%s", diff)
	}
	wantLeft := map[string]string{
		"unit_id 9": `"C.zarr/C" holds nothing but NaN for this unit`,
		`session_group_ids.json, group "1", unit_id 11`: "no longer there: CalTrig does not change groups when it merges units",
	}
	left := leftOutOf(found)
	for at, reason := range left {
		if strings.Contains(at, "behaviour.csv") {
			wantLeft[at] = reason // its path is in a folder of the test's own
		}
	}
	if diff := cmp.Diff(wantLeft, left); diff != "" || len(left) != 4 {
		t.Errorf("left out: -want +got:\n%s%v", diff, left)
	}
	want := []session.Events{{Name: "ALP", Times: []float64{0, 0.15}, Durations: []float64{0.1, 0.05}, First: []int64{0, 3}, End: []int64{2, 4}}}
	for i := range found.Events {
		found.Events[i].Source, found.Events[i].Description = "", ""
		for k, v := range found.Events[i].Durations {
			found.Events[i].Durations[k] = math.Round(v*1e9) / 1e9
		}
	}
	if diff := cmp.Diff(want, found.Events); diff != "" {
		t.Errorf("events: -want +got:\n%s", diff)
	}
	if diff := cmp.Diff([]float64{0, 0.05, 0.1, 0.15}, found.Timing.Timestamps); diff != "" {
		t.Errorf("times: -want +got:\n%s", diff)
	}

	for _, c := range found.Columns {
		if c.Name == "cell_groups" {
			if diff := cmp.Diff([][]string{{"1"}, nil, {"others"}}, c.Lists); diff != "" {
				t.Errorf("groups: -want +got:\n%s", diff)
			}
		}
	}

	// The recorder's table is the clock of the frames, and then of the events.
	writeText(t, filepath.Join(dir, "..", "timeStamps.csv"), minianTimes)
	found = openSession(t, filepath.Join(dir, ".."))
	if diff := cmp.Diff([]float64{-0.033, 0.154}, found.Events[0].Times); diff != "" {
		t.Errorf("times of events: -want +got:\n%s", diff)
	}

	writeText(t, filepath.Join(dir, "..", "session_group_ids.json"), `{"Group 1": ["four"]}`)
	if _, err := minian.Open(context.Background(), dir); err == nil || !strings.Contains(err.Error(), `"session_group_ids.json" group "Group 1": expected a list of unit ids`) {
		t.Errorf("error %v, want one about the groups", err)
	}
}
