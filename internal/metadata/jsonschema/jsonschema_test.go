package jsonschema

import (
	"encoding/json"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"roi2nwb/internal/metadata/keyed"
	"roi2nwb/internal/metadata/schema"
)

// text returns a value as JSON.
func text(t *testing.T, v any) string {
	t.Helper()
	b, err := marshalPlain(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// Members keep their order, and texts stay legible.
func TestOrdered(t *testing.T) {
	got := text(t, ordered{{"z", 1}, {"a", ordered{{"<b> & c", []any{"é", nil, ordered{}}}}}})
	if want := `{"z":1,"a":{"<b> & c":["é",null,{}]}}`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	for name, o := range map[string]ordered{"at the top": {{"a", math.NaN()}}, "below": {{"a", ordered{{"b", math.Inf(1)}}}}} {
		if b, err := marshalPlain(o); err == nil {
			t.Errorf("%s: no error, but %s", name, b)
		}
	}
}

func TestBoundsOf(t *testing.T) {
	for _, tt := range []struct {
		bounds schema.Bounds
		want   string
	}{
		{schema.Bounds{Least: 1, Most: 2}, `{"minimum":1,"maximum":2}`},
		{schema.Bounds{Least: 0, Most: 2, Over: true}, `{"exclusiveMinimum":0,"maximum":2}`},
		{schema.Bounds{Least: 1, Most: math.Inf(1)}, `{"minimum":1}`},
		{schema.Bounds{Least: math.Inf(-1), Most: 2}, `{"maximum":2}`},
		{schema.Bounds{Least: math.Inf(-1), Most: math.Inf(1)}, `{}`},
	} {
		if got := text(t, boundsOf(&tt.bounds)); got != tt.want {
			t.Errorf("%+v: got %s, want %s", tt.bounds, got, tt.want)
		}
	}
}

// rules returns a chain of rules, as a schema has it.
func rules(chain ...schema.Rule) func() *schema.Rule {
	for i := range chain[:len(chain)-1] {
		chain[i].Then = &chain[i+1]
	}
	return func() *schema.Rule { return &chain[0] }
}

// Rules that make a file wrong are in the schema of a value; doubts are not.
func TestSingle(t *testing.T) {
	const begin, number = `^(?!\s*TODO(?![0-9A-Za-z_]))\s*`, `^\s*([-+]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][-+]?[0-9]+)?|\.[nN][aA][nN]|NaN)?\s*$`
	for _, tt := range []struct {
		name string
		s    schema.Schema
		want ordered
	}{
		{"a text", schema.Schema{}, ordered{{"type", []string{"string", "number", "boolean", "null"}}, {"pattern", begin + `[^\u0000]*\s*$`}}},
		{"one of some", schema.Schema{Rule: rules(schema.Rule{Enum: []string{"M", "F"}})},
			ordered{{"type", []string{"string", "null"}}, {"enum", []any{"M", "F", "", nil}}}},
		{"doubtful", schema.Schema{Rule: rules(schema.Rule{Grade: schema.Doubtful, Enum: []string{"M", "F"}})},
			ordered{{"type", []string{"string", "number", "boolean", "null"}}, {"pattern", begin + `[^\u0000]*\s*$`}}},
		{"without characters", schema.Schema{Rule: rules(schema.Rule{Without: "/:"}, schema.Rule{Without: `\]:`})},
			ordered{{"type", []string{"string", "number", "boolean", "null"}}, {"pattern", begin + `[^\u0000/:\\\]]*\s*$`}}},
		{"without a point", schema.Schema{Rule: rules(schema.Rule{Grade: schema.RefusedByDANDI, Without: ".^-"})},
			ordered{{"type", []string{"string", "integer", "boolean", "null"}}, {"pattern", begin + `[^\u0000.\^\-]*\s*$`}}},
		{"of a form", schema.Schema{Rule: rules(schema.Rule{Pattern: "^[a-z]+$"})},
			ordered{{"type", []string{"string", "null"}}, {"pattern", begin + `([a-z]+)?\s*$`}}},
		{"a number", schema.Schema{Shape: schema.Number}, ordered{{"type", []string{"number", "string", "null"}}, {"pattern", number}}},
		{"a number with bounds", schema.Schema{Shape: schema.Numbers, Rule: rules(
			schema.Rule{Bounds: &schema.Bounds{Least: 1, Most: 2}}, schema.Rule{Grade: schema.Doubtful, Bounds: &schema.Bounds{Least: 1.5, Most: 2}})},
			ordered{{"type", []string{"number", "string", "null"}}, {"pattern", number}, {"minimum", 1.0}, {"maximum", 2.0}}},
	} {
		if d := cmp.Diff(text(t, tt.want), text(t, single(&tt.s))); d != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, d)
		}
	}
}

