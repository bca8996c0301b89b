package session

import (
	"errors"
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestMendTimes(t *testing.T) {
	nan, inf := math.NaN(), math.Inf(1)
	for _, c := range []struct {
		name        string
		times, want []float64 // nil for times that cannot be mended
	}{
		{"rising", []float64{0, 1, 3}, []float64{0, 1, 3}},
		{"falls back", []float64{0, 1, 0, 3}, []float64{0, 1, 2, 3}},
		{"leaps ahead", []float64{0, 1, 900, 3, 4}, []float64{0, 1, 2, 3, 4}},
		{"repeated", []float64{0, 1, 1, 3, 4}, []float64{0, 1, 2, 3, 4}},
		{"no number", []float64{0, nan, 4}, []float64{0, 2, 4}},
		{"infinite", []float64{0, 1, inf}, []float64{0, 1, 2}},
		{"first", []float64{900, 1, 2, 3}, []float64{0, 1, 2, 3}},
		{"last", []float64{0, 1, 2, -5}, []float64{0, 1, 2, 3}},
		{"set anew", []float64{0, 1, 2, 3, 0, 1, 2, 3}, nil},
		{"all the same", []float64{1, 1, 1}, nil},
		{"two", []float64{1, 0}, nil},
		{"none is one", []float64{nan, nan}, nil},
		{"one frame", []float64{7}, []float64{7}},
		{"no frame", []float64{}, []float64{}},
	} {
		s := &Segmentation{Recording: Recording{Frames: len(c.times), Timing: Timing{Timestamps: c.times, Origin: "t.csv"}}}
		err := s.MendTimes("a wish")
		if c.want == nil {
			if wrong := timingError(err); wrong == nil || wrong.Cure != ClockReset || wrong.Mendable {
				t.Errorf("%s: mended to %v, %v", c.name, s.Timing.Timestamps, err)
			}
			if problem := timingError(s.CheckTiming()); problem != nil && problem.Mendable {
				t.Errorf("%s: the cure leads to an error", c.name)
			}
			continue
		}
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
		}
		if d := cmp.Diff(c.want, s.Timing.Timestamps); d != "" {
			t.Errorf("%s: -want +got:\n%s", c.name, d)
		}
		if err := s.CheckTiming(); err != nil {
			t.Errorf("%s: after that %v", c.name, err)
		}
		if said := len(s.Remarks) > 0; said == cmp.Equal(c.want, c.times) {
			t.Errorf("%s: remarks %q", c.name, s.Remarks)
		}
	}
}

// timingError returns the *TimingError that err is, nil for another.
func timingError(err error) *TimingError {
	var wrong *TimingError
	if !errors.As(err, &wrong) {
		return nil
	}
	return wrong
}

func TestCheckTiming(t *testing.T) {
	for _, c := range []struct {
		name   string
		timing Timing
		good   bool
	}{
		{"unknown", Timing{}, true},
		{"a rate", Timing{Rate: 30}, true},
		{"slowest", Timing{Rate: 1e-3}, true},
		{"infinite rate", Timing{Rate: math.Inf(1)}, false},
		{"no rate", Timing{Rate: math.NaN()}, false},
		{"negative rate", Timing{Rate: -1}, false},
		{"tiny rate", Timing{Rate: 1e-300}, false},
		{"huge rate", Timing{Rate: 1e300}, false},
		{"start", Timing{Rate: 1, Start: math.NaN()}, false},
		{"times", Timing{Timestamps: []float64{-1, 0, 1}}, true},
		{"repeated", Timing{Timestamps: []float64{-1, 0, 0}}, false},
		{"repeated, as they may be", Timing{Timestamps: []float64{0, 0, 0}, Repeats: true}, true},
		{"falling, where they may be repeated", Timing{Timestamps: []float64{0, 1, 0}, Repeats: true}, false},
		{"falling", Timing{Timestamps: []float64{0, 1, 0.5}}, false},
		{"few times", Timing{Timestamps: []float64{0, 1}}, false},
		{"no time", Timing{Timestamps: []float64{0, math.NaN(), 1}}, false},
		{"huge time", Timing{Timestamps: []float64{0, 1, 1e300}}, false},
	} {
		s := &Segmentation{Recording: Recording{Frames: 3, Timing: c.timing}}
		err := s.CheckTiming()
		if (err == nil) != c.good || !c.good && timingError(err) == nil {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

// The error says what the times point to.
func TestTimingErrorTellsTheCure(t *testing.T) {
	for _, c := range []struct {
		timing   Timing
		cure     TimingCure
		rate     float64
		mendable bool
	}{
		{Timing{Rate: -1}, GiveRate, 0, false},
		{Timing{Timestamps: []float64{0, 0.5, 0.25}}, MendTable, 2, true},
		{Timing{Timestamps: []float64{2, 1, 0}}, MendTable, 0, false},
		{Timing{Timestamps: []float64{0, 0.5, 0.5}}, KeepRepeat, 2, true},
		{Timing{Timestamps: []float64{1, 1, 1}}, KeepRepeat, 0, false},
	} {
		s := &Segmentation{Recording: Recording{Frames: 3, Timing: c.timing}}
		got := timingError(s.CheckTiming())
		if got == nil || got.Cure != c.cure || got.Rate != c.rate || got.Mendable != c.mendable {
			t.Errorf("%v: %+v", c.timing, got)
		}
	}
}

// The error names the line, or the place in an array, of frames that are all there
// or that were sliced.
func TestTimingErrorTellsThePlace(t *testing.T) {
	for want, timing := range map[string]Timing{
		"t.csv:9: frame 2 has the time 0.5 s, as frame 1 has":             {Timestamps: []float64{0, 0.5, 0.5}, File: "t.csv", Lines: []int{7, 8, 9}},
		"t.npy[6]: frame 1 has the time 0.5 s, before the 2 s of frame 0": {Timestamps: []float64{2, 0.5, 3}, File: "t.npy", Lines: []int{5, 6, 7}, Indexed: true},
		"\"its own clock\": frame 1 has the time 2 s, as frame 0 has":     {Timestamps: []float64{2, 2, 3}, Origin: "its own clock"},
	} {
		s := &Segmentation{Recording: Recording{Frames: 3, Timing: timing}}
		if err := s.CheckTiming(); err == nil || err.Error() != want {
			t.Errorf("%v, want %s", err, want)
		}
	}
}

// What a file holds is shown short, and never obeyed by a terminal.
func TestQuoted(t *testing.T) {
	for text, want := range map[string]string{
		"soon": `"soon"`, "\x1b[31m": `"\x1b[31m"`, "a\x00b": `"a\x00b"`, "\xff": `"\xff"`, "µ": `"µ"`, "\u202e": `"\u202e"`,
		strings.Repeat("µ", 60): `"` + strings.Repeat("µ", 60) + `"`,
		strings.Repeat("µ", 61): `"` + strings.Repeat("µ", 60) + `"...`,
	} {
		if got := Quoted(text); got != want {
			t.Errorf("%q: %s, want %s", text, got, want)
		}
	}
}
