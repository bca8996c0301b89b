package metadata

import (
	"fmt"
	"math"
	"strconv"
	"time"

	"roi2nwb/internal/metadata/schema"
)

// Given is one value of the result, as text.
type Given struct {
	Path  string // in the list shape of metadata files: "Ophys.Device[0].name"
	Value string
}

// Given returns the values of the session, the subject, the devices and the
// planes, without those that nobody gave and texts that only say so. Each item of
// a list has a path of its own, and times are in RFC 3339.
func (m *Metadata) Given() []Given {
	g := &givenList{m: m}
	g.session(&m.File)
	if m.Subject != nil {
		g.subject(m.Subject)
	}
	for i := range m.Devices {
		g.device(fmt.Sprintf("Ophys.Device[%d].", i), &m.Devices[i])
	}
	for i := range m.Planes {
		g.plane(fmt.Sprintf("Ophys.ImagingPlane[%d].", i), &m.Planes[i])
	}
	return g.all
}

// givenList collects values.
type givenList struct {
	m   *Metadata
	all []Given
}

func (g *givenList) text(path, value string) {
	if value != "" && !g.m.stopgaps[path] {
		g.all = append(g.all, Given{path, value})
	}
}

func (g *givenList) texts(path string, values []string) {
	for i, v := range values {
		g.text(fmt.Sprintf("%s[%d]", path, i), v)
	}
}

func (g *givenList) number(path string, value float64) {
	if !math.IsNaN(value) {
		g.text(path, strconv.FormatFloat(value, 'g', -1, 64))
	}
}

func (g *givenList) numbers(path string, values []float64) {
	for i, v := range values {
		g.number(fmt.Sprintf("%s[%d]", path, i), v)
	}
}

func (g *givenList) time(path string, value time.Time) {
	if !value.IsZero() {
		g.text(path, value.Format(time.RFC3339Nano))
	}
}

func (g *givenList) session(f *File) {
	g.text(schema.SessionDescriptionPath, f.SessionDescription)
	g.text("NWBFile.identifier", f.Identifier)
	g.time(schema.SessionStartPath, f.SessionStart)
	g.text(schema.SessionIDPath, f.SessionID)
	g.texts("NWBFile.experimenter", f.Experimenter)
	g.text("NWBFile.experiment_description", f.ExperimentDescription)
	g.text("NWBFile.institution", f.Institution)
	g.text("NWBFile.lab", f.Lab)
	g.texts("NWBFile.keywords", f.Keywords)
	g.texts("NWBFile.related_publications", f.RelatedPublications)
	g.text("NWBFile.protocol", f.Protocol)
	g.text("NWBFile.surgery", f.Surgery)
	g.text("NWBFile.virus", f.Virus)
	g.text("NWBFile.pharmacology", f.Pharmacology)
	g.text("NWBFile.stimulus_notes", f.StimulusNotes)
	g.text("NWBFile.data_collection", f.DataCollection)
	g.text("NWBFile.slices", f.Slices)
	g.text("NWBFile.notes", f.Notes)
}

func (g *givenList) subject(s *Subject) {
	g.text(schema.SubjectIDPath, s.ID)
	g.text("Subject.species", s.Species)
	g.text("Subject.sex", s.Sex)
	g.text("Subject.age", s.Age)
	g.text("Subject.age__reference", s.AgeReference)
	g.time("Subject.date_of_birth", s.DateOfBirth)
	g.text("Subject.strain", s.Strain)
	g.text("Subject.genotype", s.Genotype)
	g.text("Subject.weight", s.Weight)
	g.text("Subject.description", s.Description)
}

func (g *givenList) device(at string, d *Device) {
	g.text(at+"name", d.Name)
	g.text(at+"description", d.Description)
	g.text(at+"manufacturer", d.Manufacturer)
	g.text(at+"model_name", d.ModelName)
	g.text(at+"model_number", d.ModelNumber)
	g.text(at+"model_description", d.ModelDescription)
	g.text(at+"serial_number", d.SerialNumber)
}

func (g *givenList) plane(at string, p *ImagingPlane) {
	g.text(at+"name", p.Name)
	g.text(at+"description", p.Description)
	g.text(at+"indicator", p.Indicator)
	g.text(at+"location", p.Location)
	g.number(at+"excitation_lambda", p.ExcitationLambda)
	g.number(at+"imaging_rate", p.ImagingRate)
	g.text(at+"device", p.Device)
	for i, c := range p.Channels {
		channel := fmt.Sprintf("%soptical_channel[%d].", at, i)
		g.text(channel+"name", c.Name)
		g.text(channel+"description", c.Description)
		g.number(channel+"emission_lambda", c.EmissionLambda)
	}
	g.numbers(at+"grid_spacing", p.GridSpacing)
	g.text(at+"grid_spacing_unit", p.GridSpacingUnit)
	g.numbers(at+"origin_coords", p.OriginCoords)
	g.text(at+"origin_coords_unit", p.OriginCoordsUnit)
	g.text(at+"reference_frame", p.ReferenceFrame)
}
