package build

import (
	"cmp"
	"slices"

	"roi2nwb/internal/nwb/plan"
	"roi2nwb/internal/session"
)

// invalidTable is the schema's own table of when data are not valid.
const invalidTable = "invalid_times"

// invalidTimes lays out when frames hold no image, nil where all do.
func invalidTimes(planes []Plane) *plan.Group {
	var all []session.Interval
	for _, p := range planes {
		for _, v := range p.Segmentation.InvalidIntervals() {
			if !slices.Contains(all, v) {
				all = append(all, v)
			}
		}
	}
	if len(all) == 0 {
		return nil
	}
	slices.SortStableFunc(all, func(a, b session.Interval) int {
		return cmp.Or(cmp.Compare(a.Start, b.Start), cmp.Compare(a.Stop, b.Stop))
	})
	starts, stops, reasons := make([]float64, len(all)), make([]float64, len(all)), make([]string, len(all))
	for i, v := range all {
		starts[i], stops[i], reasons[i] = v.Start, v.Stop, v.Reason
	}
	const about = "When the movie has no valid frames: each run of frames from the start of its first to the end of its last"
	t := newTable("core", "TimeIntervals", plan.Join("/intervals", invalidTable), about, len(all))
	t.column(plan.Numbers("start_time", starts), "Start of the first frame of the run, in seconds")
	t.column(plan.Numbers("stop_time", stops), "End of the last frame of the run, in seconds")
	t.column(plan.TextList("reason", reasons), "Why the frames are not valid: dropped, cropped or blank")
	return t.finish()
}
