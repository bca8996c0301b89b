package metadata

import (
	"slices"
	"strings"
)

// translate returns trees in the keyed shape in the list shape, and the problems
// of each. Keys mean the same object in all of the trees, so they are translated
// together.
func translate(keyed []*node) (listed []*node, problems []Problems) {
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
	problems                        Problems
}

func (t *translator) collect(root *node) {
	ophys := root.child("Ophys")
	t.models.collect(root)
	t.devices.collect(root)
	t.planes.collect(ophys)
	t.tables.collect(ophys)
	for _, f := range entriesOf(ophys.child("ImagingPlanes")) {
		if link := f.value.child("device_metadata_key"); link.given() {
			t.imaged[link.text] = true
		}
	}
	for _, f := range root.fields {
		if f.key != "Ophys" {
			deviceLinks(f.value, t.elsewhere)
		}
	}
	if ophys.given() {
		for _, f := range ophys.fields {
			if f.key != "ImagingPlanes" {
				deviceLinks(f.value, t.elsewhere)
			}
		}
	}
}

// deviceLinks takes up the devices that anything in n names.
func deviceLinks(n *node, keys map[string]bool) {
	if !n.given() {
		return
	}
	for _, f := range n.fields {
		if strings.HasSuffix(f.key, "device_metadata_key") && f.value.given() {
			keys[f.value.text] = true
		}
		deviceLinks(f.value, keys)
	}
	for _, item := range n.items {
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

func (t *translator) root(root *node) *node {
	ophys := root.child("Ophys")
	if !ophys.given() {
		ophys = &node{kind: mapping, at: root.at}
	}
	top, below := registries()
	out := &node{kind: mapping, at: ophys.at}
	for _, f := range ophys.fields {
		if !slices.Contains(below, f.key) {
			out.fields = append(out.fields, f)
		}
	}
	for _, f := range []field{
		{"Device", root.at, t.deviceList(root)},
		{"ImagingPlane", ophys.at, t.planeList(ophys)},
		{"ImageSegmentation", ophys.at, t.segmentation(ophys)},
		t.box("Fluorescence", "RoiResponses", ophys, func(key string) bool { return key != "dff" }),
		t.box("DfOverF", "RoiResponses", ophys, func(key string) bool { return key == "dff" }),
		t.box("SegmentationImages", "SegmentationImages", ophys, func(string) bool { return true }),
	} {
		if f.value != nil {
			out = out.with(f)
		}
	}
	whole := &node{kind: mapping, at: root.at}
	for _, f := range root.fields {
		if !slices.Contains(top, f.key) {
			whole.fields = append(whole.fields, f)
		}
	}
	return whole.with(field{key: "Ophys", at: out.at, value: out})
}

// entries returns the keyed objects under a key, in the order of the file,
// without their blanks.
func (t *translator) entries(n *node, path, key string) []field {
	registry := n.child(key)
	if !registry.given() {
		return nil
	}
	path = join(path, key)
	if registry.kind != mapping {
		t.problems = append(t.problems, problemAt(registry.at, path, "",
			"found %v, expected keys of your choice with an object each", registry.kind).as(Error, "shape"))
		return nil
	}
	var entries []field
	for _, f := range registry.fields {
		switch {
		case !f.value.given():
		case f.value.kind != mapping:
			t.problems = append(t.problems, problemAt(f.value.at, join(path, f.key), "",
				"found %v, expected keys with values", f.value.kind).as(Error, "shape"))
		default:
			value := pruned(f.value)
			if value == nil {
				value = &node{kind: mapping, at: f.value.at}
			}
			entries = append(entries, field{key: f.key, at: f.at, value: value})
		}
	}
	return entries
}

// named returns an object under the name by which all files know it.
func (r *keyedObjects) named(f field) *node {
	n := f.value
	if o := r.find(f.key); o != nil {
		if name := r.nameOf(o); name != nil {
			n = n.with(field{key: "name", at: name.at, value: name})
		}
	}
	return n
}

// listOf makes a list of objects; nil where there are none.
func listOf(at position, items []*node) *node {
	if len(items) == 0 {
		return nil
	}
	return &node{kind: sequence, at: at, items: items}
}

func (t *translator) planeList(ophys *node) *node {
	var items []*node
	for _, f := range t.entries(ophys, "Ophys", "ImagingPlanes") {
		path := join("Ophys.ImagingPlanes", f.key)
		items = append(items, t.link(t.planes.named(f), path, "device_metadata_key", "device", &t.devices))
	}
	return listOf(ophys.at, items)
}

func (t *translator) segmentation(ophys *node) *node {
	var items []*node
	for _, f := range t.entries(ophys, "Ophys", "PlaneSegmentations") {
		path := join("Ophys.PlaneSegmentations", f.key)
		items = append(items, t.link(t.tables.named(f), path, "imaging_plane_metadata_key", "imaging_plane", &t.planes))
	}
	if len(items) == 0 {
		return nil
	}
	list := field{key: "plane_segmentations", at: ophys.at, value: listOf(ophys.at, items)}
	return &node{kind: mapping, at: ophys.at, fields: []field{list}}
}

// link replaces a reference by key with one by name. The default object is not
// named: it is the only one.
func (t *translator) link(n *node, path, key, as string, r *keyedObjects) *node {
	out, f := n.without(key)
	if !f.value.given() {
		return out
	}
	o := t.target(f, join(path, key), r)
	if o == nil {
		return out
	}
	if name := r.nameOf(o); name != nil {
		out = out.with(field{key: as, at: f.at, value: &node{kind: scalar, at: f.value.at, text: name.text, value: name.value}})
	}
	return out
}

// target finds the object that a reference by key means, or nil.
func (t *translator) target(f field, path string, r *keyedObjects) *keyedObject {
	o := r.find(f.value.text)
	if o == nil {
		t.problems = append(t.problems, problemAt(f.value.at, path, r.known(),
			"%q is not a key of %s", f.value.text, r.name).as(Error, "reference"))
	}
	return o
}

// box regroups what is keyed by segmentation, with the segmentation's name in
// place of its key. One alone needs no segmentation of its key.
func (t *translator) box(name, from string, ophys *node, wanted func(key string) bool) field {
	entries := t.entries(ophys, "Ophys", from)
	out := &node{kind: mapping}
	for _, e := range entries {
		table := &node{kind: mapping, at: e.at}
		background := &node{kind: mapping, at: e.at}
		key, ok := t.tableOf(e, from, len(entries))
		if !ok {
			continue
		}
		for _, f := range e.value.fields {
			switch {
			case !wanted(f.key):
			case f.key == "background" && name == "Fluorescence" && !isBackground(key):
				background.fields = append(background.fields, f)
			default:
				table.fields = append(table.fields, f)
			}
		}
		for _, part := range []field{{key, e.at, table}, {backgroundTable, e.at, background}} {
			if len(part.value.fields) > 0 {
				part.value = onGiven.lay(nil, out.child(part.key), part.value)
				out, out.at = out.with(part), e.at
			}
		}
	}
	if len(out.fields) == 0 {
		return field{}
	}
	return field{key: name, at: out.at, value: out}
}

// tableOf returns the name of the table that an entry of a box belongs to.
func (t *translator) tableOf(e field, from string, entries int) (name string, ok bool) {
	if len(t.tables.objects) == 0 && entries == 1 {
		return roiTable, true
	}
	reference := field{key: e.key, at: e.at, value: &node{kind: scalar, at: e.at, text: e.key}}
	o := t.target(reference, join("Ophys."+from, e.key), &t.tables)
	if o == nil {
		return "", false
	}
	if name := t.tables.nameOf(o); name != nil {
		return name.text, true
	}
	return roiTable, true
}
