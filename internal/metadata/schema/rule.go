package schema

import (
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"roi2nwb/internal/metadata/tree"
)

// Grade is what becomes of a value that breaks a rule.
type Grade uint8

// The grades, the heaviest first.
const (
	Refused        Grade = iota // NWB forbids it, or it is surely not what was meant: an error
	RefusedByDANDI              // a warning, and an error where DANDI's rules are asked for
	Doubtful                    // a warning
	Unadvised                   // a suggestion
)

// Severity returns how much a problem of the grade weighs; dandi asks for DANDI's
// rules.
func (g Grade) Severity(dandi bool) tree.Severity {
	switch {
	case g == Refused, g == RefusedByDANDI && dandi:
		return tree.Error
	case g == Unadvised:
		return tree.Suggestion
	}
	return tree.Warning
}

// Rule is what a single value must be like, whatever stands elsewhere.
// Broken checks its parts, and the JSON Schema has them; a part that is not set
// asks for nothing.
type Rule struct {
	Name    string                                    // as Problem.Rule
	Grade   Grade                                     // what becomes of a value that breaks it
	Enum    []string                                  // one of these
	Without string                                    // characters that it may not hold
	Pattern string                                    // a regular expression, for JSON Schema alone where the rule has a function
	Bounds  *Bounds                                   // of a number
	also    func(value string) bool                   // what the other parts cannot say, or only slower
	Explain func(value string) (message, hint string) // of a value that breaks it
	Then    *Rule                                     // asked of values that keep this one
}

// Bounds are those of a number; NaN, which stands for a number that nobody
// gave, is always within. Over means that least itself is not.
type Bounds struct {
	Least, Most float64
	Over        bool
}

func (b *Bounds) hold(x float64) bool {
	return !(x < b.Least || x > b.Most || b.Over && x == b.Least)
}

// atLeast bounds one side.
func atLeast(x float64) *Bounds { return &Bounds{Least: x, Most: math.Inf(1)} }

// keeps reports whether a value keeps the rule, without those that follow it.
// Patterns are compiled here, since most runs need few of them.
func (rule *Rule) keeps(value string) bool {
	if rule.Enum != nil && !slices.Contains(rule.Enum, value) {
		return false
	}
	if rule.Without != "" && strings.ContainsAny(value, rule.Without) {
		return false
	}
	if rule.Bounds != nil {
		if x, err := ParseNumber(value); err == nil && !rule.Bounds.hold(x) {
			return false
		}
	}
	if rule.Pattern != "" && rule.also == nil && !regexp.MustCompile(rule.Pattern).MatchString(value) {
		return false
	}
	return rule.also == nil || rule.also(value)
}

// Broken returns the first rule of the chain that a value breaks, or nil.
func (rule *Rule) Broken(value string) *Rule {
	for ; rule != nil; rule = rule.Then {
		if !rule.keeps(value) {
			return rule
		}
	}
	return nil
}

// ParseNumber reads a finite number as metadata files write it. YAML's .nan stands
// for a number that nobody gave, and so does NaN, which Python writes in JSON.
func ParseNumber(text string) (float64, error) {
	if strings.EqualFold(text, ".nan") || text == "NaN" {
		return math.NaN(), nil
	}
	x, err := strconv.ParseFloat(text, 64)
	if err != nil || math.IsInf(x, 0) || math.IsNaN(x) {
		return 0, fmt.Errorf("%q is not a number", text)
	}
	return x, nil
}

// IsNumber reports whether a text is a number as metadata files write it.
func IsNumber(value string) bool {
	_, err := ParseNumber(value)
	return err == nil
}

// NumberOf returns the number that a text says, nil for none, or the text as it
// is where it says something else.
func NumberOf(text string) any {
	x, err := ParseNumber(strings.TrimSpace(text))
	switch {
	case err != nil:
		return text
	case math.IsNaN(x):
		return nil
	}
	return x
}
