package metadata

import "slices"

// deviceList makes the list of the devices of a file, each with what the file
// says of its model. What the device says itself wins.
func (t *translator) deviceList(root *node) *node {
	own := t.entries(root, "", "Devices")
	models := t.entries(root, "", "DeviceModels")
	t.checkModels(models)
	var items []*node
	for _, f := range own {
		path := join("Devices", f.key)
		if t.dropped[f.key] {
			t.problems = append(t.problems, problemAt(f.at, path, "",
				"is not used: no imaging plane names it").as(Warning, "unused"))
			continue
		}
		n, link := f.value.without("device_model_metadata_key")
		f.value = n
		n = t.devices.named(f)
		if link.value.given() {
			t.target(link, join(path, link.key), &t.models)
		}
		if o := t.devices.find(f.key); o != nil {
			n = withModel(n, o.link, models)
		}
		items = append(items, n)
	}
	for _, o := range t.devices.objects { // devices of other files, whose models are in this one
		f := field{key: o.key, at: root.at, value: &node{kind: mapping, at: root.at}}
		if slices.ContainsFunc(own, func(f field) bool { return f.key == o.key }) || o.link == "" {
			continue
		}
		if n := withModel(f.value, o.link, models); len(n.fields) > 0 {
			f.value = n
			items = append(items, t.devices.named(f))
		}
	}
	return listOf(root.at, items)
}

// withModel adds to a device what its model says.
func withModel(device *node, link string, models []field) *node {
	i := slices.IndexFunc(models, func(f field) bool { return f.key == link })
	if i < 0 {
		return device
	}
	for _, key := range [][2]string{{"name", "model_name"}, {"manufacturer", "manufacturer"},
		{"model_number", "model_number"}, {"description", "model_description"}} {
		if v := models[i].value.child(key[0]); v.given() && !device.child(key[1]).given() {
			device = device.with(field{key: key[1], at: v.at, value: v})
		}
	}
	return device
}

// checkModels finds slips in the keys of models, and models that no device has.
func (t *translator) checkModels(models []field) {
	known := section(object, "", entry{key: "name"}, entry{key: "manufacturer"}, entry{key: "model_number"}, entry{key: "description"})
	for _, f := range models {
		path := join("DeviceModels", f.key)
		if !slices.ContainsFunc(t.devices.objects, func(o *keyedObject) bool { return o.link == f.key }) {
			slip := slices.ContainsFunc(t.devices.objects, func(o *keyedObject) bool { return o.link != "" && t.models.find(o.link) == nil })
			if len(f.value.fields) > 0 && !slip {
				t.problems = append(t.problems, problemAt(f.at, path, "", "is not used: no device names it").as(Warning, "unused"))
			}
			continue
		}
		if f.value.child("type").given() { // of another class, with fields of its own
			continue
		}
		_, unfit := check(f.value, known, path)
		t.problems = append(t.problems, unfit...)
	}
}
