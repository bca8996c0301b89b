package caiman

import (
	"context"
	"encoding/json"
	"math"
	"strings"
	"time"

	"roi2nwb/internal/chunkio/h5"
	"roi2nwb/internal/chunkio/isxd"
	"roi2nwb/internal/extract/acquisition"
	"roi2nwb/internal/extract/source"
	"roi2nwb/internal/session"
)

// MovieMetadata is the group in which the CaImAn tools of Inscopix' platform put
// the footer of the first movie.
const MovieMetadata = "movie_metadata"

// readMovie takes from the first movie's footer when the session began, what is
// known of it, and, where there was one movie alone, the exact period.
func (r *reader) readMovie(context.Context) error {
	kind, err := r.file.Kind(MovieMetadata)
	if err != nil || kind != h5.Group {
		return err
	}
	r.handled[MovieMetadata] = true
	tree, err := r.tree(MovieMetadata, 0)
	if err != nil {
		return err
	}
	movie := acquisition.Info(tree)
	const timing = MovieMetadata + "/timingInfo"
	var recorded time.Time // zero where that is not known
	start, ok := startOf(movie)
	switch {
	case !ok:
		r.remark("%q does not say when the movie began", timing)
	case start.IsEpoch():
		r.seg.AddDoubt(session.SessionStart, timing, "%q begins in 1970, which stands for a start that is not known: it is not taken", timing)
	default:
		recorded = start.Local()
		r.seg.Hints = append(r.seg.Hints, session.Hint{Path: session.SessionStart, Value: recorded.Format("2006-01-02T15:04:05.000000-07:00"), Origin: timing})
	}
	if extra, is := tree["extraProperties"].(map[string]any); is {
		info := acquisition.Info(extra)
		info.AddTo(&r.seg.Provenance, MovieMetadata+"/extraProperties", recorded)
		r.seg.Parameters = append(r.seg.Parameters, info.Parameters(MovieMetadata+"/extraProperties")...)
	}
	r.exactRate(movie)
	return nil
}

// exactRate takes the period of the movie in place of the rate that CaImAn was
// given, which is rounded.
func (r *reader) exactRate(movie acquisition.Info) {
	const path = MovieMetadata + "/timingInfo/period"
	frames, ok := wholeOf(movie, "timingInfo.numTimes")
	period, known := ratioOf(movie, "timingInfo.period")
	if !ok || !known || period.Num <= 0 {
		return
	}
	if int(frames) != r.seg.Frames {
		r.remark("%q is of the first movie alone, of %d frames: nothing in the file says when the others began", MovieMetadata, frames)
		return
	}
	rate := 1 / period.Float()
	if session.CheckRate(rate) != nil || math.Abs(rate-r.seg.Timing.Rate) > 1e-3*rate {
		return // the run was told another rate on purpose
	}
	r.seg.Timing = session.Timing{Rate: rate, Origin: path}
}

// startOf returns when a movie began.
func startOf(movie acquisition.Info) (isxd.Time, bool) {
	seconds, ok := ratioOf(movie, "timingInfo.start.secsSinceEpoch")
	if !ok || math.Abs(seconds.Float()) > 1e11 {
		return isxd.Time{}, false
	}
	offset, _ := wholeOf(movie, "timingInfo.start.utcOffset")
	if offset < -15*3600 || offset > 15*3600 {
		return isxd.Time{}, false
	}
	return isxd.Time{Seconds: seconds, Offset: int(offset)}, true
}

func ratioOf(movie acquisition.Info, keys string) (isxd.Ratio, bool) {
	num, ok := wholeOf(movie, keys+".num")
	den, known := wholeOf(movie, keys+".den")
	return isxd.Ratio{Num: num, Den: den}, ok && known && den > 0 && num > math.MinInt64
}

func wholeOf(movie acquisition.Info, keys string) (int64, bool) {
	n, ok := movie.At(keys).(json.Number)
	if !ok {
		return 0, false
	}
	v, err := n.Int64()
	return v, err == nil
}

// tree reads a group as the dictionary that CaImAn saved: text in attributes,
// other values in datasets, dictionaries in groups.
func (r *reader) tree(inside string, depth int) (map[string]any, error) {
	all := map[string]any{}
	attributes, err := r.file.Attrs(inside)
	if err != nil {
		return nil, err
	}
	for name, v := range attributes {
		setJSON(all, name, v)
	}
	entries, err := r.file.List(inside)
	if err != nil {
		return nil, err
	}
	for _, e := range entries {
		at := inside + "/" + e.Name
		switch {
		case e.Kind == h5.Group && depth < maxParameterDepth:
			if all[e.Name], err = r.tree(at, depth+1); err != nil {
				return nil, err
			}
		case e.Kind == h5.DatasetKind:
			d, err := r.file.listed(at)
			if err != nil {
				return nil, err
			}
			if d == nil {
				continue
			}
			n, err := elements(d)
			if err == nil && n*d.Type().Size <= source.ParameterBytes {
				var v h5.Value
				if v, err = d.Read(source.ParameterBytes); err == nil {
					setJSON(all, e.Name, v)
				}
			}
			if err != nil {
				return nil, err
			}
			if err := r.file.release(at); err != nil {
				return nil, err
			}
		}
	}
	return all, nil
}

// setJSON sets a key to a value as JSON would be decoded to.
func setJSON(all map[string]any, key string, v h5.Value) {
	text, err := source.JSONText(v)
	if err != nil {
		return // a type that has no form in JSON
	}
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber()
	var value any
	if d.Decode(&value) == nil {
		all[key] = value
	}
}
