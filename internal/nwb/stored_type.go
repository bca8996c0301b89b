package nwb

import (
	"roi2nwb/internal/chunkio"
	"roi2nwb/internal/chunkio/h5"
	"roi2nwb/internal/nwb/plan"
)

// storedType returns the HDF5 type in which elements of t are stored.
func storedType(t plan.Type) h5.Type {
	if t.IsText() {
		stored := h5.TextType()
		stored.ASCII = t.IsASCII()
		return stored
	}
	if t.DType() != chunkio.Invalid {
		return h5.NumberType(t.DType())
	}
	stored := h5.Type{Class: h5.ClassCompound}
	for _, f := range t.Fields() {
		stored.Fields = append(stored.Fields, h5.Field{Name: f.Name, Offset: stored.Size, Type: h5.NumberType(f.Type)})
		stored.Size += f.Type.Size()
	}
	return stored
}

// storedValue returns the value of an attribute as package h5 takes it.
func storedValue(v any) any {
	if target, ok := v.(plan.Reference); ok {
		return h5.Reference(target)
	}
	return v
}
