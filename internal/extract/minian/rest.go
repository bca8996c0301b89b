package minian

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"roi2nwb/internal/chunkio"
	"roi2nwb/internal/chunkio/h5"
	"roi2nwb/internal/extract/align"
	"roi2nwb/internal/extract/source"
	"roi2nwb/internal/session"
)

// readShifts reads the rigid shifts of motion correction: motion (frame,
// shift_dim), called shifts (frame, variable) by Minian 0.1. Which column is
// that of the height the coordinate tells.
func (r *reader) readShifts(ctx context.Context) error {
	for _, form := range []struct{ name, dim string }{{"motion", "shift_dim"}, {"shifts", "variable"}} {
		v := r.store.variables[form.name]
		if v == nil || r.seg.Shifts != nil {
			continue
		}
		r.taken[form.name] = true
		if v.axis("grid0") >= 0 {
			r.leaveOut(v.at, "shifts of non-rigid motion correction on a grid: NWB has no place for them")
			continue
		}
		if !v.has("frame", form.dim) {
			r.leaveOut(v.at, "dimensions %q, not a shift along height and width for each frame", v.dims)
			continue
		}
		order, err := r.shiftOrder(ctx, v, form.dim)
		if err != nil {
			return err
		}
		if order == nil {
			continue
		}
		a, err := v.along("frame", form.dim)
		if err != nil {
			return err
		}
		if a, err = align.PickSteps(a, 1, order); err != nil {
			return err
		}
		if a, err = r.alignFrames(ctx, v, a, 0); err != nil {
			return err
		}
		r.seg.Shifts = &session.Shifts{
			Source: v.at, Array: a,
			Description: "How far each frame was moved to correct for motion, in pixels: along the height, then along the width.",
		}
	}
	return nil
}

// shiftOrder returns which steps of dim are the height and the width, nil where
// they are not both there.
func (r *reader) shiftOrder(ctx context.Context, v *variable, dim string) ([]int, error) {
	c, err := v.coordinate(dim, dim)
	if err != nil {
		return nil, err
	}
	if c == nil {
		if v.length(dim) == 2 {
			return []int{0, 1}, nil
		}
		r.leaveOut(v.at, "nothing tells which of %d numbers are shifts along height and width", v.length(dim))
		return nil, nil
	}
	names, err := c.strings(ctx)
	if err != nil {
		return nil, err
	}
	order := []int{slices.Index(names, "height"), slices.Index(names, "width")}
	if slices.Contains(order, -1) {
		r.leaveOut(v.at, "%q holds %q, not height and width", c.at, names)
		return nil, nil
	}
	return order, nil
}

// readColumns reads what has one value, or a few, for each unit: unit_labels,
// g and, in results that have no baseline for each frame, b0 and c0.
func (r *reader) readColumns(ctx context.Context) error {
	for _, c := range []struct {
		name        string
		sources     []string
		description string
	}{
		{"b0", []string{"b0", "B"}, "Constant baseline of the fitted calcium trace, in the units of the trace."},
		{"c0", []string{"c0", "C0"}, "Calcium at the first frame that is left from before the recording, in the units of the trace."},
		{"g", []string{"g"}, "Coefficients of the autoregressive model of the calcium decay, one for each order of the model."},
	} {
		for _, source := range c.sources {
			v := r.store.variables[source]
			if v == nil || r.taken[source] || v.axis("unit_id") < 0 || v.axis("frame") >= 0 || len(v.dims) > 2 {
				continue
			}
			if err := r.readColumn(ctx, v, c.name, c.description); err != nil {
				return err
			}
		}
	}
	return nil
}

func (r *reader) readColumn(ctx context.Context, v *variable, name, description string) error {
	r.taken[v.name] = true
	dims := []string{"unit_id"}
	for _, d := range v.dims {
		if d != "unit_id" {
			dims = append(dims, d)
		}
	}
	a, err := v.along(dims...)
	if err != nil {
		return err
	}
	width := 1
	if len(dims) == 2 {
		width = a.Shape()[1]
	}
	const mostWidth = 64
	if width < 1 || width > mostWidth {
		r.leaveOut(v.at, "%d values for each ROI, which is no known form of it", width)
		return nil
	}
	have, ok, err := readAxis(ctx, v, "unit_id")
	if err != nil {
		return err
	}
	rows, found := have.Find(r.ids)
	if !ok || found < len(r.ids) {
		r.leaveOut(v.at, "has no value for each ROI")
		return nil
	}
	if rows != nil {
		if a, err = align.PickSteps(a, 0, rows); err != nil {
			return err
		}
	}
	ordered := &variable{at: v.at, array: a}
	values, err := ordered.floats(ctx)
	if err != nil {
		return err
	}
	dtype := chunkio.Float64
	if a.DType() == chunkio.Float32 {
		dtype = chunkio.Float32
	}
	r.seg.Columns = append(r.seg.Columns, session.Column{Name: name, Source: v.at, Description: description, DType: dtype, Floats: values, Width: width})
	return nil
}

// MovieReason is why movies are left out.
const MovieReason = "a movie, not a result of its segmentation"

