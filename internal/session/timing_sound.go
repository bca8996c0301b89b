package session

import (
	"cmp"
	"fmt"
	"math"
	"sort"
)

// The sampling rates, in Hz, that movies of cells can have: from a frame every
// quarter of an hour to line scans.
const (
	minRate = 1e-3
	maxRate = 1e6
)

// maxSeconds is how far a time may lie from zero: a clock that counts from 1970
// is at 1.7e9 s.
const maxSeconds = 1e11

// TimingError is returned for times that do not serve, which the user may
// override.
type TimingError struct {
	What     string // with the place
	Cure     TimingCure
	Rate     float64 // in Hz, that the times point to; 0 where they point to none
	Mendable bool    // by MendTimes
}

// Error says what is wrong, and where.
func (e *TimingError) Error() string { return e.What }

// TimingCure is what helps where times do not serve.
type TimingCure uint8

// The cures of times.
const (
	GiveRate   TimingCure = iota // a sampling rate of its own
	MendTable                    // the table corrected by hand, a rate, or other times
	MendEvents                   // as MendTable, where events show that the table is wrong
	KeepRepeat                   // to say that frames may have one time, or as MendTable
	ClockReset                   // a rate or other times, since the recorder's clock was set while it ran
)

// CheckRate returns what is wrong with a sampling rate in Hz.
func CheckRate(hz float64) error {
	if hz >= minRate && hz <= maxRate {
		return nil
	}
	return fmt.Errorf("%v Hz is no sampling rate: expected %v to %d Hz", hz, minRate, int(maxRate))
}

// IsSeconds reports whether v can be a time in seconds.
func IsSeconds(v float64) bool { return v >= -maxSeconds && v <= maxSeconds }

// CheckTiming returns what is wrong with the times of the frames: a rate or a
// time that is none, a time before an earlier frame's, or one that an earlier frame
// has too, unless that may be. The error is a *TimingError.
func (s *Segmentation) CheckTiming() error {
	t := &s.Timing
	if t.Timestamps == nil {
		if t.Rate == 0 {
			return nil
		}
		if err := CheckRate(t.Rate); err != nil {
			return &TimingError{What: fmt.Sprintf("%s: %v", t.place(), err), Cure: GiveRate}
		}
		if !IsSeconds(t.Start) {
			return wrongTimes(t, "%s: the first frame is at %v s, which is no time", t.place(), t.Start)
		}
		return nil
	}
	if len(t.Timestamps) != s.Frames {
		return wrongTimes(t, "%s has %d times for %d frames", t.place(), len(t.Timestamps), s.Frames)
	}
	latest := 0
	for i, v := range t.Timestamps {
		switch {
		case !IsSeconds(v):
			return wrongTimes(t, "%s: %v s of frame %d is no time", s.timePlace(i), v, s.FrameNumber(i))
		case v < t.Timestamps[latest]:
			return wrongTimes(t, "%s: frame %d has the time %v s, before the %v s of frame %d",
				s.timePlace(i), s.FrameNumber(i), v, t.Timestamps[latest], s.FrameNumber(latest))
		case i > 0 && v == t.Timestamps[latest] && !t.Repeats:
			return repeatedTime(t, "%s: frame %d has the time %v s, as frame %d has", s.timePlace(i), s.FrameNumber(i), v, s.FrameNumber(latest))
		}
		latest = i
	}
	return nil
}

// place names where the times are from.
func (t *Timing) place() string { return ShownPath(cmp.Or(t.File, t.Origin)) }

// timePlace says where the time of frame i is from.
func (s *Segmentation) timePlace(i int) string {
	if t := &s.Timing; i < len(t.Lines) {
		if t.Indexed {
			return fmt.Sprintf("%s[%d]", ShownPath(t.File), t.Lines[i])
		}
		return fmt.Sprintf("%s:%d", ShownPath(t.File), t.Lines[i])
	}
	return s.Timing.place()
}

// FrameNumber returns the number of frame i in the recording.
func (s *Segmentation) FrameNumber(i int) int64 {
	if s.FrameNumbers == nil {
		return int64(i)
	}
	return s.FrameNumbers[i]
}

