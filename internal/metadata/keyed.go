package metadata

import (
	"slices"
	"strings"
)

// In the keyed shape (neuroconv 0.10 on) devices, planes and segmentations are
// mappings from keys of the user's choice, and refer to each other by these
// keys. A null leaf means "not given": such files are templates with blanks, so
// a blank takes nothing away from what is known below.

// registries are the mappings of the keyed shape: the two at the top, and those
// of Ophys.
func registries() (top, ophys []string) {
	return []string{"DeviceModels", "Devices"}, []string{"ImagingPlanes", "PlaneSegmentations", "RoiResponses", "SegmentationImages"}
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
		for _, f := range marks(ophys, "SegmentationImages") {
			if f.value.child("name").given() || f.value.child("description").given() {
				listed = append(listed, f)
			}
		}
	}
	return keyed, listed
}

// isKeyed tells whether a file is in the keyed shape.
func isKeyed(root *node) bool {
	keyed, _ := shapeMarks(root)
	return len(keyed) > 0
}

// oneShape refuses a file that mixes the shapes. A list of Devices at the top,
// which is older than either, is moved to where it belongs in the file's shape.
func oneShape(root *node) (*node, error) {
	if devices := root.child("Devices"); devices.given() && devices.kind == sequence {
		root = oldDevices(root, devices)
	}
	keyed, listed := shapeMarks(root)
	if len(keyed) == 0 || len(listed) == 0 {
		return root, nil
	}
	return nil, Problems{problemAt(keyed[0].at, keyed[0].key, "give all of them as lists, or all with keys",
		"keyed objects (%s) and lists of objects (%s, line %d) do not go together in one file",
		keyed[0].key, listed[0].key, listed[0].at.line).as(Error, "mixed-shapes")}
}

// oldDevices moves a list of devices to Ophys.Device, or in a file that is
// keyed otherwise under their names as keys.
func oldDevices(root, devices *node) *node {
	rest, f := root.without("Devices")
	if !isKeyed(rest) {
		ophys := rest.child("Ophys")
		if !ophys.given() {
			ophys = &node{kind: mapping, at: f.at}
		}
		if own := ophys.child("Device"); own.given() {
			devices = onGiven.lay(knownKeys().at("Ophys").at("Device"), devices, own)
		}
		ophys = ophys.with(field{key: "Device", at: f.at, value: devices})
		return rest.with(field{key: "Ophys", at: ophys.at, value: ophys})
	}
	named := &node{kind: mapping, at: devices.at}
	for _, item := range devices.items {
		if name := item.name(); name != "" {
			named = named.with(field{key: name, at: item.at, value: item})
		}
	}
	return rest.with(field{key: f.key, at: f.at, value: named})
}

// pruned returns n without its null leaves, nil where nothing is left.
func pruned(n *node) *node {
	if !n.given() || n.kind == scalar && n.text == "" {
		return nil
	}
	if n.kind == scalar {
		return n
	}
	out := &node{kind: n.kind, at: n.at}
	for _, f := range n.fields {
		if f.value = pruned(f.value); f.value != nil {
			out.fields = append(out.fields, f)
		}
	}
	for _, item := range n.items {
		if item = pruned(item); item != nil {
			out.items = append(out.items, item)
		}
	}
	if len(out.fields)+len(out.items) == 0 {
		return nil
	}
	return out
}

// keyedObject is what all keyed files together say of one object.
type keyedObject struct {
	key  string
	at   position // of its key, where it is first
	name *node    // nil where no file gives one
	link string   // the key of the model, of a device
	kind string   // the class in NWB, of a device; "" for the plain one
}

// keyedObjects is the objects of one kind, over all keyed files.
type keyedObjects struct {
	name    string
	objects []*keyedObject
}

// find returns the object of a key, or nil.
func (r *keyedObjects) find(key string) *keyedObject {
	i := slices.IndexFunc(r.objects, func(o *keyedObject) bool { return o.key == key })
	if i < 0 {
		return nil
	}
	return r.objects[i]
}

// nameOf returns the name of an object: its own, or else its key. An object that
// is alone and has none of its own is the default one, whatever that is called.
func (r *keyedObjects) nameOf(o *keyedObject) *node {
	if o.name != nil || len(r.objects) < 2 {
		return o.name
	}
	return &node{kind: scalar, at: o.at, text: o.key, value: o.key}
}

// collect takes up the objects that a file has under a key.
func (r *keyedObjects) collect(n *node) {
	for _, f := range entriesOf(n.child(r.name)) {
		o := r.find(f.key)
		if o == nil {
			o = &keyedObject{key: f.key, at: f.at}
			r.objects = append(r.objects, o)
		}
		if name := f.value.child("name"); name.given() && name.kind == scalar && name.text != "" {
			o.name = name
		}
		if link := f.value.child("device_model_metadata_key"); link.given() {
			o.link = link.text
		}
		if kind := f.value.child("type"); kind.given() {
			o.kind = kind.text
		}
	}
}

// entriesOf returns the keyed objects of a registry that are given.
func entriesOf(n *node) []field {
	if !n.given() || n.kind != mapping {
		return nil
	}
	var entries []field
	for _, f := range n.fields {
		if f.value.given() && f.value.kind == mapping {
			entries = append(entries, f)
		}
	}
	return entries
}

// known lists the keys, for messages.
func (r *keyedObjects) known() string {
	keys := make([]string, len(r.objects))
	for i, o := range r.objects {
		keys[i] = o.key
	}
	slices.Sort(keys)
	return "known: " + strings.Join(quoted(keys), ", ")
}
