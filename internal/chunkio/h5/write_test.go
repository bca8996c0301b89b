package h5

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/klauspost/compress/zlib"
	"github.com/klauspost/compress/zstd"

	"roi2nwb/internal/chunkio"
)

// pixelType is NWB's pixel mask.
func pixelType() Type {
	u4, f4 := NumberType(chunkio.Uint32), NumberType(chunkio.Float32)
	return Type{Class: ClassCompound, Size: 12, Fields: []Field{{"x", 0, u4}, {"y", 4, u4}, {"weight", 8, f4}}}
}

// writeExample writes something of everything.
func writeExample(t *testing.T, f *File) {
	t.Helper()
	must(t, f.CreateGroup("/g"), f.CreateGroup("/g/inner"), f.Link("/g/link", "/g/inner"))
	create := func(path string, s Spec, write func(*Dataset) error) {
		t.Helper()
		d, err := f.CreateDataset(path, s)
		must(t, err)
		must(t, write(d))
	}
	all := func(numbers any) func(*Dataset) error {
		return func(d *Dataset) error { return d.WriteAll(little(t, numbers)) }
	}
	create("/g/scalar", Spec{Type: NumberType(chunkio.Float64)}, all(2.5))
	create("/g/big", Spec{Type: Type{Class: ClassInt, Size: 2, BigEndian: true}, Shape: []int{3}}, all([]int16{1, -2, 3}))
	create("/g/bools", Spec{Type: NumberType(chunkio.Bool), Shape: []int{2}}, all([]int8{1, 0}))
	create("/g/empty", Spec{Type: NumberType(chunkio.Float32), Shape: []int{0, 4}}, all([]float32{}))
	create("/g/gzip", Spec{Type: NumberType(chunkio.Int32), Shape: []int{5, 3}, Chunk: []int{2, 2},
		Filter: Filter{Shuffle: true, Method: Gzip, Level: 4}}, all([]int32{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14}))
	create("/g/pixels", Spec{Type: pixelType(), Shape: []int{1}}, all(struct {
		X, Y uint32
		W    float32
	}{1, 2, 0.5}))
	create("/g/text", Spec{Type: TextType()}, func(d *Dataset) error { return d.WriteTexts([]string{"Größe"}) })
	create("/g/texts", Spec{Type: TextType(), Shape: []int{2, 2}}, func(d *Dataset) error {
		return d.WriteTexts([]string{"", "a", strings.Repeat("long ", 20_000), "b"})
	})
	create("/g/no_texts", Spec{Type: TextType(), Shape: []int{0}}, func(d *Dataset) error { return d.WriteTexts(nil) })
	create("/g/dates", Spec{Type: Type{Class: ClassString, Variable: true, ASCII: true}, Shape: []int{1}},
		func(d *Dataset) error { return d.WriteTexts([]string{"2026-11-21T05:34:06+00:00"}) })
	create("/g/refs", Spec{Type: Type{Class: ClassReference}, Shape: []int{3}}, func(d *Dataset) error {
		return d.WriteReferences([]string{"/g/scalar", "", "/"})
	})
	for name, v := range map[string]any{
		"text": "Größe", "texts": []string{"one", "two"}, "no_texts": []string{}, "ascii": ASCII("plain"),
		"ref": Reference("/g/scalar"), "refs": []Reference{"/g", "/g/scalar"}, "yes": true, "bools": []bool{true, false},
		"i1": int8(-1), "i2": int16(-2), "i4": int32(-4), "i8": int64(-8), "u1": uint8(1), "u2": uint16(2), "u4": uint32(4),
		"u8": uint64(8), "f4": float32(0.5), "f8": 0.25, "many": []float64{1, 2}, "none": []int32{}, "bytes": []uint8{1, 2},
	} {
		must(t, f.SetAttr("/g", name, v))
	}
	must(t, f.SetAttr("/", "text", "first"), f.SetAttr("/", "text", "second"), f.SetAttr("/g/scalar", "unit", "px"))
}

