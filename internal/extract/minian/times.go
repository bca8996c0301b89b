package minian

import (
	"context"
	"errors"
	"io/fs"
	"path/filepath"
	"slices"

	"roi2nwb/internal/extract/caltrig"
	"roi2nwb/internal/extract/frametimes"
	"roi2nwb/internal/extract/source"
	"roi2nwb/internal/session"
)

// readTiming finds when frames were taken, which Minian's variables do not say:
// in the recorder's table, in the folder of the variables or the one around it,
// or else in what CalTrig keeps. The first table that is there counts; where
// it does not serve, that is no reason to take another.
func (r *reader) readTiming(ctx context.Context) error {
	path := r.findTable()
	if path == "" {
		return r.readCalTrigTiming(ctx)
	}
	r.seg.Timing.Origin = path
	table, err := frametimes.Read(path, r.seg.Frames, r.seg.FrameNumbers)
	if err == nil && table == nil {
		err = frametimes.Errorf("%q has no columns with the numbers and the times of frames", path)
	}
	if err == nil {
		r.seg.Remarks = append(r.seg.Remarks, table.Notes...)
		r.seg.Timing, err = table.Timing(r.seg.Frames, r.seg.FrameNumbers)
	}
	return r.noteTiming(err)
}

// noteTiming keeps what is wrong with a table, since the user may give another,
// and tells where times do not rise.
func (r *reader) noteTiming(err error) error {
	var wrong *frametimes.Error
	if errors.As(err, &wrong) {
		r.seg.Timing = session.Timing{Origin: r.seg.Timing.Origin, Err: err}
		return nil
	}
	t := r.seg.Timing.Timestamps
	for i := 1; i < len(t); i++ {
		if t[i] <= t[i-1] {
			r.remark("%q: frame %d has the time %v s, not later than the %v s before", r.seg.Timing.Origin, r.seg.FrameNumber(i), t[i], t[i-1])
			break
		}
	}
	return err
}

// findTable returns the recorder's table that is nearest, "" where there is
// none. One of older recorders counts only where there is no other.
func (r *reader) findTable() string {
	for _, names := range tablesOfTimes() {
		for _, dir := range r.place.near {
			if path := source.FindFile(dir, names...); path != "" {
				return path
			}
		}
	}
	return ""
}

// calTrigClock is the coordinate of E, and the variable, in which CalTrig keeps
// the time of each frame in milliseconds.
const calTrigClock = "timestamp(ms)"

// readCalTrigTiming reads the times that CalTrig keeps with E, or else those of
// its table of behaviour.
func (r *reader) readCalTrigTiming(ctx context.Context) error {
	ok, err := r.readClock(ctx)
	if err != nil || ok {
		return err
	}
	table, err := r.behaviorTable()
	if err != nil {
		return r.noteTiming(err)
	}
	if table == nil || len(table.Times) == 0 {
		return nil
	}
	r.seg.Timing, err = table.Timing(r.seg.Frames, r.seg.FrameNumbers)
	return r.noteTiming(err)
}

// readClock reads the times that are kept with E; ok is false where there are
// none.
func (r *reader) readClock(ctx context.Context) (ok bool, err error) {
	e := r.store.variables["E"]
	if e == nil || e.axis("frame") < 0 {
		return false, nil
	}
	c, err := e.coordinate(calTrigClock, "frame")
	if err != nil || c == nil {
		return false, err
	}
	a, err := c.along("frame")
	if err != nil {
		return false, err
	}
	owner := &variable{at: c.at, dims: c.dims, array: c.array, coords: e.coords}
	if a, err = r.alignFrames(ctx, owner, a, 0); err != nil {
		return false, err
	}
	times, err := (&variable{at: c.at, array: a}).floats(ctx)
	if err != nil {
		return false, err
	}
	if !slices.ContainsFunc(times, func(t float64) bool { return t != 0 && session.IsSeconds(t) }) {
		return false, nil
	}
	for i := range times {
		if !session.IsSeconds(times[i]) {
			r.seg.Timing.Origin = c.at
			return true, r.noteTiming(frametimes.Errorf("%q has no time for frame %d", c.at, r.seg.FrameNumber(i)))
		}
		times[i] /= 1000
	}
	r.seg.Timing = session.Timing{Timestamps: times, Origin: c.at}
	return true, r.noteTiming(nil)
}

// behaviorTable reads CalTrig's table of behaviour, nil where there is none.
func (r *reader) behaviorTable() (*caltrig.Behavior, error) {
	path := ""
	if c := r.place.config; c != nil {
		path = c.Locate(c.Behavior)
	}
	if path == "" && (r.place.config != nil || r.store.variables["E"] != nil) {
		path = source.FindFile(filepath.Join(r.place.data, ".."), behaviorNames()...)
	}
	if path == "" {
		return nil, nil
	}
	table, err := caltrig.ReadBehavior(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	return table, err
}
