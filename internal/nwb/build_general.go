package nwb

import (
	"fmt"
	"math"
	"strings"

	"roi2nwb/internal/metadata"
)

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
	programs := b.programs()
	g.put(&Dataset{Name: "was_generated_by", Type: TextType(), Shape: []int{len(programs) / 2, 2}, Data: programs})
	script := text("source_script", fmt.Sprintf("Converted by %s %s from %s", b.opt.Tool, b.opt.ToolVersion, b.sources()))
	script.Attrs = []Attr{{"file_name", b.opt.Tool}}
	g.put(script)
	if b.meta.Subject != nil {
		g.add(subject(b.meta.Subject))
	}
	g.add(devices(b.meta.Devices))
	g.add(planes(b.meta.Planes))
	return g
}

// programs lists what made the file, each with its version: the programs that
// found the ROIs, and the converter.
func (b *builder) programs() Texts {
	var all Texts
	for _, p := range b.planes {
		name, version := p.Segmentation.Program, orUnknown(p.Segmentation.Version)
		if !havePair(all, name, version) {
			all = append(all, name, version)
		}
	}
	return append(all, b.opt.Tool, b.opt.ToolVersion)
}

// havePair reports whether a and b follow each other at an even place.
func havePair(t Texts, a, b string) bool {
	for i := 0; i+1 < len(t); i += 2 {
		if t[i] == a && t[i+1] == b {
			return true
		}
	}
	return false
}

// sources names the results that the file was made of, and their programs.
func (b *builder) sources() string {
	var all []string
	for _, p := range b.planes {
		all = append(all, fmt.Sprintf("%q, a result of %s", p.Segmentation.Name, programOf(p.Segmentation)))
	}
	return strings.Join(all, ", and ")
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
			if !hasNamed(models, model.Name) {
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

// hasNamed reports whether g has a child group of that name.
func hasNamed(g *Group, name string) bool {
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
		putLengths(plane, "grid_spacing", p.GridSpacing, p.GridSpacingUnit)
		putLengths(plane, "origin_coords", p.OriginCoords, p.OriginCoordsUnit)
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
func putLengths(g *Group, name string, v []float64, unit string) {
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
