package metadata

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// The forms that nwbinspector and DANDI ask of a subject. They are compiled
// where a value needs them, as most runs need none.
const (
	speciesPattern  = `^(?:[A-Z][a-z]* [a-z]+|http://purl\.obolibrary\.org/obo/NCBITaxon_\d+)$`
	durationPattern = `^P(?:(\d+(?:\.\d+)?)Y)?(?:(\d+(?:\.\d+)?)M)?(?:(\d+(?:\.\d+)?)W)?(?:(\d+(?:\.\d+)?)D)?(?:T(?:(\d+(?:\.\d+)?)H)?(?:(\d+(?:\.\d+)?)M)?(?:(\d+(?:\.\d+)?)S)?)?$`
	weightPattern   = `(?i)^\d+(?:\.\d+)? (?:kg|g|mg|ug|μg|ng|pg)$`

	// What people write instead.
	looseDuration = `(?i)^p?\s*(\d+(?:\.\d+)?)\s*([dwmy])(?:ays?|eeks?|onths?|ears?)?\.?(?: old)?$`
	looseWeight   = `(?i)^(\d+(?:\.\d+)?)\s*(kg|g|mg|ug|μg|ng|pg)\.?$`
)

// subject reads Subject; it stays nil where nothing was given.
func (r *resolver) subject(v view) {
	given := false
	if v.given() {
		for _, f := range v.node.fields {
			given = given || f.value.given()
		}
	}
	if !given {
		return
	}
	s := &Subject{
		ID:           r.id(v.get("subject_id")),
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
	if s.Species != "" && !regexp.MustCompile(speciesPattern).MatchString(s.Species) {
		r.problem(v.get("species"), speciesHint(s.Species),
			"%q is neither a Latin name of two words nor an NCBITaxon IRI", s.Species)
	}
	r.sex(v.get("sex"), s)
	r.age(v.get("age"), s.Age)
	if s.Weight != "" && !regexp.MustCompile(weightPattern).MatchString(s.Weight) {
		r.problem(v.get("weight"), weightHint(s.Weight), "%q is not a number, a space and a unit", s.Weight)
	}
	switch {
	case s.AgeReference == "" && s.Age != "":
		s.AgeReference = "birth" // NWB's default
	case s.AgeReference != "" && s.AgeReference != "birth" && s.AgeReference != "gestational":
		r.problem(v.get("age__reference"), "", `%q is neither "birth" nor "gestational"`, s.AgeReference)
	}
}

func speciesHint(species string) string {
	latin := map[string]string{
		"mouse": "Mus musculus", "mice": "Mus musculus", "rat": "Rattus norvegicus", "human": "Homo sapiens",
		"zebrafish": "Danio rerio", "rhesus": "Macaca mulatta", "macaque": "Macaca mulatta",
		"marmoset": "Callithrix jacchus", "ferret": "Mustela putorius", "fly": "Drosophila melanogaster",
		"fruit fly": "Drosophila melanogaster", "worm": "Caenorhabditis elegans",
	}
	if name, ok := latin[strings.ToLower(species)]; ok {
		return fmt.Sprintf("write %q", name)
	}
	return `such as "Mus musculus"`
}

func (r *resolver) sex(v view, s *Subject) {
	want, hint := "M, F, U (unknown), O (other)", ""
	known := map[string]bool{"M": true, "F": true, "U": true, "O": true}
	// The worm has two sexes of its own.
	if s.Species == "Caenorhabditis elegans" || s.Species == "C. elegans" {
		want, known = "XO, XX, as is usual for C. elegans", map[string]bool{"XO": true, "XX": true}
	}
	if s.Sex == "" || known[s.Sex] {
		return
	}
	if first := strings.ToUpper(s.Sex[:1]); known[first] {
		hint = fmt.Sprintf("write %s", first)
	}
	r.problem(v, hint, "%q is none of %s", s.Sex, want)
}

// age checks an ISO 8601 duration, or a range of two: "P80D/P90D", "P90Y/".
func (r *resolver) age(v view, age string) {
	if age == "" {
		return
	}
	from, to, isRange := strings.Cut(age, "/")
	low, lowOK := durationDays(from)
	high, highOK := durationDays(to)
	switch {
	case !isRange && lowOK:
	case !isRange || from != "" && !lowOK || to != "" && !highOK || from == "" && to == "":
		hint := "such as P90D for 90 days, P12W for 12 weeks, P80D/P90D for a range"
		if m := regexp.MustCompile(looseDuration).FindStringSubmatch(age); m != nil {
			hint = fmt.Sprintf("write P%s%s", m[1], strings.ToUpper(m[2]))
		}
		r.problem(v, hint, "%q is not an ISO 8601 duration", age)
	case lowOK && highOK && low >= high:
		r.problem(v, "", "%q is a range whose end is not after its start", age)
	}
}

// durationDays returns about how many days an ISO 8601 duration has.
func durationDays(s string) (float64, bool) {
	m := regexp.MustCompile(durationPattern).FindStringSubmatch(s)
	if m == nil || s == "P" || strings.HasSuffix(s, "T") {
		return 0, false
	}
	days := 0.0
	for i, each := range []float64{365.25, 365.25 / 12, 7, 1, 1. / 24, 1. / 1440, 1. / 86400} {
		if m[i+1] != "" {
			n, err := strconv.ParseFloat(m[i+1], 64)
			if err != nil {
				return 0, false
			}
			days += n * each
		}
	}
	return days, true
}

func weightHint(weight string) string {
	if m := regexp.MustCompile(looseWeight).FindStringSubmatch(weight); m != nil {
		return fmt.Sprintf("write %q", m[1]+" "+m[2])
	}
	return `with its unit, as in "0.022 kg" or "22 g"`
}
