package zarr

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestGroup(t *testing.T) {
	g, err := OpenGroup("testdata/v2/stale")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"C"}, g.Arrays()); diff != "" {
		t.Errorf("arrays (-want +got):\n%s", diff)
	}
	a, err := g.Array("C")
	if err != nil {
		t.Fatal(err)
	}
	// .zmetadata still says (4, 2).
	if diff := cmp.Diff([]int{1, 6}, a.Grain()); diff != "" {
		t.Errorf("grain (-want +got):\n%s", diff)
	}
	if _, err := g.Array("S"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("absent array: error %v, want fs.ErrNotExist", err)
	}
	if _, err := g.Array("../stale/C"); err == nil {
		t.Error("a path is no name of an array")
	}
	for _, dir := range []string{"testdata", "testdata/nowhere", "testdata/v2/codec_none"} {
		if _, err := OpenGroup(dir); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("OpenGroup(%q): error %v, want fs.ErrNotExist", dir, err)
		}
		if _, err := OpenArray(dir + "/x"); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("OpenArray(%q): error %v, want fs.ErrNotExist", dir+"/x", err)
		}
	}
}

func TestGroupContents(t *testing.T) {
	tests := map[string]map[string]any{
		"v2": {
			"made_by": "zarr 2", "big": int64(1<<60 + 1), "half": 0.5, "nan": "NaN", "text": `say "NaN"`,
			"deep": map[string]any{"list": []any{int64(1), "-Infinity"}},
		},
		"v3": {"made_by": "zarr 3", "nan": "NaN", "n": int64(3)},
	}
	for version, want := range tests {
		g, err := OpenGroup("testdata/" + version)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, g.Attrs()); diff != "" {
			t.Errorf("%s: attributes (-want +got):\n%s", version, diff)
		}
		var names []string
		for _, line := range readGolden(t, "testdata/"+version+".golden") {
			if !strings.Contains(line.path, "/") {
				names = append(names, line.path)
			}
		}
		if diff := cmp.Diff(names, g.Arrays()); diff != "" {
			t.Errorf("%s: arrays (-want +got):\n%s", version, diff)
		}
	}
}

func TestDimensionNames(t *testing.T) {
	tests := map[string][]string{
		"v2/with_dims":  {"unit_id", "frame"},
		"v3/with_dims":  {"unit_id", ""},
		"v2/codec_none": nil,
		"v3/codec_none": nil,
	}
	for name, want := range tests {
		if diff := cmp.Diff(want, mustOpen(t, "testdata/"+name).DimensionNames()); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
	if got := mustOpen(t, "testdata/v2/with_dims").Attrs()["coordinates"]; got != "animal session" {
		t.Errorf("attribute of version 2 is %v", got)
	}
	if got := mustOpen(t, "testdata/v3/with_dims").Attrs()["units"]; got != "px" {
		t.Errorf("attribute of version 3 is %v", got)
	}
}

func TestUnsupported(t *testing.T) {
	tests := map[string]string{
		"complex":  `"<c8"`,
		"struct":   `"a"`,
		"datetime": `"<M8[ns]"`,
		"delta":    `codec "delta" is not supported; blosc, bytes, bz2, crc32c, gzip, lz4, sharding_indexed, shuffle, transpose, vlen-utf8, zlib, zstd are`,
		"lzma":     `codec "lzma"`,
		"pickled":  `dtype "|O" without the filter "vlen-utf8"`,
	}
	for name, want := range tests {
		dir := filepath.Join("testdata/v2/unsupported", name)
		_, err := OpenArray(dir)
		if err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), dir) {
			t.Errorf("%s: error %v, want one with %s and the folder", name, err, want)
		}
	}
}

const (
	arrayV2 = `{"zarr_format":2,"shape":[4],"chunks":[2],"dtype":"<f8","compressor":null,"fill_value":0,"filters":null,"order":"C"}`
	arrayV3 = `{"zarr_format":3,"node_type":"array","shape":[4],"data_type":"float64","fill_value":0,` +
		`"chunk_grid":{"name":"regular","configuration":{"chunk_shape":[2]}},` +
		`"chunk_key_encoding":{"name":"default"},"codecs":[{"name":"bytes","configuration":{"endian":"little"}}]}`
)

