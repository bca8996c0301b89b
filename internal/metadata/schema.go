package metadata

// shape is what belongs in a place.
type shape uint8

const (
	text    shape = iota // one text, whatever it looks like
	texts                // a list of texts; one text is a list of one
	number               // one number
	numbers              // a list of numbers
	object               // known keys with values
	objects              // a list of such; one alone is a list of one
	free                 // anything, the user's own
)

func (s shape) String() string {
	switch s {
	case text:
		return "a text"
	case texts:
		return "a list of texts"
	case number:
		return "a number"
	case numbers:
		return "a list of numbers"
	case object:
		return "keys with values"
	case objects:
		return "a list of objects"
	}
	return "anything"
}

// need says who asks for a value.
type need uint8

const (
	needNothing     need = iota // what does not apply is left out
	needNWB                     // NWB files cannot be without it, or say "unknown"
	needDANDI                   // DANDI refuses files without it
	needRecommended             // good practice
)

// schema is what belongs in a place: its shape, what it says, and the keys
// that are known there. All of them together are the table of the format, which
// validates files, writes templates of them, and makes the JSON Schema.
type schema struct {
	shape   shape
	doc     string // what belongs here, in one sentence
	example string // as YAML; "" for objects
	unit    string // of a number: "nm", "Hz"
	need    need
	rule    func() *valueRule // what each single value here must be like; nil where anything goes

	keys    map[string]*schema
	order   []string          // the keys, as templates show them
	aliases map[string]string // other spellings of keys
	tables  *schema           // of the keys named after a plane segmentation
}

// entry is a row of the table: a key and what belongs there.
type entry struct {
	key string
	schema
}

// section makes the schema of an object, or of a list of objects.
func section(sh shape, doc string, entries ...entry) *schema {
	s := &schema{shape: sh, doc: doc, keys: make(map[string]*schema, len(entries)), order: make([]string, len(entries))}
	for i := range entries {
		s.order[i], s.keys[entries[i].key] = entries[i].key, &entries[i].schema
	}
	return s
}

// sub is the row of an object, or of a list of objects.
func sub(key string, s *schema) entry { return entry{key, *s} }

// one is the schema of one object of a list.
func (s *schema) one() *schema {
	single := *s
	single.shape = object
	return &single
}

// ruleOf returns the first rule for single values, or nil.
func (s *schema) ruleOf() *valueRule {
	if s.rule == nil {
		return nil
	}
	return s.rule()
}

// at returns the schema of a key, or nil where the key is unknown.
func (s *schema) at(key string) *schema {
	if s == nil {
		return nil
	}
	if s.shape == free {
		return s
	}
	if full, ok := s.aliases[key]; ok {
		key = full
	}
	if k, ok := s.keys[key]; ok {
		return k
	}
	return s.tables
}

// extraKey is the key of what is the user's own.
const extraKey = "extra"

// knownKeys is the list shape of metadata files: every key there is.
func knownKeys() *schema {
	return section(object, "Metadata of one recording: who, when and with what.",
		sub("NWBFile", fileKeys()),
		sub("Subject", subjectKeys()),
		sub("Ophys", ophysKeys()),
		entry{extraKey, schema{shape: free, doc: "Whatever else you want to keep in this file; it is carried along and not written."}})
}

// schemaAt follows steps down the known keys; a list stands for its first
// object. It returns nil where a key is unknown.
func schemaAt(s *schema, steps []step) *schema {
	for _, st := range steps {
		if st.isKey() {
			s = s.at(st.key)
		}
	}
	return s
}

// spelling returns the full spelling of a key.
func (s *schema) spelling(key string) string {
	if full, ok := s.aliases[key]; ok {
		return full
	}
	return key
}

// isList tells whether a plain list belongs here.
func (s *schema) isList() bool { return s.shape == texts || s.shape == numbers }

// below returns the schema of a key as fields gives it.
func (s *schema) below(key string) *schema {
	if known, ok := s.keys[key]; ok {
		return known
	}
	return s.tables
}

// visit calls fn for each place below s that has no keys of its own.
func (s *schema) visit(path string, fn func(path string, s *schema)) {
	for _, key := range s.order {
		below := s.keys[key]
		at := key
		if path != "" {
			at = path + "." + key
		}
		switch {
		case below.shape == free:
		case len(below.order) > 0:
			below.visit(at, fn)
		case below.shape != object && below.shape != objects:
			fn(at, below)
		}
	}
}
