package metadata

import (
	"slices"
	"strings"

	"roi2nwb/internal/metadata/schema"
	"roi2nwb/internal/metadata/tree"
)

// objectNames reads what the ophys objects are called.
func (r *resolver) objectNames(ophys view) {
	n := &r.m.Names
	n.Traces, n.Images = map[string]Named{}, map[string]Named{}
	box := unique{}
	named := func(v view) Named {
		out := Named{Name: r.objectName(v), Description: r.described(v.get("description"))}
		box.add(r, out.Name, v)
		return out
	}
	fluorescence, dff, images := ophys.get("Fluorescence"), ophys.get("DfOverF"), ophys.get("SegmentationImages")
	n.Segmentation = named(ophys.get("ImageSegmentation"))
	n.Fluorescence = named(fluorescence)
	n.DfOverF = named(dff)
	n.ImagesBox = named(images)
	r.tables(ophys.get("ImageSegmentation").get("plane_segmentations"), ophys.get("ImagingPlane").at())

	series := unique{}
	background := fluorescence.get(schema.BackgroundTable).get("background")
	r.traces(fluorescence.get(schema.RoiTable), n.Traces, series)
	if misplaced := fluorescence.get(schema.RoiTable).get("background"); misplaced.given() {
		r.warn("misplaced-background", misplaced, "it belongs under Ophys.Fluorescence."+schema.BackgroundTable, "background has a table of its own; this is not used")
	}
	n.Traces["background"] = r.series(background)
	series.add(r, n.Traces["background"].Name, background)
	r.traces(dff.get(schema.RoiTable), n.Traces, unique{})

	pictures := unique{}
	for _, v := range images.get(schema.RoiTable).each() {
		image := Named{Name: r.objectName(v), Description: r.described(v.get("description"))}
		pictures.add(r, image.Name, v)
		n.Images[v.last] = image
	}
}

// tables reads the two plane segmentations, which merging has put in order.
// Their planes are listed at planesAt.
func (r *resolver) tables(v view, planesAt tree.Position) {
	planes := make([]string, len(r.m.Planes))
	for i, p := range r.m.Planes {
		planes[i] = p.Name
	}
	taken := unique{}
	for i, into := range []*Named{&r.m.Names.PlaneSegmentation, &r.m.Names.BackgroundSegmentation} {
		items := v.items()
		if i >= len(items) {
			r.problem("no-object", v, "", "there is no plane segmentation %q", [...]string{schema.RoiTable, schema.BackgroundTable}[i])
			continue
		}
		plane := items[i].get("imaging_plane")
		*into = Named{Name: r.objectName(items[i]), Description: r.described(items[i].get("description"))}
		if i > 0 && (!plane.given() || plane.node.At.Template) {
			into.ImagingPlane = r.m.Names.PlaneSegmentation.ImagingPlane // background is of the same plane
		} else {
			into.ImagingPlane = r.reference(plane, "imaging plane", planes, planesAt)
		}
		taken.add(r, into.Name, items[i])
	}
}

// traces reads the series of one table, but for background.
func (r *resolver) traces(table view, into map[string]Named, taken unique) {
	for _, v := range table.each() {
		if v.last == "background" {
			continue
		}
		into[v.last] = r.series(v)
		taken.add(r, into[v.last].Name, v)
	}
}

func (r *resolver) series(v view) Named {
	return Named{Name: r.objectName(v), Description: r.described(v.get("description")), Unit: r.text(v.get("unit"))}
}

// each returns the objects of a mapping that are given, in order of their keys.
func (v view) each() []view {
	if !v.given() {
		return nil
	}
	var views []view
	for _, f := range v.node.Fields {
		if f.Value.Given() {
			views = append(views, v.get(f.Key))
		}
	}
	slices.SortFunc(views, func(a, b view) int { return strings.Compare(a.path, b.path) })
	return views
}