// minianReason says why a variable is not converted, "" where it is none that
// Minian writes.
func reasonLeftOut(name string) string {
	switch name {
	case "varr", "varr_ref", "Y", "Y_fm_chk", "Y_hw_chk", "org", "behavior_video":
		return MovieReason
	case "sn_spatial":
		return "noise of each pixel, working state of the run"
	}
	for _, suffix := range []string{"_init", "_mrg", "_chk", "_new"} {
		if strings.HasSuffix(name, suffix) {
			return "working state of the run, not its result"
		}
	}
	return ""
}

// readRest names what is in the result and was not dealt with so far, and takes
// attributes as parameters. It must be the last step.
func (r *reader) readRest(ctx context.Context) error {
	coordinates := map[string]string{} // those not known, by where they first stand
	for _, name := range r.store.names() {
		v := r.store.variables[name]
		for key, c := range v.coords {
			if isKnownCoordinate(key) || slices.Contains(v.dims, key) || r.taken[key] {
				continue
			}
			if at, ok := coordinates[key]; !ok || c.at < at {
				coordinates[key] = c.at
			}
		}
		if r.taken[name] {
			if err := r.readAttributes(v); err != nil {
				return err
			}
			continue
		}
		reason := reasonLeftOut(name)
		if reason == "" {
			reason = fmt.Sprintf("not one of Minian's own variables (dimensions %q): its meaning is not known", v.dims)
		}
		r.leaveOut(v.at, "%s", reason)
	}
	for _, key := range sortedKeys(coordinates) {
		if err := r.readLooseCoordinate(ctx, key, coordinates[key]); err != nil {
			return err
		}
	}
	if r.seg.Version == "" {
		r.remark("the result does not say which version of Minian made it")
	}
	return nil
}

// isKnownCoordinate reports whether a coordinate has been dealt with.
func isKnownCoordinate(name string) bool {
	switch name {
	case "unit_id", "frame", "height", "width", "shift_dim", "variable", "missed_id", "lag",
		"animal", "session", "session_id", "unit_labels", "good_cells", "verified", "timestamp(ms)":
		return true
	}
	return false
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// readLooseCoordinate takes a text that belongs to the whole session, as the
// user can have Minian store any, as a parameter, and names anything else.
func (r *reader) readLooseCoordinate(ctx context.Context, name, at string) error {
	for _, owner := range r.store.names() {
		c := r.store.variables[owner].coords[name]
		if c == nil || c.at != at {
			continue
		}
		if len(c.array.Shape()) != 0 {
			r.leaveOut(at, "not one of Minian's own coordinates (dimensions %q): its meaning is not known", c.dims)
			return nil
		}
		value, err := c.scalar(ctx)
		if err != nil {
			return err
		}
		r.seg.Parameters = append(r.seg.Parameters, session.Parameter{Group: "session", Name: name, Value: jsonAny(value)})
		return nil
	}
	return nil
}

// scalar reads the one value of a coordinate.
func (v *variable) scalar(ctx context.Context) (any, error) {
	if v.texts != nil {
		texts, err := v.strings(ctx)
		if err != nil || len(texts) != 1 {
			return "", err
		}
		return texts[0], nil
	}
	if v.array.DType() == chunkio.Invalid {
		return nil, nil
	}
	values, err := v.floats(ctx)
	if err != nil {
		return nil, err
	}
	return values[0], nil
}

// readAttributes takes the attributes of a variable, in which users keep the
// parameters of the run, as parameters.
func (r *reader) readAttributes(v *variable) error {
	for _, key := range sortedKeys(v.attrs) {
		text := ""
		if value, ok := v.attrs[key].(h5.Value); ok {
			var err error
			if text, err = source.JSONText(value); err != nil {
				r.leaveOut(v.at+"@"+key, "%v", err)
				continue
			}
		} else {
			text = jsonAny(v.attrs[key])
		}
		if len(text) > source.ParameterBytes {
			r.leaveOut(v.at+"@"+key, "%d bytes: too long for a parameter", len(text))
			continue
		}
		r.seg.Parameters = append(r.seg.Parameters, session.Parameter{Group: v.name, Name: key, Value: text})
	}
	return nil
}

// jsonAny writes an attribute as JSON, as jsonText does.
func jsonAny(v any) string {
	switch v := v.(type) {
	case float64:
		return string(source.AppendJSONFloat(nil, v, 64))
	case []float64:
		list := make([]any, len(v))
		for i := range v {
			list[i] = v[i]
		}
		return jsonAny(list)
	case []any:
		parts := make([]string, len(v))
		for i := range v {
			parts[i] = jsonAny(v[i])
		}
		return "[" + strings.Join(parts, ", ") + "]"
	case map[string]any:
		parts := make([]string, 0, len(v))
		for _, k := range sortedKeys(v) {
			parts = append(parts, jsonAny(k)+": "+jsonAny(v[k]))
		}
		return "{" + strings.Join(parts, ", ") + "}"
	}
	text, err := json.Marshal(v)
	if err != nil { // of what attributes hold only numbers that are none make Marshal fail
		return "null"
	}
	return string(text)
}
