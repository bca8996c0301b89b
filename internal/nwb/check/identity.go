package check

import (
	"context"
	"fmt"

	"github.com/google/uuid"

	"roi2nwb/internal/chunkio/h5"
)

// The checks of neurodata_type, namespace and object_id.
const (
	missingType       = "missing-type"
	missingNamespace  = "missing-namespace"
	missingObjectID   = "missing-object-id"
	wrongNamespace    = "wrong-namespace"
	otherNamespace    = "other-namespace"
	unknownNamespace  = "unknown-namespace"
	unknownType       = "unknown-type"
	wrongTypeKind     = "wrong-type-kind"
	duplicateObjectID = "duplicate-object-id"
	oddObjectID       = "odd-object-id"
	oddIdentity       = "odd-identity"
)

// identityRule checks the three attributes that make an object one of NWB.
func identityRule() rule {
	return rule{
		checks: []Check{
			{Name: missingType, Doc: "an object has an object_id or a namespace and no neurodata_type: readers pass over it"},
			{Name: missingNamespace, Doc: "an object has a neurodata_type and no namespace"},
			{Name: missingObjectID, Doc: "an object has a neurodata_type and no object_id"},
			{Name: wrongNamespace, Doc: "the namespace of an object is not the one that defines its type"},
			// hdmf before 4 wrote such where an extension was loaded.
			{Name: otherNamespace, Severity: Remark, Doc: "the namespace of an object is an extension that includes the one that defines its type"},
			{Name: unknownNamespace, Severity: Warning, Doc: "the schema of an object's namespace is not in the file, so the object is not checked"},
			{Name: unknownType, Doc: "the namespace of an object does not define its type"},
			{Name: wrongTypeKind, Doc: "a dataset has the type of a group, or a group that of a dataset"},
			{Name: duplicateObjectID, Doc: "two objects have the same object_id"},
			{Name: oddObjectID, Severity: Warning, Doc: "an object_id is no UUID"},
			{Name: oddIdentity, Doc: "neurodata_type, namespace or object_id is not one text"},
		},
		run: func(_ context.Context, e *examination) error {
			known := map[string]*node{}
			for _, n := range e.tree.nodes {
				if !e.isCached(n) {
					e.identity(n, known)
				}
			}
			return nil
		},
	}
}

func (e *examination) identity(n *node, known map[string]*node) {
	for _, name := range []string{"neurodata_type", "namespace", "object_id"} {
		a := n.attr(name)
		if a == nil {
			continue
		}
		if _, ok := n.text(name); !ok || len(a.Shape) > 0 {
			e.find(oddIdentity, n.attrPath(name), "one text", "it is %s%s", a.Type, ofShape(a.Shape))
		}
	}
	if n.typeName == "" {
		if n.unsure() && n.attr("neurodata_type") == nil {
			e.find(missingType, n.path, `an attribute "neurodata_type"`, "it has a namespace or an object_id, and no neurodata_type")
		}
		return
	}
	e.identityOfType(n)
	if n.attr("object_id") == nil {
		if !e.lenient {
			e.find(missingObjectID, n.path, "a UUID of its own", `attribute "object_id" is missing`)
		}
		return
	}
	if _, err := uuid.Parse(n.objectID); err != nil {
		e.find(oddObjectID, n.attrPath("object_id"), "a UUID", "%.60q is no UUID", n.objectID)
	}
	if first, ok := known[n.objectID]; ok {
		e.find(duplicateObjectID, n.attrPath("object_id"), "a UUID of its own", "%q has the same object_id, %q", first.path, n.objectID)
		return
	}
	known[n.objectID] = n
}

func (e *examination) identityOfType(n *node) {
	switch {
	case n.attr("namespace") == nil:
		want := "the name of the schema that defines " + n.typeName
		if t := e.schema.Find(n.typeName); t != nil {
			want = fmt.Sprintf("%q", t.Namespace)
		}
		e.find(missingNamespace, n.path, want, `attribute "namespace" is missing`)
	case n.namespace == "":
	case !e.schema.Has(n.namespace):
		e.find(unknownNamespace, n.path, "", "the schema of its namespace %q is not in the file: %s is not checked", n.namespace, n.typeName)
	case n.typ == nil && e.schema.Damaged(n.namespace):
	case n.typ == nil:
		e.find(unknownType, n.path, "", "namespace %q (%s) defines no type %q", n.namespace, e.schema.Version(n.namespace), n.typeName)
	case n.typ.Namespace == n.namespace || e.lenient:
	default:
		check := wrongNamespace
		if n.namespace != "core" && e.schema.Type(n.namespace, n.typeName) == n.typ {
			check = otherNamespace
		}
		e.find(check, n.attrPath("namespace"), fmt.Sprintf("%q", n.typ.Namespace), "it is %q, where %s is not defined", n.namespace, n.typeName)
	}
	if n.typ != nil && n.typ.Kind != kindOf(n) {
		e.find(wrongTypeKind, n.path, "", "it is a %s, and type %s is of %ss", kindOf(n), n.typeName, n.typ.Kind)
	}
}

func ofShape(shape []int) string {
	if len(shape) == 0 {
		return ""
	}
	return " of shape " + shapeText(shape)
}

// setTypes finds the types of all nodes. A node without a namespace gets the type
// of its name from whichever namespace has one.
func (e *examination) setTypes() {
	for _, n := range e.tree.nodes {
		switch {
		case n.typeName == "" || n.kind == h5.Other:
		case n.namespace == "":
			n.typ = e.schema.Find(n.typeName)
		default:
			n.typ = e.schema.Type(n.namespace, n.typeName)
			if n.typ == nil && e.schema.Has(n.namespace) {
				// The namespace is wrong, which identityRule finds.
				n.typ = e.schema.Find(n.typeName)
			}
		}
	}
}
