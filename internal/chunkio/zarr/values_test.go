package zarr

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"roi2nwb/internal/chunkio"
)

func TestInt64s(t *testing.T) {
	got, err := mustOpen(t, "testdata/v2/timestamp(ms)").Int64s(t.Context(), 40)
	if diff := cmp.Diff([]int64{-89, -52, -15, 22, 59}, got); diff != "" || err != nil {
		t.Errorf("error %v, values (-want +got):\n%s", err, diff)
	}
	if _, err := mustOpen(t, "testdata/v2/timestamp(ms)").Int64s(t.Context(), 39); !errors.Is(err, chunkio.ErrTooLarge) {
		t.Errorf("beyond the limit: error %v, want chunkio.ErrTooLarge", err)
	}
	if _, err := mustOpen(t, "testdata/v2/fill_uint").Int64s(t.Context(), 1<<20); err == nil || !strings.Contains(err.Error(), "18446744073709551615 is beyond int64") {
		t.Errorf("large uint64: error %v", err)
	}
	if _, err := mustOpen(t, "testdata/v2/fill_nan").Int64s(t.Context(), 1<<20); err == nil || !strings.Contains(err.Error(), "whole number") {
		t.Errorf("NaN: error %v", err)
	}
	if _, err := mustOpen(t, "testdata/v2/text_le").Int64s(t.Context(), 1<<20); err == nil {
		t.Error("text: no error")
	}
}

// TestInt64sOfFloats: CalTrig writes its flags as float64.
func TestInt64sOfFloats(t *testing.T) {
	got, err := mustOpen(t, rawStore(t, "<f8", "2", "\x00\x00\x00\x00\x00\x00\xf0\x3f\x00\x00\x00\x00\x00\x00\x00\xc0")).Int64s(t.Context(), 16)
	if diff := cmp.Diff([]int64{1, -2}, got); diff != "" || err != nil {
		t.Errorf("error %v, values (-want +got):\n%s", err, diff)
	}
}

// TestValuesOfTypes reads the same numbers from every type.
func TestValuesOfTypes(t *testing.T) {
	for _, dir := range stores(t) {
		if !strings.HasPrefix(filepath.Base(dir), "type_") {
			continue
		}
		a := mustOpen(t, dir)
		floats, err := a.Float64s(t.Context(), 35*8)
		if err != nil {
			t.Fatal(err)
		}
		for i, got := range floats {
			want := float64((i*37 + 11) % 251)
			switch d := a.DType(); {
			case d.IsFloat():
				want = (want - 100) / 8
			case d == chunkio.Bool:
				want = map[bool]float64{true: 1}[int(want)%3 == 0]
			case d == chunkio.Int8:
				want = float64(int8(want - 100))
			case d.IsSigned():
				want -= 100
			}
			if got != want {
				t.Errorf("%s: element %d is %v, want %v", dir, i, got, want)
				break
			}
		}
		if a.DType().IsFloat() {
			continue
		}
		ints, err := a.Int64s(t.Context(), 35*8)
		if err != nil {
			t.Fatal(err)
		}
		for i := range ints {
			if float64(ints[i]) != floats[i] {
				t.Errorf("%s: element %d is %d as an integer, %v as a float", dir, i, ints[i], floats[i])
			}
		}
	}
}

// TestBoolIsZeroOrOne: bytes beyond those are ones.
func TestBoolIsZeroOrOne(t *testing.T) {
	got, err := mustOpen(t, rawStore(t, "|b1", "3", "\x00\x01\xff")).Int64s(t.Context(), 24)
	if diff := cmp.Diff([]int64{0, 1, 1}, got); diff != "" || err != nil {
		t.Errorf("error %v, values (-want +got):\n%s", err, diff)
	}
}

// rawStore writes an uncompressed array of one axis and one chunk.
func rawStore(t testing.TB, dtype, length, chunk string) string {
	t.Helper()
	dir := t.TempDir()
	meta := strings.NewReplacer("<f8", dtype, "[4]", "["+length+"]", "[2]", "["+length+"]").Replace(arrayV2)
	for name, data := range map[string]string{".zarray": meta, "0": chunk} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(data), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestReadTextsLimit(t *testing.T) {
	tests := map[string]int{
		"v2/text_le":   8 * 36,
		"v2/text_vlen": 8 + 4 + 9 + 0 + 7 + 9 + 7 + 6, // at least a byte for each
		"v3/text_vlen": 64,
	}
	for name, enough := range tests {
		a := mustOpen(t, "testdata/"+name)
		if _, err := a.ReadTexts(t.Context(), enough); err != nil {
			t.Errorf("%s, limit %d: %v", name, enough, err)
		}
		for _, limit := range []int{0, 7, 20} {
			if _, err := a.ReadTexts(t.Context(), limit); !errors.Is(err, chunkio.ErrTooLarge) {
				t.Errorf("%s, limit %d: error %v, want chunkio.ErrTooLarge", name, limit, err)
			}
		}
	}
	if _, err := mustOpen(t, "testdata/v2/scalar").ReadTexts(t.Context(), 100); err == nil {
		t.Error("numbers: no error")
	}
}

func FuzzVlen(f *testing.F) {
	f.Add([]byte("\x02\x00\x00\x00\x01\x00\x00\x00a\x00\x00\x00\x00"), 2)
	f.Fuzz(func(t *testing.T, data []byte, want int) {
		if want < 0 || want > 1<<20 {
			return
		}
		texts, err := parseVlen(data, want)
		if err == nil && len(texts) != want {
			t.Fatalf("%d texts, want %d", len(texts), want)
		}
	})
}
