package schema

import (
	"slices"
	"testing"

	"roi2nwb/internal/metadata/tree"
)

// Keys are found by their spellings, tables by any name, and what is the user's
// own whatever it is.
func TestKey(t *testing.T) {
	known := Known()
	ophys := known.Key("Ophys")
	box := ophys.Key("Fluorescence")
	for name, tt := range map[string]struct{ got, want *Schema }{
		"known":             {known.Key("NWBFile"), known.Keys["NWBFile"]},
		"unknown":           {known.Key("nwbfile"), nil},
		"of nothing":        {known.Key("nwbfile").Key("lab"), nil},
		"of what is free":   {known.Key(ExtraKey).Key("a").Key("b"), known.Keys[ExtraKey]},
		"a table":           {box.Key("Cells"), box.Tables},
		"a key of a table":  {box.Key("Cells").Key("raw"), box.Tables.Keys["raw"]},
		"below, a table":    {box.Below("Cells"), box.Tables},
		"below, a key":      {ophys.Below("Device"), ophys.Keys["Device"]},
		"below, no such":    {ophys.Below("device"), nil},
		"one of the planes": {ophys.Key("ImagingPlane").One().Key("indicator"), ophys.Keys["ImagingPlane"].Keys["indicator"]},
	} {
		if tt.got != tt.want {
			t.Errorf("%s: got %+v", name, tt.got)
		}
	}
	for alias, full := range box.Tables.Aliases {
		if box.Tables.Spelling(alias) != full || box.Tables.Key(alias) != box.Tables.Keys[full] {
			t.Errorf("%s is not %s", alias, full)
		}
	}
	if box.Tables.Spelling("raw") != "raw" {
		t.Error("a full spelling is not its own")
	}
	if one := ophys.Key("ImagingPlane").One(); one.Shape != Object || ophys.Keys["ImagingPlane"].Shape != Objects {
		t.Errorf("one of a list is %v", one.Shape)
	}
}

func TestAt(t *testing.T) {
	known := Known()
	for path, want := range map[string]*Schema{
		"Subject.sex":                   known.Keys["Subject"].Keys["sex"],
		"Ophys.ImagingPlane.indicator":  known.Keys["Ophys"].Keys["ImagingPlane"].Keys["indicator"],
		"Ophys.ImagingPlane[1].device":  known.Keys["Ophys"].Keys["ImagingPlane"].Keys["device"],
		"Ophys.ImagingPlane[Up].device": known.Keys["Ophys"].Keys["ImagingPlane"].Keys["device"],
		"Subject.seks":                  nil,
		"Subject.seks.deeper":           nil,
	} {
		steps, err := tree.ParsePath(path)
		if err != nil {
			t.Fatal(err)
		}
		if got := At(known, steps); got != want {
			t.Errorf("%s: %+v", path, got)
		}
	}
}

// Values are what can be assigned: each has a place in the table, and none is an
// object or has no use.
func TestValues(t *testing.T) {
	all := Values()
	paths := map[string]Value{}
	for _, v := range all {
		steps, err := tree.ParsePath(v.Path)
		s := At(Known(), steps)
		if err != nil || s == nil || s.Shape >= Object || v.Doc != s.Doc || v.Doc == "" {
			t.Errorf("%+v: %+v, error %v", v, s, err)
		}
		paths[v.Path] = v
	}
	if len(paths) != len(all) {
		t.Errorf("%d values have %d paths", len(all), len(paths))
	}
	if got := paths["Subject.sex"].Choices; !slices.Equal(got, append(Sexes(), WormSexes()...)) {
		t.Errorf("sexes: %q", got)
	}
	if v, ok := paths["NWBFile.lab"]; !ok || v.Choices != nil {
		t.Errorf("lab: %+v", v)
	}
	unused := 0
	var visit func(s *Schema, path string)
	visit = func(s *Schema, path string) {
		for key, below := range s.Keys {
			if rule := below.FirstRule(); rule != nil && rule.Name == unusedRule().Name {
				unused++
				if _, offered := paths[path+key]; offered {
					t.Errorf("%s has no use", path+key)
				}
			}
			visit(below, path+key+".")
		}
	}
	if visit(Known(), ""); unused == 0 {
		t.Error("no key is without use")
	}
}

// Every row of the table says what belongs there; what may be given has an example
// that keeps its rules.
func TestExamplesKeepTheirRules(t *testing.T) {
	var visit func(s *Schema, path string)
	visit = func(s *Schema, path string) {
		for key, below := range s.Keys {
			if below.Doc == "" {
				t.Errorf("%s%s: says nothing of itself", path, key)
			}
			rule := below.FirstRule()
			if below.Shape < Object && rule != nil && rule.Name != unusedRule().Name {
				if below.Example == "" {
					t.Errorf("%s%s: no example", path, key)
				}
				n, err := Parse("", []byte(below.Example))
				if err != nil {
					t.Errorf("%s%s: %v", path, key, err)
					continue
				}
				items := []*tree.Node{n}
				if n.Kind == tree.Sequence {
					items = n.Items
				}
				for _, item := range items {
					if broken := rule.Broken(item.Text); broken != nil {
						t.Errorf("%s%s: %q breaks %s", path, key, item.Text, broken.Name)
					}
				}
			}
			visit(below, path+key+".")
		}
		if s.Tables != nil {
			visit(s.Tables, path+"*.")
		}
	}
	visit(Known(), "")
}
