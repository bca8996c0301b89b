package schema

import (
	"slices"
	"strings"
)

// The words for types of values that Normal words can be.
const (
	Text        = "text"
	ASCII       = "ascii"
	Bool        = "bool"
	Numeric     = "numeric"
	ISODatetime = "isodatetime"
	Object      = "object" // a reference to an object
	Region      = "region" // a reference to a region of a dataset
	Compound    = "compound"
)

// DType is the type that values have to have. The zero DType allows any.
type DType struct {
	Word   string // one of the words above, or a number such as "float32"
	Target string // of references: the type of what they refer to
	Fields []Field
}

// Field is one field of a compound.
type Field struct {
	Name  string
	DType DType
}

// synonyms are the words of the language for the same type
// (hdmf.spec.DtypeHelper.primary_dtype_synonyms).
var synonyms = map[string]string{
	"float": "float32", "double": "float64", "short": "int16", "int": "int32", "long": "int64", "uint": "uint32",
	"utf": Text, "utf8": Text, "utf-8": Text, "bytes": ASCII, "datetime": ISODatetime, "date": ISODatetime,
}

// wider are the types that may stand where a narrower one is asked for
// (hdmf.spec.DtypeHelper.additional_allowed).
var wider = map[string][]string{
	"float32": {"float64"},
	"int8":    {"int16", "int32", "int64"},
	"int16":   {"int32", "int64"},
	"int32":   {"int64"},
	"uint8":   {"uint16", "uint32", "uint64"},
	"uint16":  {"uint32", "uint64"},
	"uint32":  {"uint64"},
}

// normal returns the one word of this package for a word of the language, ""
// for one that is not known.
func normal(word string) string {
	if s, ok := synonyms[word]; ok {
		return s
	}
	switch word {
	case Text, ASCII, Bool, Numeric, ISODatetime, Object, Region,
		"float32", "float64", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64":
		return word
	}
	return ""
}

// AllowsNumber reports whether a number type, as "float32", may stand where d is
// asked for.
func (d DType) AllowsNumber(number string) bool {
	switch d.Word {
	case "":
		return true
	case Numeric:
		return normal(number) == number && (strings.Contains(number, "int") || strings.HasPrefix(number, "float"))
	}
	return number == d.Word || slices.Contains(wider[d.Word], number)
}

// String returns d in words.
func (d DType) String() string {
	switch d.Word {
	case "":
		return "anything"
	case Object, Region:
		s := "reference to "
		if d.Word == Region {
			s = "region reference to "
		}
		if d.Target == "" {
			return s + "an object"
		}
		return s + d.Target
	case Compound:
		fields := make([]string, len(d.Fields))
		for i, f := range d.Fields {
			fields[i] = f.Name + " " + f.DType.String()
		}
		return "{" + strings.Join(fields, ", ") + "}"
	case Numeric:
		return "a number"
	case ISODatetime:
		return "an ISO 8601 date and time with its zone"
	}
	if more := wider[d.Word]; len(more) > 0 {
		return d.Word + " or wider"
	}
	return d.Word
}