func TestWrittenIsRead(t *testing.T) {
	f := createFile(t)
	writeExample(t, f)
	before := contents(t, f) // while it is open for writing
	f = reopen(t, f)
	got := contents(t, f)
	if diff := cmp.Diff(before, got); diff != "" {
		t.Errorf("before and after closing (-before +after):\n%s", diff)
	}
	want := map[string]any{
		"/@text": "second", "/g/link": "/g/inner",
		"/g/scalar": 2.5, "/g/scalar@unit": "px", "/g/big": []any{1.0, -2.0, 3.0}, "/g/bools": []any{1.0, 0.0},
		"/g/empty": []any{}, "/g/gzip": []any{0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 10.0, 11.0, 12.0, 13.0, 14.0},
		"/g/pixels": "01000000020000000000003f", "/g/text": "Größe",
		"/g/texts": []any{"", "a", strings.Repeat("long ", 20_000), "b"}, "/g/no_texts": []any{},
		"/g/dates": []any{"2026-11-21T05:34:06+00:00"}, "/g/refs": []any{"/g/scalar", "", "/"},
		"/g@text": "Größe", "/g@texts": []any{"one", "two"}, "/g@no_texts": []any{}, "/g@ascii": "plain",
		"/g@ref": "/g/scalar", "/g@refs": []any{"/g", "/g/scalar"}, "/g@yes": 1.0, "/g@bools": []any{1.0, 0.0},
		"/g@i1": -1.0, "/g@i2": -2.0, "/g@i4": -4.0, "/g@i8": -8.0, "/g@u1": 1.0, "/g@u2": 2.0, "/g@u4": 4.0, "/g@u8": 8.0,
		"/g@f4": 0.5, "/g@f8": 0.25, "/g@many": []any{1.0, 2.0}, "/g@none": []any{}, "/g@bytes": []any{1.0, 2.0},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("contents (-want +got):\n%s", diff)
	}
	peer := h5pyContents(t, f.Path())
	if diff := cmp.Diff(want, peer); peer != nil && diff != "" {
		t.Errorf("contents as h5py reads them (-want +got):\n%s", diff)
	}
	for path, want := range map[string]string{
		"/g/big": "int16", "/g/bools": "bool", "/g/text": "text", "/g/dates": "ascii", "/g/refs": "reference",
		"/g/pixels": "{x uint32, y uint32, weight float32}",
	} {
		if got := openDataset(t, f, path).Type().String(); got != want {
			t.Errorf("type of %q is %s, want %s", path, got, want)
		}
	}
}

// h5pyContents returns what contents does, but read with h5py by the Python
// that ROI2NWB_PYTHON names; nil where it names none.
func h5pyContents(t *testing.T, path string) map[string]any {
	t.Helper()
	python := os.Getenv("ROI2NWB_PYTHON")
	if python == "" {
		t.Log("ROI2NWB_PYTHON is not set: not compared with h5py")
		return nil
	}
	out, err := exec.Command(python, "testdata/contents.py", path).Output()
	if err != nil {
		var exit *exec.ExitError
		if errors.As(err, &exit) {
			err = errors.New(string(exit.Stderr))
		}
		t.Fatalf("h5py: %v", err)
	}
	var all map[string]any
	if err := json.Unmarshal(out, &all); err != nil {
		t.Fatal(err)
	}
	return all
}

func TestSameBytesTwice(t *testing.T) {
	var files [2][]byte
	for i := range files {
		f := createFile(t)
		must(t, f.CreateGroup("/g"))
		d, err := f.CreateDataset("/g/d", Spec{Type: TextType(), Shape: []int{2}})
		must(t, err)
		must(t, d.WriteTexts([]string{"a", "b"}), f.SetAttr("/g/d", "unit", "px"), f.Close())
		files[i], err = os.ReadFile(f.Path())
		must(t, err)
	}
	if !bytes.Equal(files[0], files[1]) {
		t.Error("the same file written twice differs")
	}
}

