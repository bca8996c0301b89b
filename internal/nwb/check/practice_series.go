package check

import "math"

// nwbinspector's checks of series.
const (
	regularStamps    = "check_regular_timestamps"
	dataOrientation  = "check_data_orientation"
	stampsMatch      = "check_timestamps_match_first_dimension"
	stampsAscending  = "check_timestamps_ascending"
	stampsNaN        = "check_timestamps_without_nans"
	firstNegative    = "check_timestamp_of_the_first_sample_is_not_negative"
	unitMissing      = "check_missing_unit"
	resolutionForm   = "check_resolution"
	rateZero         = "check_rate_is_not_zero"
	ratePositive     = "check_rate_is_positive"
	rateLow          = "check_rate_not_below_threshold"
	durationLong     = "check_time_series_duration"
	dataEmpty        = "check_time_series_data_is_not_empty"
	roiSeriesDims    = "check_roi_response_series_dims"
	roiSeriesLink    = "check_roi_response_series_link_to_plane_segmentation"
	year             = 31_557_600.0 // seconds
	lowestRate       = 0.01         // Hz
	unknownPrecision = -1.0         // as a resolution
)

func practiceOfSeries() []Check {
	return []Check{
		grave(roiSeriesDims, "a series of ROIs is not as wide as the region of its ROIs"),
		practice(roiSeriesLink, violation, "the region of a series of ROIs is not of a PlaneSegmentation"),
		grave(stampsMatch, "a series has more or fewer timestamps than samples"),
		{stampsAscending, Error, violation, "a timestamp is before the one before it"},
		{stampsNaN, Error, violation, "a timestamp is no number"},
		grave(rateZero, "the rate of a series of several samples is zero"),
		grave(ratePositive, "the rate of a series is negative"),
		practice(rateLow, violation, "a series has less than a sample in 100 s: its rate may be a period"),
		practice(dataOrientation, critical, "a series is longer in another direction than in time"),
		practice(regularStamps, violation, "timestamps are regular, so that a starting time and a rate would do"),
		practice(firstNegative, suggestion, "a series begins before the session"),
		practice(unitMissing, violation, "the unit of a series is empty"),
		practice(resolutionForm, violation, "the resolution of a series is neither positive nor -1 or NaN for unknown"),
		practice(durationLong, violation, "a series lasts longer than a year"),
		practice(dataEmpty, violation, "a series has no data"),
	}
}

// practiceSeries checks a series.
func (e *examination) practiceSeries(r *series) {
	e.practiceStamps(r)
	e.practiceRate(r)
	if first := r.begin(); first < 0 {
		e.find(firstNegative, r.path, "times from the start of the session on", "it begins at %g s", first)
	}
	if r.data == nil {
		return
	}
	shape := r.data.data.Shape
	if len(shape) > 1 && r.isShaped() && !r.is("SpikeEventSeries") {
		longest := 0
		for i, axis := range shape {
			if axis > shape[longest] {
				longest = i
			}
		}
		if longest > 0 {
			e.find(dataOrientation, r.member("data"), "time in the first axis, which is the longest almost always",
				"its shape is %s: axis %d is the longest", shapeText(shape), longest)
		}
	}
	if unit, ok := r.data.text("unit"); ok && unit == "" && !r.fixesUnit() {
		e.find(unitMissing, r.data.attrPath("unit"), "the unit of the data", "it is empty")
	}
	if v, ok := r.data.number("resolution"); ok && v <= 0 && v != unknownPrecision {
		e.find(resolutionForm, r.data.attrPath("resolution"), "a positive number, or -1 where it is not known", "it is %g", v)
	}
	if r.data.elements() == 0 && r.externalFiles() <= 0 {
		e.find(dataEmpty, r.member("data"), "samples", "there is no data")
	}
}

// begin returns when a series begins, NaN where that is not known.
func (r *series) begin() float64 {
	if r.stamps != nil && math.IsNaN(r.start) {
		return r.stamps.first
	}
	return r.start
}