// What people read of a key is before the rest.
func TestHead(t *testing.T) {
	for _, tt := range []struct {
		s    schema.Schema
		want string
	}{
		{schema.Schema{Doc: "What it is."}, `{"title":"k","description":"What it is.","x":1}`},
		{schema.Schema{Doc: "D.", Need: schema.NeedNWB, Example: "007"}, `{"title":"k","description":"D. NWB asks for it.","examples":["007"],"x":1}`},
		{schema.Schema{Doc: "D.", Need: schema.NeedDANDI, Shape: schema.Number, Unit: "nm", Example: "920"}, `{"title":"k","description":"D. DANDI asks for it. In nm.","examples":[920],"x":1}`},
		{schema.Schema{Doc: "D.", Need: schema.NeedRecommended, Shape: schema.Texts, Example: "[a, b]"}, `{"title":"k","description":"D. Recommended.","examples":[["a","b"]],"x":1}`},
	} {
		if got := text(t, ordered{{"x", 1}}.head("k", &tt.s)); got != tt.want {
			t.Errorf("got %s, want %s", got, tt.want)
		}
	}
}

func TestGives(t *testing.T) {
	for _, tt := range []struct {
		path []string
		want string
	}{
		{[]string{"DeviceModels"}, `{"type":"object","required":["DeviceModels"],"properties":{"DeviceModels":{"not":{"type":"null"}}}}`},
		{[]string{"Devices"}, `{"type":"object","required":["Devices"],"properties":{"Devices":{"type":"object"}}}`},
		{[]string{"Ophys", "Device"}, `{"type":"object","required":["Ophys"],"properties":{"Ophys":{"type":"object","required":["Device"],"properties":{"Device":{"not":{"type":"null"}}}}}}`},
	} {
		if got := text(t, gives(tt.path)); got != tt.want {
			t.Errorf("%v: got %s, want %s", tt.path, got, tt.want)
		}
	}
}

// object is a JSON object that was read.
type object = map[string]any

// whole returns the schema, read.
func whole(t *testing.T) object {
	t.Helper()
	b, err := Schema()
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasSuffix(string(b), "}\n") || strings.Contains(string(b), `\u003c`) {
		t.Error("the schema is not legible")
	}
	var root object
	if err := json.Unmarshal(b, &root); err != nil {
		t.Fatal(err)
	}
	return root
}

// at follows keys down an object; nil where one is missing.
func at(o object, keys ...string) object {
	for _, key := range keys {
		o, _ = o[key].(object)
	}
	return o
}

// Every key of the table, of the keyed shape and of other converters has a place,
// and no other.
func TestSchemaHasAllKeys(t *testing.T) {
	root := whole(t)
	keysOf := func(o object) []string {
		var all []string
		for key := range at(o, "properties") {
			all = append(all, key)
		}
		slices.Sort(all)
		return all
	}
	known := schema.Known()
	for _, tt := range []struct {
		name string
		got  object
		want []string
	}{
		{"the top", root, slices.Concat(known.Order, keyed.ForeignKeys()[""], []string{"Devices", "DeviceModels"})},
		{"Subject", at(root, "properties", "Subject"), known.Keys["Subject"].Order},
		{"a plane", at(root, "definitions", "ImagingPlane"), slices.Concat(known.Keys["Ophys"].Keys["ImagingPlane"].Order, keyed.ForeignKeys()["Ophys.ImagingPlane"])},
	} {
		want := slices.Clone(tt.want)
		slices.Sort(want)
		if d := cmp.Diff(slices.Compact(want), keysOf(tt.got)); d != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, d)
		}
		if more, given := tt.got["additionalProperties"]; !given || more != false {
			t.Errorf("%s allows other keys", tt.name)
		}
	}
}

// Each reference leads to a definition, nothing is required at the top, and names
// of tables are free but for what belongs inside of them.
func TestSchemaIsWhole(t *testing.T) {
	root := whole(t)
	references := 0
	var visit func(v any)
	visit = func(v any) {
		switch v := v.(type) {
		case object:
			if ref, ok := v["$ref"].(string); ok {
				references++
				name, found := strings.CutPrefix(ref, "#/definitions/")
				if at(root, "definitions", name) == nil || !found {
					t.Errorf("%q leads nowhere", ref)
				}
			}
			for _, below := range v {
				visit(below)
			}
		case []any:
			for _, below := range v {
				visit(below)
			}
		}
	}
	if visit(root); references == 0 {
		t.Error("no references")
	}
	if _, required := root["required"]; required {
		t.Error("a file must be whole")
	}
	box := at(root, "properties", "Ophys", "properties", "Fluorescence")
	if got := at(box, "additionalProperties")["$ref"]; got != "#/definitions/FluorescenceTable" {
		t.Errorf("a table of the user's name is %v", got)
	}
	inside, _ := at(box, "propertyNames", "not")["enum"].([]any)
	if !slices.Contains(inside, any("raw")) || slices.Contains(inside, any(schema.RoiTable)) {
		t.Errorf("no table can be named %v", inside)
	}
}
