package check

import (
	"fmt"

	"roi2nwb/internal/chunkio/h5"
	"roi2nwb/internal/nwb/check/schema"
)

// members checks the members of a group: each is given to the spec that fits
// it best, and each spec has to have as many as it says.
func (v *validator) members(n *node, spec *schema.Spec) {
	matched := map[*schema.Spec][]*link{}
	open := false // whether some member may be anything
	for i := range n.links {
		l := &n.links[i]
		if v.isCache(n, l) {
			continue
		}
		if l.target == nil || l.target.unsure() {
			open = true
		}
		m := bestMatch(l, spec.Members)
		if m != nil {
			matched[m] = append(matched[m], l)
		}
		if named := spec.Member(l.name); named != nil && named != m && l.target != nil {
			v.misfit(n, l, named, m != nil)
		}
	}
	for _, m := range spec.Members {
		v.quantity(n, m, len(matched[m]), open)
		for _, l := range matched[m] {
			v.member(n, l, m)
		}
	}
}

// isCache reports whether a link is the cached schema of the file.
func (v *validator) isCache(n *node, l *link) bool {
	return n.parent == nil && l.name == specifications
}

// bestMatch returns the spec that a member is meant to fulfil: one of its name,
// or else the one of the most special type that it is of; nil for none.
func bestMatch(l *link, specs []*schema.Spec) *schema.Spec {
	var best *schema.Spec
	score := -1
	for _, m := range specs {
		if !matches(l, m) {
			continue
		}
		own := 0
		if m.Name != "" {
			own += 1000
		}
		if m.Type != nil {
			own += 2 * m.Type.Depth()
		}
		if (m.Kind == schema.Link) == (l.kind != h5.HardLink) {
			own++
		}
		if own > score {
			best, score = m, own
		}
	}
	return best
}

// matches reports whether a member may be meant by a spec: by name, kind and type,
// as far as they are known.
func matches(l *link, m *schema.Spec) bool {
	if m.Name != "" && m.Name != l.name {
		return false
	}
	t := l.target
	switch {
	case t == nil:
		return m.Name != ""
	case m.Kind != schema.Link && m.Kind != kindOf(t):
		return false
	case m.Missing != "":
		return m.Name != "" || t.typeName == m.Missing
	case m.Type == nil:
		return true
	case t.unsure():
		return m.Name != ""
	}
	return t.typ.Is(m.Type)
}

// misfit reports a member that has the name of a spec and is something else.
func (v *validator) misfit(n *node, l *link, m *schema.Spec, allowed bool) {
	t := l.target
	path := n.member(l.name)
	if m.Kind != schema.Link && m.Kind != kindOf(t) {
		v.find(wrongKind, path, describeSpec(m), "it is a %s", kindOf(t))
		return
	}
	check := wrongType
	if allowed && v.appended {
		check = otherType
	}
	v.find(check, path, describeSpec(m), "it is %s", describeNode(t))
}

// quantity checks how many members fulfil a spec. open is true where there
// are members of which nothing is known.
func (v *validator) quantity(n *node, m *schema.Spec, found int, open bool) {
	switch {
	case m.Missing != "":
	case found < m.Min && (m.Name == "" && open || m.Name != "" && n.link(m.Name) != nil):
		// The member that it could be has a finding of its own.
	case found < m.Min && m.Name != "":
		v.find(missingMember, n.path, wantMember(m), "%s %q is missing", m.Kind, m.Name)
	case found < m.Min && found == 0:
		v.find(missingMember, n.path, "", "it holds no %s, and at least %d is expected", typeOf(m), m.Min)
	case found < m.Min:
		v.find(missingMember, n.path, "", "it holds %d of type %s, and at least %d are expected", found, typeOf(m), m.Min)
	case m.Max >= 0 && found > m.Max:
		v.find(tooMany, n.path, "", "it holds %d of type %s, and at most %d are expected", found, typeOf(m), m.Max)
	}
}

// wantMember returns in words what a member has to be, besides its name.
func wantMember(m *schema.Spec) string {
	switch {
	case m.Kind == schema.Link, m.Type != nil:
		return describeSpec(m)
	case m.Kind == schema.Dataset:
		return wantContent(m.Content)
	}
	return ""
}

// member checks one member against the spec that it fulfils.
func (v *validator) member(n *node, l *link, m *schema.Spec) {
	path := n.member(l.name)
	switch {
	case m.Kind == schema.Link && l.kind == h5.HardLink:
		v.find(hardLink, path, "a soft link to "+describeLinked(m), "it is no link but %s itself", describeNode(l.target))
		return
	case m.Kind != schema.Link && l.kind != h5.HardLink && !m.Linkable:
		v.find(illegalLink, path, describeSpec(m), "it is a link")
		return
	}
	// Objects of a type are compared with it elsewhere.
	if refined := m.Refined(); refined != nil && l.target != nil && m.Kind != schema.Link {
		v.object(l.target, refined)
	}
}

// typeOf names what a spec asks for.
func typeOf(m *schema.Spec) string {
	switch {
	case m.Type != nil:
		return m.Type.Name
	case m.Missing != "":
		return m.Missing
	}
	return m.Kind.String()
}

// describeSpec returns in words what a spec asks for, as "a group of type Device".
func describeSpec(m *schema.Spec) string {
	switch {
	case m.Kind == schema.Link:
		return "a soft link to " + describeLinked(m)
	case m.Type != nil && m.Name == "" || m.Type != nil && m.Type.Spec() == m:
		return fmt.Sprintf("a %s of type %s", m.Kind, m.Type.Name)
	case m.Type != nil:
		return fmt.Sprintf("a %s %q of type %s", m.Kind, m.Name, m.Type.Name)
	case m.Missing != "":
		return fmt.Sprintf("a %s of type %s", m.Kind, m.Missing)
	case m.Name != "":
		return fmt.Sprintf("the %s %q", m.Kind, m.Name)
	}
	return "a " + m.Kind.String()
}

// describeLinked returns in words what a link has to lead to.
func describeLinked(m *schema.Spec) string {
	if m.Type != nil {
		return fmt.Sprintf("a %s of type %s", m.Type.Kind, m.Type.Name)
	}
	return "an object"
}

// describeNode returns in words what a node is.
func describeNode(n *node) string {
	if n.typeName == "" {
		return fmt.Sprintf("a %s without a type", kindOf(n))
	}
	return fmt.Sprintf("a %s of type %s", kindOf(n), n.typeName)
}
