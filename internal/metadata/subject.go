package metadata

import (
	"slices"
	"strings"

	"roi2nwb/internal/metadata/schema"
	"roi2nwb/internal/metadata/tree"
)

// subject reads Subject; it stays nil where nothing was given.
func (r *resolver) subject(v view) {
	if !v.given() || !slices.ContainsFunc(v.node.Fields, func(f tree.Field) bool { return f.Value.Given() }) {
		return
	}
	s := &Subject{
		ID:           r.text(v.get("subject_id")),
		Species:      r.text(v.get("species")),
		Sex:          r.text(v.get("sex")),
		Age:          r.text(v.get("age")),
		AgeReference: r.text(v.get("age__reference")),
		DateOfBirth:  r.birth(v.get("date_of_birth")),
		Strain:       r.text(v.get("strain")),
		Genotype:     r.text(v.get("genotype")),
		Weight:       r.text(v.get("weight")),
		Description:  r.described(v.get("description")),
	}
	r.m.Subject = s
	r.sexOf(v.get("sex"), s)
	if s.AgeReference == "" && s.Age != "" {
		s.AgeReference = "birth" // NWB's default
	}
}

// sexOf checks that a sex is one of the species. The rule of the key finds a text
// that is a sex of no species.
func (r *resolver) sexOf(v view, s *Subject) {
	want, known := "M, F, U (unknown), O (other)", schema.Sexes()
	if s.Species == "Caenorhabditis elegans" || s.Species == "C. elegans" {
		want, known = strings.Join(schema.WormSexes(), ", ")+", as is usual for C. elegans", schema.WormSexes()
	}
	if s.Sex != "" && !r.faulty[v.path] && !slices.Contains(known, s.Sex) {
		r.add(schema.RefusedByDANDI.Severity(r.options.DANDI), "subject-sex-of-species", v, "", "%q is none of %s", s.Sex, want)
	}
}

// isMouse reports whether nwbinspector takes a subject for a mouse.
func (s *Subject) isMouse() bool {
	return s != nil && slices.Contains(
		[]string{"Mus musculus", "Mouse", "mouse", "http://purl.obolibrary.org/obo/NCBITaxon_10090"}, s.Species)
}
