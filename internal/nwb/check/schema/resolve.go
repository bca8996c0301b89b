package schema

// Spec returns what an object of type t has to be, with everything that t
// inherits. It must not be changed.
func (t *Type) Spec() *Spec {
	if t.spec != nil {
		return t.spec
	}
	s := t.namespace.body(t.entry, t.Kind)
	s.Type = t
	// A parent of another kind is a mistake of the schema, and gives nothing.
	if t.Parent != nil && t.Parent.Kind == t.Kind {
		s.inherit(t.Parent.Spec())
	}
	t.spec = s
	return s
}

// member makes a Spec of an entry inside another, without what it inherits.
func (n *namespace) member(e *entry, kind Kind) *Spec {
	var s *Spec
	name := e.inc()
	switch {
	case kind == Link:
		s = n.body(e, kind)
		name = e.TargetType
	case e.def() != "":
		// What the entry says is said by the type that it defines.
		s = n.head(e, kind)
		name = e.def()
	default:
		s = n.body(e, kind)
		s.refined = len(s.Attributes)+len(s.Members) > 0 || s.DType.Word != "" || s.Shapes != nil || s.Value != nil
	}
	if name != "" {
		if s.Type = n.lookup(name); s.Type == nil {
			s.Missing = name
		}
	}
	return s
}

// head makes a Spec of what an entry says about its place.
func (n *namespace) head(e *entry, kind Kind) *Spec {
	s := &Spec{
		Kind: kind, Name: e.name(), DefaultName: e.DefaultName, Min: 1, Max: 1,
		Linkable: e.Linkable == nil || *e.Linkable,
	}
	if e.Quantity.known {
		s.Min, s.Max = e.Quantity.min, e.Quantity.most
	}
	return s
}

// body adds what an entry says about what is in it.
func (n *namespace) body(e *entry, kind Kind) *Spec {
	s := n.head(e, kind)
	s.Content = e.content()
	for _, a := range e.Attributes {
		if a != nil && a.name() != "" {
			s.Attributes = append(s.Attributes, a.attribute())
		}
	}
	for _, members := range []struct {
		kind    Kind
		entries []*entry
	}{{Dataset, e.Datasets}, {Group, e.Groups}, {Link, e.Links}} {
		for _, m := range members.entries {
			if m != nil {
				s.Members = append(s.Members, n.member(m, members.kind))
			}
		}
	}
	return s
}

// content reads what values have to be. What cannot be read allows anything.
func (e *entry) content() Content {
	c := Content{Value: e.Value}
	if d, err := dtypeOf(e.DType); err == nil {
		c.DType = d
	}
	if shapes, err := shapesOf(e.Shape, e.Dims); err == nil {
		c.Shapes = shapes
	}
	return c
}

// attribute makes an Attribute of an entry. One with a fixed value is required
// whatever else is said, one with a default value is not
// (hdmf.spec.AttributeSpec).
func (e *entry) attribute() *Attribute {
	required := true
	switch {
	case e.Value != nil:
	case e.Default != nil:
		required = false
	case e.Required != nil:
		required = *e.Required
	}
	return &Attribute{Name: e.name(), Required: required, Content: e.content()}
}