func TestWriteChunk(t *testing.T) {
	f := createFile(t)
	deflate := func(b []byte) []byte {
		var out bytes.Buffer
		w := zlib.NewWriter(&out)
		_, err := w.Write(b)
		must(t, err, w.Close())
		return out.Bytes()
	}
	encoder, err := zstd.NewWriter(nil)
	must(t, err)
	number := NumberType(chunkio.Uint16)
	for _, tt := range []struct {
		path   string
		filter Filter
		pack   func([]byte) []byte
		want   []FilterInfo
	}{
		{"/plain", Filter{}, func(b []byte) []byte { return b }, nil},
		{"/gzip", Filter{Method: Gzip, Level: 3}, deflate, []FilterInfo{{1, "deflate"}}},
		{"/zstd", Filter{Method: Zstd, Level: 3}, func(b []byte) []byte { return encoder.EncodeAll(b, nil) }, []FilterInfo{{32015, ""}}},
	} {
		d, err := f.CreateDataset(tt.path, Spec{Type: number, Shape: []int{0, 2}, MaxShape: []int{-1, 2}, Chunk: []int{2, 2}, Filter: tt.filter})
		must(t, err)
		must(t, d.SetExtent([]int{5, 2}))
		must(t, d.WriteChunk([]int{0, 0}, 0, tt.pack(little(t, []uint16{1, 2, 3, 4}))))
		must(t, d.WriteChunk([]int{4, 0}, ^uint32(0)>>31, little(t, []uint16{5, 6, 0, 0})))
		if diff := cmp.Diff([]int{5, 2}, d.Shape()); diff != "" {
			t.Errorf("shape (-want +got):\n%s", diff)
		}
		if diff := cmp.Diff(tt.want, d.Filters()); diff != "" {
			t.Errorf("filters (-want +got):\n%s", diff)
		}
	}
	f = reopen(t, f)
	for _, path := range []string{"/plain", "/gzip", "/zstd"} {
		d := openDataset(t, f, path)
		if diff := cmp.Diff([]int{-1, 2}, d.MaxShape()); diff != "" {
			t.Errorf("largest shape (-want +got):\n%s", diff)
		}
		v, err := d.Read(100)
		must(t, err)
		got, err := v.Int64s()
		must(t, err)
		if diff := cmp.Diff([]int64{1, 2, 3, 4, 0, 0, 0, 0, 5, 6}, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", path, diff)
		}
	}
}

// Of many chunks some are stored; the others are read as the fill value.
func TestManyChunks(t *testing.T) {
	f := createFile(t)
	want := make([]int64, 3000)
	for _, tt := range []struct {
		path   string
		filter Filter
	}{{"/plain", Filter{}}, {"/gzip", Filter{Shuffle: true, Method: Gzip, Level: 1}}} {
		d, err := f.CreateDataset(tt.path, Spec{Type: NumberType(chunkio.Int64), Shape: []int{len(want)}, Chunk: []int{1}, Filter: tt.filter})
		must(t, err)
		for i := 1; i < len(want); i += 2 { // the others stay absent
			want[i] = int64(i)
			if tt.filter.Method == Gzip {
				must(t, d.WriteChunk([]int{i}, 0b11, little(t, want[i])))
			} else {
				must(t, d.WriteChunk([]int{i}, 0, little(t, want[i])))
			}
		}
	}
	stored := int64(len(want) / 2 * 8)
	f = reopen(t, f)
	for _, path := range []string{"/plain", "/gzip"} {
		d := openDataset(t, f, path)
		if got := d.StoredBytes(); got != stored {
			t.Fatalf("%s: %d bytes are stored, want %d: chunks are to be absent", path, got, stored)
		}
		v, err := d.Read(1 << 20)
		must(t, err)
		got, err := v.Int64s()
		must(t, err)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", path, diff)
		}
	}
}

