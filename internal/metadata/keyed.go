package metadata

import (
	"maps"
	"slices"
	"strings"
)

// fromKeyed translates a file in the keyed shape to the list shape, and
// returns any other file as it is. In the keyed shape (neuroconv 0.10 on)
// devices, planes and segmentations are mappings from keys of the user's
// choice, and refer to each other by these keys. Null means "not given". A
// file that mixes the shapes is an error.
func fromKeyed(root *node) (*node, Problems, error) {
	keyed, listed := shapeMarks(root)
	if len(keyed) == 0 {
		return root, nil, nil
	}
	if len(listed) > 0 {
		return nil, nil, Problems{problemAt(keyed[0].at, keyed[0].key, "give all of them as lists, or all with keys",
			"keyed objects (%s) and lists of objects (%s, line %d) do not go together in one file",
			keyed[0].key, listed[0].key, listed[0].at.line)}
	}
	t := translator{}
	return t.root(root), t.problems, nil
}

// shapeMarks returns the keys of root that only the keyed shape has, and those
// that only the list shape has.
func shapeMarks(root *node) (keyed, listed []field) {
	marks := func(n *node, keys ...string) (found []field) {
		for _, key := range keys {
			for _, f := range n.fields {
				if f.key == key && f.value.given() {
					found = append(found, f)
				}
			}
		}
		return found
	}
	if !root.given() {
		return nil, nil
	}
	keyed = marks(root, "Devices", "DeviceModels")
	if ophys := root.child("Ophys"); ophys.given() {
		keyed = append(keyed, marks(ophys, "ImagingPlanes", "PlaneSegmentations", "RoiResponses", "MicroscopySeries")...)
		listed = marks(ophys, "Device", "ImagingPlane", "ImageSegmentation", "Fluorescence", "DfOverF")
	}
	return keyed, listed
}

// translator makes lists of mappings.
type translator struct {
	problems []Problem
}

func (t *translator) root(root *node) *node {
	ophys := root.child("Ophys")
	if !ophys.given() {
		ophys = &node{kind: mapping, at: root.at}
	}
	models, devices := t.entries(root, "DeviceModels"), t.entries(root, "Devices")
	planes, tables := t.entries(ophys, "ImagingPlanes"), t.entries(ophys, "PlaneSegmentations")

	out := &node{kind: mapping, at: ophys.at}
	for _, f := range ophys.fields {
		if !slices.Contains([]string{"ImagingPlanes", "PlaneSegmentations", "RoiResponses", "MicroscopySeries", "SegmentationImages"}, f.key) {
			out.fields = append(out.fields, f)
		}
	}
	out = out.with(objectList("Device", root.at, devices, func(n *node) *node { return t.model(n, models) }))
	out = out.with(objectList("ImagingPlane", ophys.at, planes, func(n *node) *node {
		return t.link(n, "device_metadata_key", "device", "Devices", devices)
	}))
	list := objectList("plane_segmentations", ophys.at, tables, func(n *node) *node {
		return t.link(n, "imaging_plane_metadata_key", "imaging_plane", "ImagingPlanes", planes)
	})
	out = out.with(field{key: "ImageSegmentation", at: list.at,
		value: &node{kind: mapping, at: list.at, fields: []field{list}}})
	responses := t.entries(ophys, "RoiResponses")
	for _, b := range []field{
		t.box("Fluorescence", responses, tables, func(key string) bool { return key != "dff" }),
		t.box("DfOverF", responses, tables, func(key string) bool { return key == "dff" }),
		t.box("SegmentationImages", t.entries(ophys, "SegmentationImages"), tables, func(string) bool { return true }),
	} {
		if len(b.value.fields) > 0 {
			out = out.with(b)
		}
	}

	whole := &node{kind: mapping, at: root.at}
	for _, f := range root.fields {
		if f.key != "Devices" && f.key != "DeviceModels" {
			whole.fields = append(whole.fields, f)
		}
	}
	return whole.with(field{key: "Ophys", at: out.at, value: out})
}

