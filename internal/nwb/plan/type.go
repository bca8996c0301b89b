package plan

import (
	"strings"

	"roi2nwb/internal/chunkio"
)

// Type is the type of a dataset's elements: numbers and truth values, texts, or
// records of numbers.
type Type struct {
	class  typeClass
	number chunkio.DType // of numbers and truth values
	fields []Field       // of records
}

type typeClass uint8

const (
	numberClass typeClass = iota
	textClass
	asciiClass
	recordClass
)

// Field is one number of a record.
type Field struct {
	Name string
	Type chunkio.DType
}

// NumberType returns the type of numbers, or of truth values for chunkio.Bool.
func NumberType(d chunkio.DType) Type { return Type{number: d} }

// BoolType returns the type of truth values.
func BoolType() Type { return NumberType(chunkio.Bool) }

// TextType returns the type of UTF-8 texts of any length.
func TextType() Type { return Type{class: textClass} }

// ASCIIType returns the type of ASCII texts of any length.
func ASCIIType() Type { return Type{class: asciiClass} }

// RecordType returns the type of records of these fields, in this order and
// without gaps.
func RecordType(fields ...Field) Type { return Type{class: recordClass, fields: fields} }

// IsText reports whether elements are texts, ASCII ones included.
func (t Type) IsText() bool { return t.class == textClass || t.IsASCII() }

// IsASCII reports whether elements are ASCII texts.
func (t Type) IsASCII() bool { return t.class == asciiClass }

// DType returns the type of numbers and truth values, and chunkio.Invalid for
// others.
func (t Type) DType() chunkio.DType {
	if t.class != numberClass {
		return chunkio.Invalid
	}
	return t.number
}

// Fields returns the fields of records.
func (t Type) Fields() []Field { return t.fields }

// Size returns the bytes of one element, 0 for texts.
func (t Type) Size() int {
	if t.class == numberClass {
		return t.number.Size()
	}
	n := 0
	for _, f := range t.fields {
		n += f.Type.Size()
	}
	return n
}

// String returns NumPy's name of a number type, "text" or "ascii", and the
// fields of a record in braces.
func (t Type) String() string {
	switch t.class {
	case textClass:
		return "text"
	case asciiClass:
		return "ascii"
	case recordClass:
		fields := make([]string, len(t.fields))
		for i, f := range t.fields {
			fields[i] = f.Name + " " + f.Type.String()
		}
		return "{" + strings.Join(fields, ", ") + "}"
	}
	return t.number.String()
}

// Reference is the path of an object of the file that an attribute points at.
type Reference string
