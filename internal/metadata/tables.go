package metadata

import (
	"fmt"
	"strings"
)

// The default names of the two plane segmentations, which are also the keys of
// what belongs to them in Fluorescence, DfOverF and SegmentationImages.
const (
	roiTable        = "PlaneSegmentation"
	backgroundTable = "BackgroundPlaneSegmentation"
)

// assignTables finds out which of a user's plane segmentations holds ROIs and
// which background, puts them in this order, and gives the keys that are named
// after them their default spelling.
func (d *Document) assignTables(given *node) *node {
	ophys := given.child("Ophys")
	if !ophys.given() {
		return given
	}
	d.names = map[string]string{}
	if segmentation := ophys.child("ImageSegmentation"); segmentation.given() {
		if list := segmentation.child("plane_segmentations"); list.given() {
			ordered := d.orderTables(list)
			segmentation = segmentation.with(field{key: "plane_segmentations", at: list.at, value: ordered})
			ophys = ophys.with(field{key: "ImageSegmentation", at: segmentation.at, value: segmentation})
		}
	}
	for _, key := range []string{"Fluorescence", "DfOverF", "SegmentationImages"} {
		if box := ophys.child(key); box.given() {
			box = d.renameTables(box, "Ophys."+key)
			ophys = ophys.with(field{key: key, at: box.at, value: box})
		}
	}
	return given.with(field{key: "Ophys", at: ophys.at, value: ophys})
}

// orderTables returns the list of at most two, ROIs first.
func (d *Document) orderTables(list *node) *node {
	tables := [2]*node{{at: list.at}, {at: list.at}}
	role := func(i int, n *node) int {
		switch name := n.name(); {
		case name == "":
			return i
		case name == backgroundTable, name != roiTable && strings.Contains(strings.ToLower(name), "background"):
			return 1
		}
		return 0
	}
	for i, item := range list.items {
		if item.kind == hole {
			continue
		}
		r := role(i, item)
		if r > 1 || tables[r].kind != hole {
			d.problems = append(d.problems, problemAt(item.at,
				fmt.Sprintf("Ophys.ImageSegmentation.plane_segmentations[%d]", i),
				`the name of the background's has "background" in it`,
				"one plane segmentation too many: there is one for ROIs and one for background"))
			continue
		}
		tables[r] = item
		if name := item.name(); name != "" {
			d.names[[...]string{roiTable, backgroundTable}[r]] = name
		}
	}
	return &node{kind: sequence, at: list.at, items: tables[:], placed: true}
}

// renameTables gives the tables' keys of a box their default spelling.
func (d *Document) renameTables(box *node, path string) *node {
	out := &node{kind: mapping, at: box.at}
	known := []string{roiTable, backgroundTable}
	for _, name := range d.names {
		known = append(known, name)
	}
	for _, f := range box.fields {
		switch f.key {
		case "name", "description":
			out = out.with(f)
			continue
		case d.names[backgroundTable]:
			f.key = backgroundTable
		case d.names[roiTable]:
			f.key = roiTable
		}
		if f.key != roiTable && f.key != backgroundTable {
			hint := "known here: " + strings.Join(known[:2], ", ")
			if near := nearest(f.key, known); near != "" {
				hint = fmt.Sprintf("did you mean %q?", near)
			}
			d.problems = append(d.problems, problemAt(f.at, join(path, f.key), hint,
				"no plane segmentation is named %q", f.key))
			continue
		}
		if f.key == backgroundTable {
			f.value = backgroundTrace(f.value)
		}
		f.value = overGiven.mergeAs(nil, out.child(f.key), f.value)
		out = out.with(f)
	}
	return out
}

// backgroundTrace reads neuropil, as some programs call the background's
// trace, as background.
func backgroundTrace(table *node) *node {
	neuropil := table.child("neuropil")
	if !neuropil.given() || table.child("background").given() {
		return table
	}
	return table.with(field{key: "background", at: neuropil.at, value: neuropil})
}
