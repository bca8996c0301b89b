package roitable

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"roi2nwb/internal/extract/source"
	"roi2nwb/internal/session"
)

// Add adds the columns of a table to those of a segmentation. An *Error tells
// of ids that the source does not have, of ROIs that the table does not have, and
// of names that a column cannot have; the segmentation is then as it was.
func Add(seg *session.Segmentation, path string) error {
	t, err := read(path)
	if err != nil {
		return err
	}
	if err := t.checkNames(seg); err != nil {
		return err
	}
	rows, err := t.rowsOf(seg.IDs)
	if err != nil {
		return err
	}
	for i := range t.names {
		cells := make([]string, len(rows))
		for j, row := range rows {
			cells[j] = t.cells[i][row]
		}
		seg.Columns = append(slices.Clip(seg.Columns), t.column(i, cells))
	}
	return nil
}

// ownColumns are the columns that each table of ROIs can have.
func ownColumns() []string {
	return []string{"id", "roi_name", "image_mask", "pixel_mask", "voxel_mask", "ROICentroids", "is_accepted", "is_rejected"}
}

// checkNames compares the names of the columns with each other, and with those
// of columns that there are.
func (t *table) checkNames(seg *session.Segmentation) error {
	if len(t.names) == 0 {
		return &Error{Path: t.path, Line: 1, Problem: "has no column but that of the ids", Cure: example}
	}
	taken := map[string]string{}
	for _, name := range ownColumns() {
		taken[name], taken[name+"_index"] = "one that each NWB file can have", "one that each NWB file can have"
	}
	for _, c := range seg.Columns {
		taken[c.Name], taken[c.Name+"_index"] = "that of "+strconv.Quote(c.Source), "an index of "+strconv.Quote(c.Source)
	}
	for i, name := range t.names {
		wrong := func(format string, args ...any) error {
			return &Error{t.path, 1, fmt.Sprintf("the name of column %d", i+2) + fmt.Sprintf(format, args...), "give the column another name"}
		}
		switch {
		case name == "":
			return wrong(" is empty")
		case name == "." || strings.ContainsAny(name, "/:"):
			return wrong(", %q, has a slash or a colon in it, or is a dot, which NWB does not allow", name)
		case taken[name] != "":
			return wrong(", %q, is taken: it is %s", name, taken[name])
		}
		taken[name] = "that of another column of the table"
	}
	return nil
}

// rowsOf returns the row of each ROI.
func (t *table) rowsOf(ids []string) ([]int, error) {
	at := make(map[string]int, len(ids))
	for i, id := range ids {
		if _, twice := at[id]; twice {
			return nil, &Error{Path: t.path, Problem: fmt.Sprintf("cannot tell the ROIs of the source apart: two are named %q", id), Cure: "give the ROIs names of their own in the program that found them"}
		}
		at[id] = i
	}
	rows := make([]int, len(ids))
	for i := range rows {
		rows[i] = -1
	}
	var unknown []string
	line := 0
	for row, id := range t.ids {
		i, known := at[id]
		switch {
		case !known:
			if unknown = append(unknown, strconv.Quote(id)); line == 0 {
				line = t.lines[row]
			}
		case rows[i] >= 0:
			return nil, &Error{t.path, t.lines[row], fmt.Sprintf("ROI %q stands on line %d already", id, t.lines[rows[i]]), "give each ROI one line"}
		default:
			rows[i] = row
		}
	}
	if unknown != nil {
		return nil, &Error{t.path, line, "the source has no " + nounOf(len(unknown)) + " " + source.Listed(unknown), "it has " + spanOf(ids) + "; the first column holds their ids"}
	}
	var missing []string
	for i, id := range ids {
		if rows[i] < 0 {
			missing = append(missing, strconv.Quote(id))
		}
	}
	if missing != nil {
		return nil, &Error{Path: t.path, Problem: "has no line for " + nounOf(len(missing)) + " " + source.Listed(missing), Cure: "give each ROI a line; its cells can be empty"}
	}
	return rows, nil
}

func nounOf(n int) string {
	if n == 1 {
		return "ROI"
	}
	return "ROIs"
}

// spanOf names some of the ids that there are.
func spanOf(ids []string) string {
	quoted := make([]string, len(ids))
	for i, id := range ids {
		quoted[i] = strconv.Quote(id)
	}
	return source.Listed(quoted)
}
