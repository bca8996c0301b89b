package h5

import (
	"fmt"
	"strings"

	"roi2nwb/internal/chunkio"
)

// Class is the family of a type.
type Class uint8

// The classes of types. Whatever has no place among the first is ClassOther:
// arrays, variable-length lists, opaque bytes, region references.
const (
	ClassOther Class = iota
	ClassInt
	ClassUint
	ClassFloat
	ClassBool // an enumeration of one byte, FALSE = 0 and TRUE = 1, as h5py has it
	ClassString
	ClassCompound
	ClassReference // to an object
)

// Type is the type of the elements of a dataset or an attribute as stored.
type Type struct {
	Class     Class
	Size      int  // bytes of one element; 0 for variable-length strings
	BigEndian bool // of numbers
	Variable  bool // of strings: of variable length
	ASCII     bool // of strings: not UTF-8
	Fields    []Field
}

// Field is one member of a compound type, Offset bytes from its begin.
type Field struct {
	Name   string
	Offset int
	Type   Type
}

// NumberType returns the little-endian type that stores d.
func NumberType(d chunkio.DType) Type {
	t := Type{Size: d.Size()}
	switch {
	case d == chunkio.Invalid:
		t.Class = ClassOther
	case d == chunkio.Bool:
		t.Class = ClassBool
	case d.IsFloat():
		t.Class = ClassFloat
	case d.IsSigned():
		t.Class = ClassInt
	default:
		t.Class = ClassUint
	}
	return t
}

// TextType returns the type of variable-length UTF-8 strings.
func TextType() Type { return Type{Class: ClassString, Variable: true} }

// DType returns the type in which numbers of type t are delivered: the type
// itself, or the next larger one that exists (float16 becomes Float32).
// Invalid where t is no number, or larger than any.
func (t Type) DType() chunkio.DType {
	var first chunkio.DType
	switch t.Class {
	case ClassBool:
		return chunkio.Bool
	case ClassFloat:
		switch {
		case t.Size <= 0 || t.Size > 8:
			return chunkio.Invalid
		case t.Size <= 4:
			return chunkio.Float32
		default:
			return chunkio.Float64
		}
	case ClassInt:
		first = chunkio.Int8
	case ClassUint:
		first = chunkio.Uint8
	default:
		return chunkio.Invalid
	}
	for d := first; d < first+4; d++ {
		if t.Size > 0 && t.Size <= d.Size() {
			return d
		}
	}
	return chunkio.Invalid
}

// String returns NumPy's name of a number type, "text" or "ascii" for strings
// ("text[8]" for those of 8 bytes), and fields in braces.
func (t Type) String() string {
	switch t.Class {
	case ClassInt:
		return fmt.Sprintf("int%d", 8*t.Size)
	case ClassUint:
		return fmt.Sprintf("uint%d", 8*t.Size)
	case ClassFloat:
		return fmt.Sprintf("float%d", 8*t.Size)
	case ClassBool:
		return "bool"
	case ClassReference:
		return "reference"
	case ClassString:
		name := "text"
		if t.ASCII {
			name = "ascii"
		}
		if !t.Variable {
			name += fmt.Sprintf("[%d]", t.Size)
		}
		return name
	case ClassCompound:
		fields := make([]string, len(t.Fields))
		for i, f := range t.Fields {
			fields[i] = f.Name + " " + f.Type.String()
		}
		return "{" + strings.Join(fields, ", ") + "}"
	default:
		return fmt.Sprintf("other[%d]", t.Size)
	}
}

// delivered returns the type of values in memory: little-endian numbers of
// the sizes that Go has, fields without gaps.
func (t Type) delivered() (Type, error) {
	switch t.Class {
	case ClassInt, ClassUint, ClassFloat, ClassBool:
		d := t.DType()
		if d == chunkio.Invalid {
			return Type{}, fmt.Errorf("numbers of type %s are %w", t, ErrType)
		}
		return NumberType(d), nil
	case ClassString, ClassReference:
		return t, nil
	case ClassCompound:
		out := Type{Class: ClassCompound, Fields: make([]Field, len(t.Fields))}
		for i, f := range t.Fields {
			if f.Type.Class == ClassString && f.Type.Variable {
				return Type{}, fmt.Errorf("field %q of variable length is %w", f.Name, ErrType)
			}
			ft, err := f.Type.delivered()
			if err != nil {
				return Type{}, fmt.Errorf("field %q: %w", f.Name, err)
			}
			out.Fields[i] = Field{Name: f.Name, Offset: out.Size, Type: ft}
			out.Size += ft.Size
		}
		return out, nil
	default:
		return Type{}, fmt.Errorf("type %s is %w", t, ErrType)
	}
}
