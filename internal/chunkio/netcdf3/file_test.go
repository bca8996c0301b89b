package netcdf3

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io/fs"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"roi2nwb/internal/sampletest"

	"github.com/google/go-cmp/cmp"

	"roi2nwb/internal/chunkio"
)

func mustOpen(t testing.TB, path string) *File {
	t.Helper()
	f, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := f.Close(); err != nil {
			t.Error(err)
		}
	})
	return f
}

func mustVariable(t testing.TB, f *File, name string) *Variable {
	t.Helper()
	v, err := f.Variable(name)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func whole(t testing.TB, v *Variable) []byte {
	t.Helper()
	n, err := chunkio.Count(v.Shape(), v.DType().Size())
	if err != nil {
		t.Fatal(err)
	}
	raw := make([]byte, n*v.DType().Size())
	if err := v.ReadBlock(t.Context(), raw, make([]int, len(v.Shape())), v.Shape()); err != nil {
		t.Fatal(err)
	}
	return raw
}

// TestGolden compares every variable with what netCDF4 read from it.
func TestGolden(t *testing.T) {
	sets := []struct {
		golden, root string
		atLeast      int
	}{
		{"testdata/golden.txt", "testdata", 60},
		{"testdata/genuine.golden", "", 17},
	}
	for _, set := range sets {
		t.Run(filepath.Base(set.golden), func(t *testing.T) {
			data, err := os.ReadFile(set.golden)
			if err != nil {
				t.Fatal(err)
			}
			lines := strings.Split(strings.TrimSpace(string(data)), "\n")
			if len(lines) < set.atLeast {
				t.Fatalf("only %d lines", len(lines))
			}
			if set.root == "" {
				set.root = sampletest.Outside(t, "")
			}
			for _, line := range lines {
				compare(t, set.root, strings.Split(line, "\t"))
			}
		})
	}
}

func compare(t *testing.T, root string, line []string) {
	t.Helper()
	path, name, dtype, want := filepath.Join(root, line[0]), line[1], line[2], line[4]
	shape := []int{}
	if line[3] != "-" {
		for s := range strings.SplitSeq(line[3], ",") {
			n, err := strconv.Atoi(s)
			if err != nil {
				t.Fatal(err)
			}
			shape = append(shape, n)
		}
	}
	v := mustVariable(t, mustOpen(t, path), name)
	if diff := cmp.Diff(shape, v.Shape()); diff != "" {
		t.Errorf("%s: %s: shape (-want +got):\n%s", path, name, diff)
	}
	if dtype == "text" {
		var texts []string
		if err := json.Unmarshal([]byte(want), &texts); err != nil {
			t.Fatal(err)
		}
		got, err := v.ReadTexts(t.Context(), 1<<20)
		if diff := cmp.Diff(texts, got); diff != "" || err != nil {
			t.Errorf("%s: %s: error %v, texts (-want +got):\n%s", path, name, err, diff)
		}
		return
	}
	if v.DType().String() != dtype {
		t.Errorf("%s: %s: dtype %v, want %s", path, name, v.DType(), dtype)
	}
	sum := sha256.Sum256(whole(t, v))
	if got := hex.EncodeToString(sum[:]); got != want {
		t.Errorf("%s: %s: elements have sum %s, want %s", path, name, got, want)
	}
}

// cut copies a box out of the dense array raw, element by element.
func cut(raw []byte, shape, start, count []int, size int) []byte {
	total := 1
	for _, n := range count {
		total *= n
	}
	out := make([]byte, 0, total*size)
	for k := range total {
		from, step, rest := 0, 1, k
		for i := len(shape) - 1; i >= 0; i-- {
			from += (start[i] + rest%count[i]) * step
			rest /= count[i]
			step *= shape[i]
		}
		out = append(out, raw[from*size:(from+1)*size]...)
	}
	return out
}

func TestReadBlockBoxes(t *testing.T) {
	files := []string{"testdata/classic.nc", "testdata/offset64.nc", "testdata/data64.nc", "testdata/single_i1.nc", "testdata/single_i2.nc"}
	for _, path := range files {
		for _, window := range []int64{usualWindow, 64, 4} { // runs in one, in some, each for itself
			readBoxes(t, path, window)
		}
	}
}

func readBoxes(t *testing.T, path string, window int64) {
	t.Helper()
	f := mustOpen(t, path)
	f.window = window
	for _, name := range f.Variables() {
		v := mustVariable(t, f, name)
		if v.IsText() {
			continue
		}
		raw, shape := whole(t, v), v.Shape()
		rng := rand.New(rand.NewPCG(1, uint64(len(raw))))
		for range 40 {
			start, count := make([]int, len(shape)), make([]int, len(shape))
			for i, n := range shape {
				start[i] = rng.IntN(n + 1)
				count[i] = rng.IntN(n - start[i] + 1)
				if rng.IntN(3) > 0 {
					start[i], count[i] = 0, n
				}
			}
			want := cut(raw, shape, start, count, v.DType().Size())
			got := bytes.Repeat([]byte{0xAA}, len(want))
			if err := v.ReadBlock(t.Context(), got, start, count); err != nil {
				t.Fatalf("%s: %s: box %v+%v: %v", path, name, start, count, err)
			}
			if !bytes.Equal(got, want) {
				t.Fatalf("%s: %s: box %v+%v is not what the whole has there", path, name, start, count)
			}
		}
	}
}

// TestGatherWindows reads a narrow column of a file larger than a window.
func TestGatherWindows(t *testing.T) {
	const rows, cols = 40000, 9
	var data bytes.Buffer
	for _, n := range []uint32{0x43444601, 0, tagDimension, 2, 1, 'y' << 24, rows, 1, 'x' << 24, cols, 0, 0,
		tagVariable, 1, 1, 'v' << 24, 2, 0, 1, 0, 0, 4, rows * cols * 4, 84} {
		data.Write([]byte{byte(n >> 24), byte(n >> 16), byte(n >> 8), byte(n)})
	}
	if data.Len() != 96 {
		t.Fatalf("header of %d bytes", data.Len())
	}
	data.Bytes()[95] = 96
	for i := range uint32(rows * cols) {
		data.Write([]byte{byte(i >> 24), byte(i >> 16), byte(i >> 8), byte(i)})
	}
	path := filepath.Join(t.TempDir(), "v.nc")
	if err := os.WriteFile(path, data.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	v := mustVariable(t, mustOpen(t, path), "v")
	for _, box := range [][2][]int{{{0, 3}, {rows, 1}}, {{1, 2}, {rows - 2, 4}}, {{0, 0}, {rows, cols}}} {
		start, count := box[0], box[1]
		raw := make([]byte, 4*count[0]*count[1])
		if err := v.ReadBlock(t.Context(), raw, start, count); err != nil {
			t.Fatal(err)
		}
		for k := range count[0] * count[1] {
			want := (start[0]+k/count[1])*cols + start[1] + k%count[1]
			got := int(raw[4*k]) | int(raw[4*k+1])<<8 | int(raw[4*k+2])<<16
			if got != want {
				t.Fatalf("box %v+%v: element %d is %d, want %d", start, count, k, got, want)
			}
		}
	}
}

func TestAttributes(t *testing.T) {
	f := mustOpen(t, "testdata/data64.nc")
	want := map[string]any{
		"title": "made for tests", "version": int64(-3), "limits": []float64{0.5, -1.5},
		"big": uint64(math.MaxUint64), "wide": int64(-1 << 60),
	}
	if diff := cmp.Diff(want, f.Attrs()); diff != "" {
		t.Errorf("global (-want +got):\n%s", diff)
	}
	for name, attrs := range map[string]map[string]any{
		"fixed_f4":  {"units": "px"},
		"record_i1": {"valid_range": []int64{1, 2}},
		"record_u2": {"valid_range": []int64{1, 2}},
		"record_f4": {"valid_range": []float64{1, 2}},
		"record_u8": {"valid_range": []uint64{1, 2}},
		"scalar":    {},
	} {
		if diff := cmp.Diff(attrs, mustVariable(t, f, name).Attrs()); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
	if diff := cmp.Diff([]string{"frame", "width"}, mustVariable(t, f, "record_f4").DimensionNames()); diff != "" {
		t.Errorf("dimensions (-want +got):\n%s", diff)
	}
}

// TestStreamed: the number of records that a writer left open follows from the
// file's length.
func TestStreamed(t *testing.T) {
	got := mustVariable(t, mustOpen(t, "testdata/streamed.nc"), "only")
	want := mustVariable(t, mustOpen(t, "testdata/single_i2.nc"), "only")
	if diff := cmp.Diff(want.Shape(), got.Shape()); diff != "" {
		t.Errorf("shape (-want +got):\n%s", diff)
	}
	if !bytes.Equal(whole(t, got), whole(t, want)) {
		t.Error("elements differ")
	}
}

func TestRefuses(t *testing.T) {
	f := mustOpen(t, "testdata/classic.nc")
	if _, err := f.Variable("S"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("absent variable: error %v, want fs.ErrNotExist", err)
	}
	v := mustVariable(t, f, "fixed_f8")
	if err := v.ReadBlock(t.Context(), make([]byte, 8), []int{5, 0, 0}, []int{1, 1, 1}); err == nil {
		t.Error("box beyond the shape: no error")
	}
	if _, err := v.ReadTexts(t.Context(), 1<<20); err == nil {
		t.Error("texts of numbers: no error")
	}
	text := mustVariable(t, f, "names")
	if err := text.ReadBlock(t.Context(), nil, []int{0, 0}, []int{0, 0}); err == nil {
		t.Error("numbers of text: no error")
	}
	if _, err := text.ReadTexts(t.Context(), 17); !errors.Is(err, chunkio.ErrTooLarge) {
		t.Errorf("18 bytes of text, limit 17: error %v, want chunkio.ErrTooLarge", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := v.ReadBlock(ctx, make([]byte, 8), []int{0, 0, 0}, []int{1, 1, 1}); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: error %v", err)
	}
	for _, path := range []string{"testdata/gen.py", "testdata"} {
		if _, err := Open(path); err == nil || !strings.Contains(err.Error(), strconv.Quote(path)) {
			t.Errorf("%s: error %v, want one that names it", path, err)
		}
	}
	if _, err := Open("testdata/gen.py"); !errors.Is(err, ErrFormat) {
		t.Errorf("another format: error %v, want ErrFormat", err)
	}
}
