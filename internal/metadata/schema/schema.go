package schema

import "roi2nwb/internal/metadata/tree"

// Shape is what belongs in a place.
type Shape uint8

// The shapes.
const (
	Text    Shape = iota // one text, whatever it looks like
	Texts                // a list of texts; one text is a list of one
	Number               // one number
	Numbers              // a list of numbers
	Object               // known keys with values
	Objects              // a list of such; one alone is a list of one
	Free                 // anything, the user's own
)

func (s Shape) String() string {
	switch s {
	case Text:
		return "a text"
	case Texts:
		return "a list of texts"
	case Number:
		return "a number"
	case Numbers:
		return "a list of numbers"
	case Object:
		return "keys with values"
	case Objects:
		return "a list of objects"
	}
	return "anything"
}

// Need says who asks for a value.
type Need uint8

// The needs: nobody, NWB, DANDI, or good practice asks for the value.
const (
	NeedNothing     Need = iota // what does not apply is left out
	NeedNWB                     // NWB files cannot be without it, or say "unknown"
	NeedDANDI                   // DANDI refuses files without it
	NeedRecommended             // good practice
)

// Schema is what belongs in a place: its shape, what it says, and the keys
// that are known there. All of them together are the table of the format, which
// validates files, writes templates of them, and makes the JSON Schema.
type Schema struct {
	Shape   Shape
	Doc     string // what belongs here, in one sentence
	Example string // as YAML; "" for objects
	Unit    string // of a number: "nm", "Hz"
	Need    Need
	Rule    func() *Rule // what each single value here must be like; nil where anything goes

	Keys    map[string]*Schema
	Order   []string          // the keys, as templates show them
	Aliases map[string]string // other spellings of keys
	Tables  *Schema           // of the keys named after a plane segmentation
}

// Entry is a row of the table: a key and what belongs there.
type Entry struct {
	Key string
	Schema
}

// Section makes the schema of an object, or of a list of objects.
func Section(sh Shape, doc string, entries ...Entry) *Schema {
	s := &Schema{Shape: sh, Doc: doc, Keys: make(map[string]*Schema, len(entries)), Order: make([]string, len(entries))}
	for i := range entries {
		s.Order[i], s.Keys[entries[i].Key] = entries[i].Key, &entries[i].Schema
	}
	return s
}

// Sub is the row of an object, or of a list of objects.
func Sub(key string, s *Schema) Entry { return Entry{key, *s} }

// One is the schema of one object of a list.
func (s *Schema) One() *Schema {
	single := *s
	single.Shape = Object
	return &single
}

// FirstRule returns the first rule for single values, or nil.
func (s *Schema) FirstRule() *Rule {
	if s.Rule == nil {
		return nil
	}
	return s.Rule()
}

// Key returns the schema of a key, or nil where the key is unknown.
func (s *Schema) Key(key string) *Schema {
	if s == nil {
		return nil
	}
	if s.Shape == Free {
		return s
	}
	if full, ok := s.Aliases[key]; ok {
		key = full
	}
	if k, ok := s.Keys[key]; ok {
		return k
	}
	return s.Tables
}

// ExtraKey is the key of what is the user's own.
const ExtraKey = "extra"

// Known is the list shape of metadata files: every key there is.
func Known() *Schema {
	return Section(Object, "Metadata of one recording: who, when and with what.",
		Sub("NWBFile", fileKeys()),
		Sub("Subject", subjectKeys()),
		Sub("Ophys", ophysKeys()),
		Entry{ExtraKey, Schema{Shape: Free, Doc: "Whatever else you want to keep in this file; it is carried along and not written."}})
}

// At follows steps down the known keys; a list stands for its first
// object. It returns nil where a key is unknown.
func At(s *Schema, steps []tree.Step) *Schema {
	for _, st := range steps {
		if st.IsKey() {
			s = s.Key(st.Key)
		}
	}
	return s
}

// Spelling returns the full spelling of a key.
func (s *Schema) Spelling(key string) string {
	if full, ok := s.Aliases[key]; ok {
		return full
	}
	return key
}

// IsList reports whether a plain list belongs here.
func (s *Schema) IsList() bool { return s.Shape == Texts || s.Shape == Numbers }

// Below returns the schema of a key as fields gives it.
func (s *Schema) Below(key string) *Schema {
	if known, ok := s.Keys[key]; ok {
		return known
	}
	return s.Tables
}

// visit calls fn for each place below s that has no keys of its own.
func (s *Schema) visit(path string, fn func(path string, s *Schema)) {
	for _, key := range s.Order {
		below := s.Keys[key]
		at := key
		if path != "" {
			at = path + "." + key
		}
		switch {
		case below.Shape == Free:
		case len(below.Order) > 0:
			below.visit(at, fn)
		case below.Shape != Object && below.Shape != Objects:
			fn(at, below)
		}
	}
}
