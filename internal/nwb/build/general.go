package build

import (
	"fmt"
	"math"
	"strings"

	"roi2nwb/internal/metadata"
	"roi2nwb/internal/nwb/plan"
)

// general is /general: who, when, with what.
func (b *builder) general() *plan.Group {
	f := &b.meta.File
	g := &plan.Group{Name: "general"}
	g.PutText("session_id", f.SessionID)
	g.PutTexts("experimenter", f.Experimenter)
	g.PutText("experiment_description", f.ExperimentDescription)
	g.PutText("institution", f.Institution)
	g.PutText("lab", f.Lab)
	g.PutTexts("keywords", f.Keywords)
	g.PutText("notes", f.Notes)
	g.PutText("protocol", f.Protocol)
	g.PutText("pharmacology", f.Pharmacology)
	g.PutText("surgery", f.Surgery)
	g.PutText("virus", f.Virus)
	g.PutText("stimulus", f.StimulusNotes)
	g.PutText("data_collection", f.DataCollection)
	g.PutText("slices", f.Slices)
	g.PutTexts("related_publications", f.RelatedPublications)
	programs := b.programs()
	g.Put(&plan.Dataset{Name: "was_generated_by", Type: plan.TextType(), Shape: []int{len(programs) / 2, 2}, Data: programs})
	script := plan.Text("source_script", fmt.Sprintf("Converted by %s %s from %s", b.opt.Tool, b.opt.ToolVersion, b.sources())+b.fingerprint())
	script.Attrs = []plan.Attr{{Name: "file_name", Value: b.opt.Tool}}
	g.Put(script)
	if b.meta.Subject != nil {
		g.Add(subject(b.meta.Subject))
	}
	g.Add(devices(b.meta.Devices))
	g.Add(planes(b.meta.Planes))
	return g
}

// programs lists what made the file, each with its version: the programs that
// found the ROIs, and the converter.
func (b *builder) programs() plan.Texts {
	var all plan.Texts
	for _, p := range b.planes {
		name, version := p.Segmentation.Program, orUnknown(p.Segmentation.Version)
		if !havePair(all, name, version) {
			all = append(all, name, version)
		}
	}
	return append(all, b.opt.Tool, b.opt.ToolVersion)
}

// havePair reports whether a and b follow each other at an even place.
func havePair(t plan.Texts, a, b string) bool {
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

// fingerprintBegin and fingerprintEnd stand around a fingerprint at the end of
// source_script.
const fingerprintBegin, fingerprintEnd = " (fingerprint ", ")"

func (b *builder) fingerprint() string {
	if b.opt.Fingerprint == "" {
		return ""
	}
	return fingerprintBegin + b.opt.Fingerprint + fingerprintEnd
}

// FingerprintIn returns the fingerprint in a file's source_script, "" for none.
func FingerprintIn(script string) string {
	_, rest, _ := strings.Cut(script, fingerprintBegin)
	fingerprint, ok := strings.CutSuffix(rest, fingerprintEnd)
	if !ok {
		return ""
	}
	return fingerprint
}

func subject(s *metadata.Subject) *plan.Group {
	g := plan.Core("subject", "Subject")
	g.PutText("subject_id", s.ID)
	g.PutText("species", s.Species)
	g.PutText("sex", s.Sex)
	if s.Age != "" {
		age := plan.Text("age", s.Age)
		reference := s.AgeReference
		if reference == "" {
			reference = "birth"
		}
		age.Attrs = []plan.Attr{{Name: "reference", Value: reference}}
		g.Put(age)
	}
	if !s.DateOfBirth.IsZero() {
		g.Put(plan.Date("date_of_birth", isoTime(s.DateOfBirth)))
	}
	g.PutText("strain", s.Strain)
	g.PutText("genotype", s.Genotype)
	g.PutText("weight", s.Weight)
	g.PutText("description", s.Description)
	return g
}

// devices is /general/devices. Manufacturer and model stand in a DeviceModel,
// since the schema has them deprecated on the device itself.
func devices(all []metadata.Device) *plan.Group {
	g := &plan.Group{Name: "devices"}
	models := &plan.Group{Name: "models"}
	for _, d := range all {
		device := plan.Core(d.Name, "Device")
		if d.Description != "" {
			device.Set("description", d.Description)
		}
		if d.SerialNumber != "" {
			device.Set("serial_number", d.SerialNumber)
		}
		if d.Manufacturer != "" || d.ModelName != "" || d.ModelNumber != "" {
			model := deviceModel(&d)
			if !hasNamed(models, model.Name) {
				models.Add(model)
			}
			device.Links = append(device.Links, plan.Link{Name: "model", Target: plan.Join(modelsPath, model.Name)})
		}
		g.Add(device)
	}
	if len(models.Groups) > 0 {
		g.Add(models)
	}
	return g
}

// deviceModel is the model of a device; the schema asks for its manufacturer.
func deviceModel(d *metadata.Device) *plan.Group {
	name := d.ModelName
	if name == "" {
		name = d.Name + " model"
	}
	description := d.ModelDescription
	if description == "" {
		description = "Model of the device " + d.Name
	}
	model := plan.Core(name, "DeviceModel").Set("description", description).Set("manufacturer", orUnknown(d.Manufacturer))
	if d.ModelNumber != "" {
		model.Set("model_number", d.ModelNumber)
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
func hasNamed(g *plan.Group, name string) bool {
	for _, child := range g.Groups {
		if child.Name == name {
			return true
		}
	}
	return false
}

func planes(all []metadata.ImagingPlane) *plan.Group {
	g := &plan.Group{Name: "optophysiology"}
	for _, p := range all {
		plane := g.Add(plan.Core(p.Name, "ImagingPlane"))
		plane.PutText("description", p.Description)
		plane.Put(plan.Number("excitation_lambda", p.ExcitationLambda))
		plane.Put(plan.Text("indicator", orUnknown(p.Indicator)))
		plane.Put(plan.Text("location", orUnknown(p.Location)))
		if !math.IsNaN(p.ImagingRate) && p.ImagingRate > 0 {
			plane.Put(plan.Number("imaging_rate", p.ImagingRate))
		}
		plane.PutText("reference_frame", p.ReferenceFrame)
		putLengths(plane, "grid_spacing", p.GridSpacing, p.GridSpacingUnit)
		putLengths(plane, "origin_coords", p.OriginCoords, p.OriginCoordsUnit)
		for _, c := range p.Channels {
			channel := plane.Add(plan.Core(c.Name, "OpticalChannel"))
			channel.Put(plan.Text("description", c.Description))
			channel.Put(plan.Number("emission_lambda", c.EmissionLambda))
		}
		plane.Links = append(plane.Links, plan.Link{Name: "device", Target: plan.Join(DevicesPath, p.Device)})
	}
	return g
}

// putLengths appends a vector of lengths where there is one; the schema's unit
// is metres.
func putLengths(g *plan.Group, name string, v []float64, unit string) {
	if len(v) == 0 {
		return
	}
	if unit == "" {
		unit = "meters"
	}
	d := plan.Numbers(name, v)
	d.Attrs = []plan.Attr{{Name: "unit", Value: unit}}
	g.Put(d)
}
