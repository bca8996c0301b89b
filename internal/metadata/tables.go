package metadata

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"roi2nwb/internal/metadata/overlay"
	"roi2nwb/internal/metadata/schema"
	"roi2nwb/internal/metadata/tree"
	"roi2nwb/internal/spelling"
)

// boxes are the containers whose keys are named after plane segmentations.
func boxes() []string { return []string{"Fluorescence", "DfOverF", "SegmentationImages"} }

// tablesByName has the default name of each plane segmentation, by all names that
// layers give it.
type tablesByName map[string]string

// learn takes up the names that a tree gives.
func (t tablesByName) learn(root *tree.Node) {
	for _, item := range segmentations(root).Objects() {
		switch name := item.Name(); {
		case name == "":
		case schema.IsBackground(name):
			t[name] = schema.BackgroundTable
		default:
			t[name] = schema.RoiTable
		}
	}
}

// segmentations returns the list of plane segmentations, or nil.
func segmentations(root *tree.Node) *tree.Node {
	return root.Child("Ophys").Child("ImageSegmentation").Child("plane_segmentations")
}

// canonical returns the steps of a path with the default names of tables.
func (t tablesByName) canonical(steps []tree.Step) []tree.Step {
	if len(steps) < 3 || !steps[2].IsKey() || !slices.Contains(boxes(), steps[1].Key) {
		return steps
	}
	if name, ok := t.table(steps[2].Key); ok {
		steps = slices.Clone(steps)
		steps[2].Key = name
	}
	return steps
}

// table returns the default name of the table that a key of a box means. The
// default names in snake case are those of some published files.
func (t tablesByName) table(key string) (name string, ok bool) {
	if name, ok := t[key]; ok {
		return name, true
	}
	switch key {
	case schema.RoiTable, "plane_segmentation":
		return schema.RoiTable, true
	case schema.BackgroundTable, "background_plane_segmentation":
		return schema.BackgroundTable, true
	}
	return "", false
}

// finalNames returns the names of the two tables in the merged tree, by their
// default names.
func finalNames(root *tree.Node) map[string]string {
	names := map[string]string{}
	for i, item := range segmentations(root).Objects() {
		if name := item.Name(); name != "" && i < 2 {
			names[[...]string{schema.RoiTable, schema.BackgroundTable}[i]] = name
		}
	}
	return names
}

// ordered puts the plane segmentations of a user's tree in order: at most two,
// the one of the ROIs first.
func (m *merger) ordered(root *tree.Node) *tree.Node {
	list := segmentations(root)
	if !list.Given() {
		return root
	}
	ophys := root.Child("Ophys")
	box := ophys.Child("ImageSegmentation")
	box = box.With(tree.Field{Key: "plane_segmentations", At: list.At, Value: m.orderTables(list)})
	ophys = ophys.With(tree.Field{Key: "ImageSegmentation", At: box.At, Value: box})
	return root.With(tree.Field{Key: "Ophys", At: ophys.At, Value: ophys})
}

func (m *merger) orderTables(list *tree.Node) *tree.Node {
	tables := [2]*tree.Node{{At: list.At}, {At: list.At}}
	for i, item := range list.Items {
		if item.Kind == tree.Hole {
			continue
		}
		role := i
		if name := item.Name(); name != "" {
			role = 0
			if schema.IsBackground(name) {
				role = 1
			}
		}
		if role > 1 || tables[role].Kind != tree.Hole {
			m.problems = append(m.problems, tree.ProblemAt(item.At,
				fmt.Sprintf("Ophys.ImageSegmentation.plane_segmentations[%d]", i),
				`the name of the background's has "background" in it`,
				"one plane segmentation too many: there is one for ROIs and one for background").As(tree.Error, "too-many-tables"))
			continue
		}
		tables[role] = item
	}
	return &tree.Node{Kind: tree.Sequence, At: list.At, Items: tables[:], Placed: true}
}

// tables returns a layer with the default names of tables in the keys that are named
// after them.
func (m *merger) tables(root *tree.Node) *tree.Node {
	ophys := root.Child("Ophys")
	if m.names == nil || !ophys.Given() {
		return root
	}
	for _, key := range boxes() {
		if box := ophys.Child(key); box.Given() {
			box = m.renameTables(box, "Ophys."+key)
			ophys = ophys.With(tree.Field{Key: key, At: box.At, Value: box})
		}
	}
	return root.With(tree.Field{Key: "Ophys", At: ophys.At, Value: ophys})
}

func (m *merger) renameTables(box *tree.Node, path string) *tree.Node {
	out := &tree.Node{Kind: tree.Mapping, At: box.At}
	for _, f := range box.Fields {
		if f.Key == "name" || f.Key == "description" {
			out = out.With(f)
			continue
		}
		name, known := m.names.table(f.Key)
		if !known {
			m.problems = append(m.problems, tree.ProblemAt(f.At, tree.Join(path, f.Key),
				m.names.hint(f.Key), "no plane segmentation is named %q", f.Key).As(tree.Error, "reference"))
			continue
		}
		if name == schema.BackgroundTable {
			f.Value = backgroundTrace(f.Value)
		}
		f.Key, f.Value = name, overlay.OnGiven.Lay(nil, out.Child(name), f.Value)
		out = out.With(f)
	}
	return out
}

// hint helps with a name that no table has.
func (t tablesByName) hint(name string) string {
	known := map[string]bool{schema.RoiTable: true, schema.BackgroundTable: true}
	for n := range t {
		known[n] = true
	}
	list := slices.Sorted(maps.Keys(known))
	if near := spelling.Nearest(name, list); near != "" {
		return fmt.Sprintf("did you mean %q?", near)
	}
	return "known here: " + strings.Join(list, ", ")
}

// backgroundTrace reads neuropil, as some programs call the background's
// trace, as background.
func backgroundTrace(table *tree.Node) *tree.Node {
	neuropil := table.Child("neuropil")
	if !neuropil.Given() || table.Child("background").Given() {
		return table
	}
	out, f := table.Without("neuropil")
	return out.With(tree.Field{Key: "background", At: f.At, Value: neuropil})
}
