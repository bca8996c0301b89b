package build

import (
	"fmt"
	"time"

	"roi2nwb/internal/metadata"
	"roi2nwb/internal/nwb/plan"
	"roi2nwb/internal/nwb/spec"
)

// The NWB version that files are written for.
const nwbVersion = "2.11.0"

// OphysPath is the processing module of all that comes from segmentations.
const OphysPath = "/processing/ophys"

// The paths of groups whose members others point at.
const (
	DevicesPath = "/general/devices"
	modelsPath  = "/general/devices/models"
	PlanesPath  = "/general/optophysiology"
)

// File returns the plan of an NWB file: one session with one segmentation or
// several, each of a plane of its own. Arrays and footprints are read when the plan
// is written, so the segmentations must stay open until then. The error is
// ErrNoTiming where nothing says when the frames were taken, and a
// *session.TimingError where the times are wrong.
func File(planes []Plane, meta *metadata.Metadata, o *Options) (*plan.Plan, error) {
	b := &builder{planes: planes, meta: meta, opt: o}
	root := &plan.Group{Attrs: plan.Typed("core", "NWBFile")}
	root.Set("nwb_version", nwbVersion)
	root.Set(".specloc", plan.Reference(plan.SpecificationsPath))
	identifier := plan.Text("identifier", meta.File.Identifier)
	root.Put(identifier)
	root.Put(plan.Text("session_description", meta.File.SessionDescription))
	start := isoTime(meta.File.SessionStart)
	root.Put(plan.Date("session_start_time", start))
	root.Put(plan.Date("timestamps_reference_time", start))
	created := plan.Date("file_create_date", isoTime(o.Created))
	created.Shape = []int{1}
	root.Put(created)
	root.Add(&plan.Group{Name: "acquisition"})
	root.Add(&plan.Group{Name: "analysis"})
	stimulus := root.Add(&plan.Group{Name: "stimulus"})
	stimulus.Add(&plan.Group{Name: "presentation"})
	stimulus.Add(&plan.Group{Name: "templates"})
	root.Add(b.general())
	parts, err := Ophys(planes, meta, o)
	if err != nil {
		return nil, err
	}
	root.Add(&plan.Group{Name: "processing"}).Add(parts.Module)
	if parts.Events != nil {
		root.Add(parts.Events)
	}
	if parts.Invalid != nil {
		root.Add(&plan.Group{Name: "intervals"}).Add(parts.Invalid)
	}
	specs, err := specifications()
	if err != nil {
		return nil, err
	}
	root.Add(specs)
	if meta.File.Identifier != "" {
		identifier = nil
	}
	tree := &plan.Plan{Root: root, Tables: parts.Tables, Omitted: parts.Omitted, Remarks: parts.Remarks}
	seed := o.Seed
	if seed != "" {
		seed = fmt.Sprintf("%s %+v", seed, o.Codec)
	}
	return tree, plan.Identify(tree, identifier, seed)
}

// builder holds what the parts of a file that belong to no plane need.
type builder struct {
	planes []Plane
	meta   *metadata.Metadata
	opt    *Options
}

// isoTime writes a time as pynwb does: ISO 8601 with microseconds and zone.
func isoTime(t time.Time) string { return t.Format("2006-01-02T15:04:05.000000-07:00") }

// specifications caches the schema in the file, as the NWB standard asks.
func specifications() (*plan.Group, error) {
	namespaces, err := spec.Namespaces()
	if err != nil {
		return nil, err
	}
	all := &plan.Group{Name: "specifications"}
	for _, ns := range namespaces {
		version := all.Add(&plan.Group{Name: ns.Name}).Add(&plan.Group{Name: ns.Version})
		for _, doc := range ns.Documents {
			version.Put(plan.Text(doc.Name, doc.JSON))
		}
	}
	return all, nil
}