func TestWriteErrors(t *testing.T) {
	f := createFile(t)
	i4 := NumberType(chunkio.Int32)
	numbers, err := f.CreateDataset("/numbers", Spec{Type: i4, Shape: []int{2}})
	must(t, err)
	texts, err := f.CreateDataset("/texts", Spec{Type: TextType(), Shape: []int{2}})
	must(t, err)
	refs, err := f.CreateDataset("/refs", Spec{Type: Type{Class: ClassReference}, Shape: []int{1}})
	must(t, err)
	create := func(path string, s Spec) error { _, err := f.CreateDataset(path, s); return err }
	tests := []struct {
		name string
		err  error
		want string
	}{
		{"short", numbers.WriteAll(make([]byte, 7)), "7 given for shape [2], expected 8"},
		{"texts to numbers", numbers.WriteTexts([]string{"a", "b"}), "its type is int32, expected text"},
		{"numbers to texts", texts.WriteAll(make([]byte, 8)), "its type is text, expected numbers"},
		{"few texts", texts.WriteTexts([]string{"a"}), "1 given for shape [2], expected 2"},
		{"NUL", texts.WriteTexts([]string{"a", "b\x00c"}), "string 1, \"b\\x00c\", holds a NUL"},
		{"no target", refs.WriteReferences([]string{"/none"}), `refer to "/none"`},
		{"not references", numbers.WriteReferences([]string{"/", "/"}), "its type is int32, expected references"},
		{"no chunks", numbers.WriteChunk([]int{0}, 0, []byte{1}), "no chunk at [0]"},
		{"fixed extent", numbers.SetExtent([]int{3}), "write dataset \"/numbers\""},
		{"no parent", create("/none/d", Spec{Type: i4}), `create dataset "/none/d"`},
		{"taken", create("/numbers", Spec{Type: i4}), "name already exists"},
		{"rank of chunk", create("/d", Spec{Type: i4, Shape: []int{2}, Chunk: []int{1, 1}}), "chunk [1 1] for shape [2]"},
		{"filter without chunk", create("/d", Spec{Type: i4, Shape: []int{2}, Filter: Filter{Shuffle: true}}), "filters need chunks"},
		{"chunked scalar", create("/d", Spec{Type: i4, Chunk: []int{1}}), "a scalar has no chunks"},
		{"no type", create("/d", Spec{Type: Type{Class: ClassInt, Size: 3}}), "no type of libhdf5 is int24"},
		{"other type", create("/d", Spec{}), "type other[0] is not supported"},
		{"group taken", f.CreateGroup("/numbers"), "name already exists"},
		{"no name", f.CreateGroup(""), `"" is no path`},
		{"attribute type", f.SetAttr("/", "a", 1), "value of Go type int is not supported"},
		{"no value", f.SetAttr("/", "a", nil), "value of Go type <nil> is not supported"},
		{"attribute of nothing", f.SetAttr("/none", "a", "b"), `write attribute "a" of "/none"`},
		{"large attribute", f.SetAttr("/", "a", make([]float64, 10_000)), "too large"},
		{"link taken", f.Link("/numbers", "/x"), "name already exists"},
	}
	for _, tt := range tests {
		if tt.err == nil || !strings.Contains(tt.err.Error(), tt.want) {
			t.Errorf("%s: error %v, want %q in it", tt.name, tt.err, tt.want)
		}
	}
	if kind, err := f.Kind("/d"); kind != None || err != nil {
		t.Errorf("a dataset that could not be made is a %v (%v)", kind, err)
	}
	f = reopen(t, f)
	if err := f.CreateGroup("/g"); !errors.Is(err, errReadOnly) {
		t.Errorf("CreateGroup in a file for reading: %v", err)
	}
	if err := openDataset(t, f, "/numbers").WriteAll(make([]byte, 8)); !errors.Is(err, errReadOnly) {
		t.Errorf("WriteAll in a file for reading: %v", err)
	}
}

func TestCreateLeavesWhatIsThere(t *testing.T) {
	checkIDs(t)
	path := filepath.Join(t.TempDir(), "there")
	must(t, os.WriteFile(path, []byte("mine"), 0o600))
	if _, err := Create(path); !errors.Is(err, os.ErrExist) {
		t.Errorf("Create over a file: %v, want os.ErrExist", err)
	}
	if b, err := os.ReadFile(path); string(b) != "mine" || err != nil {
		t.Errorf("the file holds %q (%v)", b, err)
	}
	if _, err := Create(filepath.Join(path, "below")); err == nil {
		t.Error("Create below a file gave no error")
	}
}
