package nwb

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"roi2nwb/internal/chunkio"
	"roi2nwb/internal/chunkio/h5"
	"roi2nwb/internal/metadata"
	"roi2nwb/internal/nwb/build"
	"roi2nwb/internal/nwb/plan"
	"roi2nwb/internal/session"
)

// fields reads metadata one by one. After an error it reads nothing more.
type fields struct {
	*reader
	stopgaps []string // texts that only say that nobody gave one
	err      error
}

// readMetadata reads who, when and with what.
func (r *reader) readMetadata(context.Context) error {
	f := &fields{reader: r}
	if f.stopgaps, f.err = stopgaps(); f.err != nil {
		return f.err
	}
	f.session(&r.meta.File)
	f.subject("/general/subject")
	f.devices()
	f.planes()
	f.ownPlane()
	return f.err
}

// stopgaps returns the texts that stand where nobody gave one: ours, and those
// that other writers are known for.
func stopgaps() ([]string, error) {
	defaults, err := metadata.Defaults()
	if err != nil {
		return nil, err
	}
	// Problems are what a user has to add; the texts are there without it.
	m, err := metadata.Merge(defaults).Resolve(metadata.Options{})
	var problems metadata.Problems
	if err != nil && !errors.As(err, &problems) {
		return nil, err
	}
	all := []string{"no description", "no desc", "none", "placeholder", metadata.Unknown, strings.ToLower(m.File.SessionDescription)}
	for _, d := range m.Devices {
		all = append(all, strings.ToLower(d.Description))
	}
	return all, nil
}

// given returns s, or "" where s only says that nobody gave it.
func (f *fields) given(s string) string {
	s = strings.TrimSpace(s)
	lower := strings.ToLower(s)
	if slices.Contains(f.stopgaps, lower) || slices.Contains(f.stopgaps, strings.TrimRight(lower, ".")) {
		return ""
	}
	return s
}

// read reads a value; ok is false where there is none, or it was an error.
func (f *fields) read(path string) (v h5.Value, ok bool) {
	if f.err != nil {
		return v, false
	}
	v, ok, f.err = f.value(path)
	return v, ok && f.err == nil
}

// texts reads one text or a list of them.
func (f *fields) texts(path string) []string {
	v, ok := f.read(path)
	if ok && v.Type.Class != h5.ClassString {
		f.remark("%q is %s, not text", path, v.Type)
	}
	return v.Texts
}

func (f *fields) text(path string) string {
	all := f.texts(path)
	if len(all) == 0 {
		return ""
	}
	return f.given(all[0])
}

// attribute reads an attribute that is a text.
func (f *fields) attribute(path, name string) string {
	if f.err != nil {
		return ""
	}
	s, err := f.attr(path, name)
	f.err = err
	return f.given(s)
}

// numbers reads one or more numbers.
func (f *fields) numbers(path string) []float64 {
	v, ok := f.read(path)
	if !ok {
		return nil
	}
	if v.Type.DType() == chunkio.Invalid {
		f.remark("%q is %s, not a number", path, v.Type)
		return nil
	}
	var all []float64
	all, f.err = v.Float64s()
	return all
}

func (f *fields) scalar(path string) float64 {
	if all := f.numbers(path); len(all) == 1 {
		return all[0]
	}
	return math.NaN()
}

// time reads an ISO 8601 time; of a birth the date is enough.
func (f *fields) time(path string) time.Time {
	all := f.texts(path)
	if len(all) == 0 || f.err != nil {
		return time.Time{}
	}
	t, err := time.Parse(time.RFC3339Nano, strings.TrimSpace(all[0]))
	if err != nil && strings.HasSuffix(path, "date_of_birth") {
		t, err = time.Parse(time.DateOnly, strings.TrimSpace(all[0]))
	}
	if err != nil {
		f.remark("%q is %q, not an ISO 8601 time with its zone", path, all[0])
	}
	return t
}

// typed lists the members of a group that have one neurodata type.
func (f *fields) typed(path, kind string) []member {
	if f.err != nil {
		return nil
	}
	all, err := f.members(path)
	f.err = err
	return slices.DeleteFunc(all, func(m member) bool { return m.neurodataType != kind })
}

// target returns the name of the object that the soft link leads to.
func (f *fields) target(group, link string) string {
	if f.err != nil {
		return ""
	}
	entries, err := f.file.List(group)
	f.err = err
	for _, e := range entries {
		if e.Name == link {
			return e.Target[strings.LastIndex(e.Target, "/")+1:]
		}
	}
	return ""
}

func (f *fields) session(m *metadata.File) {
	const general = "/general/"
	m.SessionDescription = f.text("/session_description")
	m.Identifier = f.text("/identifier")
	m.SessionStart = f.time("/session_start_time")
	m.SessionID = f.text(general + "session_id")
	m.Experimenter = f.texts(general + "experimenter")
	m.ExperimentDescription = f.text(general + "experiment_description")
	m.Institution = f.text(general + "institution")
	m.Lab = f.text(general + "lab")
	m.Keywords = f.texts(general + "keywords")
	m.Notes = f.text(general + "notes")
	m.Protocol = f.text(general + "protocol")
	m.Pharmacology = f.text(general + "pharmacology")
	m.Surgery = f.text(general + "surgery")
	m.Virus = f.text(general + "virus")
	m.StimulusNotes = f.text(general + "stimulus")
	m.DataCollection = f.text(general + "data_collection")
	m.Slices = f.text(general + "slices")
	m.RelatedPublications = f.texts(general + "related_publications")
}

