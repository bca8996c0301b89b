package choice

import (
	"errors"
	"math"
	"slices"
	"testing"

	"roi2nwb/internal/session"
)

func sample() *session.Segmentation {
	s := &session.Segmentation{}
	s.IDs = []string{"0", "3", "7", "12", "10", "C-1", "20-21", "-4"}
	s.Acceptance = &session.Acceptance{
		Accepted: []bool{true, false, true, false, false, false, false, true},
		Rejected: []bool{false, true, false, false, true, false, false, false},
	}
	s.Columns = []session.Column{{Name: "snr", Floats: []float64{1, 2, 3, 4, math.NaN(), 6, 7, 8}}, {Name: "g", Floats: make([]float64, 16), Width: 2}}
	s.Frames = 100
	s.Timing.Rate = 10
	return s
}

func TestROIs(t *testing.T) {
	for text, want := range map[string][]int{
		"all":          {0, 1, 2, 3, 4, 5, 6, 7},
		"accepted":     {0, 2, 7},
		"not-rejected": {0, 2, 3, 5, 6, 7},
		"7,0":          {2, 0},
		"7, 0":         {2, 0},
		"3-12":         {1, 2, 4, 3},
		"7,10-12,0":    {2, 4, 3, 0},
		"20-21":        {6}, // it is an id
		"C-1":          {5},
		"-4":           {7},
		"-9-0":         {7, 0},
		"-4--1":        {7},
	} {
		if got, err := ROIs(sample(), text); err != nil || !slices.Equal(got, want) {
			t.Errorf("%q: %v, %v, want %v", text, got, err, want)
		}
	}
}

func TestNoROIs(t *testing.T) {
	for text, want := range map[string]string{
		"7,":        "an id is empty",
		"3,3":       `"3" is there twice`,
		"3,0-7":     `"3" and "0-7" mean an ROI twice`,
		"12-3":      `"12-3" runs backwards`,
		"8":         `no ROI has the id "8"`,
		"13-19,C-2": `no ROI has the id "13-19", "C-2"`,
		"rejected":  `no ROI has the id "rejected"`,
	} {
		if got, err := ROIs(sample(), text); err == nil || err.Error() != want {
			t.Errorf("%q: %v, %v, want %s", text, got, err, want)
		}
	}
	var unknown *UnknownError
	if _, err := ROIs(sample(), "8,9,11,13,14,15,16"); !errors.As(err, &unknown) || !slices.Equal(unknown.Near, []string{"7", "10", "12"}) ||
		err.Error() != `no ROI has the id "8", "9", "11", "13", "14", and 2 more` {
		t.Errorf("%v, near %v", err, unknown)
	}
	if _, err := ROIs(sample(), "C1"); !errors.As(err, &unknown) || unknown.Near[0] != "C-1" {
		t.Errorf("%v, near %v", err, unknown)
	}
	named := sample()
	named.IDs[1] = "7"
	if _, err := ROIs(named, "7"); err == nil || err.Error() != `several ROIs have the id "7"` {
		t.Errorf("%v", err)
	}
	named.Acceptance = nil
	if _, err := ROIs(named, Accepted); !errors.Is(err, ErrNotEvaluated) {
		t.Errorf("%v", err)
	}
}

func TestAtLeast(t *testing.T) {
	rows, without, err := AtLeast(sample(), "snr", 3)
	if err != nil || without != 1 || !slices.Equal(rows, []int{2, 3, 5, 6, 7}) {
		t.Errorf("%v, %d, %v", rows, without, err)
	}
	for _, name := range []string{"r_values", "g"} {
		var none *NoColumnError
		if _, _, err := AtLeast(sample(), name, 3); !errors.As(err, &none) || none.Column != name {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestFrames(t *testing.T) {
	for text, want := range map[string][2]int{
		":": {0, 100}, "10:": {10, 100}, ":10": {0, 10}, "10:20": {10, 20}, "-10:": {90, 100}, ":-10": {0, 90}, "-20:-10": {80, 90}, "0:100": {0, 100}, "1: 2": {1, 2},
	} {
		if first, end, err := Frames(text, 100); err != nil || [2]int{first, end} != want {
			t.Errorf("%q: %d, %d, %v, want %v", text, first, end, err, want)
		}
	}
	for text, want := range map[string]string{
		"10":     `"10" is no span of frames, expected FIRST:END`,
		"a:b":    `"a" is no number of a frame`,
		"1:2:3":  `"2:3" is no number of a frame`,
		"20:10":  `"20:10" means no frame of 100`,
		"10:10":  `"10:10" means no frame of 100`,
		"0:101":  "frame 101 is none of the 100",
		"-101:5": "frame -101 is none of the 100",
	} {
		if _, _, err := Frames(text, 100); err == nil || err.Error() != want {
			t.Errorf("%q: %v, want %s", text, err, want)
		}
	}
}

func TestTime(t *testing.T) {
	even, uneven := sample(), sample()
	even.Timing.Start = 5 // times count from the first frame
	for i := range uneven.Frames {
		uneven.Timing.Timestamps = append(uneven.Timing.Timestamps, 5+float64(i)/10)
	}
	for text, want := range map[string][2]int{
		"1s:2s": {10, 20}, ":2s": {0, 20}, "2s:": {20, 100}, "0:2.5s": {0, 25}, "500ms:1.05s": {5, 11}, "0:00:01:0:00:02": {10, 20}, "0:01:0:02": {10, 20}, "8s:1h": {80, 100}, "0:01.5:": {15, 100},
	} {
		for _, s := range []*session.Segmentation{even, uneven} {
			if first, end, err := Time(text, s); err != nil || [2]int{first, end} != want {
				t.Errorf("%q: %d, %d, %v, want %v", text, first, end, err, want)
			}
		}
	}
	for _, text := range []string{"1:2", "1s", "a:b", "-1s:2s", "2s:1s", "10s:", "0:90:0:99", "1s:2s:3s", "1e9s:", "NaN:1s"} {
		if first, end, err := Time(text, even); err == nil {
			t.Errorf("%q: %d, %d", text, first, end)
		}
	}
	even.Timing.Rate = 0
	if _, _, err := Time("1s:2s", even); !errors.Is(err, ErrNoTimes) {
		t.Errorf("%v", err)
	}
}

func FuzzTime(f *testing.F) {
	for _, text := range []string{"1s:2s", "0:00:01:0:00:02", "::", "1e300s:"} {
		f.Add(text)
	}
	s := sample()
	f.Fuzz(func(t *testing.T, text string) {
		if first, end, err := Time(text, s); err == nil && (first < 0 || end > s.Frames || first >= end) {
			t.Errorf("%q: %d, %d", text, first, end)
		}
		if first, end, err := Frames(text, s.Frames); err == nil && (first < 0 || end > s.Frames || first >= end) {
			t.Errorf("%q: %d, %d", text, first, end)
		}
	})
}