// entries returns the keyed objects under a key, in the order of the file. The
// key names an object that has no name.
func (t *translator) entries(n *node, key string) []field {
	registry := n.child(key)
	if !registry.given() {
		return nil
	}
	if registry.kind != mapping {
		t.problems = append(t.problems, problemAt(registry.at, key, "",
			"found %v, expected keys of your choice with an object each", registry.kind))
		return nil
	}
	var entries []field
	for _, f := range registry.fields {
		switch {
		case !f.value.given():
			continue
		case f.value.kind != mapping:
			t.problems = append(t.problems, problemAt(f.value.at, join(key, f.key), "",
				"found %v, expected keys with values", f.value.kind))
			continue
		}
		entries = append(entries, f)
	}
	return entries
}

// nameOf returns the name of a keyed object, which is its key where it has no
// other.
func nameOf(f field) string {
	if name := f.value.name(); name != "" {
		return name
	}
	return f.key
}

func objectList(key string, at position, entries []field, each func(*node) *node) field {
	list := &node{kind: sequence, at: at}
	for _, e := range entries {
		n := e.value
		name := nameOf(e)
		if n.name() == "" {
			n = n.with(field{key: "name", at: e.at, value: &node{kind: scalar, at: e.at, text: name, value: name}})
		}
		list.items = append(list.items, each(n))
	}
	return field{key: key, at: at, value: list}
}

// without returns n without a key, and the field it had.
func (n *node) without(key string) (*node, field) {
	out, cut := *n, field{}
	out.fields = nil
	for _, f := range n.fields {
		if f.key == key {
			cut = f
			continue
		}
		out.fields = append(out.fields, f)
	}
	return &out, cut
}

// link replaces a reference by key with one by name.
func (t *translator) link(n *node, key, as, registry string, entries []field) *node {
	out, f := n.without(key)
	if !f.value.given() {
		return out
	}
	if target, ok := t.target(f, registry, entries); ok {
		name := nameOf(target)
		out = out.with(field{key: as, at: f.at, value: &node{kind: scalar, at: f.value.at, text: name, value: name}})
	}
	return out
}

// target finds the object that a reference by key means.
func (t *translator) target(f field, registry string, entries []field) (field, bool) {
	known := map[string]bool{}
	for _, e := range entries {
		if e.key == f.value.text {
			return e, true
		}
		known[e.key] = true
	}
	keys := quoted(slices.Sorted(maps.Keys(known)))
	t.problems = append(t.problems, problemAt(f.value.at, f.key, "known: "+strings.Join(keys, ", "),
		"%q is not a key of %s", f.value.text, registry))
	return field{}, false
}

// model moves a device's model into the device; what the device says wins.
func (t *translator) model(n *node, models []field) *node {
	out, f := n.without("device_model_metadata_key")
	if !f.value.given() {
		return out
	}
	model, ok := t.target(f, "DeviceModels", models)
	if !ok {
		return out
	}
	for from, to := range map[string]string{"name": "model_name", "manufacturer": "manufacturer",
		"model_number": "model_number", "description": "model_description"} {
		if v := model.value.child(from); v.given() && !out.child(to).given() {
			out = out.with(field{key: to, at: v.at, value: v})
		}
	}
	return out
}

// box regroups what is keyed by segmentation, with the segmentation's name in
// place of its key. One alone needs no segmentation of its key.
func (t *translator) box(name string, entries, tables []field, wanted func(key string) bool) field {
	out := &node{kind: mapping}
	for _, e := range entries {
		table := &node{kind: mapping, at: e.at}
		for _, f := range e.value.fields {
			if wanted(f.key) {
				table.fields = append(table.fields, f)
			}
		}
		key := roiTable
		if len(tables) > 0 || len(entries) > 1 {
			reference := field{key: e.key, at: e.at, value: &node{kind: scalar, at: e.at, text: e.key}}
			target, ok := t.target(reference, "PlaneSegmentations", tables)
			if !ok {
				continue
			}
			key = nameOf(target)
		}
		if len(table.fields) > 0 {
			out = out.with(field{key: key, at: e.at, value: table})
			out.at = e.at
		}
	}
	return field{key: name, at: out.at, value: out}
}
