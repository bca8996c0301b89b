package check

import (
	"context"
	"slices"
	"strings"

	"roi2nwb/internal/nwb/check/schema"
)

// nwbinspector's checks of any object.
const (
	nameSlashes      = "check_name_slashes"
	nameColons       = "check_name_colons"
	descriptionThere = "check_description"
	emptyText        = "check_empty_string_for_optional_attribute"
)

// generalRule has nwbinspector's checks of objects of all types.
func generalRule() rule {
	return rule{
		checks: []Check{
			practice(nameSlashes, critical, "the name of an object holds a backslash"),
			practice(nameColons, suggestion, "the name of an object holds a colon"),
			practice(descriptionThere, suggestion, "a description is missing, or stands for one that is"),
			practice(emptyText, suggestion, "an optional text is empty, where it should be left out"),
		},
		run: func(ctx context.Context, e *examination) error {
			for _, n := range e.tree.nodes {
				if ctx.Err() != nil {
					return context.Cause(ctx)
				}
				if n.typ == nil || e.isCached(n) {
					continue
				}
				if strings.Contains(n.name, `\`) {
					e.find(nameSlashes, n.path, `a name without "\"`, "its name is %q", n.name)
				}
				if strings.Contains(n.name, ":") {
					e.find(nameColons, n.path, `a name without ":"`, "its name is %q", n.name)
				}
				e.description(n)
				e.emptyTexts(n)
			}
			return nil
		},
	}
}

// description checks the description of an object, where its type has one.
func (e *examination) description(n *node) {
	spec := n.typ.Spec()
	attr, member := spec.Attribute("description"), spec.Member("description")
	if attr == nil && member == nil || n.is("VectorIndex") {
		return // that of an index is not read
	}
	if attr != nil && attr.Required && n.attr("description") == nil {
		return // the schema asks for it
	}
	path := n.attrPath("description")
	text, ok := n.text("description")
	if attr == nil {
		path = n.member("description")
		text, ok = e.textOf(n.child("description"))
	}
	switch {
	case !ok && (n.attr("description") != nil || n.link("description") != nil):
		// It is no text, which schemaRule finds.
	case !ok:
		e.find(descriptionThere, n.path, "what it is, in a sentence", `"description" is missing`)
	case strings.Trim(text, " ") == "":
		e.find(descriptionThere, path, "what it is, in a sentence", "it is empty")
	default:
		switch strings.Trim(strings.ToLower(text), ".") {
		case "no description", "no desc", "none", "placeholder":
			e.find(descriptionThere, path, "what it is, in a sentence", "%q is none", text)
		}
	}
}

// emptyTexts looks for optional texts that are empty.
func (e *examination) emptyTexts(n *node) {
	if !n.is("NWBContainer") {
		return
	}
	for _, path := range optionalTexts(n.typ) {
		at, parts := n, strings.Split(path, "/")
		for _, part := range parts[:len(parts)-1] {
			at = at.childOf(part)
		}
		if at == nil {
			continue
		}
		last := parts[len(parts)-1]
		if text, ok := at.text(last); ok && text == "" {
			e.find(emptyText, at.attrPath(last), "no such attribute", "it is empty, and optional")
			continue
		}
		if text, ok := e.textOf(at.child(last)); ok && text == "" {
			e.find(emptyText, at.member(last), "no such dataset", "it is empty, and optional")
		}
	}
}

// optionalTexts returns the texts of a type that pynwb calls optional, as paths
// from the object on. Types of extensions have those of what they descend from.
func optionalTexts(t *schema.Type) []string {
	for t.Namespace != "core" && t.Parent != nil {
		t = t.Parent
	}
	images := []string{"format", "data/unit"}
	switch t.Name {
	case "NWBFile":
		return []string{"general/data_collection", "general/experiment_description", "general/institution", "general/lab", "general/notes",
			"general/pharmacology", "general/protocol", "general/session_id", "general/slices", "general/source_script",
			"general/source_script/file_name", "general/stimulus", "general/surgery", "general/virus", "general/intracellular_ephys/filtering"}
	case "Subject":
		return []string{"description", "genotype", "sex", "species", "strain", "subject_id"}
	case "Device":
		return []string{"description", "manufacturer", "model_name", "model_number", "serial_number"}
	case "DeviceModel":
		return []string{"description", "model_number"}
	case "ImagingPlane":
		return []string{"description", "indicator", "location", "reference_frame"}
	case "TimeSeries":
		return []string{"data/continuity"}
	case "ImageSeries", "ImageMaskSeries", "OnePhotonSeries", "TwoPhotonSeries":
		return images
	case "OpticalSeries":
		return append(slices.Clone(images), "orientation")
	case "SpatialSeries":
		return []string{"reference_frame"}
	case "ElectricalSeries":
		return []string{"filtering"}
	case "IntracellularElectrode":
		return []string{"cell_id", "filtering", "initial_access_resistance", "location", "resistance", "seal", "slice"}
	}
	return nil
}
