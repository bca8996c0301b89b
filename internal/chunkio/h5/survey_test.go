package h5

import (
	"errors"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"roi2nwb/internal/chunkio"
)

// generous limits nothing of what tests look at.
func generous() SurveyLimits {
	return SurveyLimits{Links: 1000, Attributes: 1000, NameBytes: 1 << 20, ValueBytes: 1 << 20}
}

// described returns the objects of a file by the paths of hard links.
func described(t *testing.T, f *File) map[string]*Object {
	t.Helper()
	root, err := f.Root()
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]*Object{}
	seen := map[uint64]bool{}
	var walk func(path string, address uint64)
	walk = func(path string, address uint64) {
		if seen[address] {
			return
		}
		seen[address] = true
		o, err := f.Describe(address, generous())
		if err != nil {
			t.Fatalf("%q: %v", path, err)
		}
		if o.Address != address || o.Cut {
			t.Errorf("%q: address %d, cut %t", path, o.Address, o.Cut)
		}
		all[path] = o
		for _, l := range o.Links {
			if l.Kind == HardLink {
				walk(join(path, l.Name), l.Address)
			}
		}
	}
	walk("/", root)
	return all
}

func sampleFile(t *testing.T) *File {
	t.Helper()
	f, err := Open(filepath.Join("testdata", "sample.h5"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}

func TestDescribeLinks(t *testing.T) {
	all := described(t, sampleFile(t))
	kinds := map[LinkKind]string{HardLink: "hard", PathLink: "soft", ExternalLink: "external"}
	var got []string
	for _, l := range all["/links"].Links {
		text := l.Name + " " + kinds[l.Kind]
		if l.Kind != HardLink {
			text += " " + l.File + ":" + l.Target
		}
		got = append(got, text)
	}
	want := []string{
		"dangling soft :/nowhere", "external external other.h5:/plain", "group hard", "loop soft :/links/loop", "named_type hard",
		"near soft :group/inner", "ping soft :pong", "pong soft :ping", "relative soft :group/../inner", "soft soft :/plain/int8", "to_group soft :/plain",
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("links (-want +got):\n%s", d)
	}
	if k := all["/links/named_type"].Kind; k != Other {
		t.Errorf("a named type is a %s", k)
	}
}

func TestDescribeStorage(t *testing.T) {
	all := described(t, sampleFile(t))
	for path, want := range map[string]struct {
		typ      string
		shape    []int
		layout   Layout
		chunk    []int
		filters  []int
		stored   bool
		nullness bool
	}{
		"/plain/big_int16":     {"int16", []int{13, 7}, Contiguous, nil, nil, true, false},
		"/plain/bool":          {"bool", []int{13, 7}, Contiguous, nil, nil, true, false},
		"/plain/enum":          {"enumeration of int16", []int{3}, Contiguous, nil, nil, true, false},
		"/plain/scalar":        {"float64", nil, Contiguous, nil, nil, true, false},
		"/plain/null":          {"float64", []int{0}, Contiguous, nil, nil, false, true},
		"/plain/unwritten":     {"int32", []int{5}, Contiguous, nil, nil, false, false},
		"/plain/compact":       {"float32", []int{3}, Compact, nil, nil, true, false},
		"/chunked/all":         {"float64", []int{13, 7}, Chunked, []int{4, 3}, []int{2, 1, 3}, false, false},
		"/chunked/lzf":         {"int32", []int{13, 7}, Chunked, []int{4, 3}, []int{32000}, false, false},
		"/texts/utf8":          {"text", []int{4}, Contiguous, nil, nil, true, false},
		"/texts/ascii":         {"ascii", []int{2}, Contiguous, nil, nil, true, false},
		"/texts/fixed":         {"ascii[4]", []int{3}, Contiguous, nil, nil, true, false},
		"/refs":                {"reference", []int{4}, Contiguous, nil, nil, true, false},
		"/compound":            {"{x uint32, y uint32, weight float16}", []int{2}, Contiguous, nil, nil, true, false},
		"/vlen":                {"list of int32", []int{2}, Contiguous, nil, nil, true, false},
		"/links/group/inner":   {"int64", nil, Contiguous, nil, nil, true, false},
		"/chunked/absent":      {"float32", []int{13, 7}, Chunked, []int{4, 3}, []int{1}, false, false},
		"/compound_text":       {"{name text, n int32}", []int{1}, Contiguous, nil, nil, true, false},
		"/texts/fixed_utf8":    {"text[8]", []int{1}, Contiguous, nil, nil, true, false},
		"/chunked/fletcher":    {"int32", []int{13, 7}, Chunked, []int{4, 3}, []int{3}, false, false},
		"/plain/longdouble":    {"float128", []int{3}, Contiguous, nil, nil, true, false},
		"/plain/empty2d":       {"float32", []int{4, 0}, Contiguous, nil, nil, false, false},
		"/chunked/big_none":    {"int16", []int{13, 7}, Chunked, []int{4, 3}, nil, false, false},
		"/chunked/scaleoffset": {"int32", []int{13, 7}, Chunked, []int{4, 3}, []int{6}, false, false},
	} {
		o := all[path]
		if o == nil || o.Data == nil {
			t.Errorf("%q is no dataset", path)
			continue
		}
		s := o.Data
		var filters []int
		for _, f := range s.Filters {
			filters = append(filters, f.ID)
		}
		if s.Type.String() != want.typ || s.Layout != want.layout || s.Stored != want.stored || s.Null != want.nullness ||
			!cmp.Equal(s.Shape, want.shape) || !cmp.Equal(s.Chunk, want.chunk) || !cmp.Equal(filters, want.filters) {
			t.Errorf("%q: %s of %v, %s in %v through %v, stored %t, null %t; want %+v",
				path, s.Type, s.Shape, s.Layout, s.Chunk, filters, s.Stored, s.Null, want)
		}
	}
	if d := cmp.Diff([]string{"BLUE", "GREEN", "RED"}, all["/plain/enum"].Data.Type.Labels); d != "" {
		t.Errorf("labels (-want +got):\n%s", d)
	}
	if m := all["/compound_text"].Data.Type.Members; len(m) != 2 || m[0].Class != ClassString {
		t.Errorf("fields %v", m)
	}
}

func TestDescribeAttributes(t *testing.T) {
	all := described(t, sampleFile(t))
	byName := map[string]Attribute{}
	for _, a := range all["/plain"].Attrs {
		byName[a.Name] = a
	}
	if got := byName["text"].Value.Texts; len(got) != 1 || got[0] != "Größe" {
		t.Errorf("text %q", got)
	}
	if got := byName["texts"].Value.Texts; len(got) != 2 || got[1] != "two" {
		t.Errorf("texts %q", got)
	}
	if got, err := byName["numbers"].Value.Int64s(); err != nil || !cmp.Equal(got, []int64{0, 1, 2}) {
		t.Errorf("numbers %v, %v", got, err)
	}
	if a := byName["empty"]; !a.Null || a.Err != nil {
		t.Errorf("empty attribute %+v", a)
	}
	want := []uint64{all["/plain/int8"].Address, all["/"].Address}
	if d := cmp.Diff(want, byName["refs"].References); d != "" {
		t.Errorf("references (-want +got):\n%s", d)
	}
}

func TestDescribeLimits(t *testing.T) {
	f := sampleFile(t)
	plain := described(t, f)["/plain"].Address
	for name, change := range map[string]func(*SurveyLimits){
		"links":      func(l *SurveyLimits) { l.Links = 3 },
		"attributes": func(l *SurveyLimits) { l.Attributes = 2 },
		"names":      func(l *SurveyLimits) { l.NameBytes = 40 },
	} {
		limits := generous()
		change(&limits)
		o, err := f.Describe(plain, limits)
		if err != nil || !o.Cut {
			t.Errorf("%s: cut is not told, error %v", name, err)
		}
		if len(o.Links) > limits.Links || len(o.Attrs) > limits.Attributes {
			t.Errorf("%s: %d links and %d attributes", name, len(o.Links), len(o.Attrs))
		}
	}
	limits := generous()
	limits.ValueBytes = 20
	o, err := f.Describe(plain, limits)
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range o.Attrs {
		switch a.Name {
		case "texts": // two of 16 bytes and their text
			if !errors.Is(a.Err, chunkio.ErrTooLarge) || a.Value.Texts != nil {
				t.Errorf("attribute %q: %v", a.Name, a.Err)
			}
		case "number", "yes":
			if a.Err != nil {
				t.Errorf("attribute %q: %v", a.Name, a.Err)
			}
		}
	}
}

func TestReadTextsAndReferences(t *testing.T) {
	f := sampleFile(t)
	all := described(t, f)
	open := func(path string) *Dataset {
		t.Helper()
		d, err := f.Dataset(path)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	texts := open("/texts/gzip")
	got, err := texts.ReadTexts([]int{5}, []int{3}, 1<<20)
	if err != nil || !cmp.Equal(got, []string{"neuron", "Größe", strings.Repeat("a longer text ", 20)}) {
		t.Errorf("texts %q, %v", got, err)
	}
	if _, err := texts.ReadTexts([]int{10}, []int{3}, 1<<20); err == nil {
		t.Error("texts are read past the end")
	}
	if _, err := texts.ReadTexts([]int{0}, []int{12}, 100); !errors.Is(err, chunkio.ErrTooLarge) {
		t.Errorf("texts beyond the limit: %v", err)
	}
	fixed, err := open("/texts/fixed").ReadTexts([]int{1}, []int{2}, 1<<20)
	if err != nil || !cmp.Equal(fixed, []string{"ab", "abcd"}) {
		t.Errorf("texts of fixed length %q, %v", fixed, err)
	}
	refs, err := open("/refs").ReadReferences("", []int{1}, []int{3}, 1<<20)
	if err != nil || !cmp.Equal(refs, []uint64{all["/"].Address, 0, all["/plain"].Address}) {
		t.Errorf("references %v, %v", refs, err)
	}
	for path, field := range map[string]string{"/texts/utf8": "", "/compound": "x", "/plain/int8": "x"} {
		if _, err := open(path).ReadReferences(field, []int{0}, []int{1}, 1<<20); err == nil {
			t.Errorf("%q: references are read where there are none", path)
		}
	}
	if _, err := open("/plain/int8").ReadTexts([]int{0, 0}, []int{1, 1}, 1<<20); err == nil {
		t.Error("numbers are read as texts")
	}
}
