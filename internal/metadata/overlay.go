package metadata

// mode says how an upper layer lies on a lower one.
type mode uint8

const (
	onGiven    mode = iota // on what a user gave: lists merge by name, null removes
	onHints                // on what the source says: a template, null removes
	onDefaults             // on defaults: a template, null brings it back
)

// lay returns upper laid over lower, where s belongs; s is nil where nothing is
// known of them. Both have been checked. Neither is changed.
func (m mode) lay(s *schema, lower, upper *node) *node {
	switch {
	case upper == nil || upper.kind == hole:
		return lower
	case lower == nil || lower.kind == hole:
		return upper
	case upper.kind == null && m == onDefaults:
		return lower
	case s != nil && s.shape == objects && lower.kind == sequence && upper.kind == sequence:
		return m.mergeObjects(s, lower, upper)
	case lower.kind == mapping && upper.kind == mapping:
		return m.mergeMapping(s, lower, upper)
	}
	return upper
}

func (m mode) mergeMapping(s *schema, lower, upper *node) *node {
	out := &node{kind: mapping, at: upper.at, fields: make([]field, len(lower.fields), len(lower.fields)+len(upper.fields))}
	copy(out.fields, lower.fields)
	at := make(map[string]int, len(lower.fields))
	for i, f := range lower.fields {
		at[f.key] = i
	}
	for _, f := range upper.fields {
		i, both := at[f.key]
		if !both {
			out.fields = append(out.fields, f)
			continue
		}
		f.value = m.lay(s.at(f.key), out.fields[i].value, f.value)
		out.fields[i] = f
	}
	return out
}
