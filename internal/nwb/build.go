package nwb

import (
	"fmt"
	"math"
	"path/filepath"
	"time"

	"roi2nwb/internal/extract"
	"roi2nwb/internal/metadata"
	"roi2nwb/internal/nwb/spec"
)

// The NWB version that files are written for.
const nwbVersion = "2.11.0"

// OphysPath is the processing module that holds all that was found.
const OphysPath = "/processing/ophys"

// Where objects stand that others point at.
const (
	devicesPath      = "/general/devices"
	modelsPath       = "/general/devices/models"
	planesPath       = "/general/optophysiology"
	specificationsAt = "/specifications"
)

// builder holds what all parts of a plan need.
type builder struct {
	seg    *extract.Segmentation
	meta   *metadata.Metadata
	opt    *Options
	plan   *Plan
	series map[string]string // the first series of each region: where its rois stand, by table path
}

// Build lays an NWB file out. It reads nothing of the source but what is in
// memory already; arrays and footprints are read when the plan is written, so
// seg must stay open until then.
func Build(seg *extract.Segmentation, meta *metadata.Metadata, o *Options) (*Plan, error) {
	b := &builder{seg: seg, meta: meta, opt: o, series: map[string]string{}}
	b.plan = &Plan{Root: &Group{Attrs: typed("core", "NWBFile")}, ROIs: len(seg.IDs), Frames: seg.Frames}
	root := b.plan.Root
	root.set("nwb_version", nwbVersion)
	root.set(".specloc", Reference(specificationsAt))
	identifier := text("identifier", meta.File.Identifier)
	root.put(identifier)
	root.put(text("session_description", meta.File.SessionDescription))
	start := isoTime(meta.File.SessionStart)
	root.put(date("session_start_time", start))
	root.put(date("timestamps_reference_time", start))
	created := date("file_create_date", isoTime(o.Created))
	created.Shape = []int{1}
	root.put(created)
	root.add(&Group{Name: "acquisition"})
	root.add(&Group{Name: "analysis"})
	stimulus := root.add(&Group{Name: "stimulus"})
	stimulus.add(&Group{Name: "presentation"})
	stimulus.add(&Group{Name: "templates"})
	root.add(b.general())
	ophys, err := b.ophys()
	if err != nil {
		return nil, err
	}
	root.add(&Group{Name: "processing"}).add(ophys)
	b.events(root)
	specs, err := specifications()
	if err != nil {
		return nil, err
	}
	root.add(specs)
	if meta.File.Identifier != "" {
		identifier = nil
	}
	return b.plan, identify(b.plan, identifier, o.Seed)
}

// isoTime writes a time as pynwb does: ISO 8601 with microseconds and zone.
func isoTime(t time.Time) string { return t.Format("2006-01-02T15:04:05.000000-07:00") }

// specifications caches the schema in the file, as the NWB standard asks.
func specifications() (*Group, error) {
	namespaces, err := spec.Namespaces()
	if err != nil {
		return nil, err
	}
	all := &Group{Name: "specifications"}
	for _, ns := range namespaces {
		version := all.add(&Group{Name: ns.Name}).add(&Group{Name: ns.Version})
		for _, doc := range ns.Documents {
			version.put(text(doc.Name, doc.JSON))
		}
	}
	return all, nil
}

// ophys is the processing module with all that the segmentation found.
func (b *builder) ophys() (*Group, error) {
	module := core("ophys", "ProcessingModule")
	module.set("description", "Segmentation of the calcium-imaging movie by "+b.program()+": ROIs, their traces, background and summary images")
	if err := b.segmentation(module); err != nil {
		return nil, err
	}
	if err := b.traces(module); err != nil {
		return nil, err
	}
	if err := b.shifts(module); err != nil {
		return nil, err
	}
	if !b.opt.NoImages {
		if err := b.images(module); err != nil {
			return nil, err
		}
	}
	b.parameters(module)
	return module, nil
}

// program names what made the source, with its version where known.
func (b *builder) program() string {
	if b.seg.Version == "" {
		return b.seg.Program
	}
	return b.seg.Program + " " + b.seg.Version
}