// wrongTimes returns the error for times that do not serve.
func wrongTimes(t *Timing, format string, args ...any) *TimingError {
	e := &TimingError{What: fmt.Sprintf(format, args...), Cure: MendTable, Mendable: canMend(len(longestRising(t.Timestamps)), len(t.Timestamps))}
	if v := typicalStep(t.Timestamps); v > 0 && CheckRate(1/v) == nil {
		e.Rate = 1 / v
	}
	return e
}

// repeatedTime returns the error for a time that two frames have.
func repeatedTime(t *Timing, format string, args ...any) error {
	err := wrongTimes(t, format, args...)
	err.Cure = KeepRepeat
	return err
}

// mostMended is the part of the frames whose times may be mended. Where more are
// wrong, the clock was set anew, and nothing tells by how much.
const mostMended = 0.05

// canMend reports whether the times of frames can be mended of which so many are
// right: nearly all, and two at least.
func canMend(right, frames int) bool {
	wrong := frames - right
	return right >= 2 && (wrong <= 1 || float64(wrong) <= mostMended*float64(frames))
}

// MendTimes puts each time that contradicts the times of most other frames
// between those of its neighbours, and moves events to the new clock. A remark
// says how many, and by what name the user knows of it; times that contradict
// nothing are kept as they are. It is an error where more than one in twenty is
// wrong.
func (s *Segmentation) MendTimes(name string) error {
	t := &s.Timing
	keep := longestRising(t.Timestamps)
	wrong := len(t.Timestamps) - len(keep)
	if t.Timestamps == nil || wrong == 0 {
		return nil
	}
	if !canMend(len(keep), len(t.Timestamps)) {
		return &TimingError{
			What: fmt.Sprintf("%s: the times of %d of %d frames do not rise: too many to mend", t.place(), wrong, len(t.Timestamps)),
			Cure: ClockReset,
		}
	}
	mended := make([]float64, len(t.Timestamps))
	step := typicalStep(t.Timestamps)
	next := 0 // in keep: the first that is not before the frame
	first := -1
	for i := range mended {
		if next < len(keep) && keep[next] == i {
			mended[i] = t.Timestamps[i]
			next++
			continue
		}
		if first < 0 {
			first = i
		}
		switch {
		case next == 0:
			mended[i] = t.Timestamps[keep[0]] - float64(keep[0]-i)*step
		case next == len(keep):
			last := keep[next-1]
			mended[i] = t.Timestamps[last] + float64(i-last)*step
		default:
			a, b := keep[next-1], keep[next]
			mended[i] = t.Timestamps[a] + (t.Timestamps[b]-t.Timestamps[a])*float64(i-a)/float64(b-a)
		}
	}
	s.Remarks = append(s.Remarks, fmt.Sprintf("%s: the times of %s were mended, as %s says; the first is frame %d, from %v s to %v s",
		s.timePlace(first), counted(wrong, "frame"), name, s.FrameNumber(first), t.Timestamps[first], mended[first]))
	t.Timestamps = mended
	s.Retime(*t)
	return nil
}

// longestRising returns the places of the longest part of the times that rises,
// which leaves out as few frames as can be. A time that another frame has too,
// or that is none, is left out.
func longestRising(times []float64) []int {
	ends := make([]int, 0, len(times)) // of the best part of each length, its last place
	before := make([]int, len(times))
	for i, v := range times {
		if !IsSeconds(v) {
			continue
		}
		n := sort.Search(len(ends), func(k int) bool { return times[ends[k]] >= v })
		if n < len(ends) && times[ends[n]] == v {
			continue // of two frames with one time the first keeps it
		}
		before[i] = -1
		if n > 0 {
			before[i] = ends[n-1]
		}
		if n == len(ends) {
			ends = append(ends, i)
		} else {
			ends[n] = i
		}
	}
	if len(ends) == 0 {
		return nil
	}
	at := ends[len(ends)-1]
	for k := len(ends) - 1; k >= 0; k-- {
		ends[k], at = at, before[at]
	}
	return ends
}

// typicalStep returns the median of the steps between times, 0 where there is
// none.
func typicalStep(times []float64) float64 {
	steps := make([]float64, 0, len(times))
	for i := 1; i < len(times); i++ {
		if step := times[i] - times[i-1]; step > 0 && !math.IsInf(step, 0) {
			steps = append(steps, step)
		}
	}
	if len(steps) == 0 {
		return 0
	}
	sort.Float64s(steps)
	return steps[len(steps)/2]
}
