package nwb

import (
	"fmt"
	"time"

	"roi2nwb/internal/metadata"
	"roi2nwb/internal/nwb/spec"
)

// The NWB version that files are written for.
const nwbVersion = "2.11.0"

// OphysPath is the processing module that holds all that was found.
const OphysPath = "/processing/ophys"

// The paths of groups whose members others point at.
const (
	devicesPath = "/general/devices"
	modelsPath  = "/general/devices/models"
	planesPath  = "/general/optophysiology"
)

// Build lays an NWB file out: one session, of which one segmentation or several
// were made, each of a plane of its own. It reads nothing of the sources but
// what is in memory already; arrays and footprints are read when the plan is
// written, so the segmentations must stay open until then.
func Build(planes []Plane, meta *metadata.Metadata, o *Options) (*Plan, error) {
	b := &builder{planes: planes, meta: meta, opt: o}
	root := &Group{Attrs: typed("core", "NWBFile")}
	root.set("nwb_version", nwbVersion)
	root.set(".specloc", Reference(specificationsPath))
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
	parts, err := Ophys(planes, meta, o)
	if err != nil {
		return nil, err
	}
	root.add(&Group{Name: "processing"}).add(parts.Module)
	if parts.Events != nil {
		root.add(parts.Events)
	}
	if parts.Invalid != nil {
		root.add(&Group{Name: "intervals"}).add(parts.Invalid)
	}
	specs, err := specifications()
	if err != nil {
		return nil, err
	}
	root.add(specs)
	if meta.File.Identifier != "" {
		identifier = nil
	}
	plan := &Plan{Root: root, Tables: parts.Tables, Omitted: parts.Omitted, Remarks: parts.Remarks}
	seed := o.Seed
	if seed != "" {
		seed = fmt.Sprintf("%s %+v", seed, o.Codec)
	}
	return plan, identify(plan, identifier, seed)
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
