package h5

import (
	"errors"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"roi2nwb/internal/sampletest"

	"github.com/google/go-cmp/cmp"

	"roi2nwb/internal/chunkio"
)

const sample = "testdata/sample.h5" // made by testdata/make_sample.py

// ramp is what most arrays of the sample hold: 13 rows of 7 rising numbers.
func ramp() []float64 {
	out := make([]float64, 13*7)
	for i := range out {
		out[i] = float64(i)
	}
	return out
}

// thirds is ramp's multiples of three as 0 and 1.
func thirds() []float64 {
	out := ramp()
	for i := range out {
		if i%3 == 0 {
			out[i] = 1
		} else {
			out[i] = 0
		}
	}
	return out
}

// once is fill everywhere but for value at row 5, column 4.
func once(fill, value float64) []float64 {
	out := slices.Repeat([]float64{fill}, 13*7)
	out[5*7+4] = value
	return out
}

func TestSampleNumbers(t *testing.T) {
	f := openFile(t, sample)
	grid := []int{13, 7}
	tests := []struct {
		path   string
		stored string
		dtype  chunkio.DType
		shape  []int
		want   []float64
		direct bool
	}{
		{"plain/int8", "int8", chunkio.Int8, grid, ramp(), true},
		{"plain/int16", "int16", chunkio.Int16, grid, ramp(), true},
		{"plain/int32", "int32", chunkio.Int32, grid, ramp(), true},
		{"plain/int64", "int64", chunkio.Int64, grid, ramp(), true},
		{"plain/uint8", "uint8", chunkio.Uint8, grid, ramp(), true},
		{"plain/uint16", "uint16", chunkio.Uint16, grid, ramp(), true},
		{"plain/uint32", "uint32", chunkio.Uint32, grid, ramp(), true},
		{"plain/uint64", "uint64", chunkio.Uint64, grid, ramp(), true},
		{"plain/float16", "float16", chunkio.Float32, grid, ramp(), false},
		{"plain/float32", "float32", chunkio.Float32, grid, ramp(), true},
		{"plain/float64", "float64", chunkio.Float64, grid, ramp(), true},
		{"plain/bool", "bool", chunkio.Bool, grid, thirds(), true},
		{"plain/big_int16", "int16", chunkio.Int16, grid, ramp(), true},
		{"plain/big_float64", "float64", chunkio.Float64, grid, ramp(), true},
		{"plain/scalar", "float64", chunkio.Float64, nil, []float64{2.5}, true},
		{"plain/empty", "float32", chunkio.Float32, []int{0}, []float64{}, false},
		{"plain/empty2d", "float32", chunkio.Float32, []int{4, 0}, []float64{}, false},
		{"plain/null", "float64", chunkio.Float64, []int{0}, []float64{}, false},
		{"plain/enum", "int16", chunkio.Int16, []int{3}, []float64{0, 2, 1}, true},
		{"plain/unwritten", "int32", chunkio.Int32, []int{5}, []float64{7, 7, 7, 7, 7}, false},
		{"plain/compact", "float32", chunkio.Float32, []int{3}, []float64{1, 2, 3}, false},
		{"chunked/none", "int32", chunkio.Int32, grid, ramp(), true},
		{"chunked/gzip", "int32", chunkio.Int32, grid, ramp(), true},
		{"chunked/shuffle", "int32", chunkio.Int32, grid, ramp(), true},
		{"chunked/fletcher", "int32", chunkio.Int32, grid, ramp(), true},
		{"chunked/lzf", "int32", chunkio.Int32, grid, ramp(), true},
		{"chunked/all", "float64", chunkio.Float64, grid, ramp(), true},
		{"chunked/big", "float64", chunkio.Float64, grid, ramp(), true},
		{"chunked/big_none", "int16", chunkio.Int16, grid, ramp(), true},
		{"chunked/bool", "bool", chunkio.Bool, grid, thirds(), true},
		{"chunked/float16", "float16", chunkio.Float32, grid, ramp(), false},
		{"chunked/scaleoffset", "int32", chunkio.Int32, grid, ramp(), false},
		{"chunked/absent", "float32", chunkio.Float32, grid, once(-1.5, 3), true},
		{"chunked/absent_none", "int16", chunkio.Int16, grid, once(-2, 3), true},
		{"chunked/skipped", "uint16", chunkio.Uint16, []int{6}, []float64{1, 2, 3, 4, 5, 6}, true},
		{"links/near", "int64", chunkio.Int64, nil, []float64{5}, true},
		{"links/to_group/scalar", "float64", chunkio.Float64, nil, []float64{2.5}, true},
	}
	for _, tt := range tests {
		t.Run(tt.path, func(t *testing.T) {
			d := openDataset(t, f, tt.path)
			if got := d.Type().String(); got != tt.stored {
				t.Errorf("Type() = %s, want %s", got, tt.stored)
			}
			if d.DType() != tt.dtype || !slices.Equal(d.Shape(), tt.shape) {
				t.Errorf("got %s %v, want %s %v", d.DType(), d.Shape(), tt.dtype, tt.shape)
			}
			if got := d.direct != nil; got != tt.direct {
				t.Errorf("read directly: %v, want %v", got, tt.direct)
			}
			v, err := d.Read(1 << 20)
			if err != nil {
				t.Fatal(err)
			}
			got, err := v.Float64s()
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("values (-want +got):\n%s", diff)
			}
			checkBoxes(t, d)
			must(t, d.Close(), d.Close())
		})
	}
}

