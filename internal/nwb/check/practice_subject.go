package check

import (
	"context"
	"regexp"
	"strings"
)

// nwbinspector's checks of the subject.
const (
	subjectExists        = "check_subject_exists"
	subjectIDExists      = "check_subject_id_exists"
	subjectIDSlashes     = "check_subject_id_no_slashes"
	subjectAge           = "check_subject_age"
	subjectAgeRange      = "check_subject_proper_age_range"
	subjectSex           = "check_subject_sex"
	subjectSpeciesExists = "check_subject_species_exists"
	subjectSpeciesForm   = "check_subject_species_form"
	subjectWeight        = "check_subject_weight"
)

// subjectRule has the checks of the subject of nwbinspector and of DANDI.
func subjectRule() rule {
	return rule{
		checks: []Check{
			practice(subjectExists, critical, "there is no subject"),
			grave(subjectIDExists, "the subject has no subject_id"),
			practice(subjectIDSlashes, violation, "subject_id holds a slash, which cannot be part of a file name"),
			practice(subjectAge, critical, "the subject's age is missing, with date_of_birth, or no ISO 8601 duration or range of two"),
			practice(subjectAgeRange, suggestion, "the subject's age is a range that does not rise"),
			practice(subjectSex, critical, "the subject's sex is missing or none of M, F, O, U (of C. elegans: XO, XX)"),
			practice(subjectSpeciesExists, violation, "the subject's species is missing"),
			practice(subjectSpeciesForm, violation, "the subject's species is neither a Latin binomial nor a link to NCBI's taxonomy"),
			practice(subjectWeight, critical, "the subject's weight is no number with a unit after a space"),
		},
		run: func(ctx context.Context, e *examination) error {
			subject := e.subject()
			if subject == nil {
				e.find(subjectExists, "/", `a group "/general/subject" of type Subject, with its id, species, sex and age`, "there is no subject")
				return context.Cause(ctx)
			}
			e.practiceSubject(subject)
			return context.Cause(ctx)
		},
	}
}

// subject returns the subject, nil where there is none.
func (e *examination) subject() *node {
	if n := e.tree.root.child("general").childOf("subject"); n != nil && n.is("Subject") {
		return n
	}
	return nil
}

func (e *examination) practiceSubject(subject *node) {
	id, named := e.textOf(subject.child("subject_id"))
	if strings.HasPrefix(id, "protein") {
		// Samples that are of no animal are archived like this.
		e.weight(subject)
		return
	}
	if !named && subject.link("subject_id") == nil {
		e.find(subjectIDExists, subject.path, "", `"subject_id" is missing`)
	}
	if strings.Contains(id, "/") {
		e.find(subjectIDSlashes, subject.member("subject_id"), `"-" or "_" instead`, "%q holds a slash", id)
	}
	e.age(subject)
	e.species(subject)
	e.weight(subject)
}

func (e *examination) species(subject *node) {
	sex, _ := e.textOf(subject.child("sex"))
	species, _ := e.textOf(subject.child("species"))
	want := "M (male), F (female), O (other) or U (unknown)"
	right := sex == "M" || sex == "F" || sex == "O" || sex == "U"
	if species == "Caenorhabditis elegans" || species == "C. elegans" {
		want, right = "XO (male) or XX (hermaphrodite)", sex == "XO" || sex == "XX"
	}
	switch {
	case sex == "":
		e.find(subjectSex, subject.path, want, `"sex" is missing`)
	case !right:
		e.find(subjectSex, subject.member("sex"), want, "it is %.20q", sex)
	}
	switch {
	case species == "":
		e.find(subjectSpeciesExists, subject.path, `such as "Mus musculus"`, `"species" is missing`)
	case !regexp.MustCompile(`^([A-Z][a-z]* [a-z]+|http://purl.obolibrary.org/obo/NCBITaxon_\p{Nd}+)$`).MatchString(species):
		e.find(subjectSpeciesForm, subject.member("species"),
			`a Latin binomial such as "Mus musculus", or a link such as "http://purl.obolibrary.org/obo/NCBITaxon_10090"`, "it is %.60q", species)
	}
}

func (e *examination) weight(subject *node) {
	weight, ok := e.textOf(subject.child("weight"))
	if ok && !regexp.MustCompile(`(?i)^\p{Nd}+(\.\p{Nd}+)? (kg|g|mg|ug|μg|ng|pg)$`).MatchString(weight) {
		e.find(subjectWeight, subject.member("weight"), `a number and a unit, such as "0.022 kg"`, "it is %.60q", weight)
	}
}
