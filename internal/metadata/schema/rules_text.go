package schema

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// dandiForbidden are the characters that DANDI takes out of ids when it names
// files after them.
const dandiForbidden = `_*\<>:|"'?%@;.`

// idRule is that of the ids which DANDI names files after.
func idRule() *Rule {
	return &Rule{
		Name: "id-slash", Grade: RefusedByDANDI, Without: "/",
		Explain: func(id string) (string, string) {
			return fmt.Sprintf(`%q holds a "/", and files are named after it`, id),
				fmt.Sprintf("such as %q", strings.ReplaceAll(id, "/", "-"))
		},
		Then: &Rule{
			Name: "id-characters", Grade: RefusedByDANDI, Without: dandiForbidden,
			Explain: func(id string) (string, string) {
				return fmt.Sprintf("%q holds a character that DANDI replaces in file names", id), "letters, digits and - are safe"
			},
		},
	}
}

// nameRule is that of names of objects in the file, where slashes part names
// and colons part namespaces. A backslash is what nwbinspector objects to.
func nameRule() *Rule {
	return &Rule{
		Name: "object-name", Without: "/:",
		also: func(name string) bool { return name != "." },
		Explain: func(name string) (string, string) {
			if name == "." {
				return `the name "." means a place in HDF5`, ""
			}
			return fmt.Sprintf(`the name %q holds "/" or ":", which names in NWB files cannot`, name), ""
		},
		Then: &Rule{
			Name: "object-name-backslash", Grade: RefusedByDANDI, Without: `\`,
			Explain: func(name string) (string, string) {
				return fmt.Sprintf("the name %q holds a backslash", name), ""
			},
		},
	}
}

// IsPlaceholder reports whether a description is one of those that nwbinspector
// takes for none.
func IsPlaceholder(description string) bool {
	switch strings.Trim(strings.ToLower(description), ".") {
	case "no description", "no desc", "none", "placeholder":
		return true
	}
	return false
}

// descriptionRule is that of all descriptions.
func descriptionRule() *Rule {
	return &Rule{
		Name: "description-placeholder", Grade: Doubtful,
		also: func(description string) bool { return !IsPlaceholder(description) },
		Explain: func(description string) (string, string) {
			return fmt.Sprintf("%q describes nothing", description), "leave the key out, or say what it is"
		},
	}
}

// personRule is nwbinspector's form of a person's name, which is DANDI's:
// letters, digits, spaces, and - . ' on both sides of a comma.
func personRule() *Rule {
	return &Rule{
		Name: "experimenter-form", Grade: Unadvised,
		also: isPersonName,
		Explain: func(person string) (string, string) {
			hint := ""
			if words := strings.Fields(person); len(words) == 2 && !strings.Contains(person, ",") {
				hint = fmt.Sprintf("such as %q", words[1]+", "+words[0])
			}
			return fmt.Sprintf(`%q is not in the form "Last, First"`, person), hint
		},
	}
}

// isPersonName reports whether a text is two parts with a comma and a space
// between, in the characters that nwbinspector's expression has.
func isPersonName(text string) bool {
	last, first, both := strings.Cut(text, ",")
	space, _ := utf8.DecodeRuneInString(first)
	isPart := func(c rune) bool {
		return unicode.IsLetter(c) || unicode.IsNumber(c) || unicode.IsSpace(c) || strings.ContainsRune("_-.'", c)
	}
	onlyParts := func(s string) bool {
		return s != "" && strings.IndexFunc(s, func(c rune) bool { return !isPart(c) }) < 0
	}
	return both && onlyParts(last) && unicode.IsSpace(space) && onlyParts(strings.TrimSpace(first))
}

// doiRule is that of publications.
func doiRule() *Rule {
	return &Rule{
		Name: "publication-doi", Grade: Unadvised,
		Pattern: `^(doi:|https://doi\.org/|http://dx\.doi\.org/)`,
		Explain: func(publication string) (string, string) {
			return fmt.Sprintf("%q is not a DOI", publication), "such as https://doi.org/10.7554/eLife.38173"
		},
	}
}

// unusedRule is that of keys whose values are not written.
func unusedRule() *Rule {
	return &Rule{
		Name: "unused", Grade: Doubtful,
		also: func(string) bool { return false },
		Explain: func(string) (string, string) {
			return "is not used: the file names the program that writes it", ""
		},
	}
}