func TestSampleTexts(t *testing.T) {
	f := openFile(t, sample)
	long := strings.Repeat("a longer text ", 20)
	words := []string{"", "neuron", "Größe", long}
	tests := []struct {
		path, stored string
		want         []string
	}{
		{"texts/utf8", "text", words},
		{"texts/ascii", "ascii", []string{"", "plain"}},
		{"texts/scalar", "text", []string{"one"}},
		{"texts/gzip", "text", slices.Repeat(words, 3)},
		{"texts/long", "text", []string{strings.Repeat("x", 70_000)}},
		{"texts/fixed", "ascii[4]", []string{"", "ab", "abcd"}},
		{"texts/padded", "ascii[4]", []string{"a", "abcd"}},
		{"texts/fixed_utf8", "text[8]", []string{"Größe"}},
		{"texts/latin", "ascii[8]", []string{"Gr\xf6\xdfe"}},
		{"texts/none", "text", []string{}},
	}
	for _, tt := range tests {
		t.Run(tt.path, func(t *testing.T) {
			d := openDataset(t, f, tt.path)
			if got := d.Type().String(); got != tt.stored {
				t.Errorf("Type() = %s, want %s", got, tt.stored)
			}
			v, err := d.Read(1 << 20)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, v.Texts); diff != "" {
				t.Errorf("texts (-want +got):\n%s", diff)
			}
			if err := d.ReadBlock(t.Context(), nil, []int{0}, []int{0}); err == nil {
				t.Error("ReadBlock of text gave no error")
			}
		})
	}
}

