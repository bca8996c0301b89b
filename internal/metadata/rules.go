package metadata

import (
	"strings"

	"roi2nwb/internal/metadata/schema"
)

// applyRules compares every value of the merged tree with the rules of its key.
// What concerns several values is left to the functions that read them; they
// pass over the values that are at fault already.
func (r *resolver) applyRules(v view, s *schema.Schema) {
	if !v.given() {
		return
	}
	switch s.Shape {
	case schema.Free:
	case schema.Object:
		r.applyToFields(v, s)
	case schema.Objects:
		for _, item := range v.items() {
			r.applyToFields(item, s)
		}
	case schema.Texts, schema.Numbers:
		for _, item := range v.items() {
			r.applyToValue(item, s)
		}
	default:
		r.applyToValue(v, s)
	}
}

func (r *resolver) applyToFields(v view, s *schema.Schema) {
	if !v.given() {
		return
	}
	for _, f := range v.node.Fields {
		if known := s.Key(f.Key); known != nil {
			r.applyRules(v.get(f.Key), known)
		}
	}
}

func (r *resolver) applyToValue(v view, s *schema.Schema) {
	if !v.given() || v.path == schema.SessionStartPath && r.options.StartTime != "" { // overridden, see sessionStart
		return
	}
	value := strings.TrimSpace(v.node.Text)
	switch {
	case value == "":
	case strings.ContainsRune(value, 0):
		r.fault("nul-character", v, "", "holds a NUL character, which NWB texts cannot")
	case (s.Shape == schema.Number || s.Shape == schema.Numbers) && !schema.IsNumber(value):
		r.fault("not-a-number", v, schema.NumberHint(value, s), "%q is not a number", value)
	default:
		rule := s.FirstRule().Broken(value)
		if rule == nil {
			return
		}
		message, hint := rule.Explain(value)
		severity := rule.Grade.Severity(r.options.DANDI)
		r.add(severity, rule.Name, v, hint, "%s", message)
		if rule.Grade <= schema.RefusedByDANDI {
			r.faulty[v.path] = true
		}
	}
}

// fault reports a value that is not to be looked at again.
func (r *resolver) fault(rule string, v view, hint, format string, args ...any) {
	r.problem(rule, v, hint, format, args...)
	r.faulty[v.path] = true
}
