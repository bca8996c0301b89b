package schema

import (
	"fmt"
	"regexp"
	"strings"
)

// speciesRule and those below are what nwbinspector and DANDI ask of a subject.
func speciesRule() *Rule {
	return &Rule{
		Name: "subject-species", Grade: RefusedByDANDI,
		Pattern: `^([A-Z][a-z]* [a-z]+|http://purl\.obolibrary\.org/obo/NCBITaxon_[0-9]+)$`,
		Explain: func(species string) (string, string) {
			return fmt.Sprintf("%q is neither a Latin name of two words nor an NCBITaxon IRI", species), speciesHint(species)
		},
	}
}

// sexRule knows the sexes of all species. Which of the two sets it is depends on the species.
func sexRule() *Rule {
	return &Rule{
		Name: "subject-sex", Grade: RefusedByDANDI,
		Enum: append(Sexes(), WormSexes()...),
		Explain: func(sex string) (string, string) {
			hint := ""
			if first := strings.ToUpper(sex[:1]); first == "M" || first == "F" || first == "U" || first == "O" {
				hint = "write " + first
			}
			return fmt.Sprintf("%q is none of M, F, U (unknown), O (other)", sex), hint
		},
	}
}

func ageRule() *Rule {
	return &Rule{
		Name: "subject-age", Grade: RefusedByDANDI,
		Pattern: agePattern,
		also:    isAge,
		Explain: explainAge,
		Then: &Rule{
			Name: "subject-age-range", Grade: RefusedByDANDI,
			also: isAscendingRange,
			Explain: func(age string) (string, string) {
				return fmt.Sprintf("%q is a range whose end is not after its start", age), ""
			},
		},
	}
}

func ageReferenceRule() *Rule {
	return &Rule{
		Name: "subject-age-reference",
		Enum: []string{"birth", "gestational"},
		Explain: func(reference string) (string, string) {
			return fmt.Sprintf(`%q is neither "birth" nor "gestational"`, reference), ""
		},
	}
}

func weightRule() *Rule {
	return &Rule{
		Name: "subject-weight", Grade: RefusedByDANDI,
		Pattern: `^[0-9]+(\.[0-9]+)? ([kK][gG]|[mMuUμnNpP]?[gG])$`,
		Explain: explainWeight,
	}
}

// Sexes returns the sexes of all species but C. elegans.
func Sexes() []string { return []string{"M", "F", "U", "O"} }

// WormSexes returns the sexes of C. elegans.
func WormSexes() []string { return []string{"XO", "XX"} }

// The forms that people write instead, for hints.
const (
	looseDuration = `(?i)^p?\s*(\d+(?:\.\d+)?)\s*([dwmy])(?:ays?|eeks?|onths?|ears?)?\.?(?: old)?$`
	looseWeight   = `(?i)^(\d+(?:\.\d+)?)\s*(kg|g|mg|ug|μg|ng|pg)\.?$`
)

func speciesHint(species string) string {
	latin := map[string]string{
		"mouse": "Mus musculus", "mice": "Mus musculus", "rat": "Rattus norvegicus", "human": "Homo sapiens",
		"zebrafish": "Danio rerio", "rhesus": "Macaca mulatta", "macaque": "Macaca mulatta",
		"marmoset": "Callithrix jacchus", "ferret": "Mustela putorius", "fly": "Drosophila melanogaster",
		"fruit fly": "Drosophila melanogaster", "worm": "Caenorhabditis elegans", "c. elegans": "Caenorhabditis elegans",
	}
	if name, ok := latin[strings.ToLower(species)]; ok {
		return fmt.Sprintf("write %q", name)
	}
	return `such as "Mus musculus"`
}

func explainAge(age string) (message, hint string) {
	if IsNumber(age) {
		return age + " looks like days; an ISO 8601 duration is expected", "P" + age + "D?"
	}
	hint = "such as P90D for 90 days, P12W for 12 weeks, P80D/P90D for a range"
	if m := regexp.MustCompile(looseDuration).FindStringSubmatch(age); m != nil {
		hint = fmt.Sprintf("write P%s%s", m[1], strings.ToUpper(m[2]))
	}
	return fmt.Sprintf("%q is not an ISO 8601 duration", age), hint
}

func explainWeight(weight string) (message, hint string) {
	if grams, err := ParseNumber(weight); err == nil && grams > 0 {
		unit, word := "g", "grams"
		if grams < 1 {
			unit, word = "kg", "kilograms"
		}
		return fmt.Sprintf("%s looks like %s; a number, a space and a unit are expected", weight, word), fmt.Sprintf("%q?", weight+" "+unit)
	}
	hint = `with its unit, as in "0.022 kg" or "22 g"`
	if m := regexp.MustCompile(looseWeight).FindStringSubmatch(weight); m != nil {
		hint = fmt.Sprintf("write %q", m[1]+" "+m[2])
	}
	return fmt.Sprintf("%q is not a number, a space and a unit", weight), hint
}
