package check

import (
	"slices"
	"strings"

	"roi2nwb/internal/chunkio/h5"
	"roi2nwb/internal/nwb/check/schema"
)

// node is a group or a dataset of a file, found once however many hard links
// lead to it.
type node struct {
	path   string // by hard links alone, the first way found
	name   string // the last part of path
	parent *node  // the group on that way; nil for the root
	kind   h5.Kind

	attrs []h5.Attribute // sorted by name
	links []link         // of a group, sorted by name
	data  *h5.Storage    // of a dataset

	// The attributes of the same names, "" for one that is missing or no text.
	typeName, namespace, objectID string
	typ                           *schema.Type // nil where typeName is "" or not known
}

// link is a member of a group.
type link struct {
	name    string
	kind    h5.LinkKind
	address uint64 // of the object that a hard link is
	target  *node  // what it leads to; nil for a link to nothing or out of the file
	to      string // the path of a soft link; file and path of an external one
}

// tree is a whole file in memory, but for the data.
type tree struct {
	root      *node
	nodes     []*node // the root first, parents before children, by path
	byAddress map[uint64]*node
	whole     bool // whether nothing was left out, because of the limits or of damage
}

// attr returns an attribute, nil where n has none of that name.
func (n *node) attr(name string) *h5.Attribute {
	i, found := slices.BinarySearchFunc(n.attrs, name, func(a h5.Attribute, name string) int { return strings.Compare(a.Name, name) })
	if !found {
		return nil
	}
	return &n.attrs[i]
}

// text returns the value of an attribute of one string; ok is false where n has
// no such attribute.
func (n *node) text(name string) (value string, ok bool) {
	a := n.attr(name)
	if a == nil || a.Err != nil || len(a.Value.Texts) != 1 {
		return "", false
	}
	return a.Value.Texts[0], true
}

// texts returns the values of an attribute of strings; ok is false where n has
// no such attribute.
func (n *node) texts(name string) (values []string, ok bool) {
	a := n.attr(name)
	if a == nil || a.Err != nil || a.Value.Type.Class != h5.ClassString {
		return nil, false
	}
	return a.Value.Texts, true
}

// number returns the value of an attribute of one number; ok is false where n
// has no such attribute.
func (n *node) number(name string) (value float64, ok bool) {
	a := n.attr(name)
	if a == nil || a.Err != nil {
		return 0, false
	}
	value, err := a.Value.Float64()
	return value, err == nil
}

// link returns a member of a group, nil where there is none of that name.
func (n *node) link(name string) *link {
	i, found := slices.BinarySearchFunc(n.links, name, func(l link, name string) int { return strings.Compare(l.name, name) })
	if !found {
		return nil
	}
	return &n.links[i]
}

// child returns what a member of a group leads to, nil where that is nothing.
func (n *node) child(name string) *node {
	if l := n.link(name); l != nil {
		return l.target
	}
	return nil
}

// is reports whether n is of a type of that name, or of one that descends from it.
func (n *node) is(typeName string) bool { return n.typ.Descends(typeName) }

// unsure reports whether n says that it is an object of NWB and its type is not
// known. identityRule finds that.
func (n *node) unsure() bool {
	return n.typ == nil && (n.typeName != "" || n.namespace != "" || n.objectID != "")
}

// elements returns how many elements a dataset has, one for a scalar.
func (n *node) elements() int64 {
	total := int64(1)
	for _, axis := range n.data.Shape {
		if axis == 0 {
			return 0
		}
		if total > int64(1)<<62/int64(axis) {
			return 1 << 62
		}
		total *= int64(axis)
	}
	return total
}

// maxSoftLinks bounds the soft links followed for one path, as libhdf5 does.
const maxSoftLinks = 16

// resolve returns what a soft link of the group n leads to, nil for nothing.
func (t *tree) resolve(n *node, path string) *node {
	left := maxSoftLinks
	return t.follow(n, path, &left)
}

func (t *tree) follow(n *node, path string, left *int) *node {
	if *left--; *left < 0 {
		return nil
	}
	if strings.HasPrefix(path, "/") {
		n = t.root
	}
	for part := range strings.SplitSeq(path, "/") {
		if part == "" || part == "." {
			continue
		}
		l := n.link(part)
		if l == nil {
			return nil
		}
		next := l.target
		if l.kind == h5.PathLink {
			next = t.follow(n, l.to, left)
		}
		if next == nil {
			return nil
		}
		n = next
	}
	return n
}

// member returns the path of a member of n.
func (n *node) member(name string) string { return strings.TrimSuffix(n.path, "/") + "/" + name }

// attrPath returns the path of an attribute of n, as findings have it.
func (n *node) attrPath(name string) string { return n.path + "." + name }
