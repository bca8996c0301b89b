package check

import (
	"fmt"
	"slices"
	"strings"

	"roi2nwb/internal/chunkio/h5"
	"roi2nwb/internal/nwb/check/schema"
)

// maxSmall is the most bytes of a dataset that are read to see its values
// whole.
const maxSmall = 1 << 20

// dataset checks the values of a dataset.
func (v *validator) dataset(n *node, want schema.Content) {
	if n.data.Null {
		return // HDF5's way to have no value
	}
	if !v.dtype(n.path, n.data.Type, want) {
		return
	}
	v.shape(n.path, n.data.Shape, n.data.Null, want)
	var err error
	switch {
	case !looksAtValues(want) || v.skims(n):
	case want.DType.Word == schema.ISODatetime:
		err = v.eachText(v.ctx, n, func(_ int64, text string) { v.time(n.path, text) })
	case want.DType.Word == schema.Object:
		err = v.references(n, "", want.DType.Target)
	case want.DType.Word == schema.Compound:
		for _, f := range want.DType.Fields {
			if f.DType.Word == schema.Object && err == nil {
				err = v.references(n, f.Name, f.DType.Target)
			}
		}
	case want.Value != nil && len(n.data.Shape) == 0:
		var value h5.Value
		if value, err = v.read(n, maxSmall); err == nil {
			v.fixed(n.path, n.name, value, want.Value)
		}
	}
	v.unread(v.ctx, n, err)
}

// looksAtValues reports whether a schema says anything of values themselves.
func looksAtValues(want schema.Content) bool {
	switch want.DType.Word {
	case schema.ISODatetime, schema.Object, schema.Compound:
		return true
	}
	return want.Value != nil
}

// references checks where the references of a dataset lead to.
func (v *validator) references(n *node, field, target string) error {
	last := uint64(0)
	return v.eachReference(v.ctx, n, field, func(i int64, address uint64) {
		if address != last {
			v.reference(n.path, i, address, target, n)
		}
		last = address
	})
}

// reference checks what a reference leads to. linkRule finds those that lead
// nowhere.
func (v *validator) reference(path string, i int64, address uint64, target string, from *node) {
	n := v.tree.byAddress[address]
	if n == nil || target == "" || from.typ == nil || n.unsure() {
		return
	}
	want := v.schema.Type(from.typ.Namespace, target)
	if want == nil || n.typ.Is(want) {
		return
	}
	v.find(wrongReference, path, "a reference to an object of type "+target, "reference %d leads to %q, %s", i, n.path, describeNode(n))
}

// dtype checks the type of values, and reports whether it is right.
func (v *validator) dtype(path string, got h5.Detail, want schema.Content) bool {
	if want.DType.Word == schema.Compound {
		return v.fields(path, got, want)
	}
	if allows(want.DType, got) {
		return true
	}
	v.find(wrongDType, path, want.DType.String(), "it is %s", got)
	return false
}

// allows reports whether values of a stored type may stand where another is asked
// for.
func allows(want schema.DType, got h5.Detail) bool {
	switch want.Word {
	case "":
		return true
	case schema.Text, schema.ISODatetime, schema.ASCII:
		// ASCII is the form in which times were written; UTF-8 says the same.
		return got.Class == h5.ClassString
	case schema.Object:
		return got.Class == h5.ClassReference
	case schema.Region:
		return got.Region
	case schema.Bool:
		return isBool(got)
	}
	switch got.Class {
	case h5.ClassInt, h5.ClassUint, h5.ClassFloat:
		return want.AllowsNumber(got.Type.String())
	}
	return false
}

// isBool reports whether a type is an enumeration of FALSE and TRUE, which h5py
// has with one signed byte and others without a sign.
func isBool(got h5.Detail) bool {
	return got.Class == h5.ClassBool ||
		got.Size == 1 && len(got.Labels) == 2 && slices.Contains(got.Labels, "FALSE") && slices.Contains(got.Labels, "TRUE")
}

// fields checks the fields of a compound: readers go by their places, as well
// as by their names.
func (v *validator) fields(path string, got h5.Detail, want schema.Content) bool {
	if got.Class != h5.ClassCompound {
		v.find(wrongDType, path, want.DType.String(), "it is %s", got)
		return false
	}
	names := make([]string, len(got.Fields))
	for i, f := range got.Fields {
		names[i] = f.Name
	}
	wanted := make([]string, len(want.DType.Fields))
	for i, f := range want.DType.Fields {
		wanted[i] = f.Name
	}
	if len(names) < len(wanted) || !slices.Equal(names[:len(wanted)], wanted) {
		v.find(wrongFields, path, want.DType.String(), "its fields are %s", strings.Join(names, ", "))
		return false
	}
	for i, f := range want.DType.Fields {
		if !allows(f.DType, got.Members[i]) {
			v.find(wrongDType, path, want.DType.String(), "its field %q is %s", f.Name, got.Members[i])
			return false
		}
	}
	if len(names) > len(wanted) {
		v.find(extraFields, path, want.DType.String(), "it has more fields: %s", strings.Join(names[len(wanted):], ", "))
	}
	return true
}

// shape checks the axes of values.
func (v *validator) shape(path string, got []int, null bool, want schema.Content) {
	switch {
	case null:
	case want.Shapes == nil:
		// Without dims, and with a type, the schema means one value.
		if want.DType.Word == "" || len(got) == 0 || v.lenient {
			return
		}
		v.find(wrongShape, path, "one value, without axes", "its shape is %s", shapeText(got))
	case !slices.ContainsFunc(want.Shapes, func(s []int) bool { return fits(got, s) }):
		v.find(wrongShape, path, wantShapes(want.Shapes), "%s", gotShape(got))
	}
}

func fits(got, want []int) bool {
	if len(got) != len(want) {
		return false
	}
	for i, n := range want {
		if n != schema.Any && n != got[i] {
			return false
		}
	}
	return true
}

func gotShape(shape []int) string {
	if len(shape) == 0 {
		return "it is one value, without axes"
	}
	return "its shape is " + shapeText(shape)
}

// shapeText writes a shape as "(3, any)".
func shapeText(shape []int) string {
	parts := make([]string, len(shape))
	for i, n := range shape {
		parts[i] = "any"
		if n != schema.Any {
			parts[i] = fmt.Sprint(n)
		}
	}
	return "(" + strings.Join(parts, ", ") + ")"
}

func wantShapes(shapes [][]int) string {
	parts := make([]string, len(shapes))
	for i, s := range shapes {
		parts[i] = shapeText(s)
	}
	return "a shape of " + strings.Join(parts, " or ")
}

// wantContent returns in words what values have to be.
func wantContent(want schema.Content) string {
	switch {
	case want.Value != nil:
		return quote(want.Value) + ", which the schema fixes"
	case want.DType.Word == "" && want.Shapes == nil:
		return ""
	case want.Shapes == nil:
		return want.DType.String()
	case want.DType.Word == "":
		return wantShapes(want.Shapes)
	}
	return want.DType.String() + ", with " + wantShapes(want.Shapes)
}
