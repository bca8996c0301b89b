package build

import (
	"errors"
	"fmt"

	"roi2nwb/internal/metadata"
	"roi2nwb/internal/nwb/plan"
	"roi2nwb/internal/session"
)

// Plane is one segmentation and the names of what is made of it.
type Plane struct {
	// Name ends the names of what metadata cannot name, such as the table of
	// parameters. It is empty where a file has one plane alone, and else unlike
	// that of all others.
	Name         string
	Segmentation *session.Segmentation
	Names        *metadata.Names
}

// Parts are the parts of a file that come from segmentations. They can stand in
// a file of their own or be added to one that exists.
type Parts struct {
	Module  *plan.Group // the processing module "ophys"
	Events  *plan.Group // "/events", nil where no event occurred
	Invalid *plan.Group // "/intervals/invalid_times", nil where all frames are valid
	Tables  []string    // paths of the tables of ROIs, one a plane
	Omitted []plan.Omitted
	Remarks []string
}

// Ophys lays out what comes from segmentations. Its objects have no ids yet.
func Ophys(planes []Plane, meta *metadata.Metadata, o *Options) (*Parts, error) {
	if err := checkPlanes(planes, meta); err != nil {
		return nil, err
	}
	for i := range planes {
		if err := planes[i].Segmentation.Check(); err != nil {
			return nil, err
		}
	}
	parts := &Parts{Module: plan.Core("ophys", "ProcessingModule")}
	parts.Module.Set("description", "Segmentation of the calcium-imaging movie by "+programsOf(planes)+": ROIs, their traces, background and summary images")
	events := &plan.Group{Name: "events"}
	for i := range planes {
		b := &planeBuilder{
			Plane: &planes[i], seg: planes[i].Segmentation, meta: meta, opt: o,
			module: parts.Module, parts: parts, series: map[string]string{},
		}
		for _, part := range []func() error{b.segmentation, b.traces, b.calcium, b.shifts, b.images, b.parameters} {
			if err := part(); err != nil {
				return nil, err
			}
		}
		b.events(events)
		b.omit()
	}
	if len(events.Groups) > 0 {
		parts.Events = events
	}
	parts.Invalid = invalidTimes(planes)
	if twice := repeatedName(parts.Module, OphysPath); twice != "" {
		return nil, fmt.Errorf("two objects are named %q: give each plane names of its own", twice)
	}
	return parts, nil
}

// checkPlanes returns an error where planes share a name, and where nothing says
// which of several imaging planes one of several planes is in.
func checkPlanes(planes []Plane, meta *metadata.Metadata) error {
	if len(planes) == 0 {
		return errors.New("a file needs a segmentation")
	}
	names := map[string]bool{}
	for _, p := range planes {
		if names[p.Name] {
			return fmt.Errorf("two planes are named %q", p.Name)
		}
		names[p.Name] = true
		if table := p.Names.PlaneSegmentation; len(planes) > 1 && len(meta.Planes) > 1 && table.ImagingPlane == "" {
			return fmt.Errorf("metadata names no imaging plane for the table %q, and there are %d", table.Name, len(meta.Planes))
		}
	}
	return nil
}

// planeBuilder adds one plane to the processing module and to the events.
type planeBuilder struct {
	*Plane
	seg    *session.Segmentation
	meta   *metadata.Metadata
	opt    *Options
	module *plan.Group
	parts  *Parts
	series map[string]string // the first series of each region: where its rois stand, by table path
}

// remark appends a sentence for the user, which names the plane where there are
// several.
func (b *planeBuilder) remark(text string) {
	if b.Name != "" {
		text = fmt.Sprintf("plane %q: %s", b.Name, text)
	}
	b.parts.Remarks = append(b.parts.Remarks, text)
}

// own returns the name in this plane of something that metadata cannot name.
func (b *planeBuilder) own(name string) string { return name + b.Name }

// box returns the group of a name and type in the module, which planes share
// where they name it alike.
func (b *planeBuilder) box(name, neurodataType string) *plan.Group {
	for _, g := range b.module.Groups {
		if g.Name == name && plan.AttrValue(g.Attrs, "neurodata_type") == neurodataType {
			return g
		}
	}
	return plan.Core(name, neurodataType)
}

// keep adds a box that holds something to the module, once.
func (b *planeBuilder) keep(box *plan.Group) {
	if (len(box.Groups) > 0 || len(box.Datasets) > 0) && !hasGroup(b.module, box) {
		b.module.Add(box)
	}
}

// hasGroup reports whether child is a group of g.
func hasGroup(g *plan.Group, child *plan.Group) bool {
	for _, have := range g.Groups {
		if have == child {
			return true
		}
	}
	return false
}

// repeatedName returns the path of an object that shares its name with another of
// the same group, "" where there is none. at is g's own path.
func repeatedName(g *plan.Group, at string) string {
	names := map[string]bool{}
	taken := func(name string) bool {
		was := names[name]
		names[name] = true
		return was
	}
	for _, d := range g.Datasets {
		if taken(d.Name) {
			return plan.Join(at, d.Name)
		}
	}
	for _, l := range g.Links {
		if taken(l.Name) {
			return plan.Join(at, l.Name)
		}
	}
	for _, child := range g.Groups {
		if taken(child.Name) {
			return plan.Join(at, child.Name)
		}
		if twice := repeatedName(child, plan.Join(at, child.Name)); twice != "" {
			return twice
		}
	}
	return ""
}

// program names what made the plane's source, with its version where known.
func (b *planeBuilder) program() string { return programOf(b.seg) }

func programOf(seg *session.Segmentation) string {
	if seg.Version == "" {
		return seg.Program
	}
	return seg.Program + " " + seg.Version
}

// programsOf names the programs of all planes, each once.
func programsOf(planes []Plane) string {
	var all string
	named := map[string]bool{}
	for _, p := range planes {
		program := programOf(p.Segmentation)
		if named[program] {
			continue
		}
		named[program] = true
		if all != "" {
			all += " and "
		}
		all += program
	}
	return all
}
