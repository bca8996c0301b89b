package metadata

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// boxes are the containers whose keys are named after plane segmentations.
func boxes() []string { return []string{"Fluorescence", "DfOverF", "SegmentationImages"} }

// tableNames gives the default name of each plane segmentation by any name that
// a layer gives it.
type tableNames map[string]string

// learn takes up the names that a tree gives.
func (t tableNames) learn(root *node) {
	for _, item := range segmentations(root).objects() {
		switch name := item.name(); {
		case name == "":
		case isBackground(name):
			t[name] = backgroundTable
		default:
			t[name] = roiTable
		}
	}
}

// segmentations returns the list of plane segmentations, or nil.
func segmentations(root *node) *node {
	return root.child("Ophys").child("ImageSegmentation").child("plane_segmentations")
}

// canonical gives the steps of a path the tables' default names.
func (t tableNames) canonical(steps []step) []step {
	if len(steps) < 3 || !steps[2].isKey() || !slices.Contains(boxes(), steps[1].key) {
		return steps
	}
	if name, ok := t.table(steps[2].key); ok {
		steps = slices.Clone(steps)
		steps[2].key = name
	}
	return steps
}

// table returns the default name of the table that a key of a box means. The
// default names in snake case are those of some published files.
func (t tableNames) table(key string) (name string, ok bool) {
	if name, ok := t[key]; ok {
		return name, true
	}
	switch key {
	case roiTable, "plane_segmentation":
		return roiTable, true
	case backgroundTable, "background_plane_segmentation":
		return backgroundTable, true
	}
	return "", false
}

// finalNames returns the names of the two tables in the merged tree, by their
// default names.
func finalNames(root *node) map[string]string {
	names := map[string]string{}
	for i, item := range segmentations(root).objects() {
		if name := item.name(); name != "" && i < 2 {
			names[[...]string{roiTable, backgroundTable}[i]] = name
		}
	}
	return names
}

// ordered puts the plane segmentations of a user's tree in order: at most two,
// the one of the ROIs first.
func (m *merger) ordered(root *node) *node {
	list := segmentations(root)
	if !list.given() {
		return root
	}
	ophys := root.child("Ophys")
	box := ophys.child("ImageSegmentation")
	box = box.with(field{key: "plane_segmentations", at: list.at, value: m.orderTables(list)})
	ophys = ophys.with(field{key: "ImageSegmentation", at: box.at, value: box})
	return root.with(field{key: "Ophys", at: ophys.at, value: ophys})
}

func (m *merger) orderTables(list *node) *node {
	tables := [2]*node{{at: list.at}, {at: list.at}}
	for i, item := range list.items {
		if item.kind == hole {
			continue
		}
		role := i
		if name := item.name(); name != "" {
			role = 0
			if isBackground(name) {
				role = 1
			}
		}
		if role > 1 || tables[role].kind != hole {
			m.problems = append(m.problems, problemAt(item.at,
				fmt.Sprintf("Ophys.ImageSegmentation.plane_segmentations[%d]", i),
				`the name of the background's has "background" in it`,
				"one plane segmentation too many: there is one for ROIs and one for background").as(Error, "too-many-tables"))
			continue
		}
		tables[role] = item
	}
	return &node{kind: sequence, at: list.at, items: tables[:], placed: true}
}

// tables gives the keys of a layer that are named after tables their default
// names.
func (m *merger) tables(root *node) *node {
	ophys := root.child("Ophys")
	if m.names == nil || !ophys.given() {
		return root
	}
	for _, key := range boxes() {
		if box := ophys.child(key); box.given() {
			box = m.renameTables(box, "Ophys."+key)
			ophys = ophys.with(field{key: key, at: box.at, value: box})
		}
	}
	return root.with(field{key: "Ophys", at: ophys.at, value: ophys})
}

func (m *merger) renameTables(box *node, path string) *node {
	out := &node{kind: mapping, at: box.at}
	for _, f := range box.fields {
		if f.key == "name" || f.key == "description" {
			out = out.with(f)
			continue
		}
		name, known := m.names.table(f.key)
		if !known {
			m.problems = append(m.problems, problemAt(f.at, join(path, f.key),
				m.names.hint(f.key), "no plane segmentation is named %q", f.key).as(Error, "reference"))
			continue
		}
		if name == backgroundTable {
			f.value = backgroundTrace(f.value)
		}
		f.key, f.value = name, onGiven.lay(nil, out.child(name), f.value)
		out = out.with(f)
	}
	return out
}

// hint helps with a name that no table has.
func (t tableNames) hint(name string) string {
	known := map[string]bool{roiTable: true, backgroundTable: true}
	for n := range t {
		known[n] = true
	}
	list := slices.Sorted(maps.Keys(known))
	if near := Nearest(name, list); near != "" {
		return fmt.Sprintf("did you mean %q?", near)
	}
	return "known here: " + strings.Join(list, ", ")
}

// backgroundTrace reads neuropil, as some programs call the background's
// trace, as background.
func backgroundTrace(table *node) *node {
	neuropil := table.child("neuropil")
	if !neuropil.given() || table.child("background").given() {
		return table
	}
	out, f := table.without("neuropil")
	return out.with(field{key: "background", at: f.at, value: neuropil})
}
