package schema

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"roi2nwb/internal/nwb/spec"
)

// load loads namespaces given as name -> document; the document "namespace" of
// each is made of includes and the one source.
func load(t testing.TB, namespaces map[string]string, includes map[string][]string) (*Schema, []string) {
	t.Helper()
	var all []spec.Namespace
	for name, document := range namespaces {
		var list []string
		for _, i := range includes[name] {
			list = append(list, `{"namespace":"`+i+`"}`)
		}
		list = append(list, `{"source":"types"}`)
		all = append(all, spec.Namespace{Name: name, Version: "1.0.0", Documents: []spec.Document{
			{Name: "namespace", JSON: `{"namespaces":[{"name":"` + name + `","version":"1.0.0","schema":[` + strings.Join(list, ",") + `]}]}`},
			{Name: "types", JSON: document},
		}})
	}
	s, problems, err := Load(all, nil)
	if err != nil {
		t.Fatal(err)
	}
	var texts []string
	for _, p := range problems {
		texts = append(texts, p.Namespace+": "+p.Err.Error())
	}
	return s, texts
}

func embedded(t testing.TB) *Schema {
	t.Helper()
	all, err := spec.Namespaces()
	if err != nil {
		t.Fatal(err)
	}
	s, problems, err := Load(all, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range problems {
		t.Errorf("namespace %q: %v", p.Namespace, p.Err)
	}
	return s
}

func TestEmbeddedInherits(t *testing.T) {
	s := embedded(t)
	table := s.Type("core", "PlaneSegmentation")
	if table == nil || !table.Descends("DynamicTable") || !table.Is(s.Type("hdmf-common", "Data").Parent) && !table.Is(s.Type("hdmf-common", "DynamicTable")) {
		t.Fatal("PlaneSegmentation is no DynamicTable")
	}
	var got []string
	for _, m := range table.Spec().Members {
		name := m.Name
		if m.Type != nil {
			name += " " + m.Type.Name
		}
		got = append(got, m.Kind.String()+" "+name)
	}
	want := []string{
		"dataset image_mask VectorData", "dataset pixel_mask_index VectorIndex", "dataset pixel_mask VectorData",
		"dataset voxel_mask_index VectorIndex", "dataset voxel_mask VectorData", "group reference_images", "link imaging_plane ImagingPlane",
		"dataset id ElementIdentifiers", "dataset  VectorData", "group meanings_tables",
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("members of PlaneSegmentation (-want +got):\n%s", d)
	}
	mask := table.Spec().Member("image_mask").Refined()
	if d := cmp.Diff([][]int{{Any, Any, Any}, {Any, Any, Any, Any}}, mask.Shapes); d != "" {
		t.Errorf("shapes of image_mask (-want +got):\n%s", d)
	}
	if a := mask.Attribute("description"); a == nil || !a.Required || a.DType.Word != Text {
		t.Errorf("image_mask inherits its description as %+v", a)
	}
	series := s.Type("core", "RoiResponseSeries").Spec()
	data := series.Member("data")
	if unit := data.Attribute("unit"); unit == nil || !unit.Required {
		t.Error("data of a RoiResponseSeries needs no unit")
	}
	if conversion := data.Attribute("conversion"); conversion == nil || conversion.Required {
		t.Error("data of a RoiResponseSeries needs a conversion")
	}
	if d := cmp.Diff([][]int{{Any}, {Any, Any}}, data.Shapes); d != "" {
		t.Errorf("shapes of data (-want +got):\n%s", d)
	}
}

// Every type of the standard can be resolved, with everything in it.
func TestEmbeddedResolves(t *testing.T) {
	s := embedded(t)
	for _, n := range s.namespaces {
		for _, typ := range sortedTypes(n) {
			walk(t, typ.Spec(), map[*Spec]bool{})
		}
	}
}

func walk(t testing.TB, s *Spec, seen map[*Spec]bool) {
	if s == nil || seen[s] {
		return
	}
	seen[s] = true
	if s.Missing != "" {
		t.Errorf("type %q is missing", s.Missing)
	}
	if s.Kind != Link && s.Type == nil && s.Name == "" {
		t.Errorf("a %s has neither name nor type", s.Kind)
	}
	for _, m := range s.Members {
		walk(t, m, seen)
		walk(t, m.Refined(), seen)
	}
}

func TestInheritance(t *testing.T) {
	s, problems := load(t, map[string]string{
		"core": `{"groups":[
			{"neurodata_type_def":"Base","attributes":[{"name":"a","dtype":"text"},{"name":"b","dtype":"int","default_value":1}],
			 "datasets":[{"name":"data","dtype":"numeric","shape":[null],"quantity":"?","attributes":[{"name":"unit","dtype":"text"}]},{"neurodata_type_inc":"Col","quantity":"*"}]},
			{"neurodata_type_def":"Holder","groups":[{"neurodata_type_def":"Inner","neurodata_type_inc":"Base","quantity":"+"}]}],
			"datasets":[{"neurodata_type_def":"Col","shape":[[null],[null,null]],"attributes":[{"name":"description","dtype":"text"}]}]}`,
		"ndx": `{"groups":[{"neurodata_type_def":"Child","neurodata_type_inc":"Base",
			"attributes":[{"name":"b","dtype":"int","value":7}],
			"datasets":[{"name":"data","dtype":"float64","quantity":1},{"name":"extra","neurodata_type_inc":"Col","dtype":"bool"}],
			"links":[{"name":"to","target_type":"Inner","quantity":"?"}]}]}`,
	}, map[string][]string{"ndx": {"core"}})
	if problems != nil {
		t.Fatal(problems)
	}
	child := s.Type("ndx", "Child")
	if child == nil || child.Parent != s.Type("core", "Base") || s.Type("core", "Child") != nil {
		t.Fatal("an extension sees what it includes, and not the other way round")
	}
	spec := child.Spec()
	if b := spec.Attribute("b"); !b.Required || b.Value != 7.0 || b.DType.Word != "int32" {
		t.Errorf("a fixed value is required: %+v", b)
	}
	if b := s.Type("core", "Base").Spec().Attribute("b"); b.Required || b.Value != nil {
		t.Errorf("the parent keeps its own: %+v", b)
	}
	data := spec.Member("data")
	if data.Min != 1 || data.DType.Word != "float64" || len(data.Shapes) != 1 || data.Attribute("unit") == nil {
		t.Errorf("refined dataset: %+v", data)
	}
	if extra := spec.Member("extra").Refined(); extra.DType.Word != Bool || len(extra.Shapes) != 2 || extra.Attribute("description") == nil {
		t.Errorf("column of a type: %+v", extra)
	}
	if to := spec.Member("to"); to.Kind != Link || to.Type != s.Type("core", "Inner") || to.Min != 0 || to.Max != 1 {
		t.Errorf("link: %+v", to)
	}
	inner := s.Type("core", "Holder").Spec().Members[0]
	if inner.Type.Name != "Inner" || inner.Min != 1 || inner.Max != -1 || inner.Refined() != nil || !inner.Type.Descends("Base") {
		t.Errorf("a type defined inside another: %+v", inner)
	}
	unnamed := 0
	for _, m := range spec.Members {
		if m.Name == "" {
			unnamed++
		}
	}
	if unnamed != 1 {
		t.Errorf("%d members without a name, want the inherited one", unnamed)
	}
}

// Damaged and contradictory schemas are reported and used as far as possible.
func TestProblems(t *testing.T) {
	for _, tt := range []struct {
		name, document string
		want           []string
	}{
		{"circle", `{"groups":[{"neurodata_type_def":"A","neurodata_type_inc":"B"},{"neurodata_type_def":"B","neurodata_type_inc":"A"}]}`,
			[]string{`core: type "B" descends from itself`}},
		{"itself", `{"groups":[{"neurodata_type_def":"A","neurodata_type_inc":"A"}]}`, nil},
		{"orphan", `{"groups":[{"neurodata_type_def":"A","neurodata_type_inc":"Z"}]}`, []string{`core: type "A" descends from "Z", which is not defined`}},
		{"no JSON", `{"groups":`, []string{`core: document "types": unexpected end of JSON input`}},
		{"nothing", `null`, nil},
		{"nulls", `{"groups":[null,{"neurodata_type_def":"A","attributes":[null],"groups":[null],"links":[null]}]}`, nil},
		{"too many", `{"groups":[` + strings.Repeat("{},", maxEntries) + `{}]}`, []string{`core: document "types": the schemas have more than 20000 entries`}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s, problems := load(t, map[string]string{"core": tt.document}, nil)
			if d := cmp.Diff(tt.want, problems); d != "" {
				t.Errorf("problems (-want +got):\n%s", d)
			}
			if typ := s.Type("core", "A"); typ != nil {
				typ.Spec()
			}
			if (len(tt.want) > 0) != s.Damaged("core") {
				t.Errorf("damaged: %t", s.Damaged("core"))
			}
		})
	}
}

