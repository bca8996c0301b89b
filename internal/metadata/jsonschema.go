package metadata

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
)

// JSONSchema returns the format of metadata files as a JSON Schema (draft-07,
// which editors know best), for completion and checks while one types. It is
// made from the table that files are checked with, and says of one file what
// that does: values that DANDI refuses count as wrong. What a schema cannot say
// are references between objects, and what depends on other values. Nothing is
// required, since a file can be one of several layers.
func JSONSchema() ([]byte, error) {
	known := knownKeys()
	ophys := known.keys["Ophys"]
	properties := propertiesOf(known, "")
	properties = append(properties, keyedTop()...)
	for i := range properties {
		if properties[i].key == "Ophys" {
			both := append(propertiesOf(ophys, "Ophys"), keyedOphys()...)
			properties[i].value = objectOf(both).head("Ophys", ophys)
		}
	}
	whole := ordered{
		{"$schema", "http://json-schema.org/draft-07/schema#"},
		{"title", "roi2nwb metadata"},
		{"description", known.doc + " Objects are given either as lists, or as keyed objects (Devices, ImagingPlanes ...)."},
	}
	whole = append(whole, objectOf(properties)...)
	whole = append(whole, member{"not", ordered{{"allOf", []any{givesAnyOf(keyedMarks()), givesAnyOf(listMarks())}}}})
	whole = append(whole, member{"definitions", definitions()})
	compact, err := marshalPlain(whole)
	if err != nil {
		return nil, fmt.Errorf("make the JSON Schema: %w", err)
	}
	var pretty bytes.Buffer
	if err := json.Indent(&pretty, compact, "", "  "); err != nil {
		return nil, fmt.Errorf("make the JSON Schema: %w", err)
	}
	pretty.WriteByte('\n')
	return pretty.Bytes(), nil
}

// ordered is a JSON object whose keys keep their order.
type ordered []member

type member struct {
	key   string
	value any
}

// MarshalJSON writes the members in their order.
func (o ordered) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	b.WriteByte('{')
	for i, m := range o {
		if i > 0 {
			b.WriteByte(',')
		}
		for j, part := range []any{m.key, m.value} {
			if j > 0 {
				b.WriteByte(':')
			}
			text, err := marshalPlain(part)
			if err != nil {
				return nil, err
			}
			b.Write(text)
		}
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}

// marshalPlain is json.Marshal but for <, > and &, which stay legible.
func marshalPlain(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return nil, err
	}
	return bytes.TrimRight(b.Bytes(), "\n"), nil
}

// head puts before the rest of a schema what people read of it.
func (o ordered) head(title string, s *schema) ordered {
	description := s.doc
	switch s.need {
	case needNWB:
		description += " NWB asks for it."
	case needDANDI:
		description += " DANDI asks for it."
	case needRecommended:
		description += " Recommended."
	}
	if s.unit != "" {
		description += " In " + s.unit + "."
	}
	top := ordered{{"title", title}, {"description", description}}
	if example, err := parse("", []byte(s.example)); err == nil && s.example != "" {
		value := example.plain()
		if s.shape == text {
			value = example.text
		}
		top = append(top, member{"examples", []any{value}})
	}
	return append(top, o...)
}

// propertiesOf returns the schemas of the keys of an object, and the keys of other
// converters that are let through there. Kind is the path of the object without
// the names of tables, as in foreignKeys.
func propertiesOf(s *schema, kind string) ordered {
	properties := make(ordered, 0, len(s.order))
	for _, key := range s.order {
		properties = append(properties, member{key, schemaOf(s.keys[key], key, kindBelow(s, kind, key))})
	}
	for _, key := range foreignKeys()[kind] {
		if _, known := s.keys[key]; !known {
			properties = append(properties, member{key, ordered{{"description", "Not used."}}})
		}
	}
	return properties
}

// objectOf is an object, or nothing, with these keys alone.
func objectOf(properties ordered) ordered {
	return ordered{{"type", []string{"object", "null"}}, {"properties", properties}, {"additionalProperties", false}}
}

// schemaOf makes the JSON Schema of what belongs under a key. Everywhere null
// stands for what is not given, and so does "" for a value.
func schemaOf(s *schema, key, kind string) ordered {
	var o ordered
	switch s.shape {
	case free:
	case object:
		o = objectSchema(s, key, kind)
	case objects:
		one := ordered{{"$ref", "#/definitions/" + key}}
		o = ordered{{"anyOf", []any{ordered{{"type", "array"}, {"items", one}}, one}}}
	case texts:
		item := single(s)
		o = append(ordered{{"type", append([]string{"array"}, singleTypes(item)...)}, {"items", item}}, item[1:]...)
	case numbers: // 2 or 3, see coordinates
		o = ordered{{"type", []string{"array", "null"}}, {"items", single(s)}, {"minItems", 2}, {"maxItems", 3}}
	default:
		o = single(s)
	}
	return o.head(key, s)
}

