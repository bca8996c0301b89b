package metadata

import "slices"

// settled returns the merged tree with the references of templates as Resolve
// follows them: what no user said, and names nothing, means the only object
// there is. Where there are more of them it is left out.
func (d *Document) settled() *node {
	ophys := d.root.child("Ophys")
	if ophys == nil {
		return d.root
	}
	planes := follow(ophys.child("ImagingPlane"), "device", ophys.child("Device"))
	if planes != nil {
		ophys = ophys.with(field{key: "ImagingPlane", at: planes.at, value: planes})
	}
	if box := ophys.child("ImageSegmentation"); box != nil {
		if tables := follow(box.child("plane_segmentations"), "imaging_plane", planes); tables != nil {
			box = box.with(field{key: "plane_segmentations", at: tables.at, value: tables})
			ophys = ophys.with(field{key: "ImageSegmentation", at: box.at, value: box})
		}
	}
	return d.root.with(field{key: "Ophys", at: ophys.at, value: ophys})
}

// follow returns objects with what their key refers to, by name, among targets;
// nil for no objects.
func follow(objects *node, key string, targets *node) *node {
	if objects == nil {
		return nil
	}
	var known []string
	if targets != nil {
		for _, target := range targets.items {
			if name := target.name(); name != "" {
				known = append(known, name)
			}
		}
	}
	out := *objects
	out.items = slices.Clone(objects.items)
	for i, item := range out.items {
		reference := item.child(key)
		if !reference.given() || !reference.at.template || slices.Contains(known, reference.text) {
			continue
		}
		settled := &node{kind: null, at: reference.at}
		if len(known) == 1 {
			settled = &node{kind: scalar, at: reference.at, text: known[0], value: known[0]}
		}
		out.items[i] = item.with(field{key: key, at: reference.at, value: settled})
	}
	return &out
}