func TestBadMetadata(t *testing.T) {
	tests := []struct{ name, from, to, want string }{
		{"version", `"zarr_format":2`, `"zarr_format":1`, "version 1"},
		{"rank", `"chunks":[2]`, `"chunks":[2,2]`, "another rank"},
		{"no chunk", `"chunks":[2]`, `"chunks":[0]`, "chunk shape [0]"},
		{"negative", `"shape":[4]`, `"shape":[-4]`, "axis of length -4"},
		{"too long", `"shape":[4]`, `"shape":[9007199254740993]`, "axis of length"},
		{"overflow", `"shape":[4],"chunks":[2]`, `"shape":[9007199254740992,9007199254740992],"chunks":[1,1]`, "too large"},
		{"chunk too large", `"chunks":[2]`, `"chunks":[1000000000]`, "at most 2147483631"},
		{"chunk overflow", `"shape":[4],"chunks":[2]`, `"shape":[4,4],"chunks":[4611686018427387904,4]`, "too large"},
		{"dtype", `"<f8"`, `"|f8"`, `"|f8"`},
		{"dtype length", `"<f8"`, `"<U99999999999"`, `"<U99999999999"`},
		{"order", `"order":"C"`, `"order":"K"`, `"K"`},
		{"fill", `"fill_value":0`, `"fill_value":"zero"`, `fill_value "zero"`},
		{"codec", `"compressor":null`, `"compressor":{"id":"pcodec"}`, `"pcodec"`},
		{"shuffle", `"filters":null`, `"filters":[{"id":"shuffle","elementsize":0}]`, "elementsize 0"},
		{"separator", `"order":"C"`, `"order":"C","dimension_separator":"-"`, `"-"`},
		{"cut", `"order":"C"}`, ``, "unexpected EOF"},
		{"more", `"order":"C"}`, `"order":"C"}{}`, "more than one"},
		{"format 3", `"zarr_format":3`, `"zarr_format":4`, "version 4"},
		{"node", `"node_type":"array"`, `"node_type":"group"`, `"group"`},
		{"grid", `"regular"`, `"rectilinear"`, `"rectilinear"`},
		{"keys", `"default"`, `"hashed"`, `"hashed"`},
		{"type", `"float64"`, `"complex64"`, `"complex64"`},
		{"no endian", `{"endian":"little"}`, `{}`, "endian"},
		{"no bytes", `[{"name":"bytes","configuration":{"endian":"little"}}]`, `[]`, "no codec"},
		{"bytes late", `[{"name":"bytes"`, `["crc32c",{"name":"bytes"`, "before one that makes bytes"},
		{"transpose", `[{"name":"bytes"`, `[{"name":"transpose","configuration":{"order":[1]}},{"name":"bytes"`, "order [1]"},
		{"extension", `"zarr_format":3`, `"zarr_format":3,"offset":{"by":1}`, `extension "offset"`},
		{"transformer", `"zarr_format":3`, `"zarr_format":3,"storage_transformers":[{"name":"x"}]`, "storage_transformers"},
		{"dimensions", `"zarr_format":3`, `"zarr_format":3,"dimension_names":["a","b"]`, "2 dimension_names for 1 axes"},
		{"shard", `[{"name":"bytes"`, `[{"name":"sharding_indexed","configuration":{"chunk_shape":[3]}},{"name":"bytes"`, "beside others"},
	}
	for _, tt := range tests {
		file, text := ".zarray", arrayV2
		if !strings.Contains(text, tt.from) {
			file, text = "zarr.json", arrayV3
		}
		if !strings.Contains(text, tt.from) {
			t.Fatalf("%s: nothing to replace", tt.name)
		}
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, file), []byte(strings.Replace(text, tt.from, tt.to, 1)), 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := OpenArray(dir)
		if err == nil || !strings.Contains(err.Error(), tt.want) || !strings.Contains(err.Error(), dir) {
			t.Errorf("%s: error %v, want one with %q and the folder", tt.name, err, tt.want)
		}
	}
}

// TestMustUnderstand: an extension that says so may be passed over.
func TestMustUnderstand(t *testing.T) {
	text := strings.Replace(arrayV3, `"zarr_format":3`, `"zarr_format":3,"note":{"must_understand":false}`, 1)
	if _, err := parseV3("x", []byte(text)); err != nil {
		t.Error(err)
	}
}

func TestHugeMetadata(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, ".zarray")
	if err := os.WriteFile(file, []byte(arrayV2+strings.Repeat(" ", maxMetadata)), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := OpenArray(dir); err == nil || !strings.Contains(err.Error(), "more than 16777216 bytes") {
		t.Errorf("error %v", err)
	}
}

// FuzzMetadata opens arrays of any metadata; what opens must be consistent.
func FuzzMetadata(f *testing.F) {
	f.Add([]byte(arrayV2), false)
	f.Add([]byte(arrayV3), true)
	for _, pattern := range []string{"v2/*/.zarray", "v3/*/zarr.json"} {
		files, err := filepath.Glob("testdata/" + pattern)
		if err != nil || len(files) < 60 {
			f.Fatalf("%s: %d files, %v", pattern, len(files), err)
		}
		for _, file := range files {
			data, err := os.ReadFile(file)
			if err != nil {
				f.Fatal(err)
			}
			f.Add(data, strings.HasSuffix(file, "json"))
		}
	}
	f.Fuzz(func(t *testing.T, data []byte, v3 bool) {
		parse := parseV2
		if v3 {
			parse = parseV3
		}
		a, err := parse("testdata/absent", data)
		if err != nil {
			return
		}
		n, start, count := 1, make([]int, len(a.shape)), make([]int, len(a.shape))
		for i, g := range a.Grain() {
			if g < 1 {
				t.Fatalf("grain %v", a.Grain())
			}
			count[i] = min(a.shape[i], 2)
			n *= count[i]
		}
		if a.IsText() || n*a.DType().Size() > 1<<16 {
			return
		}
		if err := a.ReadBlock(t.Context(), make([]byte, n*a.DType().Size()), start, count); err != nil {
			t.Fatalf("array without chunks: %v", err)
		}
	})
}
