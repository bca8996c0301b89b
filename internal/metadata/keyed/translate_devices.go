package keyed

import (
	"slices"

	"roi2nwb/internal/metadata/schema"
	"roi2nwb/internal/metadata/tree"
)

// deviceList makes the list of the devices of a file, each with what the file
// says of its model. What the device says itself wins.
func (t *translator) deviceList(root *tree.Node) *tree.Node {
	own := t.entries(root, "", "Devices")
	models := t.entries(root, "", "DeviceModels")
	t.checkModels(models)
	var items []*tree.Node
	for _, f := range own {
		path := tree.Join("Devices", f.Key)
		if t.dropped[f.Key] {
			t.problems = append(t.problems, tree.ProblemAt(f.At, path, "",
				"is not used: no imaging plane names it").As(tree.Warning, "unused"))
			continue
		}
		n, link := f.Value.Without("device_model_metadata_key")
		f.Value = n
		n = t.devices.named(f)
		if link.Value.Given() {
			t.target(link, tree.Join(path, link.Key), &t.models)
		}
		if o := t.devices.find(f.Key); o != nil {
			n = withModel(n, o.link, models)
		}
		items = append(items, n)
	}
	for _, o := range t.devices.objects { // devices of other files, whose models are in this one
		f := tree.Field{Key: o.key, At: root.At, Value: &tree.Node{Kind: tree.Mapping, At: root.At}}
		if slices.ContainsFunc(own, func(f tree.Field) bool { return f.Key == o.key }) || o.link == "" {
			continue
		}
		if n := withModel(f.Value, o.link, models); len(n.Fields) > 0 {
			f.Value = n
			items = append(items, t.devices.named(f))
		}
	}
	return listOf(root.At, items)
}

// withModel adds to a device what its model says.
func withModel(device *tree.Node, link string, models []tree.Field) *tree.Node {
	i := slices.IndexFunc(models, func(f tree.Field) bool { return f.Key == link })
	if i < 0 {
		return device
	}
	for _, key := range [][2]string{{"name", "model_name"}, {"manufacturer", "manufacturer"},
		{"model_number", "model_number"}, {"description", "model_description"}} {
		if v := models[i].Value.Child(key[0]); v.Given() && !device.Child(key[1]).Given() {
			device = device.With(tree.Field{Key: key[1], At: v.At, Value: v})
		}
	}
	return device
}

// checkModels finds slips in the keys of models, and models that no device has.
func (t *translator) checkModels(models []tree.Field) {
	known := schema.Section(schema.Object, "", schema.Entry{Key: "name"}, schema.Entry{Key: "manufacturer"}, schema.Entry{Key: "model_number"}, schema.Entry{Key: "description"})
	for _, f := range models {
		path := tree.Join("DeviceModels", f.Key)
		if !slices.ContainsFunc(t.devices.objects, func(o *keyedObject) bool { return o.link == f.Key }) {
			slip := slices.ContainsFunc(t.devices.objects, func(o *keyedObject) bool { return o.link != "" && t.models.find(o.link) == nil })
			if len(f.Value.Fields) > 0 && !slip {
				t.problems = append(t.problems, tree.ProblemAt(f.At, path, "", "is not used: no device names it").As(tree.Warning, "unused"))
			}
			continue
		}
		if f.Value.Child("type").Given() { // of another class, with fields of its own
			continue
		}
		_, unfit := schema.Check(f.Value, known, path)
		t.problems = append(t.problems, unfit...)
	}
}
