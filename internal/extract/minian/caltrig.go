package minian

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"path/filepath"
	"slices"

	"roi2nwb/internal/extract/caltrig"
	"roi2nwb/internal/extract/source"
	"roi2nwb/internal/session"
)

// perUnit is a quantity of the units of a variable, by their ids.
type perUnit struct {
	at     string
	values map[int64]float64
}

// unitCoordinate reads the coordinate name that the first of the variables has,
// or the variable of that name, nil where there is none.
func (r *reader) unitCoordinate(ctx context.Context, name string, owners ...string) (*perUnit, error) {
	for _, owner := range append([]string{name}, owners...) {
		v := r.store.variables[owner]
		if v == nil || v.axis("unit_id") < 0 {
			continue
		}
		c := v
		if owner != name {
			var err error
			if c, err = v.coordinate(name, "unit_id"); err != nil {
				return nil, err
			}
		} else if !v.has("unit_id") {
			continue
		}
		if c == nil {
			continue
		}
		r.taken[name] = true
		ids, ok, err := readAxis(ctx, v, "unit_id")
		if err != nil || !ok {
			return nil, err
		}
		floats, err := c.floats(ctx)
		if err != nil {
			return nil, err
		}
		p := &perUnit{at: c.at, values: make(map[int64]float64, len(floats))}
		for i, id := range ids.Values {
			if ids.Steps != nil {
				i = ids.Steps[i]
			}
			p.values[id] = floats[i]
		}
		return p, nil
	}
	return nil, nil
}

// of returns the value for a unit, NaN where there is none.
func (p *perUnit) of(id int64) float64 {
	if v, ok := p.values[id]; ok {
		return v
	}
	return math.NaN()
}

// readVerdicts reads what was decided on each unit: in CalTrig (good_cells,
// verified) or, where nobody used that, in Minian's viewer (unit_labels).
func (r *reader) readVerdicts(ctx context.Context) error {
	labels, err := r.unitCoordinate(ctx, "unit_labels", "A", "C", "S", "c0", "b0")
	if err != nil {
		return err
	}
	if labels != nil {
		if err := r.addLabels(labels); err != nil {
			return err
		}
	}
	good, err := r.unitCoordinate(ctx, "good_cells", "E")
	if err != nil {
		return err
	}
	verified, err := r.unitCoordinate(ctx, "verified", "E")
	if err != nil {
		return err
	}
	if verified != nil {
		marks := make([]bool, len(r.ids))
		for i, id := range r.ids {
			marks[i] = verified.of(id) == 1
		}
		r.seg.Columns = append(r.seg.Columns, session.Column{
			Name: "verified", Source: verified.at, Bools: marks,
			Description: "Whether somebody looked at the ROI in CalTrig and confirmed its transients.",
		})
	}
	if good == nil {
		return nil
	}
	a := newAcceptance(len(r.ids))
	for i, id := range r.ids {
		a.Rejected[i] = good.of(id) == 0
		a.Accepted[i] = good.of(id) == 1 && verified != nil && verified.of(id) == 1
	}
	r.seg.Acceptance = a
	return nil
}

func newAcceptance(n int) *session.Acceptance {
	return &session.Acceptance{Accepted: make([]bool, n), Rejected: make([]bool, n)}
}

// addLabels adds the labels of Minian's viewer. One that is no whole number is
// that of a unit nobody labelled.
func (r *reader) addLabels(labels *perUnit) error {
	const discarded = -1
	column := make([]int64, len(r.ids))
	a := newAcceptance(len(r.ids))
	for i, id := range r.ids {
		v := labels.of(id)
		if v != math.Trunc(v) || math.Abs(v) >= 1<<53 { // NaN too
			return session.ContentErrorf(labels.at, "is %v for unit %d, expected a whole number", v, id)
		}
		column[i] = int64(v)
		a.Rejected[i], a.Accepted[i] = v == discarded, v != discarded
	}
	r.seg.Acceptance = a
	r.seg.Columns = append(r.seg.Columns, session.Column{
		Name: "unit_labels", Source: labels.at, Ints: column,
		Description: "Label of the unit in Minian's viewer: units with the same label were marked to be merged, -1 marks a discarded one.",
	})
	return nil
}

// readMissed reads M (missed_id, height, width), cells that were drawn by hand.
func (r *reader) readMissed(ctx context.Context) error {
	v := r.store.variables["M"]
	if v == nil || !v.has("missed_id", "height", "width") {
		return nil
	}
	r.taken["M"] = true
	stack, err := v.along("missed_id", "height", "width")
	if err != nil {
		return err
	}
	if shape := stack.Shape(); shape[1] != r.seg.Field.Height || shape[2] != r.seg.Field.Width {
		return session.ContentErrorf(v.at, "has %d rows and %d columns, but %q has %d and %d", shape[1], shape[2],
			r.footprints.at, r.seg.Field.Height, r.seg.Field.Width)
	}
	ids, ok, err := readAxis(ctx, v, "missed_id")
	if err != nil {
		return err
	}
	if !ok || ids.NaN > 0 {
		return session.ContentErrorf(v.at, "has no coordinate %q with a number for each cell", "missed_id")
	}
	if len(ids.Values) == 0 {
		return nil
	}
	r.seg.Missed = &session.MissedCells{
		Source: v.at, Footprints: newStackFootprints(v.at, stack, nil),
		Description: "Cells that Minian had missed and somebody drew by hand in CalTrig. They have no traces.",
	}
	for _, id := range ids.Values {
		r.seg.Missed.IDs = append(r.seg.Missed.IDs, fmt.Sprint(id))
	}
	return nil
}

// readCurator notes that the result went through CalTrig: its configuration lies
// beside it, or variables of its own among the others.
func (r *reader) readCurator(context.Context) error {
	own := func(name string) bool { return r.store.variables[name] != nil }
	if r.place.config != nil || slices.ContainsFunc([]string{"E", "DFF", "M"}, own) {
		r.seg.Curator = "CalTrig"
	}
	return nil
}

// groupsFile is where CalTrig keeps groups of cells, beside the folder of
// variables: the ids of each group by its name, "Group " and an id.
const groupsFile = "session_group_ids.json"

// groupsBytes is the most that the file of groups is long.
const groupsBytes = 16 << 20

// readGroups reads the groups. CalTrig does not bring them up to date when it
// merges cells.
func (r *reader) readGroups(context.Context) error {
	path := filepath.Join(r.place.data, "..", groupsFile)
	text, err := source.ReadSmallFile(path, groupsBytes)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	groups, err := caltrig.ParseGroups(text)
	if err != nil {
		return session.ContentErrorf(groupsFile, "%v", err)
	}
	row := make(map[int64]int, len(r.ids))
	for i, id := range r.ids {
		row[id] = i
	}
	lists := make([][]string, len(r.ids))
	for _, g := range groups {
		var gone []int64
		for _, id := range g.IDs {
			i, ok := row[id]
			switch {
			case !ok:
				gone = append(gone, id)
			case !slices.Contains(lists[i], g.Name):
				lists[i] = append(lists[i], g.Name)
			}
		}
		if len(gone) > 0 {
			r.leaveOut(fmt.Sprintf("%s, group %q, unit_id %s", groupsFile, g.Name, source.NumbersText(gone)),
				"no longer there: CalTrig does not change groups when it merges units")
		}
	}
	if len(groups) > 0 {
		r.seg.Columns = append(r.seg.Columns, session.Column{
			Name: "cell_groups", Source: groupsFile, Lists: lists,
			Description: "Groups that the ROI was put into in CalTrig.",
		})
	}
	return nil
}
