package keyed

import (
	"slices"
	"strings"

	"roi2nwb/internal/metadata/overlay"
	"roi2nwb/internal/metadata/schema"
	"roi2nwb/internal/metadata/tree"
)

// Translate returns trees in the keyed shape in the list shape, and the problems
// of each. Keys mean the same object in all of the trees, so they are translated
// together.
func Translate(keyed []*tree.Node) (listed []*tree.Node, problems []tree.Problems) {
	t := &translator{models: keyedObjects{name: "DeviceModels"}, devices: keyedObjects{name: "Devices"},
		planes: keyedObjects{name: "ImagingPlanes"}, tables: keyedObjects{name: "PlaneSegmentations"},
		imaged: map[string]bool{}, elsewhere: map[string]bool{}}
	for _, root := range keyed {
		t.collect(root)
	}
	t.dropDevices()
	for _, root := range keyed {
		t.problems = nil
		listed = append(listed, t.root(root))
		problems = append(problems, t.problems)
	}
	return listed, problems
}

// translator makes lists of named objects from mappings.
type translator struct {
	models, devices, planes, tables keyedObjects
	imaged, elsewhere               map[string]bool // keys of devices that planes name, and that other sections do
	dropped                         map[string]bool // keys of devices that took no part in the imaging
	problems                        tree.Problems
}

func (t *translator) collect(root *tree.Node) {
	ophys := root.Child("Ophys")
	t.models.collect(root)
	t.devices.collect(root)
	t.planes.collect(ophys)
	t.tables.collect(ophys)
	for _, f := range entriesOf(ophys.Child("ImagingPlanes")) {
		if link := f.Value.Child("device_metadata_key"); link.Given() {
			t.imaged[link.Text] = true
		}
	}
	for _, f := range root.Fields {
		if f.Key != "Ophys" {
			deviceLinks(f.Value, t.elsewhere)
		}
	}
	if ophys.Given() {
		for _, f := range ophys.Fields {
			if f.Key != "ImagingPlanes" {
				deviceLinks(f.Value, t.elsewhere)
			}
		}
	}
}

// deviceLinks takes up the devices that anything in n names.
func deviceLinks(n *tree.Node, keys map[string]bool) {
	if !n.Given() {
		return
	}
	for _, f := range n.Fields {
		if strings.HasSuffix(f.Key, "device_metadata_key") && f.Value.Given() {
			keys[f.Value.Text] = true
		}
		deviceLinks(f.Value, keys)
	}
	for _, item := range n.Items {
		deviceLinks(item, keys)
	}
}

// dropDevices leaves out the devices that no plane names and that had another
// part in the session: those that other sections name, such as the camera of a
// video, and those of classes such as OpticalFiber.
func (t *translator) dropDevices() {
	t.dropped = map[string]bool{}
	t.devices.objects = slices.DeleteFunc(t.devices.objects, func(o *keyedObject) bool {
		microscope := o.kind == "" || o.kind == "Device" || o.kind == "Miniscope"
		t.dropped[o.key] = !t.imaged[o.key] && (t.elsewhere[o.key] || !microscope)
		return t.dropped[o.key]
	})
}

func (t *translator) root(root *tree.Node) *tree.Node {
	ophys := root.Child("Ophys")
	if !ophys.Given() {
		ophys = &tree.Node{Kind: tree.Mapping, At: root.At}
	}
	top, below := registries()
	out := &tree.Node{Kind: tree.Mapping, At: ophys.At}
	for _, f := range ophys.Fields {
		if !slices.Contains(below, f.Key) {
			out.Fields = append(out.Fields, f)
		}
	}
	for _, f := range []tree.Field{
		{Key: "Device", At: root.At, Value: t.deviceList(root)},
		{Key: "ImagingPlane", At: ophys.At, Value: t.planeList(ophys)},
		{Key: "ImageSegmentation", At: ophys.At, Value: t.segmentation(ophys)},
		t.box("Fluorescence", "RoiResponses", ophys, func(key string) bool { return key != "dff" }),
		t.box("DfOverF", "RoiResponses", ophys, func(key string) bool { return key == "dff" }),
		t.box("SegmentationImages", "SegmentationImages", ophys, func(string) bool { return true }),
	} {
		if f.Value != nil {
			out = out.With(f)
		}
	}
	whole := &tree.Node{Kind: tree.Mapping, At: root.At}
	for _, f := range root.Fields {
		if !slices.Contains(top, f.Key) {
			whole.Fields = append(whole.Fields, f)
		}
	}
	return whole.With(tree.Field{Key: "Ophys", At: out.At, Value: out})
}

// entries returns the keyed objects under a key, in the order of the file,
// without their blanks.
func (t *translator) entries(n *tree.Node, path, key string) []tree.Field {
	registry := n.Child(key)
	if !registry.Given() {
		return nil
	}
	path = tree.Join(path, key)
	if registry.Kind != tree.Mapping {
		t.problems = append(t.problems, tree.ProblemAt(registry.At, path, "",
			"found %v, expected keys of your choice with an object each", registry.Kind).As(tree.Error, "shape"))
		return nil
	}
	var entries []tree.Field
	for _, f := range registry.Fields {
		switch {
		case !f.Value.Given():
		case f.Value.Kind != tree.Mapping:
			t.problems = append(t.problems, tree.ProblemAt(f.Value.At, tree.Join(path, f.Key), "",
				"found %v, expected keys with values", f.Value.Kind).As(tree.Error, "shape"))
		default:
			value := pruned(f.Value)
			if value == nil {
				value = &tree.Node{Kind: tree.Mapping, At: f.Value.At}
			}
			entries = append(entries, tree.Field{Key: f.Key, At: f.At, Value: value})
		}
	}
	return entries
}

