package minian

import (
	"context"
	"fmt"
	"path/filepath"
	"strconv"

	"roi2nwb/internal/extract/recorder"
)

// hint adds a piece of metadata that the session holds.
func (r *reader) hint(path, value, origin string) { r.seg.AddHint(path, value, origin) }

// readHints takes what is known of the session: from CalTrig's configuration
// first, as somebody wrote it; then from the recorder; then from the names of
// folders that Minian keeps as coordinates.
func (r *reader) readHints(ctx context.Context) error {
	if c := r.place.config; c != nil {
		origin := filepath.Base(c.Path)
		r.hint("Subject.subject_id", c.Mouse, origin+", mouseID")
		r.hint("NWBFile.session_id", c.Day+c.Session, origin+", day and session")
		if c.Group != "" {
			r.hint("NWBFile.notes", "Group "+c.Group, origin+", group")
		}
	}
	recorder.Read(&r.seg.Provenance, r.place.near)
	for _, c := range []struct{ path, name string }{
		{"Subject.subject_id", "animal"}, {"NWBFile.session_id", "session_id"}, {"NWBFile.session_id", "session"},
	} {
		value, at, err := r.sessionText(ctx, c.name)
		if err != nil {
			return err
		}
		r.hint(c.path, value, at)
	}
	for _, dim := range []string{"height", "width"} {
		axis, ok, err := readAxis(ctx, r.footprints, dim)
		if err != nil {
			return err
		}
		if ok && len(axis.Values) > 0 && axis.Values[0] != 0 {
			r.remark("%s begins at %d: the field of view is part of a larger one, and pixels are counted from its own corner", dim, axis.Values[0])
		}
	}
	return nil
}

// sessionText returns the coordinate of the whole session that has the given
// name, and where it is; "" where there is none. In some variables it may be a
// number.
func (r *reader) sessionText(ctx context.Context, name string) (value, at string, err error) {
	for _, owner := range append([]string{footprintsName, "C", "S"}, r.store.names()...) {
		v := r.store.variables[owner]
		if v == nil || v.coords[name] == nil || len(v.coords[name].array.Shape()) != 0 {
			continue
		}
		c := v.coords[name]
		one, err := c.scalar(ctx)
		if err != nil {
			return "", "", err
		}
		if one == nil {
			continue
		}
		if number, ok := one.(float64); ok {
			return strconv.FormatFloat(number, 'f', -1, 64), c.at, nil
		}
		return fmt.Sprint(one), c.at, nil
	}
	return "", "", nil
}