func TestIncludesComeFromOthers(t *testing.T) {
	cached := []spec.Namespace{{Name: "ndx", Version: "1", Documents: []spec.Document{
		{Name: "namespace", JSON: `{"namespaces":[{"name":"ndx","schema":[{"namespace":"core"},{"namespace":"none"},{"source":"x.yaml"}]}]}`},
		{Name: "x", JSON: `{"groups":[{"neurodata_type_def":"Mine","neurodata_type_inc":"TimeSeries"}]}`},
	}}}
	s, problems, err := Load(cached, spec.Namespaces)
	if err != nil {
		t.Fatal(err)
	}
	if !s.Type("ndx", "Mine").Descends("TimeSeries") || s.Type("core", "VectorData") == nil {
		t.Error("core and what it includes are not there")
	}
	if len(problems) != 1 || problems[0].Namespace != "none" {
		t.Errorf("problems %v, want one of namespace none", problems)
	}
}

// Files that were appended to hold several versions; the highest counts.
func TestHighestVersion(t *testing.T) {
	version := func(v, def string) spec.Namespace {
		return spec.Namespace{Name: "core", Version: v, Documents: []spec.Document{
			{Name: "namespace", JSON: `{"namespaces":[{"name":"core","schema":[{"source":"x"}]}]}`},
			{Name: "x", JSON: `{"groups":[{"neurodata_type_def":"` + def + `"}]}`},
		}}
	}
	s, _, err := Load([]spec.Namespace{version("2.9.0", "Nine"), version("2.11.0", "Eleven"), version("2.10.0", "Ten"), version("None", "No")}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if s.Version("core") != "2.11.0" || s.Type("core", "Eleven") == nil {
		t.Errorf("version %q is used", s.Version("core"))
	}
}

func TestCompareVersions(t *testing.T) {
	ascending := []string{"None", "unversioned", "1.0.6", "2", "2.0.0-alpha", "2.0.0", "2.0b", "2.2.5", "2.10.0", "2.11.0"}
	for i, a := range ascending {
		for j, b := range ascending {
			got := CompareVersions(a, b)
			if i < j && got > 0 && a != "2.0.0" && b != "2.0b" || i == j && got != 0 {
				t.Errorf("CompareVersions(%q, %q) = %d", a, b, got)
			}
		}
	}
}

// The older words of the language.
func TestWords(t *testing.T) {
	for _, tt := range []struct {
		json      string
		want      DType
		wantShape [][]int
		min, most int
	}{
		{`{"dtype":"float","shape":[null,3],"quantity":"zero_or_many"}`, DType{Word: "float32"}, [][]int{{Any, 3}}, 0, -1},
		{`{"dtype":"utf8","dims":["x","y"]}`, DType{Word: Text}, [][]int{{Any, Any}}, 1, 1},
		{`{"dtype":"ascii","shape":[[null],[null,null,2]],"quantity":"+"}`, DType{Word: ASCII}, [][]int{{Any}, {Any, Any, 2}}, 1, -1},
		{`{"dtype":null,"shape":null,"quantity":2}`, DType{}, nil, 2, 2},
		{`{"dtype":"some day","dims":[["a"],["a","b"]],"quantity":"zero_or_one"}`, DType{}, [][]int{{Any}, {Any, Any}}, 0, 1},
		{`{"dtype":{"target_type":"T","reftype":"region"}}`, DType{Word: Region, Target: "T"}, nil, 1, 1},
		{`{"dtype":{"target_type":"T","reftype":"object"},"shape":["n"]}`, DType{Word: Object, Target: "T"}, [][]int{{Any}}, 1, 1},
		{`{"dtype":[{"name":"x","dtype":"uint"},{"name":"t","dtype":{"target_type":"T","reftype":"object"}}]}`,
			DType{Word: Compound, Fields: []Field{{"x", DType{Word: "uint32"}}, {"t", DType{Word: Object, Target: "T"}}}}, nil, 1, 1},
	} {
		s, problems := load(t, map[string]string{"core": `{"groups":[{"neurodata_type_def":"G","datasets":[` + strings.Replace(tt.json, "{", `{"name":"d",`, 1) + `]}]}`}, nil)
		if problems != nil {
			t.Fatal(problems)
		}
		d := s.Type("core", "G").Spec().Member("d")
		if diff := cmp.Diff(tt.want, d.DType); diff != "" {
			t.Errorf("%s: dtype (-want +got):\n%s", tt.json, diff)
		}
		if diff := cmp.Diff(tt.wantShape, d.Shapes); diff != "" {
			t.Errorf("%s: shapes (-want +got):\n%s", tt.json, diff)
		}
		if d.Min != tt.min || d.Max != tt.most {
			t.Errorf("%s: quantity %d to %d", tt.json, d.Min, d.Max)
		}
	}
}

func TestAllowsNumber(t *testing.T) {
	for _, tt := range []struct {
		want    string
		allowed string
	}{
		{"float32", "float32 float64"},
		{"float64", "float64"},
		{"int8", "int8 int16 int32 int64"},
		{"int32", "int32 int64"},
		{"uint8", "uint8 uint16 uint32 uint64"},
		{"uint32", "uint32 uint64"},
		{"numeric", "float32 float64 int8 int16 int32 int64 uint8 uint16 uint32 uint64"},
		{"text", ""},
	} {
		var got []string
		for _, number := range strings.Fields("float16 float32 float64 int8 int16 int32 int64 uint8 uint16 uint32 uint64") {
			if (DType{Word: tt.want}).AllowsNumber(number) {
				got = append(got, number)
			}
		}
		if s := strings.Join(got, " "); s != tt.allowed {
			t.Errorf("%s allows %q, want %q", tt.want, s, tt.allowed)
		}
	}
}

// Whatever the documents of a file say, they are read or refused.
func FuzzLoad(f *testing.F) {
	f.Add(`{"groups":[{"neurodata_type_def":"A","neurodata_type_inc":"B","datasets":[{"name":"d","dtype":"int","shape":[[null],[3]],"quantity":"?"}]}]}`)
	f.Add(`{"datasets":[{"data_type_def":"B","dtype":[{"name":"x","dtype":"text"}],"dims":["a"],"attributes":[{"name":"v","dtype":{"target_type":"A","reftype":"object"},"value":1}]}]}`)
	f.Add(`{"groups":[{"neurodata_type_def":"A","groups":[{"neurodata_type_inc":"A","quantity":"*","attributes":[{"name":"n","dtype":"text"}]}]}]}`)
	f.Fuzz(func(t *testing.T, document string) {
		s, _ := load(t, map[string]string{"core": document}, nil)
		for _, typ := range sortedTypes(s.namespaces["core"]) {
			spec := typ.Spec()
			for depth := 0; depth < 4 && spec != nil; depth++ {
				var next *Spec
				for _, m := range spec.Members {
					if r := m.Refined(); r != nil {
						next = r
					}
				}
				spec = next
			}
		}
	})
}

func BenchmarkLoad(b *testing.B) {
	all, err := spec.Namespaces()
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		s, _, err := Load(all, nil)
		if err != nil {
			b.Fatal(err)
		}
		s.Type("core", "NWBFile").Spec()
	}
}
