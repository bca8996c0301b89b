package check

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"roi2nwb/internal/chunkio/h5"
)

// surveyLimits is the most of a file that is looked at. A file which has more
// is reported, and checked as far as it was seen.
type surveyLimits struct {
	objects    int
	attributes int // of all objects
	bytes      int // of the paths, names and values of all of them
	path       int // bytes of a path
	object     h5.SurveyLimits
}

// usualLimits are far beyond what NWB files have, and keep the tree below about
// 200 MB.
func usualLimits() surveyLimits {
	return surveyLimits{
		objects:    100_000,
		attributes: 1_000_000,
		bytes:      64 << 20,
		path:       4 << 10,
		object:     h5.SurveyLimits{Links: 100_000, Attributes: 10_000, NameBytes: 8 << 20, ValueBytes: 1 << 20},
	}
}

// surveyor builds a tree.
type surveyor struct {
	file   *h5.File
	limits surveyLimits
	tree   *tree
	names  map[string]string // each text that objects share, once
	attrs  int
	bytes  int
	told   bool // that there is more than the limits allow
	crash  error
	find   func(c, path, message, want string)
}

// survey reads the structure of a whole file. Objects that cannot be read are
// findings. The error is that of the context, or an h5.CrashError, which has a
// finding, too.
func survey(ctx context.Context, f *h5.File, limits surveyLimits, find func(c, path, message, want string)) (*tree, error) {
	s := &surveyor{file: f, limits: limits, names: map[string]string{}, find: find}
	s.tree = &tree{byAddress: map[uint64]*node{}, whole: true}
	address, err := f.Root()
	if err != nil {
		find(unreadableObject, "/", "the root group cannot be read: "+err.Error(), "")
		return s.tree, nil
	}
	s.tree.root = s.add(nil, "", address)
	if s.tree.root == nil {
		return s.tree, s.crash
	}
	// The list grows while it is walked: breadth first, so that an object is
	// known by the shortest path to it.
	for i := 0; i < len(s.tree.nodes); i++ {
		if ctx.Err() != nil {
			return nil, context.Cause(ctx)
		}
		if s.crash != nil {
			return nil, s.crash
		}
		s.enter(s.tree.nodes[i])
	}
	for _, n := range s.tree.nodes {
		for i := range n.links {
			if l := &n.links[i]; l.kind == h5.PathLink {
				l.target = s.tree.resolve(n, l.to)
			}
		}
	}
	slices.SortStableFunc(s.tree.nodes, func(a, b *node) int { return strings.Compare(a.path, b.path) })
	return s.tree, nil
}

// enter reads the objects that hard links of a group lead to.
func (s *surveyor) enter(group *node) {
	for i := range group.links {
		l := &group.links[i]
		if l.kind != h5.HardLink || s.crash != nil {
			continue
		}
		known := false
		if l.target, known = s.tree.byAddress[l.address]; !known {
			l.target = s.add(group, l.name, l.address)
		}
	}
}

// full reports whether the limits are reached.
func (s *surveyor) full() bool {
	return len(s.tree.nodes) >= s.limits.objects || s.attrs >= s.limits.attributes || s.bytes >= s.limits.bytes
}

// cut adds a finding, once, that not all of the file is looked at.
func (s *surveyor) cut(path, what string) {
	if !s.told {
		s.find(tooMuch, path, what+": the rest of the file is not checked", "")
	}
	s.told, s.tree.whole = true, false
}

// add reads the object at an address, nil where that is not possible.
func (s *surveyor) add(parent *node, name string, address uint64) *node {
	path := "/"
	if parent != nil {
		path = parent.member(name)
	}
	if s.full() {
		s.cut(path, fmt.Sprintf("the file has more than %d objects, %d attributes or %d MB of paths and attributes",
			s.limits.objects, s.limits.attributes, s.limits.bytes>>20))
		return nil
	}
	if len(path) > s.limits.path {
		s.cut(parent.path, fmt.Sprintf("it holds a path of more than %d bytes", s.limits.path))
		return nil
	}
	s.bytes += len(path)
	s.tree.byAddress[address] = nil // of what cannot be read, too, so that it is tried once
	o, err := s.file.Describe(address, s.limits.object)
	if err != nil {
		s.find(unreadableObject, path, "it cannot be read: "+err.Error(), "")
		s.tree.whole = false
		s.crash = crashOf(err)
		return nil
	}
	if o.Cut {
		s.cut(path, "it has more members or attributes than any NWB file")
	}
	n := &node{path: path, name: name, parent: parent, kind: o.Kind, data: o.Data}
	s.takeLinks(n, o.Links)
	s.takeAttributes(n, o.Attrs)
	s.tree.byAddress[address] = n
	s.tree.nodes = append(s.tree.nodes, n)
	return n
}

func (s *surveyor) takeLinks(n *node, all []h5.Link) {
	n.links = make([]link, len(all))
	for i, l := range all {
		n.links[i] = link{name: s.once(l.Name), kind: l.Kind, address: l.Address, to: l.Target}
		if l.Kind == h5.ExternalLink {
			n.links[i].to = l.File + ":" + l.Target
		}
		s.bytes += len(l.Name) + len(l.Target) + len(l.File)
	}
}

func (s *surveyor) takeAttributes(n *node, all []h5.Attribute) {
	slices.SortFunc(all, func(a, b h5.Attribute) int { return strings.Compare(a.Name, b.Name) })
	n.attrs = all
	s.attrs += len(all)
	for i := range all {
		a := &all[i]
		a.Name = s.once(a.Name)
		for j, text := range a.Value.Texts {
			a.Value.Texts[j] = s.once(text)
		}
		s.bytes += len(a.Name) + len(a.Value.Raw) + 8*len(a.References)
	}
	n.typeName, _ = n.text("neurodata_type")
	n.namespace, _ = n.text("namespace")
	n.objectID, _ = n.text("object_id")
}

// once returns the first text that is equal to this one, so that names and types,
// which are repeated, take memory once.
func (s *surveyor) once(text string) string {
	if known, ok := s.names[text]; ok {
		return known
	}
	s.bytes += len(text)
	s.names[text] = text
	return text
}
