package check

import (
	"context"
	"math"
	"slices"
)

// The checks of series: what they hold, and when.
const (
	seriesTime     = "series-time"
	seriesLink     = "series-link"
	seriesScale    = "series-scale"
	samplingRate   = "sampling-rate"
	timestampValue = "timestamp-value"
	timeBases      = "time-base"
)

// seriesRule checks what is measured over time. It has nwbinspector's checks of
// series, too.
func seriesRule() rule {
	return rule{
		checks: append([]Check{
			{Name: seriesTime, Doc: "a series has neither a starting time with a rate nor timestamps, or both"},
			{Name: seriesLink, Doc: "the data or the timestamps of a series are a link to what is none of another series"},
			{Name: seriesScale, Doc: "the conversion or the offset of a series is no number, or the conversion is zero"},
			{Name: samplingRate, Doc: "a sampling rate or a starting time is no number"},
			{Name: timestampValue, Doc: "a timestamp is infinite"},
			{Name: timeBases, Severity: Warning, Doc: "series of the same ROIs have samples at contradicting times"},
		}, practiceOfSeries()...),
		run: func(ctx context.Context, e *examination) error {
			bases := map[*node]*series{}
			scans := map[*node]*timestamps{}
			for n := range e.typed("TimeSeries") {
				r, err := e.series(ctx, n, scans)
				if err != nil {
					return err
				}
				e.linked(n)
				e.scale(r)
				e.times(r)
				e.timestamps(r)
				e.practiceSeries(r)
				if n.is("RoiResponseSeries") && e.practiceROISeries(r) {
					e.timeBase(r, bases)
				}
			}
			return nil
		},
	}
}

// series is a TimeSeries with the facts that several checks need.
type series struct {
	*node
	data, starting *node
	stamps         *timestamps // nil where there are none

	samples     int     // the length of data; -1 where that is not known
	start, rate float64 // NaN where they are not given
}

// series looks at a TimeSeries. scans are the timestamps that were read before.
func (e *examination) series(ctx context.Context, n *node, scans map[*node]*timestamps) (*series, error) {
	r := &series{node: n, data: n.child("data"), starting: n.child("starting_time"), start: math.NaN(), rate: math.NaN()}
	if r.data != nil && r.data.data == nil {
		r.data = nil
	}
	if r.samples = r.data.rows(); !r.isShaped() {
		r.samples = -1
	}
	if r.starting != nil && r.starting.data != nil {
		r.start = e.scalar(r.starting)
		if hz, ok := r.starting.number("rate"); ok {
			r.rate = hz
		}
	}
	at := n.child("timestamps")
	if at.rows() < 0 || len(at.data.Shape) != 1 {
		return r, nil
	}
	if r.stamps = scans[at]; r.stamps == nil {
		var err error
		if r.stamps, err = e.scan(ctx, at); err != nil {
			return nil, err
		}
		scans[at] = r.stamps
	}
	return r, nil
}

// isShaped reports whether the data have axes that the schema allows.
func (r *series) isShaped() bool {
	if r.data == nil {
		return false
	}
	want := r.typ.Spec().Member("data")
	return want == nil || want.Shapes == nil || slices.ContainsFunc(want.Shapes, func(shape []int) bool { return fits(r.data.data.Shape, shape) })
}

// externalFiles returns how many other files the samples of a series are in, -1
// where they are in this one.
func (r *series) externalFiles() int {
	if !r.is("ImageSeries") {
		return -1
	}
	return r.child("external_file").rows()
}

// linked checks that links in place of data lead to the data of another series,
// which is where readers look.
func (e *examination) linked(n *node) {
	for _, name := range []string{"data", "timestamps"} {
		l := n.link(name)
		if l == nil || l.target == nil || l.target.data == nil || l.to == "" || l.target.name == name && l.target.parent.is("TimeSeries") {
			continue
		}
		e.find(seriesLink, n.member(name), "a link to the "+name+" of another series", "it leads to %q, which is not the %s of a series", l.target.path, name)
	}
}

// scale checks the conversion and the offset of a series.
func (e *examination) scale(r *series) {
	if r.data == nil {
		return
	}
	for _, name := range []string{"conversion", "offset"} {
		v, ok := r.data.number(name)
		if ok && (math.IsNaN(v) || math.IsInf(v, 0) || name == "conversion" && v == 0) {
			e.find(seriesScale, r.data.attrPath(name), "a number that samples can be scaled by", "the %s is %g", name, v)
		}
	}
}

// times checks that a series has either a starting time or timestamps.
func (e *examination) times(r *series) {
	stamps := r.link("timestamps") != nil
	switch {
	case r.link("starting_time") != nil && stamps:
		e.find(seriesTime, r.path, "one of the two", "it has a starting time with a rate and timestamps as well")
	case r.link("starting_time") == nil && !stamps:
		e.find(seriesTime, r.path, "a starting_time with its rate, or timestamps; readers fail on such a series", "nothing says when its samples were taken")
	}
	if r.starting == nil || r.starting.data == nil {
		return
	}
	if hz, ok := r.starting.number("rate"); ok && (math.IsNaN(hz) || math.IsInf(hz, 0)) {
		e.find(samplingRate, r.starting.attrPath("rate"), "samples a second", "the rate is %g Hz", hz)
	}
	if r.starting.elements() == 1 && (math.IsNaN(r.start) || math.IsInf(r.start, 0)) && r.starting.data.Type.DType().IsFloat() {
		e.find(samplingRate, r.starting.path, "seconds from the start of the session", "the starting time is %g", r.start)
	}
}
