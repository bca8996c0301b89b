package extract

import (
	"context"
	"math"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const timeStamps = "Frame Number,Time Stamp (ms),Buffer Index\r\n0,-33,1\r\n1,53,1\r\n2,102,1\r\n3,154,0\r\n4,203,0\r\n"

// oldTimes is of two cameras; the first time of camera 1 is garbage.
const oldTimes = "camNum\tframeNum\tsysClock\tbuffer\n1\t1\t2147483649\t1\n0\t1\t0\t1\n0\t2\t40\t1\n1\t2\t53\t1\n0\t3\t73\t1\n0\t4\t100\t1\n0\t5\t130\t1\n1\t3\t102\t1\n"

func TestReadTimestamps(t *testing.T) {
	for _, tt := range []struct {
		name, text string
		frames     int
		numbers    []int64
		want       []float64
		wrong      string
	}{
		{name: "a time a line", text: "time\n0.5\n\n# a remark\n1\n2.5\n", frames: 3, want: []float64{0.5, 1, 2.5}},
		{name: "recorder's table", text: timeStamps, frames: 5, want: []float64{-0.033, 0.053, 0.102, 0.154, 0.203}},
		{name: "some of its frames", text: timeStamps, frames: 2, numbers: []int64{1, 3}, want: []float64{0.053, 0.154}},
		{name: "first of its frames", text: timeStamps, frames: 2, want: []float64{-0.033, 0.053}},
		{name: "in seconds", text: "Frame,Timestamp (s)\n1,0.25\n0,0\n", frames: 2, want: []float64{0, 0.25}},
		{name: "frame missing", text: strings.Replace(timeStamps, "2,102,1\r\n", "", 1), frames: 5, wrong: "has no time for frame 2, the first of the source's 5 frames without one (it has 4 rows, of the frames 0 to 4)"},
		{name: "too short", text: timeStamps, frames: 6, wrong: "has no time for frame 5"},
		{name: "no time", text: strings.Replace(timeStamps, "102", "soon", 1), frames: 5, wrong: `:4: "soon" is no time`},
		{name: "no number", text: strings.Replace(timeStamps, "\n2,", "\ntwo,", 1), frames: 5, wrong: `:4: "two" is no number of a frame`},
		{name: "row cut off", text: timeStamps + "5", frames: 5, wrong: ":7: 1 fields, expected at least 2"},
		{name: "older recorder, its second camera", text: oldTimes, frames: 3, want: []float64{0, 0.053, 0.102}},
		{name: "older recorder, its first camera", text: oldTimes, frames: 5, want: []float64{0, 0.04, 0.073, 0.1, 0.13}},
		{name: "older recorder, every second frame", text: oldTimes, frames: 2, numbers: []int64{0, 2}, want: []float64{0, 0.102}},
		{name: "older recorder, two that would do", text: oldTimes, frames: 2, wrong: "of the cameras 0, 1 for all frames: nothing tells which"},
		{name: "older recorder, too short", text: oldTimes, frames: 6, wrong: "has no time for frame 5"},
		{name: "empty", text: "", frames: 1, wrong: "has 0 times for the 1 frames of the source"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "times")
			writeText(t, path, tt.text)
			got, err := ReadTimestamps(path, tt.frames, tt.numbers)
			if tt.wrong != "" {
				if err == nil || !strings.Contains(err.Error(), tt.wrong) {
					t.Errorf("error %v, want one that says %s", err, tt.wrong)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

// The recorder's table is found beside the result, the nearest first, and one
// that lacks a frame is what is wrong with the timing, not with the result.
func TestMinianTiming(t *testing.T) {
	frames := span(0, 5, 1)
	for _, tt := range []struct {
		name        string
		files       map[string]string // from the folder of the variables
		frames      []int64
		want        []float64
		origin, err string
	}{
		{name: "nothing"},
		{name: "around", files: map[string]string{"../timeStamps.csv": timeStamps}, want: []float64{-0.033, 0.053, 0.102, 0.154, 0.203}, origin: "timeStamps.csv"},
		{name: "inside first", files: map[string]string{"../timeStamps.csv": timeStamps, "timeStamps.csv": strings.ReplaceAll(timeStamps, "53", "54")},
			want: []float64{-0.033, 0.054, 0.102, 0.154, 0.203}, origin: "minian/timeStamps.csv"},
		{name: "by number", files: map[string]string{"../timeStamps.csv": timeStamps}, frames: []int64{1, 3}, want: []float64{0.053, 0.154}, origin: "timeStamps.csv"},
		{name: "older", files: map[string]string{"../timestamp.dat": oldTimes}, want: []float64{0, 0.04, 0.073, 0.1, 0.13}, origin: "timestamp.dat"},
		{name: "missing frame", files: map[string]string{"../timeStamps.csv": timeStamps, "../timestamp.dat": oldTimes}, frames: []int64{4, 5}, origin: "timeStamps.csv", err: "has no time for frame 5"},
		{name: "no table", files: map[string]string{"../timeStamps.csv": "a,b\n1,2\n"}, origin: "timeStamps.csv", err: "has no columns with the numbers and the times of frames"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			numbers := tt.frames
			if numbers == nil {
				numbers = frames
			}
			dir := plain([]int64{1, 2}, numbers).write(t)
			for name, text := range tt.files {
				writeText(t, filepath.Join(dir, name), text)
			}
			s := openSession(t, dir)
			if diff := cmp.Diff(tt.want, s.Timing.Timestamps); diff != "" {
				t.Errorf("times: -want +got:\n%s", diff)
			}
			if !strings.HasSuffix(filepath.ToSlash(s.Timing.Origin), tt.origin) {
				t.Errorf("origin %q, want %q", s.Timing.Origin, tt.origin)
			}
			if (s.Timing.Err == nil) != (tt.err == "") || s.Timing.Err != nil && !strings.Contains(s.Timing.Err.Error(), tt.err) {
				t.Errorf("error %v, want one that says %q", s.Timing.Err, tt.err)
			}
		})
	}
}

// The recorder's metadata is taken from near the result, whatever keys there are.
func TestMinianRecorder(t *testing.T) {
	s := plain([]int64{1, 2}, span(0, 3, 1))
	s["A"] = s["A"].with("animal", "folder").with("session", "None")
	dir := s.write(t)
	writeText(t, filepath.Join(dir, "..", "metaData.json"), `{"deviceType": "Miniscope_V4_BNO", "frameRate": "20FPS"}`)
	writeText(t, filepath.Join(dir, "..", "..", "metaData.json"),
		`{"animalName": "m7", "recordingStartTime": {"year": 2021, "month": 3, "day": 4, "hour": 5, "minute": 6, "second": 7, "msec": 89, "msecSinceEpoch": 1614834367089}}`)
	found := openSession(t, dir)
	got := map[string]any{}
	for _, h := range found.Hints {
		got[h.Path] = h.Value
	}
	want := map[string]any{
		"Subject.subject_id": "m7", "Ophys.Device.description": "Miniscope_V4_BNO", "NWBFile.session_start_time": "2021-03-04T05:06:07.089+00:00",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("hints: -want +got:\n%s", diff)
	}

	writeText(t, filepath.Join(dir, "..", "..", "metaData.json"), `{"recordingStartTime": {"year": 2021, "month": 3, "day": 4, "hour": 5, "minute": 6, "second": 7}}`)
	writeText(t, filepath.Join(dir, "..", "metaData.json"), `not JSON`)
	found = openSession(t, dir)
	if diff := cmp.Diff([]Hint{{"Subject.subject_id", "folder", "A.zarr/animal"}}, found.Hints); diff != "" {
		t.Errorf("hints: -want +got:\n%s", diff)
	}
	if !strings.Contains(strings.Join(found.Remarks, "\n"), "started at 2021-03-04 05:06:07, without a time zone") {
		t.Errorf("remarks %q do not tell of a start time without a zone", found.Remarks)
	}
}

// Events move with the clock of the frames, by their frames.
func TestRetime(t *testing.T) {
	s := &Segmentation{Frames: 4, FrameNumbers: []int64{10, 12, 14, 16}, Events: []Events{{First: []int64{12, 13, 4, 16}, End: []int64{13, 15, 6, 20}, Times: []float64{9, 9, 9, 9}}}}
	s.Retime(Timing{Rate: 10, Start: 5})
	round := func(v []float64) []float64 {
		out := make([]float64, len(v))
		for i := range v {
			out[i] = math.Round(v[i]*1e9) / 1e9
		}
		return out
	}
	if diff := cmp.Diff([]float64{5.1, 5.15, 4.7, 5.3}, round(s.Events[0].Times)); diff != "" {
		t.Errorf("times by a rate: -want +got:\n%s", diff)
	}
	if diff := cmp.Diff([]float64{0.05, 0.1, 0.1, 0.2}, round(s.Events[0].Durations)); diff != "" {
		t.Errorf("durations by a rate: -want +got:\n%s", diff)
	}
	s.Retime(Timing{Timestamps: []float64{1, 2, 4, 7}})
	if diff := cmp.Diff([]float64{2, 3, -5, 7}, round(s.Events[0].Times)); diff != "" {
		t.Errorf("times by timestamps: -want +got:\n%s", diff)
	}
	s.Retime(Timing{})
	if diff := cmp.Diff([]float64{2, 3, -5, 7}, round(s.Events[0].Times)); diff != "" {
		t.Errorf("times without timing: -want +got:\n%s", diff)
	}
}

func FuzzFrameTable(f *testing.F) {
	f.Add(timeStamps, 5)
	f.Add(oldTimes, 3)
	f.Add("Frame Number;Time Stamp (ms)\n0;1\n", 1)
	f.Fuzz(func(t *testing.T, text string, frames int) {
		frames = min(max(frames, 0), 100)
		path := filepath.Join(t.TempDir(), "times")
		writeText(t, path, text)
		times, err := ReadTimestamps(path, frames, nil)
		if err == nil && len(times) != frames {
			t.Errorf("%d times for %d frames", len(times), frames)
		}
		_, _ = readBehavior(path)
		_ = parseConfig(path, []byte(text))
		_, _ = parseGroups([]byte(text))
	})
}

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
		if tr.Kind == Transients {
			if diff := cmp.Diff([]float64{1, 1, 1, 1, 0, 1, 1, 0, 0, 0, 0, 0}, readFloats(t, tr.Array)); diff != "" {
				t.Errorf("transients: -want +got:\n%s", diff)
			}
		}
	}
	if diff := cmp.Diff(&Acceptance{Accepted: make([]bool, 3), Rejected: []bool{true, false, false}}, found.Acceptance); diff != "" {
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
	want := []Events{{Name: "ALP", Times: []float64{0, 0.15}, Durations: []float64{0.1, 0.05}, First: []int64{0, 3}, End: []int64{2, 4}}}
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
	writeText(t, filepath.Join(dir, "..", "timeStamps.csv"), timeStamps)
	found = openSession(t, filepath.Join(dir, ".."))
	if diff := cmp.Diff([]float64{-0.033, 0.154}, found.Events[0].Times); diff != "" {
		t.Errorf("times of events: -want +got:\n%s", diff)
	}

	writeText(t, filepath.Join(dir, "..", "session_group_ids.json"), `{"Group 1": ["four"]}`)
	if _, err := OpenMinian(context.Background(), dir); err == nil || !strings.Contains(err.Error(), `"session_group_ids.json" group "Group 1": expected a list of unit ids`) {
		t.Errorf("error %v, want one about the groups", err)
	}
}
