package build

import (
	"cmp"
	"fmt"
	"strings"

	"roi2nwb/internal/chunkio"
	"roi2nwb/internal/metadata"
	"roi2nwb/internal/nwb/plan"
	"roi2nwb/internal/session"
)

// segmentation appends ImageSegmentation with the table of ROIs and, where the
// source has background components, theirs.
func (b *planeBuilder) segmentation() error {
	names := b.Names
	box := b.box(names.Segmentation.Name, "ImageSegmentation")
	at := plan.Join(OphysPath, box.Name)
	rois, err := b.roiTable(plan.Join(at, names.PlaneSegmentation.Name))
	if err != nil {
		return err
	}
	box.Add(rois)
	b.keep(box)
	b.parts.Tables = append(b.parts.Tables, plan.Join(at, rois.Name))
	if bg := b.background(); bg != nil {
		t := newTable("core", "PlaneSegmentation", plan.Join(at, names.BackgroundSegmentation.Name), describe(names.BackgroundSegmentation, bg.Description), bg.Footprints.Len())
		t.column(plan.TextList("roi_name", bg.IDs()), "Name of the background component")
		maskColumns(t, &plan.FootprintSet{Source: bg.Footprints, Field: b.seg.Field, Label: "background component", Wide: true}, b.opt)
		b.onPlane(t, names.BackgroundSegmentation)
		box.Add(t.finish())
	}
	if missed := b.seg.Missed; missed != nil {
		t := newTable("core", "PlaneSegmentation", plan.Join(at, b.own(missedTable)), missed.Description+" ("+missed.Source+")", missed.Footprints.Len())
		t.column(plan.TextList("roi_name", missed.IDs), "Identifier of the cell in the source")
		maskColumns(t, &plan.FootprintSet{Source: missed.Footprints, Field: b.seg.Field, Label: "missed cell"}, b.opt)
		b.onPlane(t, names.PlaneSegmentation)
		box.Add(t.finish())
	}
	return nil
}

// roiReaders is how many footprints of ROIs are read at the same time: some
// sources unpack a whole image for each.
const roiReaders = 2

// missedTable holds cells that were drawn by hand.
const missedTable = "MissedCellsPlaneSegmentation"

// parametersTable holds what the program ran with.
const parametersTable = "SegmentationParameters"

// background returns the background that goes into the file, nil for none.
func (b *planeBuilder) background() *session.Background {
	if b.opt.NoBackground {
		return nil
	}
	return b.seg.Background
}

// describe returns the description that metadata gives an object, or else what
// the source says.
func describe(n metadata.Named, otherwise string) string {
	if n.Description != "" {
		return n.Description
	}
	return otherwise
}

// onPlane links a table to the imaging plane that metadata names for it, else to
// that of the ROIs, else to the first.
func (b *planeBuilder) onPlane(t *table, n metadata.Named) {
	plane := cmp.Or(n.ImagingPlane, b.Names.PlaneSegmentation.ImagingPlane, b.meta.Planes[0].Name)
	t.Links = append(t.Links, plan.Link{Name: "imaging_plane", Target: plan.Join(PlanesPath, plane)})
	t.Add(&plan.Group{Name: "reference_images"})
}

// roiTable is the PlaneSegmentation of the ROIs.
func (b *planeBuilder) roiTable(path string) (*plan.Group, error) {
	seg, n := b.seg, len(b.seg.IDs)
	t := newTable("core", "PlaneSegmentation", path,
		b.ofChosen(describe(b.Names.PlaneSegmentation, "ROIs that "+b.program()+" found, in the order of "+b.order()+b.discarded())), n)
	t.column(plan.TextList("roi_name", seg.IDs), "Identifier of the ROI in the source")
	maskColumns(t, &plan.FootprintSet{Source: seg.Footprints, Field: seg.Field, Label: "ROI", Readers: roiReaders}, b.opt)
	if a := seg.Acceptance; a != nil && !b.opt.NoAcceptance {
		t.bools("is_accepted", a.Accepted, "Whether the ROI passed the evaluation; an ROI that is neither accepted nor rejected was not evaluated")
		t.bools("is_rejected", a.Rejected, "Whether the ROI failed the evaluation; an ROI that is neither accepted nor rejected was not evaluated")
	}
	for _, c := range seg.Columns {
		if err := t.quantity(c, n); err != nil {
			return nil, err
		}
	}
	b.onPlane(t, b.Names.PlaneSegmentation)
	return t.finish(), nil
}

func (t *table) bools(name string, v []bool, description string) {
	t.column(&plan.Dataset{Name: name, Type: plan.BoolType(), Shape: []int{len(v)}, Data: plan.Bytes(plan.BoolBytes(v))}, description)
}

// quantity appends a column of n rows.
func (t *table) quantity(c session.Column, n int) error {
	d := &plan.Dataset{Name: c.Name, Shape: []int{n}}
	have := 0
	switch {
	case c.Floats != nil:
		have = len(c.Floats)
		if c.Width > 1 {
			d.Shape = []int{n, c.Width}
			have /= c.Width
		}
		d.Type = plan.NumberType(chunkio.Float64)
		d.Data = plan.Bytes(plan.Float64Bytes(c.Floats...))
		if c.DType == chunkio.Float32 {
			d.Type = plan.NumberType(chunkio.Float32)
			d.Data = plan.Bytes(plan.Float32Bytes(c.Floats))
		}
	case c.Ints != nil:
		have = len(c.Ints)
		d.Type, d.Data = plan.NumberType(chunkio.Int64), plan.Bytes(plan.Int64Bytes(c.Ints))
	case c.Bools != nil:
		have = len(c.Bools)
		d.Type, d.Data = plan.BoolType(), plan.Bytes(plan.BoolBytes(c.Bools))
	case c.Texts != nil:
		have = len(c.Texts)
		d.Type, d.Data = plan.TextType(), plan.Texts(c.Texts)
	case c.Lists != nil:
		have = len(c.Lists)
		var all plan.Texts
		var ends []int64
		for _, l := range c.Lists {
			all = append(all, l...)
			ends = append(ends, int64(len(all)))
		}
		d.Type, d.Shape, d.Data = plan.TextType(), []int{len(all)}, all
		defer t.index(c.Name, n, plan.Bytes(plan.Int64Bytes(ends)))
	}
	if have != n {
		return fmt.Errorf("column %q has %d rows for %d ROIs", c.Name, have, n)
	}
	t.column(d, strings.TrimSpace(c.Description+" ("+c.Source+")"))
	return nil
}

// parameters appends the table of what the program ran with.
func (b *planeBuilder) parameters() error {
	n := len(b.seg.Parameters)
	if n == 0 {
		return nil
	}
	t := newTable("hdmf-common", "DynamicTable", plan.Join(OphysPath, b.own(parametersTable)), "Parameters that "+b.program()+" ran with", n)
	groups, names, values := make([]string, n), make([]string, n), make([]string, n)
	for i, p := range b.seg.Parameters {
		groups[i], names[i], values[i] = p.Group, p.Name, p.Value
	}
	t.column(plan.TextList("group", groups), "Group of the parameter")
	t.column(plan.TextList("parameter", names), "Name of the parameter")
	t.column(plan.TextList("value", values), "Value of the parameter, as JSON text")
	b.module.Add(t.finish())
	return nil
}