// general is /general: who, when, with what.
func (b *builder) general() *Group {
	f := &b.meta.File
	g := &Group{Name: "general"}
	g.putText("session_id", f.SessionID)
	g.putTexts("experimenter", f.Experimenter)
	g.putText("experiment_description", f.ExperimentDescription)
	g.putText("institution", f.Institution)
	g.putText("lab", f.Lab)
	g.putTexts("keywords", f.Keywords)
	g.putText("notes", f.Notes)
	g.putText("protocol", f.Protocol)
	g.putText("pharmacology", f.Pharmacology)
	g.putText("surgery", f.Surgery)
	g.putText("virus", f.Virus)
	g.putText("stimulus", f.StimulusNotes)
	g.putText("data_collection", f.DataCollection)
	g.putText("slices", f.Slices)
	g.putTexts("related_publications", f.RelatedPublications)
	g.put(&Dataset{Name: "was_generated_by", Type: TextType(), Shape: []int{2, 2},
		Data: Texts{b.seg.Program, orUnknown(b.seg.Version), b.opt.Tool, b.opt.ToolVersion}})
	script := text("source_script", fmt.Sprintf("Converted by %s %s from %q, a result of %s", b.opt.Tool, b.opt.ToolVersion, filepath.Base(b.seg.Path), b.program()))
	script.Attrs = []Attr{{"file_name", b.opt.Tool}}
	g.put(script)
	if b.meta.Subject != nil {
		g.add(subject(b.meta.Subject))
	}
	g.add(devices(b.meta.Devices))
	g.add(planes(b.meta.Planes))
	return g
}

func subject(s *metadata.Subject) *Group {
	g := core("subject", "Subject")
	g.putText("subject_id", s.ID)
	g.putText("species", s.Species)
	g.putText("sex", s.Sex)
	if s.Age != "" {
		age := text("age", s.Age)
		reference := s.AgeReference
		if reference == "" {
			reference = "birth"
		}
		age.Attrs = []Attr{{"reference", reference}}
		g.put(age)
	}
	if !s.DateOfBirth.IsZero() {
		g.put(date("date_of_birth", isoTime(s.DateOfBirth)))
	}
	g.putText("strain", s.Strain)
	g.putText("genotype", s.Genotype)
	g.putText("weight", s.Weight)
	g.putText("description", s.Description)
	return g
}

// devices is /general/devices. Manufacturer and model stand in a DeviceModel,
// since the schema has them deprecated on the device itself.
func devices(all []metadata.Device) *Group {
	g := &Group{Name: "devices"}
	models := &Group{Name: "models"}
	for _, d := range all {
		device := core(d.Name, "Device")
		if d.Description != "" {
			device.set("description", d.Description)
		}
		if d.SerialNumber != "" {
			device.set("serial_number", d.SerialNumber)
		}
		if d.Manufacturer != "" || d.ModelName != "" || d.ModelNumber != "" {
			model := deviceModel(&d)
			if !models.has(model.Name) {
				models.add(model)
			}
			device.Links = append(device.Links, Link{"model", join(modelsPath, model.Name)})
		}
		g.add(device)
	}
	if len(models.Groups) > 0 {
		g.add(models)
	}
	return g
}

// deviceModel is the model of a device; the schema asks for its manufacturer.
func deviceModel(d *metadata.Device) *Group {
	name := d.ModelName
	if name == "" {
		name = d.Name + " model"
	}
	description := d.ModelDescription
	if description == "" {
		description = "Model of the device " + d.Name
	}
	model := core(name, "DeviceModel").set("description", description).set("manufacturer", orUnknown(d.Manufacturer))
	if d.ModelNumber != "" {
		model.set("model_number", d.ModelNumber)
	}
	return model
}

// orUnknown states that nobody gave a text which the schema asks for.
func orUnknown(s string) string {
	if s == "" {
		return metadata.Unknown
	}
	return s
}

// has tells whether g has a child group of that name.
func (g *Group) has(name string) bool {
	for _, child := range g.Groups {
		if child.Name == name {
			return true
		}
	}
	return false
}

func planes(all []metadata.ImagingPlane) *Group {
	g := &Group{Name: "optophysiology"}
	for _, p := range all {
		plane := g.add(core(p.Name, "ImagingPlane"))
		plane.putText("description", p.Description)
		plane.put(number("excitation_lambda", p.ExcitationLambda))
		plane.put(text("indicator", orUnknown(p.Indicator)))
		plane.put(text("location", orUnknown(p.Location)))
		if !math.IsNaN(p.ImagingRate) && p.ImagingRate > 0 {
			plane.put(number("imaging_rate", p.ImagingRate))
		}
		plane.putText("reference_frame", p.ReferenceFrame)
		plane.putLengths("grid_spacing", p.GridSpacing, p.GridSpacingUnit)
		plane.putLengths("origin_coords", p.OriginCoords, p.OriginCoordsUnit)
		for _, c := range p.Channels {
			channel := plane.add(core(c.Name, "OpticalChannel"))
			channel.put(text("description", c.Description))
			channel.put(number("emission_lambda", c.EmissionLambda))
		}
		plane.Links = append(plane.Links, Link{"device", join(devicesPath, p.Device)})
	}
	return g
}

// putLengths appends a vector of lengths where there is one; the schema's unit
// is metres.
func (g *Group) putLengths(name string, v []float64, unit string) {
	if len(v) == 0 {
		return
	}
	if unit == "" {
		unit = "meters"
	}
	d := numbers(name, v)
	d.Attrs = []Attr{{"unit", unit}}
	g.put(d)
}