func TestSampleOtherTypes(t *testing.T) {
	f := openFile(t, sample)
	v, err := openDataset(t, f, "refs").Read(1 << 10)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"/plain/int8", "/", "", "/plain"}, v.Targets); diff != "" {
		t.Errorf("targets (-want +got):\n%s", diff)
	}

	d := openDataset(t, f, "compound")
	if got, want := d.Type().String(), "{x uint32, y uint32, weight float16}"; got != want {
		t.Errorf("stored type %s, want %s", got, want)
	}
	if v, err = d.Read(1 << 10); err != nil {
		t.Fatal(err)
	}
	if got, want := v.Type.String(), "{x uint32, y uint32, weight float32}"; got != want {
		t.Errorf("delivered type %s, want %s", got, want)
	}
	type pixel struct {
		X, Y   uint32
		Weight float32
	}
	if diff := cmp.Diff(little(t, []pixel{{1, 2, 0.5}, {3, 4, 0.25}}), v.Raw); diff != "" {
		t.Errorf("compound (-want +got):\n%s", diff)
	}
	for path, want := range map[string]string{
		"compound_text":    "field \"name\" of variable length is not supported",
		"vlen":             "type other[16] is not supported",
		"plain/longdouble": "numbers of type float128 are not supported",
		"chunked/broken":   "chunk at [0]: damaged file: chunk: zlib: invalid header",
		"chunked/short":    "chunk at [0]: damaged file: chunk: 3 of 4 bytes: unexpected EOF",
		"chunked/long":     "chunk at [0]: damaged file: chunk unpacks to more than its 4 bytes",
	} {
		_, err := openDataset(t, f, path).Read(1 << 10)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("Read of %q: error %v, want %q in it", path, err, want)
		}
	}
}

func TestSampleAttributes(t *testing.T) {
	f := openFile(t, sample)
	names, err := f.AttrNames("plain")
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"bools", "bytes", "empty", "half", "largest", "no_texts", "number", "numbers",
		"ref", "refs", "text", "texts", "yes"}
	if diff := cmp.Diff(want, names); diff != "" {
		t.Errorf("names (-want +got):\n%s", diff)
	}
	number := func(v Value) any { n, err := v.Float64s(); must(t, err); return n }
	text := func(v Value) any { return v.Texts }
	target := func(v Value) any { return v.Targets }
	tests := []struct {
		path, name string
		shape      []int
		get        func(Value) any
		want       any
	}{
		{"plain", "text", nil, text, []string{"Größe"}},
		{"plain", "texts", []int{2}, text, []string{"one", "two"}},
		{"plain", "bytes", nil, text, []string{"fixed"}},
		{"plain", "no_texts", []int{0}, text, []string{}},
		{"plain", "number", nil, number, []float64{1.5}},
		{"plain", "numbers", []int{3}, number, []float64{0, 1, 2}},
		{"plain", "yes", nil, number, []float64{1}},
		{"plain", "bools", []int{2}, number, []float64{1, 0}},
		{"plain", "half", nil, number, []float64{0.5}},
		{"plain", "empty", []int{0}, number, []float64{}},
		{"plain", "largest", nil, number, []float64{1 << 64}},
		{"plain", "ref", nil, target, []string{"/plain/int8"}},
		{"plain", "refs", []int{2}, target, []string{"/plain/int8", "/"}},
		{"links/soft", "unit", nil, text, []string{"px"}},
	}
	for _, tt := range tests {
		v, ok, err := f.Attr(tt.path, tt.name)
		if err != nil || !ok {
			t.Errorf("attribute %q: %v, %v", tt.name, ok, err)
			continue
		}
		if diff := cmp.Diff(tt.shape, v.Shape); diff != "" {
			t.Errorf("shape of %q (-want +got):\n%s", tt.name, diff)
		}
		if diff := cmp.Diff(tt.want, tt.get(v)); diff != "" {
			t.Errorf("value of %q (-want +got):\n%s", tt.name, diff)
		}
	}
	if _, ok, err := f.Attr("plain", "absent"); ok || err != nil {
		t.Errorf("absent attribute: %v, %v", ok, err)
	}
	if _, _, err := f.Attr("absent", "text"); !errors.Is(err, ErrNotFound) {
		t.Errorf("attribute of an absent object: %v, want ErrNotFound", err)
	}
}

