package isxd

import (
	"cmp"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
)

// Timing says when the samples of a recording were taken: sample k at Start +
// k * Period, those that are invalid included.
type Timing struct {
	Samples int
	Period  Ratio // seconds
	Start   Time
	Invalid []Run // in order; no two overlap
}

// Reason is why a sample is invalid.
type Reason string

// The reasons. Of several for one sample the first of these counts.
const (
	Cropped Reason = "cropped"
	Blank   Reason = "blank"
	Dropped Reason = "dropped"
)

// Run is a run of invalid samples, First to Last.
type Run struct {
	First, Last int
	Reason      Reason
}

// InvalidSamples returns how many samples are invalid.
func (t *Timing) InvalidSamples() int {
	n := 0
	for _, r := range t.Invalid {
		n += r.Last - r.First + 1
	}
	return n
}

const (
	maxSamples = 1 << 40 // of a recording
	minRate    = 1e-6    // samples a second
	maxRate    = 1e9
)

// timing reads what a footer says under key.
func (o object) timing(key string) (Timing, error) {
	var t Timing
	info, err := o.object(key)
	if err != nil {
		return t, err
	}
	at := func(name string) string { return key + "." + name }
	raw, ok := info["numTimes"]
	if !ok {
		return t, wrong(at("numTimes"), "is not in the footer")
	}
	samples, err := integer(at("numTimes"), raw, 0, maxSamples)
	if err != nil {
		return t, err
	}
	t.Samples = int(samples)
	if t.Period, err = info.ratio("period", key); err != nil {
		return t, err
	}
	if s := t.Period.Float(); !(s >= 1/maxRate && s <= 1/minRate) {
		return t, wrong(at("period"), "is %d/%d s, which is no time between samples", t.Period.Num, t.Period.Den)
	}
	raw, ok = info["start"]
	if !ok {
		return t, wrong(at("start"), "is not in the footer")
	}
	if t.Start, err = timeOf(at("start"), raw); err != nil {
		return t, err
	}
	t.Invalid, err = info.invalid(key, t.Samples)
	return t, err
}

// invalid reads the three lists of invalid samples; each came with a version of
// the format and may be absent.
func (o object) invalid(at string, samples int) ([]Run, error) {
	var all []Run
	for _, reason := range []Reason{Cropped, Blank, Dropped} {
		if !o.has(string(reason)) {
			continue
		}
		runs, err := o.runs(reason, at, samples)
		if err != nil {
			return nil, err
		}
		all = merge(all, runs)
	}
	return all, nil
}

// runs reads one list: numbers of samples, or texts of ranges, "10 - 16".
func (o object) runs(reason Reason, at string, samples int) ([]Run, error) {
	where := at + "." + string(reason)
	var items []json.RawMessage
	if json.Unmarshal(o[string(reason)], &items) != nil {
		return nil, wrong(where, "is %s, not a list", shown(o[string(reason)]))
	}
	runs := make([]Run, len(items))
	for i, raw := range items {
		r, err := run(element(where, i), raw)
		if err != nil {
			return nil, err
		}
		if r.Last >= samples {
			return nil, wrong(element(where, i), "is %s, and the samples are 0 to %d", shown(raw), samples-1)
		}
		r.Reason = reason
		runs[i] = r
	}
	slices.SortFunc(runs, func(a, b Run) int { return cmp.Compare(a.First, b.First) })
	joined := runs[:0]
	for _, r := range runs {
		last := len(joined) - 1
		switch {
		case last < 0 || r.First > joined[last].Last+1:
			joined = append(joined, r)
		case r.First <= joined[last].Last && reason != Cropped:
			return nil, wrong(where, "holds sample %d twice", r.First)
		default:
			joined[last].Last = max(joined[last].Last, r.Last)
		}
	}
	return joined, nil
}

// run reads the number of a sample, or a range as text.
func run(where string, raw json.RawMessage) (Run, error) {
	var text string
	if json.Unmarshal(raw, &text) != nil {
		n, err := integer(where, raw, 0, maxSamples)
		return Run{First: int(n), Last: int(n)}, err
	}
	from, to, isRange := strings.Cut(text, "-")
	if !isRange {
		to = from
	}
	first, err := strconv.ParseInt(strings.TrimSpace(from), 10, 64)
	last, err2 := strconv.ParseInt(strings.TrimSpace(to), 10, 64)
	if err != nil || err2 != nil || first < 0 || last < first {
		return Run{}, wrong(where, `is %s, not a range of samples as in "10 - 16"`, shown(raw))
	}
	return Run{First: int(first), Last: int(last)}, nil
}

// merge adds runs to those that have precedence, whose samples they leave.
func merge(first, more []Run) []Run {
	if len(first) == 0 {
		return more
	}
	all := slices.Clone(first)
	for _, r := range more {
		at, _ := slices.BinarySearchFunc(first, r.First, func(f Run, sample int) int { return cmp.Compare(f.Last, sample) })
		for ; r.First <= r.Last; at++ {
			if at == len(first) || first[at].First > r.Last {
				all = append(all, r)
				break
			}
			if before := first[at].First - 1; r.First <= before {
				all = append(all, Run{First: r.First, Last: before, Reason: r.Reason})
			}
			r.First = first[at].Last + 1
		}
	}
	slices.SortFunc(all, func(a, b Run) int { return cmp.Compare(a.First, b.First) })
	return all
}

// Spacing is the field of view of a movie: its pixels, and where they lie on the
// sensor, in micrometres of the sensor and not of the tissue.
type Spacing struct {
	Width, Height int // x counts columns, y rows
	PixelSizeX    Ratio
	PixelSizeY    Ratio
	Left, Top     Ratio
}

// maxSide bounds the sides of a field of view.
const maxSide = 1 << 24

// spacing reads what a footer says of the field of view.
func (o object) spacing() (Spacing, error) {
	const key = "spacingInfo"
	var s Spacing
	info, err := o.object(key)
	if err != nil {
		return s, err
	}
	part := func(name string) (object, error) {
		raw, ok := info[name]
		if !ok {
			return nil, wrong(key+"."+name, "is not in the footer")
		}
		return asObject(key+"."+name, raw)
	}
	pixels, err := part("numPixels")
	if err != nil {
		return s, err
	}
	for _, side := range []struct {
		name string
		to   *int
	}{{"x", &s.Width}, {"y", &s.Height}} {
		where := key + ".numPixels." + side.name
		raw, ok := pixels[side.name]
		if !ok {
			return s, wrong(where, "is not in the footer")
		}
		n, err := integer(where, raw, 0, maxSide)
		if err != nil {
			return s, err
		}
		*side.to = int(n)
	}
	for _, pair := range []struct {
		name string
		x, y *Ratio
	}{{"pixelSize", &s.PixelSizeX, &s.PixelSizeY}, {"topLeft", &s.Left, &s.Top}} {
		o, err := part(pair.name)
		if err != nil {
			return s, err
		}
		if *pair.x, err = o.ratio("x", key+"."+pair.name); err != nil {
			return s, err
		}
		if *pair.y, err = o.ratio("y", key+"."+pair.name); err != nil {
			return s, err
		}
	}
	return s, nil
}
