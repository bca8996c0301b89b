package check

import "math"

// timeBase compares a series with the first one of the same table of ROIs,
// which was taken at the same times, or has been resampled.
func (e *examination) timeBase(r *series, bases map[*node]*series) {
	rois := r.child("rois")
	if rois == nil || r.samples <= 0 {
		return
	}
	table := e.refersTo(rois, "table")
	if table == nil {
		return
	}
	first := bases[table]
	if first == nil {
		bases[table] = r
		return
	}
	want := "the times of " + first.path + ", or of it resampled"
	step, firstStep := r.step(), first.step()
	if !(step > 0 && firstStep > 0) || math.IsInf(step, 0) || math.IsInf(firstStep, 0) {
		return // it has findings of its own
	}
	switch {
	case r.stamps == nil && first.stamps == nil && r.samples == first.samples:
		if r.rate != first.rate || r.start != first.start {
			e.find(timeBases, r.path, want, "it has samples at %g Hz from %g s on, and %q as many at %g Hz from %g s on",
				r.rate, r.start, first.path, first.rate, first.start)
		}
	case !near(float64(r.samples)*step, float64(first.samples)*firstStep):
		e.find(timeBases, r.path, want, "it has %s in %.6g s, and %q has %d in %.6g s",
			plural(r.samples, "sample"), float64(r.samples)*step, first.path, first.samples, float64(first.samples)*firstStep)
	}
}

// step returns the seconds from one sample to the next, on average; NaN where
// that is not known.
func (r *series) step() float64 {
	if t := r.stamps; t != nil {
		if t.total < 2 || t.total != r.samples {
			return math.NaN()
		}
		return (t.last - t.first) / float64(t.total-1)
	}
	if !(r.rate > 0) {
		return math.NaN()
	}
	return 1 / r.rate
}

// near reports whether two durations may be of one recording: frames that were
// dropped, or left out at the ends, make them differ.
func near(a, b float64) bool {
	const most = 1.5
	return a < b*most && b < a*most
}