func TestSampleTree(t *testing.T) {
	f := openFile(t, sample)
	entries, err := f.List("/links/")
	if err != nil {
		t.Fatal(err)
	}
	want := []Entry{
		{"dangling", SoftLink, "/nowhere"}, {"external", Other, ""}, {"group", Group, ""},
		{"loop", SoftLink, "/links/loop"}, {"named_type", Other, ""}, {"near", SoftLink, "group/inner"},
		{"ping", SoftLink, "pong"}, {"pong", SoftLink, "ping"}, {"relative", SoftLink, "group/../inner"},
		{"soft", SoftLink, "/plain/int8"}, {"to_group", SoftLink, "/plain"},
	}
	if diff := cmp.Diff(want, entries); diff != "" {
		t.Errorf("List (-want +got):\n%s", diff)
	}
	for path, want := range map[string]Kind{
		"/": Group, "": Group, "plain": Group, "/plain/./int8": DatasetKind, "plain/int8/x": None, "nowhere/x": None,
		"links/soft": DatasetKind, "links/to_group": Group, "links/to_group/int8": DatasetKind, "links/near": DatasetKind,
		"links/dangling": None, "links/relative": None, "links/external": Other, "links/external/x": None,
		"links/named_type": Other,
	} {
		if got, err := f.Kind(path); got != want || err != nil {
			t.Errorf("Kind(%q) = %v, %v, want %v", path, got, err, want)
		}
	}
	for _, path := range []string{"links/loop", "links/ping", "links/loop/x"} {
		if _, err := f.Kind(path); !errors.Is(err, ErrLinkLoop) {
			t.Errorf("Kind(%q): %v, want ErrLinkLoop", path, err)
		}
	}
	if _, err := f.List("plain/int8"); err == nil || !strings.Contains(err.Error(), "it is a dataset, expected a group") {
		t.Errorf("List of a dataset: %v", err)
	}
	if _, err := f.Dataset("plain"); err == nil || !strings.Contains(err.Error(), "it is a group, expected a dataset") {
		t.Errorf("Dataset of a group: %v", err)
	}
	if _, err := f.Dataset("plain/nothing"); !errors.Is(err, ErrNotFound) {
		t.Errorf("absent dataset: %v, want ErrNotFound", err)
	}
}

func TestReadLimit(t *testing.T) {
	f := openFile(t, sample)
	for path, bytes := range map[string]int{
		"plain/float64": 728, "chunked/all": 728, "texts/scalar": 16 + 3, "texts/fixed": 12, "refs": 32, "compound": 24,
	} {
		d := openDataset(t, f, path)
		if _, err := d.Read(bytes); err != nil {
			t.Errorf("Read(%d) of %q: %v", bytes, path, err)
		}
		if _, err := d.Read(bytes - 1); !errors.Is(err, chunkio.ErrTooLarge) {
			t.Errorf("Read(%d) of %q: %v, want ErrTooLarge", bytes-1, path, err)
		}
	}
}

// Every dataset of genuine files is read in boxes, and as a whole.
func TestGenuineFiles(t *testing.T) {
	for _, name := range append(sampletest.Glob(t, "caiman/*.hdf5"), sample) {
		t.Run(filepath.Base(name), func(t *testing.T) {
			n := walk(t, openFile(t, name), "/")
			if n == 0 {
				t.Error("no dataset of numbers read")
			}
		})
	}
}

// walk reads all that is below a group, and returns how many datasets of
// numbers there were.
func walk(t *testing.T, f *File, group string) (n int) {
	entries, err := f.List(group)
	if err != nil {
		t.Fatal(err)
	}
	unreadable := []string{"/chunked/broken", "/chunked/short", "/chunked/long"}
	for _, e := range entries {
		path := join(group, e.Name)
		names, err := f.AttrNames(path)
		if err == nil {
			for _, name := range names {
				if _, ok, err := f.Attr(path, name); err != nil || !ok {
					t.Errorf("attribute %q of %q: %v, %v", name, path, ok, err)
				}
			}
		}
		switch {
		case e.Kind == Group:
			n += walk(t, f, path)
		case e.Kind == DatasetKind && !slices.Contains(unreadable, path):
			d := openDataset(t, f, path)
			if d.DType() != chunkio.Invalid {
				checkBoxes(t, d)
				n++
			}
			must(t, d.Close())
		}
	}
	return n
}