// named returns an object under the name by which all files know it.
func (r *keyedObjects) named(f tree.Field) *tree.Node {
	n := f.Value
	if o := r.find(f.Key); o != nil {
		if name := r.nameOf(o); name != nil {
			n = n.With(tree.Field{Key: "name", At: name.At, Value: name})
		}
	}
	return n
}

// listOf makes a list of objects; nil where there are none.
func listOf(at tree.Position, items []*tree.Node) *tree.Node {
	if len(items) == 0 {
		return nil
	}
	return &tree.Node{Kind: tree.Sequence, At: at, Items: items}
}

func (t *translator) planeList(ophys *tree.Node) *tree.Node {
	var items []*tree.Node
	for _, f := range t.entries(ophys, "Ophys", "ImagingPlanes") {
		path := tree.Join("Ophys.ImagingPlanes", f.Key)
		items = append(items, t.link(t.planes.named(f), path, "device_metadata_key", "device", &t.devices))
	}
	return listOf(ophys.At, items)
}

func (t *translator) segmentation(ophys *tree.Node) *tree.Node {
	var items []*tree.Node
	for _, f := range t.entries(ophys, "Ophys", "PlaneSegmentations") {
		path := tree.Join("Ophys.PlaneSegmentations", f.Key)
		items = append(items, t.link(t.tables.named(f), path, "imaging_plane_metadata_key", "imaging_plane", &t.planes))
	}
	if len(items) == 0 {
		return nil
	}
	list := tree.Field{Key: "plane_segmentations", At: ophys.At, Value: listOf(ophys.At, items)}
	return &tree.Node{Kind: tree.Mapping, At: ophys.At, Fields: []tree.Field{list}}
}

// link replaces a reference by key with one by name. The default object is not
// named: it is the only one.
func (t *translator) link(n *tree.Node, path, key, as string, r *keyedObjects) *tree.Node {
	out, f := n.Without(key)
	if !f.Value.Given() {
		return out
	}
	o := t.target(f, tree.Join(path, key), r)
	if o == nil {
		return out
	}
	if name := r.nameOf(o); name != nil {
		out = out.With(tree.Field{Key: as, At: f.At, Value: &tree.Node{Kind: tree.Scalar, At: f.Value.At, Text: name.Text, Value: name.Value}})
	}
	return out
}

// target finds the object that a reference by key means, or nil.
func (t *translator) target(f tree.Field, path string, r *keyedObjects) *keyedObject {
	o := r.find(f.Value.Text)
	if o == nil {
		t.problems = append(t.problems, tree.ProblemAt(f.Value.At, path, r.known(),
			"%q is not a key of %s", f.Value.Text, r.name).As(tree.Error, "reference"))
	}
	return o
}

// box regroups what is keyed by segmentation, with the segmentation's name in
// place of its key. One alone needs no segmentation of its key.
func (t *translator) box(name, from string, ophys *tree.Node, wanted func(key string) bool) tree.Field {
	entries := t.entries(ophys, "Ophys", from)
	out := &tree.Node{Kind: tree.Mapping}
	for _, e := range entries {
		table := &tree.Node{Kind: tree.Mapping, At: e.At}
		background := &tree.Node{Kind: tree.Mapping, At: e.At}
		key, ok := t.tableOf(e, from, len(entries))
		if !ok {
			continue
		}
		for _, f := range e.Value.Fields {
			switch {
			case !wanted(f.Key):
			case f.Key == "background" && name == "Fluorescence" && !schema.IsBackground(key):
				background.Fields = append(background.Fields, f)
			default:
				table.Fields = append(table.Fields, f)
			}
		}
		for _, part := range []tree.Field{{Key: key, At: e.At, Value: table}, {Key: schema.BackgroundTable, At: e.At, Value: background}} {
			if len(part.Value.Fields) > 0 {
				part.Value = overlay.OnGiven.Lay(nil, out.Child(part.Key), part.Value)
				out, out.At = out.With(part), e.At
			}
		}
	}
	if len(out.Fields) == 0 {
		return tree.Field{}
	}
	return tree.Field{Key: name, At: out.At, Value: out}
}

// tableOf returns the name of the table that an entry of a box belongs to.
func (t *translator) tableOf(e tree.Field, from string, entries int) (name string, ok bool) {
	if len(t.tables.objects) == 0 && entries == 1 {
		return schema.RoiTable, true
	}
	reference := tree.Field{Key: e.Key, At: e.At, Value: &tree.Node{Kind: tree.Scalar, At: e.At, Text: e.Key}}
	o := t.target(reference, tree.Join("Ophys."+from, e.Key), &t.tables)
	if o == nil {
		return "", false
	}
	if name := t.tables.nameOf(o); name != nil {
		return name.Text, true
	}
	return schema.RoiTable, true
}
