package check

import (
	"context"
	"fmt"
	"slices"
)

// Check is one thing that a file is looked through for.
type Check struct {
	Name       string // stable: kebab-case, or nwbinspector's own
	Severity   Severity
	Importance string // nwbinspector's word, "" for checks that are not its
	Doc        string // what it finds, in a sentence
}

// rule is a function that makes the findings of one check or several.
type rule struct {
	checks []Check
	deep   bool // whether it is run with Options.Deep alone
	dandi  bool // whether it is run with Options.DANDI alone
	run    func(ctx context.Context, e *examination) error
}

// ofInspector reports whether all checks of a rule are nwbinspector's.
func (r *rule) ofInspector() bool {
	return !slices.ContainsFunc(r.checks, func(c Check) bool { return c.Importance == "" })
}

// rules returns all rules, in the order in which they run. One without a function
// lists checks whose findings are made elsewhere.
func rules() []rule {
	return []rule{
		fileRule(),
		schemaRule(),
		identityRule(),
		linkRule(),
		textRule(),
		dandiRule(),
		tableRule(),
		maskRule(),
		acceptanceRule(),
		seriesRule(),
		filterRule(),
		wordsRule(),
		sessionRule(),
		subjectRule(),
		generalRule(),
		ophysRule(),
		columnRule(),
		imageRule(),
		packingRule(),
		sizeRule(),
		deepRule(),
	}
}

// Checks returns all checks, in the order of the rules.
func Checks() []Check {
	var all []Check
	for _, r := range rules() {
		all = append(all, r.checks...)
	}
	return all
}

// of returns the findings of a check.
func (f *findings) of(check string) (all []Finding) {
	for _, found := range f.all {
		if found.Check == check {
			all = append(all, found)
		}
	}
	return all
}

// findings collects what rules find.
type findings struct {
	checks map[string]Check
	all    []Finding
	most   int // kept
}

func newFindings(all []rule) *findings {
	f := &findings{checks: map[string]Check{}, most: maxFindings}
	for _, r := range all {
		for _, c := range r.checks {
			f.checks[c.Name] = c
		}
	}
	return f
}

// maxFindings is the most findings that are kept of one file.
const maxFindings = 20_000

// add keeps one finding of the check of that name. The check must be listed by
// a rule.
func (f *findings) add(check, path, message, want string) {
	switch {
	case len(f.all) > f.most:
		return
	case len(f.all) == f.most:
		check, path, want = tooMuch, "/", ""
		message = fmt.Sprintf("there are more than %d findings: the others are not kept", f.most)
	}
	c, ok := f.checks[check]
	if !ok {
		// A test keeps this from happening.
		message = fmt.Sprintf("%s (of the unknown check %q)", message, check)
	}
	f.all = append(f.all, Finding{c.Severity, c.Importance, check, path, message, want})
}
