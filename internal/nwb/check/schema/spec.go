package schema

// Any is the length of an axis that may have any.
const Any = -1

// Kind is what a Spec describes.
type Kind uint8

// The kinds.
const (
	Group Kind = iota
	Dataset
	Link
)

// String returns the kind in a word.
func (k Kind) String() string { return [...]string{"group", "dataset", "link"}[min(k, Link)] }

// Spec is what a group, a dataset or a link has to be.
type Spec struct {
	Kind        Kind
	Name        string // "" where the name is free
	DefaultName string // what APIs call it where the name is free
	Type        *Type  // what it is, or descends from; of a link, what it leads to; nil for untyped ones
	// Missing is the name of a type that no namespace defines, where Type is
	// nil because of that.
	Missing string

	Min, Max int  // how many there may be; Max < 0 for any number
	Linkable bool // whether a link to it may stand in its place

	Attributes []*Attribute
	Members    []*Spec // of a group: datasets, groups and links

	Content // of a dataset

	// refined is true where the spec says more than that there is an object of
	// Type. base is that type's spec once it is merged in.
	refined bool
	merged  *Spec
}

// Content is what the values of a dataset or an attribute have to be.
type Content struct {
	DType  DType
	Shapes [][]int // alternatives, Any for an axis of any length; nil where the schema gives none
	Value  any     // that it must have, as JSON has it; nil for any
}

// Attribute is what an attribute has to be.
type Attribute struct {
	Name     string
	Required bool
	Content
}

// Refined returns what an object in place of s has to be beyond what its own
// type says, everything that it inherits merged in; nil where that is nothing.
func (s *Spec) Refined() *Spec {
	if s.Type == nil {
		return s
	}
	if !s.refined || s.Kind == Link {
		return nil
	}
	if s.merged == nil {
		merged := s.clone()
		if base := s.Type.Spec(); base != nil {
			merged.inherit(base)
		}
		s.merged = merged
	}
	return s.merged
}

// clone copies s so that inheriting into the copy leaves s as it is.
func (s *Spec) clone() *Spec {
	c := *s
	c.Attributes = append([]*Attribute(nil), s.Attributes...)
	c.Members = append([]*Spec(nil), s.Members...)
	c.merged = nil
	return &c
}

// Attribute returns the spec of an attribute, nil where s has none of that
// name.
func (s *Spec) Attribute(name string) *Attribute {
	for _, a := range s.Attributes {
		if a.Name == name {
			return a
		}
	}
	return nil
}

// Member returns the spec of the member of a fixed name, nil where there is
// none.
func (s *Spec) Member(name string) *Spec {
	for _, m := range s.Members {
		if m.Name != "" && m.Name == name {
			return m
		}
	}
	return nil
}

// inherit adds to s what base says and s does not. Members of the same name are
// merged; a member without a name replaces those of the same type, unless s
// names one of them (as hdmf has it in GroupSpec.resolve_inc_spec).
func (s *Spec) inherit(base *Spec) {
	s.Content.inherit(base.Content)
	if s.DefaultName == "" {
		s.DefaultName = base.DefaultName
	}
	if !base.Linkable {
		s.Linkable = false
	}
	for i, a := range s.Attributes {
		if b := base.Attribute(a.Name); b != nil {
			merged := *a
			merged.inherit(b.Content)
			s.Attributes[i] = &merged
		}
	}
	for _, b := range base.Attributes {
		if s.Attribute(b.Name) == nil {
			s.Attributes = append(s.Attributes, b)
		}
	}
	for _, b := range base.Members {
		s.inheritMember(b)
	}
}

func (s *Spec) inheritMember(b *Spec) {
	if b.Name != "" {
		for i, m := range s.Members {
			if m.Name == b.Name && m.Kind == b.Kind {
				merged := m.clone()
				merged.inherit(b)
				merged.refined = m.refined || b.refined
				if merged.Type == nil {
					merged.Type, merged.Missing = b.Type, b.Missing
				}
				s.Members[i] = merged
				return
			}
		}
		s.Members = append(s.Members, b)
		return
	}
	replaced, named := false, false
	for _, m := range s.Members {
		if m.Kind == b.Kind && m.Type == b.Type && m.Missing == b.Missing {
			named = named || m.Name != ""
			replaced = replaced || m.Name == ""
		}
	}
	if !replaced || named {
		s.Members = append(s.Members, b)
	}
}

func (c *Content) inherit(base Content) {
	switch {
	case c.DType.Word == "":
		c.DType = base.DType
	case c.DType.Word == Compound && base.DType.Word == Compound:
		c.DType.Fields = mergeFields(c.DType.Fields, base.DType.Fields)
	}
	if c.Shapes == nil {
		c.Shapes = base.Shapes
	}
	if c.Value == nil {
		c.Value = base.Value
	}
}

// mergeFields has base's fields first, as own ones refine them, then the rest.
func mergeFields(own, base []Field) []Field {
	out := append([]Field(nil), base...)
	for _, f := range own {
		at := -1
		for i := range out {
			if out[i].Name == f.Name {
				at = i
			}
		}
		if at < 0 {
			out = append(out, f)
		} else {
			out[at] = f
		}
	}
	return out
}