func singleTypes(item ordered) []string {
	types, _ := item[0].value.([]string)
	return types
}

// objectSchema makes the schema of one object. Where tables are known by their
// names, any key can be one, but for those that belong inside of a table.
func objectSchema(s *schema, key, kind string) ordered {
	properties := propertiesOf(s, kind)
	for _, alias := range slices.Sorted(maps.Keys(s.aliases)) {
		full := s.aliases[alias]
		properties = append(properties, member{alias, schemaOf(s.keys[full], full, kindBelow(s, kind, full))})
	}
	if s.tables == nil {
		return objectOf(properties)
	}
	deeper := append(slices.Clone(s.tables.order), slices.Sorted(maps.Keys(s.tables.aliases))...)
	table := ordered{{"$ref", "#/definitions/" + tableOf(key)}}
	return ordered{
		{"type", []string{"object", "null"}},
		{"properties", append(properties, member{roiTable, table}, member{backgroundTable, table})},
		{"propertyNames", ordered{{"not", ordered{{"enum", deeper}}}}},
		{"additionalProperties", table},
	}
}

// tableOf names the definition of the tables of a container.
func tableOf(key string) string { return key + "Table" }

// definitions are the objects that properties refer to.
func definitions() ordered {
	ophys := knownKeys().keys["Ophys"]
	plane := ophys.keys["ImagingPlane"]
	o := ordered{
		{"Device", objectOf(propertiesOf(ophys.keys["Device"], "Ophys.Device"))},
		{"ImagingPlane", objectOf(propertiesOf(plane, "Ophys.ImagingPlane"))},
		{"optical_channel", objectOf(propertiesOf(plane.keys["optical_channel"], "Ophys.ImagingPlane.optical_channel"))},
		{"plane_segmentations", objectOf(propertiesOf(ophys.keys["ImageSegmentation"].keys["plane_segmentations"], "Ophys.ImageSegmentation.plane_segmentations"))},
	}
	for _, key := range ophys.order {
		if s := ophys.keys[key]; s.tables != nil {
			o = append(o, member{tableOf(key), objectSchema(s.tables, tableOf(key), "Ophys."+key+".*")})
		}
	}
	return o
}

// single makes the JSON Schema of a single value; the member "type" is the first.
func single(s *schema) ordered {
	if s.shape == number || s.shape == numbers {
		o := ordered{{"type", []string{"number", "string", "null"}},
			{"pattern", `^\s*([-+]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][-+]?[0-9]+)?|\.?[nN][aA][nN])?\s*$`}}
		for rule := s.ruleOf(); rule != nil; rule = rule.then {
			if rule.grade <= refusedByDANDI && rule.bounds != nil {
				o = append(o, boundsOf(rule.bounds)...)
			}
		}
		return o
	}
	types := []string{"string", "number", "boolean", "null"} // a text may look like whatever
	pattern := `[^\u0000]*`
	for rule := s.ruleOf(); rule != nil; rule = rule.then {
		switch {
		case rule.grade > refusedByDANDI:
		case rule.enum != nil:
			values := []any{}
			for _, v := range rule.enum {
				values = append(values, v)
			}
			return ordered{{"type", []string{"string", "null"}}, {"enum", append(values, "", nil)}}
		case rule.without != "":
			// A rule that follows forbids more; numbers with a point are texts with one.
			pattern = `[^\u0000` + without(s.ruleOf()) + `]*`
			if strings.Contains(rule.without, ".") {
				types = []string{"string", "integer", "boolean", "null"}
			}
		case rule.pattern != "":
			types = []string{"string", "null"}
			pattern = "(" + strings.TrimSuffix(strings.TrimPrefix(rule.pattern, "^"), "$") + ")?"
		}
	}
	return ordered{{"type", types}, {"pattern", `^(?!\s*TODO(?![0-9A-Za-z_]))\s*` + pattern + `\s*$`}}
}

// without lists the characters that a chain of rules forbids, as in a class.
func without(rule *valueRule) string {
	all := ""
	for ; rule != nil; rule = rule.then {
		for _, c := range rule.without {
			if !strings.ContainsRune(all, c) {
				all += string(c)
			}
		}
	}
	return strings.NewReplacer(`\`, `\\`, `]`, `\]`, `^`, `\^`, `-`, `\-`).Replace(all)
}

// boundsOf gives the members that bound a number.
func boundsOf(b *bounds) ordered {
	var o ordered
	switch {
	case b.over:
		o = append(o, member{"exclusiveMinimum", b.least})
	case !math.IsInf(b.least, 0):
		o = append(o, member{"minimum", b.least})
	}
	if !math.IsInf(b.most, 0) {
		o = append(o, member{"maximum", b.most})
	}
	return o
}
