package metadata

import (
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// grade says what becomes of a value that breaks a rule.
type grade uint8

const (
	refused        grade = iota // NWB forbids it, or it is surely not what was meant: an error
	refusedByDANDI              // a warning, and an error where DANDI's rules are asked for
	doubtful                    // a warning
	unadvised                   // a suggestion
)

func (g grade) severity(dandi bool) Severity {
	switch {
	case g == refused, g == refusedByDANDI && dandi:
		return Error
	case g == unadvised:
		return Suggestion
	}
	return Warning
}

// valueRule is what a single value must be like, whatever stands elsewhere.
// What its parts ask for is checked here and said in the JSON Schema; a part
// that is not set asks for nothing.
type valueRule struct {
	name    string                                    // as Problem.Rule
	grade   grade                                     // what becomes of a value that breaks it
	enum    []string                                  // one of these
	without string                                    // characters that it may not hold
	pattern string                                    // a regular expression, for JSON Schema alone where the rule has a function
	bounds  *bounds                                   // of a number
	also    func(value string) bool                   // what the other parts cannot say, or only slower
	explain func(value string) (message, hint string) // of a value that breaks it
	then    *valueRule                                // asked of values that keep this one
}

// bounds are those of a number; NaN, which stands for a number that nobody
// gave, is always within. Over means that least itself is not.
type bounds struct {
	least, most float64
	over        bool
}

func (b *bounds) hold(x float64) bool {
	return !(x < b.least || x > b.most || b.over && x == b.least)
}

// atLeast bounds one side.
func atLeast(x float64) *bounds { return &bounds{least: x, most: math.Inf(1)} }

// keeps tells whether a value keeps the rule, without those that follow it.
// Patterns are compiled here, since most runs need few of them.
func (rule *valueRule) keeps(value string) bool {
	if rule.enum != nil && !slices.Contains(rule.enum, value) {
		return false
	}
	if rule.without != "" && strings.ContainsAny(value, rule.without) {
		return false
	}
	if rule.bounds != nil {
		if x, err := parseNumber(value); err == nil && !rule.bounds.hold(x) {
			return false
		}
	}
	if rule.pattern != "" && rule.also == nil && !regexp.MustCompile(rule.pattern).MatchString(value) {
		return false
	}
	return rule.also == nil || rule.also(value)
}

// broken returns the first rule of the chain that a value breaks, or nil.
func (rule *valueRule) broken(value string) *valueRule {
	for ; rule != nil; rule = rule.then {
		if !rule.keeps(value) {
			return rule
		}
	}
	return nil
}

// parseNumber reads a number as metadata files write it; infinity is none.
func parseNumber(text string) (float64, error) {
	if strings.EqualFold(text, ".nan") {
		return math.NaN(), nil
	}
	x, err := strconv.ParseFloat(text, 64)
	if err != nil || math.IsInf(x, 0) {
		return 0, fmt.Errorf("%q is not a number", text)
	}
	return x, nil
}

func isNumber(value string) bool {
	_, err := parseNumber(value)
	return err == nil
}

// numberOf returns the number that a text says, nil for none, or the text as it
// is where it says something else.
func numberOf(text string) any {
	x, err := parseNumber(strings.TrimSpace(text))
	switch {
	case err != nil:
		return text
	case math.IsNaN(x):
		return nil
	}
	return x
}
