package isxd

import (
	"bytes"
	"encoding/json"
	"math"
)

// describeCells reads what versions of the format added. A key that is null or
// missing says nothing; one of another length than there are cells is damage.
func (f *File) describeCells(s *CellSet) (err error) {
	o, n := f.footer, len(s.Names)
	fits := func(key string, length int) error {
		if length != n {
			return wrong(key, "has %d elements for %d cells", length, n)
		}
		return nil
	}
	if f.hasCells("CellActivity") {
		items, err := o.list("CellActivity")
		if err == nil {
			err = fits("CellActivity", len(items))
		}
		if err != nil {
			return err
		}
		s.Active = make([]bool, n)
		for i, raw := range items {
			if s.Active[i], err = truth(element("CellActivity", i), raw); err != nil {
				return err
			}
		}
	}
	if f.hasCells("CellColors") {
		colors, err := o.integers("CellColors", 0, math.MaxUint32)
		if err == nil {
			err = fits("CellColors", len(colors))
		}
		if err != nil {
			return err
		}
		for _, c := range colors {
			s.Colors = append(s.Colors, uint32(c))
		}
	}
	if s.Registered, err = f.registration(n); err != nil {
		return err
	}
	if s.Metrics, err = f.cellMetrics(n); err != nil {
		return err
	}
	if o.has("efocusValues") {
		s.Efocus, err = o.integers("efocusValues", 0, math.MaxUint16)
	}
	return err
}

// hasCells reports whether the footer says something of each cell under key. An
// earlier version does not, and null is remarked on.
func (f *File) hasCells(key string) bool {
	if raw, ok := f.footer[key]; ok && isNull(raw) {
		f.remark("%s is null: it is taken to say nothing", key)
	}
	return f.footer.has(key)
}

// truth reads true, false, 1 or 0.
func truth(where string, raw json.RawMessage) (bool, error) {
	switch string(bytes.TrimSpace(raw)) {
	case "true", "1":
		return true, nil
	case "false", "0":
		return false, nil
	}
	return false, wrong(where, "is %s, neither true nor false", shown(raw))
}

// registration reads how the cells match those of other sessions. The lists are
// empty where they do not.
func (f *File) registration(n int) (*Registration, error) {
	o := f.footer
	if !o.has("Matches") {
		return nil, nil
	}
	matches, err := o.integers("Matches", -1, math.MaxInt32)
	if err != nil || len(matches) == 0 {
		return nil, err
	}
	r := &Registration{Matches: matches}
	if len(matches) != n {
		return nil, wrong("Matches", "has %d elements for %d cells", len(matches), n)
	}
	if o.has("SizeGlobalCS") {
		size, err := o.integer("SizeGlobalCS", 0, math.MaxInt32)
		if err != nil {
			return nil, err
		}
		r.Global = int(size)
		for i, m := range matches {
			if size > 0 && m >= size {
				return nil, wrong(element("Matches", i), "is %d, and the cells of all sessions are 0 to %d", m, size-1)
			}
		}
	}
	for _, list := range []struct {
		key string
		to  *[]float64
	}{{"PairScores", &r.Scores}, {"CentroidDistances", &r.CentroidDistances}} {
		if !o.has(list.key) {
			continue
		}
		items, err := o.list(list.key)
		if err != nil {
			return nil, err
		}
		if len(items) == 0 {
			continue
		}
		if len(items) != n {
			return nil, wrong(list.key, "has %d elements for %d cells", len(items), n)
		}
		for i, raw := range items {
			v, err := number(element(list.key, i), raw)
			if err != nil {
				return nil, err
			}
			*list.to = append(*list.to, v)
		}
	}
	return r, nil
}

// number reads a number; null, which stands for NaN, is one.
func number(where string, raw json.RawMessage) (float64, error) {
	var v *float64
	if json.Unmarshal(raw, &v) != nil {
		return 0, wrong(where, "is %s, not a number", shown(raw))
	}
	if v == nil {
		return math.NaN(), nil
	}
	return *v, nil
}

// cellMetrics reads the measures of the footprints. They are no reason to refuse
// a file: what cannot be read is told of and left.
func (f *File) cellMetrics(n int) ([]CellMetrics, error) {
	if !f.footer.has("cellMetrics") {
		return nil, nil
	}
	items, err := f.footer.list("cellMetrics")
	if err != nil || len(items) == 0 {
		return nil, err
	}
	if len(items) != n {
		f.remark("cellMetrics has %d elements for %d cells: it is not read", len(items), n)
		return nil, nil
	}
	all := make([]CellMetrics, n)
	computed := false
	for i, raw := range items {
		m, ok := metricsOf(raw)
		if !ok && shown(raw) != "{}" && !isNull(raw) {
			f.remark("%s is %s, which are no measures of a cell: none are read", element("cellMetrics", i), shown(raw))
			return nil, nil
		}
		all[i], computed = m, computed || !math.IsNaN(m.CentreX)
	}
	if !computed {
		return nil, nil
	}
	return all, nil
}

// metricsOf reads one cell's measures: seven values, of which two are points. ok
// is false for what are none.
func metricsOf(raw json.RawMessage) (m CellMetrics, ok bool) {
	nan := math.NaN()
	none := CellMetrics{nan, nan, nan, nan, nan, nan, nan, nan, nan}
	m = none
	var parts []json.RawMessage
	if json.Unmarshal(raw, &parts) != nil || len(parts) != 7 {
		return m, false
	}
	for _, point := range []struct {
		at   int
		x, y *float64
	}{{1, &m.CentreX, &m.CentreY}, {2, &m.LargestCentreX, &m.LargestCentreY}} {
		var p struct{ X, Y *float64 }
		if json.Unmarshal(parts[point.at], &p) != nil {
			return m, false
		}
		*point.x, *point.y = coordinate(p.X), coordinate(p.Y)
	}
	for _, value := range []struct {
		at int
		to *float64
	}{{0, &m.Components}, {3, &m.Area}, {4, &m.LargestArea}, {5, &m.MaxContourWidth}, {6, &m.LargestContourWidth}} {
		v, err := number("", parts[value.at])
		if err != nil {
			return m, false
		}
		*value.to = v
	}
	if math.IsNaN(m.CentreX) || math.IsNaN(m.CentreY) {
		return none, true // the other numbers mean nothing then
	}
	return m, true
}

// coordinate is NaN for what stands where no centre was computed.
func coordinate(v *float64) float64 {
	if v == nil || math.Abs(*v) > maxSide {
		return math.NaN()
	}
	return *v
}
