package h5

import (
	"errors"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"roi2nwb/internal/chunkio"
)

func TestStoredTexts(t *testing.T) {
	path := filepath.Join(t.TempDir(), "texts.h5")
	w, err := Create(path)
	if err != nil {
		t.Fatal(err)
	}
	texts, err := w.CreateDataset("/texts", Spec{Type: TextType(), Shape: []int{3}})
	if err != nil {
		t.Fatal(err)
	}
	numbers, err := w.CreateDataset("/numbers", Spec{Type: NumberType(chunkio.Uint8), Shape: []int{3}})
	if err != nil {
		t.Fatal(err)
	}
	err = errors.Join(texts.WriteTexts([]string{"one", "", "drüi"}), texts.Close(), numbers.WriteAll([]byte{1, 2, 3}), numbers.Close())
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	f, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	stored := func(name string) *Storage {
		root, err := f.Root()
		if err != nil {
			t.Fatal(err)
		}
		limits := SurveyLimits{Links: 9, Attributes: 9, NameBytes: 999, ValueBytes: 999}
		o, err := f.Describe(root, limits)
		if err != nil {
			t.Fatal(err)
		}
		for _, l := range o.Links {
			if l.Name == name {
				o, err := f.Describe(l.Address, limits)
				if err != nil {
					t.Fatal(err)
				}
				return o.Data
			}
		}
		t.Fatalf("no %q", name)
		return nil
	}
	s := stored("texts")
	got, ok, err := f.StoredTexts(s, 100)
	if d := cmp.Diff([]string{"one", "", "drüi"}, got); d != "" || !ok || err != nil {
		t.Errorf("ok %t, error %v, texts (-want +got):\n%s", ok, err, d)
	}
	if _, ok, err := f.StoredTexts(s, 50); !ok || !errors.Is(err, chunkio.ErrTooLarge) {
		t.Errorf("of 50 bytes: ok %t, error %v, want ErrTooLarge", ok, err)
	}
	s.Offset = 1 << 40
	if _, ok, err := f.StoredTexts(s, 100); !ok || !errors.Is(err, ErrTruncated) {
		t.Errorf("beyond the end: ok %t, error %v, want ErrTruncated", ok, err)
	}
	if _, ok, err := f.StoredTexts(stored("numbers"), 100); ok || err != nil {
		t.Errorf("of numbers: ok %t, error %v, want that it is left to others", ok, err)
	}
}