// fixesUnit reports whether the schema gives the unit of a series.
func (r *series) fixesUnit() bool {
	data := r.typ.Spec().Member("data")
	if data == nil {
		return false
	}
	unit := data.Attribute("unit")
	return unit != nil && unit.Value != nil
}

// practiceStamps checks the timestamps of a series. nwbinspector looks at the
// first 200 of them to see whether they rise and are numbers.
func (e *examination) practiceStamps(r *series) {
	t := r.stamps
	if t == nil {
		return
	}
	path := r.member("timestamps")
	excused := r.samples == 0 && r.externalFiles() >= 0 || t.total == 0 && e.indexed(r.node)
	if r.samples >= 0 && r.samples != t.total && !excused {
		e.find(stampsMatch, path, "one for each sample", "there are %d of them, and the data have %s", t.total, plural(r.samples, "sample"))
	}
	if i := t.falls; i >= 0 {
		e.find(stampsAscending, path, "times that never fall", "timestamp %d is less than the %.6g s before it", i, t.before)
	}
	if i := t.nan; i >= 0 {
		e.find(stampsNaN, path, "numbers, in seconds", "timestamp %d is NaN", i)
	}
	if t.regular {
		e.find(regularStamps, path, "a starting_time with its rate", "they are evenly spaced, by what seems a constant rate")
	}
	if r.samples > 1 && t.total > 1 && t.last-t.first > year {
		e.find(durationLong, r.path, "times in seconds", "it lasts %.3g years", (t.last-t.first)/year)
	}
}

// indexed reports whether the images of a series are shown by an index series.
func (e *examination) indexed(n *node) bool {
	if !n.is("ImageSeries") {
		return false
	}
	for index := range e.typed("IndexSeries") {
		if index.child("indexed_timeseries") == n {
			return true
		}
	}
	return false
}

// practiceRate checks the rate of a series.
func (e *examination) practiceRate(r *series) {
	if math.IsNaN(r.rate) {
		return
	}
	path := r.starting.attrPath("rate")
	switch {
	case r.rate == 0 && r.samples > 1:
		e.find(rateZero, path, "samples a second", "the rate is 0 Hz, and there are %d samples", r.samples)
	case r.rate < 0:
		e.find(ratePositive, path, "samples a second", "the rate is %g Hz", r.rate)
	case r.rate > 0 && r.rate < lowestRate:
		e.find(rateLow, path, "samples a second", "the rate is %g Hz, a sample every %.4g s: it may be the period", r.rate, 1/r.rate)
	}
	if last := float64(r.samples-1) / r.rate; r.stamps == nil && r.rate > 0 && r.samples > 1 && last > year {
		e.find(durationLong, r.path, "a rate in Hz", "it lasts %.3g years", last/year)
	}
}

// practiceROISeries compares the width of traces with the number of their ROIs, and
// reports whether they are the same.
func (e *examination) practiceROISeries(r *series) bool {
	rois := r.child("rois")
	if rois == nil {
		return false
	}
	if table := e.refersTo(rois, "table"); table != nil && !table.is("PlaneSegmentation") && table.is("DynamicTable") {
		e.find(roiSeriesLink, r.member("rois"), "rows of a PlaneSegmentation", "they are rows of %q, %s", table.path, describeNode(table))
	}
	want := rois.rows()
	if want < 0 || r.samples < 0 {
		return false
	}
	width := 1
	if len(r.data.data.Shape) == 2 {
		width = r.data.data.Shape[1]
	}
	switch {
	case width != want && r.samples == want && len(r.data.data.Shape) == 2:
		e.find(roiSeriesDims, r.member("data"), "(samples, ROIs)", "its shape is %s with %s: it is transposed", shapeText(r.data.data.Shape), plural(want, "ROI"))
	case width != want:
		e.find(roiSeriesDims, r.member("data"), "a column for each ROI of rois", "it is of %s, and rois names %d", plural(width, "ROI"), want)
	}
	return width == want
}
