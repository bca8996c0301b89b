package metadata

import "strings"

// judge holds every value of the merged tree against the rules of its key.
// What concerns several values is left to the functions that read them; they
// pass over the values that are at fault already.
func (r *resolver) judge(v view, s *schema) {
	if !v.given() {
		return
	}
	switch s.shape {
	case free:
	case object:
		r.judgeFields(v, s)
	case objects:
		for _, item := range v.items() {
			r.judgeFields(item, s)
		}
	case texts, numbers:
		for _, item := range v.items() {
			r.judgeValue(item, s)
		}
	default:
		r.judgeValue(v, s)
	}
}

func (r *resolver) judgeFields(v view, s *schema) {
	if !v.given() {
		return
	}
	for _, f := range v.node.fields {
		if known := s.at(f.key); known != nil {
			r.judge(v.get(f.key), known)
		}
	}
}

func (r *resolver) judgeValue(v view, s *schema) {
	if !v.given() || v.path == sessionStartPath && r.options.StartTime != "" { // overridden, see sessionStart
		return
	}
	value := strings.TrimSpace(v.node.text)
	switch {
	case value == "":
	case strings.ContainsRune(value, 0):
		r.fault("nul-character", v, "", "holds a NUL character, which NWB texts cannot")
	case (s.shape == number || s.shape == numbers) && !isNumber(value):
		r.fault("not-a-number", v, numberHint(value, s), "%q is not a number", value)
	default:
		rule := s.ruleOf().broken(value)
		if rule == nil {
			return
		}
		message, hint := rule.explain(value)
		severity := rule.grade.severity(r.options.DANDI)
		r.add(severity, rule.name, v, hint, "%s", message)
		if rule.grade <= refusedByDANDI {
			r.faulty[v.path] = true
		}
	}
}

// fault reports a value that is not to be looked at again.
func (r *resolver) fault(rule string, v view, hint, format string, args ...any) {
	r.problem(rule, v, hint, format, args...)
	r.faulty[v.path] = true
}
