package inscopix

import (
	"fmt"
	"math"
	"slices"

	"roi2nwb/internal/chunkio"
	"roi2nwb/internal/chunkio/isxd"
	"roi2nwb/internal/session"
)

// readVerdicts takes the verdicts of the first recording's cell set. There are
// none where all cells are undecided, as they begin.
func (s *series) readVerdicts(seg *session.Segmentation) {
	p := s.first().cells()
	before := seg.Acceptance
	seg.Acceptance = s.acceptance(p.cells.Statuses, before, len(seg.IDs))
	if before != nil {
		s.compareVerdicts(seg, before)
	}
	for _, r := range s.chosen {
		for _, other := range r.parts() {
			if other.cells == nil || slices.Equal(other.cells.Statuses, p.cells.Statuses) || len(other.cells.Statuses) != len(p.cells.Statuses) {
				continue
			}
			seg.AddRemark("the verdicts on %s differ between %q and %q: those of the first are taken", differing(p, other), p.name, other.name)
		}
	}
	seen := map[string]bool{}
	twice := 0
	for _, name := range seg.IDs {
		if seen[name] {
			twice++
		}
		seen[name] = true
	}
	if twice > 0 {
		seg.AddRemark("cells share a name, which roi_name has for each: %d of %d names were there before", twice, len(seg.IDs))
	}
}

// compareVerdicts says where verdicts are others than the run's: they were
// changed since, in the program in which cells are looked through.
func (s *series) compareVerdicts(seg *session.Segmentation, run *session.Acceptance) {
	var changed []string
	for i, name := range seg.IDs {
		accepted, rejected := false, false
		if a := seg.Acceptance; a != nil {
			accepted, rejected = a.Accepted[i], a.Rejected[i]
		}
		if accepted != run.Accepted[i] || rejected != run.Rejected[i] {
			changed = append(changed, session.Quoted(name))
		}
	}
	if len(changed) > 0 {
		seg.AddRemark("the verdicts on %s were changed after the run: those of %q are taken", listed(changed), s.first().cells().name)
	}
}

// acceptance returns the verdicts on the ROIs: those on the cells, and the run's on
// ROIs that are no cells.
func (s *series) acceptance(statuses []isxd.Status, run *session.Acceptance, rois int) *session.Acceptance {
	a := &session.Acceptance{Accepted: make([]bool, rois), Rejected: make([]bool, rois)}
	if run != nil && s.rows != nil {
		copy(a.Accepted, run.Accepted)
		copy(a.Rejected, run.Rejected)
	}
	decided := run != nil && s.rows != nil
	for cell, status := range statuses {
		i := s.row(cell)
		a.Accepted[i], a.Rejected[i] = status == isxd.Accepted, status == isxd.Rejected
		decided = decided || status != isxd.Undecided
	}
	if !decided {
		return nil
	}
	return a
}

// differing names the cells whose verdicts differ.
func differing(a, b *part) string {
	var names []string
	for i, status := range a.cells.Statuses {
		if status != b.cells.Statuses[i] {
			names = append(names, session.Quoted(a.cells.Names[i]))
		}
	}
	return listed(names)
}

// readColumns takes what is known of each cell.
func (s *series) readColumns(seg *session.Segmentation) {
	p := s.first().cells()
	c, n := p.cells, len(seg.IDs)
	add := func(key string, column session.Column) {
		column.Source = p.name + ", " + key
		seg.Columns = append(seg.Columns, column)
	}
	if c.Active != nil {
		add("CellActivity", session.Column{Name: "cell_active", Bools: widen(s, n, c.Active, false),
			Description: "Whether the cell is active in this session, of cells that were registered over several."})
	}
	if c.Colors != nil {
		colors := make([]string, len(c.Colors))
		for i, v := range c.Colors {
			colors[i] = fmt.Sprintf("#%08X", v)
		}
		add("CellColors", session.Column{Name: "cell_color", Texts: widen(s, n, colors, ""), Description: "Colour in which the cell is drawn: #AARRGGBB."})
	}
	if r := c.Registered; r != nil {
		of := ""
		if r.Global > 0 {
			of = fmt.Sprintf(" %d", r.Global)
		}
		add("Matches", session.Column{Name: "global_index", Ints: widen(s, n, r.Matches, -1),
			Description: "Number of the cell among the" + of + " cells of all sessions that were registered; -1 where it has none."})
		if r.Scores != nil {
			add("PairScores", session.Column{Name: "pair_score", Floats: widen(s, n, r.Scores, math.NaN()), DType: chunkio.Float64,
				Description: "How well the cell's footprint agrees with the cell of all sessions that it was matched with."})
		}
		if r.CentroidDistances != nil {
			add("CentroidDistances", session.Column{Name: "centroid_distance", Floats: widen(s, n, r.CentroidDistances, math.NaN()), DType: chunkio.Float64,
				Description: "Distance in pixels of the cell's centre from that of the cell of all sessions that it was matched with."})
		}
	}
	for _, m := range metrics() {
		values := make([]float64, len(c.Metrics))
		known := false
		for i := range c.Metrics {
			values[i] = m.of(&c.Metrics[i])
			known = known || !math.IsNaN(values[i])
		}
		if known {
			add("cellMetrics", session.Column{Name: m.name, Floats: widen(s, n, values, math.NaN()), DType: chunkio.Float64, Description: m.description})
		}
	}
}

// metric is one measure of a cell's footprint.
type metric struct {
	name, description string
	of                func(*isxd.CellMetrics) float64
}

func metrics() []metric {
	return []metric{
		{"num_components", "Connected parts of the footprint.", func(m *isxd.CellMetrics) float64 { return m.Components }},
		{"center_x", "Centre of the footprint along x, in pixels, as the program computed it.", func(m *isxd.CellMetrics) float64 { return m.CentreX }},
		{"center_y", "Centre of the footprint along y, in pixels, as the program computed it.", func(m *isxd.CellMetrics) float64 { return m.CentreY }},
		{"largest_center_x", "Centre of the largest part of the footprint along x, in pixels.", func(m *isxd.CellMetrics) float64 { return m.LargestCentreX }},
		{"largest_center_y", "Centre of the largest part of the footprint along y, in pixels.", func(m *isxd.CellMetrics) float64 { return m.LargestCentreY }},
		{"area", "Area of the footprint, as the program computed it.", func(m *isxd.CellMetrics) float64 { return m.Area }},
		{"largest_area", "Area of the largest part of the footprint.", func(m *isxd.CellMetrics) float64 { return m.LargestArea }},
		{"max_contour_width", "Greatest width of the footprint's contour, as the program computed it.", func(m *isxd.CellMetrics) float64 { return m.MaxContourWidth }},
		{"largest_max_contour_width", "Greatest width of the contour of the footprint's largest part.", func(m *isxd.CellMetrics) float64 { return m.LargestContourWidth }},
	}
}
