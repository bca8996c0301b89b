package jsonschema

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"

	"roi2nwb/internal/metadata/keyed"
	"roi2nwb/internal/metadata/schema"
)

// Schema returns the format of metadata files as a JSON Schema (draft-07,
// which editors know best), for completion and checks while one types. It is
// made from the table that files are checked with, and says of one file what
// that does: values that DANDI refuses count as wrong. What a schema cannot say
// are references between objects, and what depends on other values. Nothing is
// required, since a file can be one of several layers.
func Schema() ([]byte, error) {
	known := schema.Known()
	ophys := known.Keys["Ophys"]
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
		{"description", known.Doc + " Objects are given either as lists, or as keyed objects (Devices, ImagingPlanes ...)."},
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
func (o ordered) head(title string, s *schema.Schema) ordered {
	description := s.Doc
	switch s.Need {
	case schema.NeedNWB:
		description += " NWB asks for it."
	case schema.NeedDANDI:
		description += " DANDI asks for it."
	case schema.NeedRecommended:
		description += " Recommended."
	}
	if s.Unit != "" {
		description += " In " + s.Unit + "."
	}
	top := ordered{{"title", title}, {"description", description}}
	if example, err := schema.Parse("", []byte(s.Example)); err == nil && s.Example != "" {
		value := example.Plain()
		if s.Shape == schema.Text {
			value = example.Text
		}
		top = append(top, member{"examples", []any{value}})
	}
	return append(top, o...)
}

// propertiesOf returns the schemas of the keys of an object, and the keys of other
// converters that are let through there. Kind is the path of the object without
// the names of tables, as in ForeignKeys.
func propertiesOf(s *schema.Schema, kind string) ordered {
	properties := make(ordered, 0, len(s.Order))
	for _, key := range s.Order {
		properties = append(properties, member{key, schemaOf(s.Keys[key], key, keyed.KindBelow(s, kind, key))})
	}
	for _, key := range keyed.ForeignKeys()[kind] {
		if _, known := s.Keys[key]; !known {
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
func schemaOf(s *schema.Schema, key, kind string) ordered {
	var o ordered
	switch s.Shape {
	case schema.Free:
	case schema.Object:
		o = objectSchema(s, key, kind)
	case schema.Objects:
		one := ordered{{"$ref", "#/definitions/" + key}}
		o = ordered{{"anyOf", []any{ordered{{"type", "array"}, {"items", one}}, one}}}
	case schema.Texts:
		item := single(s)
		o = append(ordered{{"type", append([]string{"array"}, singleTypes(item)...)}, {"items", item}}, item[1:]...)
	case schema.Numbers: // 2 or 3, see coordinates
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
func objectSchema(s *schema.Schema, key, kind string) ordered {
	properties := propertiesOf(s, kind)
	for _, alias := range slices.Sorted(maps.Keys(s.Aliases)) {
		full := s.Aliases[alias]
		properties = append(properties, member{alias, schemaOf(s.Keys[full], full, keyed.KindBelow(s, kind, full))})
	}
	if s.Tables == nil {
		return objectOf(properties)
	}
	deeper := append(slices.Clone(s.Tables.Order), slices.Sorted(maps.Keys(s.Tables.Aliases))...)
	table := ordered{{"$ref", "#/definitions/" + tableOf(key)}}
	return ordered{
		{"type", []string{"object", "null"}},
		{"properties", append(properties, member{schema.RoiTable, table}, member{schema.BackgroundTable, table})},
		{"propertyNames", ordered{{"not", ordered{{"enum", deeper}}}}},
		{"additionalProperties", table},
	}
}

// tableOf names the definition of the tables of a container.
func tableOf(key string) string { return key + "Table" }

// definitions are the objects that properties refer to.
func definitions() ordered {
	ophys := schema.Known().Keys["Ophys"]
	plane := ophys.Keys["ImagingPlane"]
	o := ordered{
		{"Device", objectOf(propertiesOf(ophys.Keys["Device"], "Ophys.Device"))},
		{"ImagingPlane", objectOf(propertiesOf(plane, "Ophys.ImagingPlane"))},
		{"optical_channel", objectOf(propertiesOf(plane.Keys["optical_channel"], "Ophys.ImagingPlane.optical_channel"))},
		{"plane_segmentations", objectOf(propertiesOf(ophys.Keys["ImageSegmentation"].Keys["plane_segmentations"], "Ophys.ImageSegmentation.plane_segmentations"))},
	}
	for _, key := range ophys.Order {
		if s := ophys.Keys[key]; s.Tables != nil {
			o = append(o, member{tableOf(key), objectSchema(s.Tables, tableOf(key), "Ophys."+key+".*")})
		}
	}
	return o
}

// single makes the JSON Schema of a single value; the member "type" is the first.
func single(s *schema.Schema) ordered {
	if s.Shape == schema.Number || s.Shape == schema.Numbers {
		o := ordered{{"type", []string{"number", "string", "null"}},
			{"pattern", `^\s*([-+]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][-+]?[0-9]+)?|\.[nN][aA][nN]|NaN)?\s*$`}}
		for rule := s.FirstRule(); rule != nil; rule = rule.Then {
			if rule.Grade <= schema.RefusedByDANDI && rule.Bounds != nil {
				o = append(o, boundsOf(rule.Bounds)...)
			}
		}
		return o
	}
	types := []string{"string", "number", "boolean", "null"} // a text may look like whatever
	pattern := `[^\u0000]*`
	for rule := s.FirstRule(); rule != nil; rule = rule.Then {
		switch {
		case rule.Grade > schema.RefusedByDANDI:
		case rule.Enum != nil:
			values := []any{}
			for _, v := range rule.Enum {
				values = append(values, v)
			}
			return ordered{{"type", []string{"string", "null"}}, {"enum", append(values, "", nil)}}
		case rule.Without != "":
			// A rule that follows forbids more; numbers with a point are texts with one.
			pattern = `[^\u0000` + without(s.FirstRule()) + `]*`
			if strings.Contains(rule.Without, ".") {
				types = []string{"string", "integer", "boolean", "null"}
			}
		case rule.Pattern != "":
			types = []string{"string", "null"}
			pattern = "(" + strings.TrimSuffix(strings.TrimPrefix(rule.Pattern, "^"), "$") + ")?"
		}
	}
	return ordered{{"type", types}, {"pattern", `^(?!\s*TODO(?![0-9A-Za-z_]))\s*` + pattern + `\s*$`}}
}

// without lists the characters that a chain of rules forbids, as in a class.
func without(rule *schema.Rule) string {
	all := ""
	for ; rule != nil; rule = rule.Then {
		for _, c := range rule.Without {
			if !strings.ContainsRune(all, c) {
				all += string(c)
			}
		}
	}
	return strings.NewReplacer(`\`, `\\`, `]`, `\]`, `^`, `\^`, `-`, `\-`).Replace(all)
}

// boundsOf returns the members that bound a number.
func boundsOf(b *schema.Bounds) ordered {
	var o ordered
	switch {
	case b.Over:
		o = append(o, member{"exclusiveMinimum", b.Least})
	case !math.IsInf(b.Least, 0):
		o = append(o, member{"minimum", b.Least})
	}
	if !math.IsInf(b.Most, 0) {
		o = append(o, member{"maximum", b.Most})
	}
	return o
}
