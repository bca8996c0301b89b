package minian_test

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const minianTimes = "Frame Number,Time Stamp (ms),Buffer Index\r\n0,-33,1\r\n1,53,1\r\n2,102,1\r\n3,154,0\r\n4,203,0\r\n"

// minianOldTimes is of two cameras; the first time of camera 1 is garbage.
const minianOldTimes = "camNum\tframeNum\tsysClock\tbuffer\n1\t1\t2147483649\t1\n0\t1\t0\t1\n0\t2\t40\t1\n1\t2\t53\t1\n0\t3\t73\t1\n0\t4\t100\t1\n0\t5\t130\t1\n1\t3\t102\t1\n"

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
		{name: "around", files: map[string]string{"../timeStamps.csv": minianTimes}, want: []float64{-0.033, 0.053, 0.102, 0.154, 0.203}, origin: "timeStamps.csv"},
		{name: "inside first", files: map[string]string{"../timeStamps.csv": minianTimes, "timeStamps.csv": strings.ReplaceAll(minianTimes, "53", "54")},
			want: []float64{-0.033, 0.054, 0.102, 0.154, 0.203}, origin: "minian/timeStamps.csv"},
		{name: "by number", files: map[string]string{"../timeStamps.csv": minianTimes}, frames: []int64{1, 3}, want: []float64{0.053, 0.154}, origin: "timeStamps.csv"},
		{name: "older", files: map[string]string{"../timestamp.dat": minianOldTimes}, want: []float64{0, 0.04, 0.073, 0.1, 0.13}, origin: "timestamp.dat"},
		{name: "missing frame", files: map[string]string{"../timeStamps.csv": minianTimes, "../timestamp.dat": minianOldTimes}, frames: []int64{4, 5}, origin: "timeStamps.csv", err: "has no time for frame 5"},
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
