package frametimes

import (
	"bytes"
	"errors"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Arrays that NumPy wrote are read, of every type that times can have.
func TestNPY(t *testing.T) {
	all, err := filepath.Glob("testdata/*.npy")
	if err != nil || len(all) < 25 {
		t.Fatalf("%d arrays, %v", len(all), err)
	}
	refused := map[string]string{
		"rows.npy": "an array of 2 axes", "column.npy": "an array of 2 axes", "one.npy": "an array of 0 axes",
		"complex.npy": `values of type "<c16"`, "fields.npy": "its values have several fields", "texts.npy": `values of type "<U21"`,
		"objects.npy": `values of type "|O"`,
	}
	for _, path := range all {
		name := filepath.Base(path)
		want := []float64{0, 1, 2, 100}
		if name == "halves.npy" {
			want = []float64{-2.5, -6.097555160522461e-05, 5.960464477539063e-08, 0.333251953125, 65504}
		}
		got, err := ReadTimestamps(path, len(want), nil)
		if wrong := refused[name]; wrong != "" {
			var told *Error
			if !errors.As(err, &told) || !strings.Contains(told.Error(), path+": "+wrong) || told.Hint() == "" {
				t.Errorf("%s: %v, want %s", name, err, wrong)
			}
			continue
		}
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if d := cmp.Diff(want, got.Timestamps); d != "" || !got.Indexed || got.Lines[len(want)-1] != len(want)-1 {
			t.Errorf("%s: lines %v, -want +got:\n%s", name, got.Lines, d)
		}
	}
}

// Every float of 16 bits has the value that its bits say.
func TestHalf(t *testing.T) {
	seen := map[float64]bool{}
	for bits := range 1 << 16 {
		v := half(uint16(bits))
		exponent := bits >> 10 & 0x1f
		switch {
		case exponent == 31 && bits&0x3ff != 0:
			if !math.IsNaN(v) {
				t.Errorf("%04x is %v", bits, v)
			}
			continue
		case bits>>15 != 0 != math.Signbit(v):
			t.Errorf("%04x is %v", bits, v)
		case v != 0 && seen[v]:
			t.Errorf("%04x is %v, as another is", bits, v)
		case bits&0x7fff > 0 && math.Abs(v) <= math.Abs(half(uint16(bits-1))):
			t.Errorf("%04x is %v, no more than the one before", bits, v)
		}
		seen[v] = true
	}
}

// readNPYText reads an array that is given as text.
func readNPYText(t *testing.T, content string, frames int) ([]float64, error) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "t.npy")
	if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
	got, err := ReadTimestamps(path, frames, nil)
	return got.Timestamps, err
}

// An array that is cut off, too long, or not what its header says is refused before
// anything is made of its size.
func TestNPYDamage(t *testing.T) {
	whole, err := os.ReadFile("testdata/little_f8.npy")
	if err != nil {
		t.Fatal(err)
	}
	good := string(whole)
	nan := bytes.Clone(whole)
	copy(nan[len(nan)-8:], "\xff\xff\xff\xff\xff\xff\xff\xff")
	for _, c := range []struct{ what, content, want string }{
		{"cut off", good[:len(good)-1], "4 numbers of 8 bytes each, by the header, and 31 bytes behind it"},
		{"too long", good + "\x00", "4 numbers of 8 bytes each, by the header, and 33 bytes behind it"},
		{"cut off within the header", good[:40], "a header of 118 bytes, in a file of 40"},
		{"cut off at its length", good[:9], "the file ends within its header"},
		{"nothing but what it is", good[:6], "the file ends within its header"},
		{"long header", strings.Replace(good, "NUMPY\x01\x00v\x00", "NUMPY\x02\x00\xff\xff\xff\xff", 1), "a header of 4294967295 bytes"},
		{"version 4", strings.Replace(good, "NUMPY\x01", "NUMPY\x04", 1), "version 4 of NumPy's format is not known"},
		{"huge", strings.Replace(good, "(4,), }                  ", "(9223372036854775807,), }", 1), "9223372036854775807 numbers of 8 bytes each"},
		{"too many for int64", strings.Replace(good, "(4,), }                   ", "(99999999999999999999,), }", 1), "an axis of 99999999999999999999 values"},
		{"negative", strings.Replace(good, "(4,)", "(-4)", 1), "its header has no shape"},
		{"no dict", strings.Replace(good, "{'descr", " 'descr", 1), "its header is none of NumPy's"},
		{"no time", string(nan), "[3]: NaN is not a time in seconds"},
	} {
		if got, err := readNPYText(t, c.content, 4); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, %v, want %s", c.what, got, err, c.want)
		}
	}
	if _, err := readNPYText(t, good, 5); err == nil || !strings.Contains(err.Error(), "has 4 times for the 5 frames of the source") {
		t.Errorf("%v", err)
	}
}

func FuzzNPY(f *testing.F) {
	for _, name := range []string{"little_f8.npy", "big_i2.npy", "version3.npy", "rows.npy", "fields.npy"} {
		content, err := os.ReadFile(filepath.Join("testdata", name))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(content))
	}
	f.Fuzz(func(t *testing.T, content string) {
		if !strings.HasPrefix(content, npyMagic) {
			return
		}
		got, err := readNPYText(t, content, 4)
		if err == nil && (len(got) != 4 || slices.ContainsFunc(got, math.IsNaN)) {
			t.Errorf("%v", got)
		}
	})
}
