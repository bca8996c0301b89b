package frametimes

import (
	"os"
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
			if err := os.WriteFile(path, []byte(tt.text), 0o644); err != nil {
				t.Fatal(err)
			}
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
			if diff := cmp.Diff(tt.want, got.Timestamps); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

func FuzzFrameTable(f *testing.F) {
	f.Add(timeStamps, 5)
	f.Add(oldTimes, 3)
	f.Add("Frame Number;Time Stamp (ms)\n0;1\n", 1)
	f.Fuzz(func(t *testing.T, text string, frames int) {
		frames = min(max(frames, 0), 100)
		path := filepath.Join(t.TempDir(), "times")
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		timing, err := ReadTimestamps(path, frames, nil)
		if err == nil && len(timing.Timestamps) != frames {
			t.Errorf("%d times for %d frames", len(timing.Timestamps), frames)
		}
	})
}
