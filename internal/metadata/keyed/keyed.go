package keyed

import (
	"slices"
	"strings"

	"roi2nwb/internal/metadata/overlay"
	"roi2nwb/internal/metadata/schema"
	"roi2nwb/internal/metadata/tree"
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
func shapeMarks(root *tree.Node) (keyed, listed []tree.Field) {
	marks := func(n *tree.Node, keys ...string) (found []tree.Field) {
		for _, key := range keys {
			for _, f := range n.Fields {
				if f.Key == key && f.Value.Given() {
					found = append(found, f)
				}
			}
		}
		return found
	}
	if !root.Given() {
		return nil, nil
	}
	keyed = marks(root, "Devices", "DeviceModels")
	if ophys := root.Child("Ophys"); ophys.Given() {
		keyed = append(keyed, marks(ophys, "ImagingPlanes", "PlaneSegmentations", "RoiResponses", "MicroscopySeries")...)
		listed = marks(ophys, "Device", "ImagingPlane", "ImageSegmentation", "Fluorescence", "DfOverF")
		for _, f := range marks(ophys, "SegmentationImages") {
			if f.Value.Child("name").Given() || f.Value.Child("description").Given() {
				listed = append(listed, f)
			}
		}
	}
	return keyed, listed
}

// IsKeyed reports whether a file is in the keyed shape.
func IsKeyed(root *tree.Node) bool {
	keyed, _ := shapeMarks(root)
	return len(keyed) > 0
}

// OneShape refuses a file that mixes the shapes. A list of Devices at the top,
// which is older than either, is moved to where it belongs in the file's shape.
func OneShape(root *tree.Node) (*tree.Node, error) {
	if devices := root.Child("Devices"); devices.Given() && devices.Kind == tree.Sequence {
		root = oldDevices(root, devices)
	}
	keyed, listed := shapeMarks(root)
	if len(keyed) == 0 || len(listed) == 0 {
		return root, nil
	}
	return nil, tree.Problems{tree.ProblemAt(keyed[0].At, keyed[0].Key, "give all of them as lists, or all with keys",
		"keyed objects (%s) and lists of objects (%s, line %d) do not go together in one file",
		keyed[0].Key, listed[0].Key, listed[0].At.Line).As(tree.Error, "mixed-shapes")}
}

// oldDevices moves a list of devices to Ophys.Device, or in a file that is
// keyed otherwise under their names as keys.
func oldDevices(root, devices *tree.Node) *tree.Node {
	rest, f := root.Without("Devices")
	if !IsKeyed(rest) {
		ophys := rest.Child("Ophys")
		if !ophys.Given() {
			ophys = &tree.Node{Kind: tree.Mapping, At: f.At}
		}
		if own := ophys.Child("Device"); own.Given() {
			devices = overlay.OnGiven.Lay(schema.Known().Key("Ophys").Key("Device"), devices, own)
		}
		ophys = ophys.With(tree.Field{Key: "Device", At: f.At, Value: devices})
		return rest.With(tree.Field{Key: "Ophys", At: ophys.At, Value: ophys})
	}
	named := &tree.Node{Kind: tree.Mapping, At: devices.At}
	for _, item := range devices.Items {
		if name := item.Name(); name != "" {
			named = named.With(tree.Field{Key: name, At: item.At, Value: item})
		}
	}
	return rest.With(tree.Field{Key: f.Key, At: f.At, Value: named})
}

// pruned returns n without its null leaves, nil where nothing is left.
func pruned(n *tree.Node) *tree.Node {
	if !n.Given() || n.Kind == tree.Scalar && n.Text == "" {
		return nil
	}
	if n.Kind == tree.Scalar {
		return n
	}
	out := &tree.Node{Kind: n.Kind, At: n.At}
	for _, f := range n.Fields {
		if f.Value = pruned(f.Value); f.Value != nil {
			out.Fields = append(out.Fields, f)
		}
	}
	for _, item := range n.Items {
		if item = pruned(item); item != nil {
			out.Items = append(out.Items, item)
		}
	}
	if len(out.Fields)+len(out.Items) == 0 {
		return nil
	}
	return out
}

// keyedObject is what all keyed files together say of one object.
type keyedObject struct {
	key  string
	at   tree.Position // of its key, where it is first
	name *tree.Node    // nil where no file gives one
	link string        // the key of the model, of a device
	kind string        // the class in NWB, of a device; "" for the plain one
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
func (r *keyedObjects) nameOf(o *keyedObject) *tree.Node {
	if o.name != nil || len(r.objects) < 2 {
		return o.name
	}
	return &tree.Node{Kind: tree.Scalar, At: o.at, Text: o.key, Value: o.key}
}

// collect takes up the objects that a file has under a key.
func (r *keyedObjects) collect(n *tree.Node) {
	for _, f := range entriesOf(n.Child(r.name)) {
		o := r.find(f.Key)
		if o == nil {
			o = &keyedObject{key: f.Key, at: f.At}
			r.objects = append(r.objects, o)
		}
		if name := f.Value.Child("name"); name.Given() && name.Kind == tree.Scalar && name.Text != "" {
			o.name = name
		}
		if link := f.Value.Child("device_model_metadata_key"); link.Given() {
			o.link = link.Text
		}
		if kind := f.Value.Child("type"); kind.Given() {
			o.kind = kind.Text
		}
	}
}

// entriesOf returns the keyed objects of a registry that are given.
func entriesOf(n *tree.Node) []tree.Field {
	if !n.Given() || n.Kind != tree.Mapping {
		return nil
	}
	var entries []tree.Field
	for _, f := range n.Fields {
		if f.Value.Given() && f.Value.Kind == tree.Mapping {
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
	return "known: " + strings.Join(tree.Quoted(keys), ", ")
}
