package overlay

import (
	"roi2nwb/internal/metadata/schema"
	"roi2nwb/internal/metadata/tree"
)

// Mode is how an upper layer lies on a lower one.
type Mode uint8

// The modes, by what lies below.
const (
	OnGiven    Mode = iota // on what a user gave: lists merge by name, null removes
	OnHints                // on what the source says: a template, null removes
	OnDefaults             // on defaults: a template, null brings it back
)

// Lay returns upper laid over lower, where s belongs; s is nil where nothing is
// known of them. Both have been checked. Neither is changed.
func (m Mode) Lay(s *schema.Schema, lower, upper *tree.Node) *tree.Node {
	switch {
	case upper == nil || upper.Kind == tree.Hole:
		return lower
	case lower == nil || lower.Kind == tree.Hole:
		return upper
	case upper.Kind == tree.Null && m == OnDefaults:
		return lower
	case s != nil && s.Shape == schema.Objects && lower.Kind == tree.Sequence && upper.Kind == tree.Sequence:
		return m.mergeObjects(s, lower, upper)
	case lower.Kind == tree.Mapping && upper.Kind == tree.Mapping:
		return m.mergeMapping(s, lower, upper)
	}
	return upper
}

func (m Mode) mergeMapping(s *schema.Schema, lower, upper *tree.Node) *tree.Node {
	out := &tree.Node{Kind: tree.Mapping, At: upper.At, Fields: make([]tree.Field, len(lower.Fields), len(lower.Fields)+len(upper.Fields))}
	copy(out.Fields, lower.Fields)
	at := make(map[string]int, len(lower.Fields))
	for i, f := range lower.Fields {
		at[f.Key] = i
	}
	for _, f := range upper.Fields {
		i, both := at[f.Key]
		if !both {
			out.Fields = append(out.Fields, f)
			continue
		}
		f.Value = m.Lay(s.Key(f.Key), out.Fields[i].Value, f.Value)
		out.Fields[i] = f
	}
	return out
}