func (f *fields) subject(path string) {
	if f.err != nil {
		return
	}
	kind, err := f.file.Kind(path)
	if f.err = err; err != nil || kind != h5.Group {
		return
	}
	f.meta.Subject = &metadata.Subject{
		ID:          f.text(plan.Join(path, "subject_id")),
		Species:     f.text(plan.Join(path, "species")),
		Sex:         f.text(plan.Join(path, "sex")),
		Age:         f.text(plan.Join(path, "age")),
		DateOfBirth: f.time(plan.Join(path, "date_of_birth")),
		Strain:      f.text(plan.Join(path, "strain")),
		Genotype:    f.text(plan.Join(path, "genotype")),
		Weight:      f.text(plan.Join(path, "weight")),
		Description: f.text(plan.Join(path, "description")),
	}
	if f.meta.Subject.Age != "" {
		f.meta.Subject.AgeReference = f.attribute(plan.Join(path, "age"), "reference")
	}
}

// devices reads the devices. What a file before NWB 2.9 says of the model
// stands with the device itself.
func (f *fields) devices() {
	for _, m := range f.typed(build.DevicesPath, "Device") {
		model, attr := m.path, "model_name"
		if linked := plan.Join(m.path, "model"); f.err == nil {
			var kind h5.Kind
			if kind, f.err = f.file.Kind(linked); kind == h5.Group {
				model, attr = linked, ""
			}
		}
		d := metadata.Device{
			Name: m.name, Description: f.attribute(m.path, "description"), SerialNumber: f.attribute(m.path, "serial_number"),
			Manufacturer: f.attribute(model, "manufacturer"), ModelNumber: f.attribute(model, "model_number"),
		}
		if attr != "" {
			d.ModelName = f.attribute(model, attr)
		} else {
			d.ModelName, d.ModelDescription = f.target(m.path, "model"), f.attribute(model, "description")
		}
		f.meta.Devices = append(f.meta.Devices, d)
	}
}

func (f *fields) planes() {
	for _, m := range f.typed(build.PlanesPath, "ImagingPlane") {
		p := metadata.ImagingPlane{
			Name:             m.name,
			Description:      f.text(plan.Join(m.path, "description")),
			Indicator:        f.text(plan.Join(m.path, "indicator")),
			Location:         f.text(plan.Join(m.path, "location")),
			ReferenceFrame:   f.text(plan.Join(m.path, "reference_frame")),
			ExcitationLambda: f.scalar(plan.Join(m.path, "excitation_lambda")),
			ImagingRate:      f.scalar(plan.Join(m.path, "imaging_rate")),
			Device:           f.target(m.path, "device"),
			GridSpacing:      f.numbers(plan.Join(m.path, "grid_spacing")),
			OriginCoords:     f.numbers(plan.Join(m.path, "origin_coords")),
		}
		if p.GridSpacing != nil {
			p.GridSpacingUnit = f.attribute(plan.Join(m.path, "grid_spacing"), "unit")
		}
		if p.OriginCoords != nil {
			p.OriginCoordsUnit = f.attribute(plan.Join(m.path, "origin_coords"), "unit")
		}
		for _, c := range f.typed(m.path, "OpticalChannel") {
			p.Channels = append(p.Channels, metadata.OpticalChannel{
				Name: c.name, Description: f.text(plan.Join(c.path, "description")), EmissionLambda: f.scalar(plan.Join(c.path, "emission_lambda")),
			})
		}
		f.meta.Planes = append(f.meta.Planes, p)
	}
}

// readOrigin reads the program that found the ROIs, which stands first in
// was_generated_by.
func (r *reader) readOrigin(context.Context) error {
	programs, err := r.generatedBy()
	if err != nil || len(programs) == 0 {
		return err
	}
	found, err := r.programOf(programs)
	r.seg.Program, r.seg.Version = found[0], found[1]
	return err
}

// generatedBy reads the programs that the file came through, and their
// versions, "" where not known.
func (r *reader) generatedBy() ([][2]string, error) {
	v, ok, err := r.value("/general/was_generated_by")
	if err != nil || !ok {
		return nil, err
	}
	if len(v.Shape) != 2 || v.Shape[1] != 2 || len(v.Texts) != 2*v.Shape[0] {
		r.remark("%q has shape %v, not a name and a version a row", "/general/was_generated_by", v.Shape)
		return nil, nil
	}
	var all [][2]string
	for i := 0; i < len(v.Texts); i += 2 {
		version := v.Texts[i+1]
		if version == metadata.Unknown {
			version = ""
		}
		all = append(all, [2]string{v.Texts[i], version})
	}
	return all, nil
}

// WrittenBy tells in words what an NWB file says of its writer, "" where it
// says nothing.
func WrittenBy(path string) (by string, err error) {
	f, err := h5.Open(path)
	if err != nil {
		return "", err
	}
	defer func() {
		if closed := f.Close(); err == nil {
			err = closed
		}
	}()
	r := &fields{reader: &reader{file: f, left: smallLimit, seg: &session.Segmentation{}}}
	if script := r.text("/general/source_script"); script != "" || r.err != nil {
		return script, r.err
	}
	programs, err := r.generatedBy()
	if err != nil || len(programs) == 0 {
		return "", err
	}
	last := programs[len(programs)-1]
	return strings.TrimSpace(fmt.Sprintf("%s %s", last[0], last[1])), nil
}

// Fingerprint returns the fingerprint that an NWB file was written with, "" for
// none.
func Fingerprint(path string) (string, error) {
	by, err := WrittenBy(path)
	return build.FingerprintIn(by), err
}
