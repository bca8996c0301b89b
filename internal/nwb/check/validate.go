package check

import (
	"context"
	"slices"
	"strconv"

	"roi2nwb/internal/chunkio/h5"
	"roi2nwb/internal/nwb/check/schema"
)

// The checks of the schema.
const (
	missingAttribute = "missing-attribute"
	missingMember    = "missing-object"
	tooMany          = "too-many-objects"
	wrongKind        = "wrong-kind"
	wrongType        = "wrong-type"
	otherType        = "other-type"
	wrongDType       = "wrong-dtype"
	wrongFields      = "wrong-fields"
	extraFields      = "extra-fields"
	wrongShape       = "wrong-shape"
	wrongValue       = "wrong-value"
	otherText        = "other-text"
	badTime          = "bad-time"
	illegalLink      = "illegal-link"
	hardLink         = "hard-link"
	wrongReference   = "wrong-reference"
	unreadableValue  = "unreadable-value"
	extraObject      = "extra-object"
	extraAttribute   = "extra-attribute"
)

// schemaRule compares every object with its type, and with what the object around it
// says of its place.
func schemaRule() rule {
	return rule{
		checks: []Check{
			{Name: missingAttribute, Doc: "an attribute that the schema requires is missing"},
			{Name: missingMember, Doc: "a group, dataset or link that the schema requires is missing"},
			{Name: tooMany, Doc: "there are more objects of a kind than the schema allows"},
			{Name: wrongKind, Doc: "there is a dataset where the schema has a group, or a group where it has a dataset"},
			{Name: wrongType, Doc: "an object of a name that the schema knows, or what a link leads to, is of another type"},
			{Name: otherType, Severity: Warning, Doc: "as wrong-type, in a file that was written by several versions of NWB"},
			{Name: wrongDType, Doc: "values are of a type that the schema does not allow there"},
			{Name: wrongFields, Doc: "the fields of a compound have other names, or another order, than in the schema"},
			{Name: extraFields, Severity: Remark, Doc: "a compound has more fields than the schema says"},
			{Name: wrongShape, Doc: "there are more or fewer axes than the schema allows, or a fixed axis has another length"},
			{Name: wrongValue, Doc: "a value is not the one that the schema fixes"},
			{Name: otherText, Severity: Remark, Doc: "a description or help text is not the one that the schema fixes"},
			{Name: badTime, Doc: "a date and time is not in ISO 8601 with its zone"},
			{Name: illegalLink, Doc: "there is a link where the schema wants the object itself"},
			{Name: hardLink, Doc: "there is an object, or a hard link to one, where the schema wants a soft link"},
			{Name: wrongReference, Doc: "a reference leads to an object of another type than the schema says"},
			{Name: unreadableValue, Doc: "a value that the schema has a say on cannot be read"},
			{Name: extraObject, Severity: Remark, Doc: "the schema knows nothing of an object"},
			{Name: extraAttribute, Severity: Remark, Doc: "the schema knows nothing of an attribute"},
		},
		run: func(ctx context.Context, e *examination) error {
			v := &validator{examination: e, ctx: ctx, specs: map[*node][]*schema.Spec{}}
			for _, n := range e.tree.nodes {
				if ctx.Err() != nil {
					return context.Cause(ctx)
				}
				if n.typ != nil && n.typ.Kind == kindOf(n) {
					v.object(n, n.typ.Spec())
				}
			}
			v.extras()
			return context.Cause(ctx)
		},
	}
}

// validator compares objects with specs.
type validator struct {
	*examination
	ctx   context.Context
	specs map[*node][]*schema.Spec // what each node was held to
}

// object checks n against a spec: that of its type, or what the spec of the
// object that n is in says more.
func (v *validator) object(n *node, spec *schema.Spec) {
	if slices.Contains(v.specs[n], spec) {
		return
	}
	v.specs[n] = append(v.specs[n], spec)
	v.attributes(n, spec)
	if n.data != nil {
		v.dataset(n, spec.Content)
		return
	}
	v.members(n, spec)
}

func (v *validator) attributes(n *node, spec *schema.Spec) {
	for _, want := range spec.Attributes {
		a := n.attr(want.Name)
		switch {
		case a != nil:
			v.attribute(n, a, want.Content)
		case want.Required:
			v.find(missingAttribute, n.path, wantContent(want.Content), "attribute %q is missing", want.Name)
		}
	}
}

// attribute checks the value of an attribute.
func (v *validator) attribute(n *node, a *h5.Attribute, want schema.Content) {
	path := n.attrPath(a.Name)
	if a.Err != nil {
		v.find(unreadableValue, path, wantContent(want), "it cannot be read: %v", a.Err)
		return
	}
	// APIs do not know the type of the empty lists that they write.
	if len(a.Shape) != 1 || a.Shape[0] != 0 {
		if !v.dtype(path, a.Type, want) {
			return
		}
	}
	v.shape(path, a.Shape, a.Null, want)
	if want.DType.Word == schema.ISODatetime {
		for _, text := range a.Value.Texts {
			v.time(path, text)
		}
	}
	if want.DType.Word == schema.Object {
		for i, address := range a.References {
			v.reference(path, int64(i), address, want.DType.Target, n)
		}
	}
	if want.Value != nil && (n.parent != nil || a.Name != "nwb_version") {
		v.fixed(path, a.Name, a.Value, want.Value)
	}
}

// fixed checks a value that the schema fixes.
func (v *validator) fixed(path, name string, got h5.Value, want any) {
	check, show := wrongValue, ""
	switch want := want.(type) {
	case string:
		text, err := got.Text()
		if err != nil || text == want {
			return
		}
		if name == "description" || name == "help" {
			check = otherText
		}
		show = strconv.Quote(text)
	case float64:
		number, err := got.Float64()
		if err != nil || number == want || float32(number) == float32(want) {
			return
		}
		show = strconv.FormatFloat(number, 'g', -1, 64)
	default:
		return
	}
	v.find(check, path, quote(want)+", which the schema fixes", "it is %s", show)
}

func quote(v any) string {
	if f, ok := v.(float64); ok {
		return strconv.FormatFloat(f, 'g', -1, 64)
	}
	s, _ := v.(string)
	return strconv.Quote(s)
}

// kindOf returns the kind of a node in the words of the schema.
func kindOf(n *node) schema.Kind {
	if n.data != nil {
		return schema.Dataset
	}
	return schema.Group
}
