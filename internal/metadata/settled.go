package metadata

import (
	"slices"

	"roi2nwb/internal/metadata/tree"
)

// settled returns the merged tree with the references of templates as Resolve
// follows them: what no user said, and names nothing, means the only object
// there is. Where there are more of them it is left out.
func (d *Document) settled() *tree.Node {
	ophys := d.root.Child("Ophys")
	if ophys == nil {
		return d.root
	}
	planes := follow(ophys.Child("ImagingPlane"), "device", ophys.Child("Device"))
	if planes != nil {
		ophys = ophys.With(tree.Field{Key: "ImagingPlane", At: planes.At, Value: planes})
	}
	if box := ophys.Child("ImageSegmentation"); box != nil {
		if tables := follow(box.Child("plane_segmentations"), "imaging_plane", planes); tables != nil {
			box = box.With(tree.Field{Key: "plane_segmentations", At: tables.At, Value: tables})
			ophys = ophys.With(tree.Field{Key: "ImageSegmentation", At: box.At, Value: box})
		}
	}
	return d.root.With(tree.Field{Key: "Ophys", At: ophys.At, Value: ophys})
}

// follow returns objects with what their key refers to, by name, among targets;
// nil for no objects.
func follow(objects *tree.Node, key string, targets *tree.Node) *tree.Node {
	if objects == nil {
		return nil
	}
	var known []string
	if targets != nil {
		for _, target := range targets.Items {
			if name := target.Name(); name != "" {
				known = append(known, name)
			}
		}
	}
	out := *objects
	out.Items = slices.Clone(objects.Items)
	for i, item := range out.Items {
		reference := item.Child(key)
		if !reference.Given() || !reference.At.Template || slices.Contains(known, reference.Text) {
			continue
		}
		settled := &tree.Node{Kind: tree.Null, At: reference.At}
		if len(known) == 1 {
			settled = &tree.Node{Kind: tree.Scalar, At: reference.At, Text: known[0], Value: known[0]}
		}
		out.Items[i] = item.With(tree.Field{Key: key, At: reference.At, Value: settled})
	}
	return &out
}
