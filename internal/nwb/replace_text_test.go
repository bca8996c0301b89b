package nwb

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
)

// The file in the making is told before it is there, and forgotten when it is
// gone; a file that is not begun is not told.
func TestWriteTextTellsOfTemporary(t *testing.T) {
	target := filepath.Join(t.TempDir(), "session.yaml")
	var told []string
	forgotten := 0
	temporary := func(path string) func() {
		if _, err := os.Lstat(path); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("%q is there before it was told: %v", path, err)
		}
		told = append(told, path)
		return func() {
			forgotten++
			if _, err := os.Lstat(path); !errors.Is(err, os.ErrNotExist) {
				t.Errorf("%q is forgotten and still there: %v", path, err)
			}
		}
	}
	if err := WriteText(target, []byte("a: 1\n"), false, temporary); err != nil {
		t.Fatal(err)
	}
	if len(told) != 1 || filepath.Dir(told[0]) != filepath.Dir(target) || forgotten != 1 {
		t.Fatalf("told %q, forgotten %d times", told, forgotten)
	}
	if err := WriteText(target, nil, false, temporary); !errors.Is(err, ErrExists) || len(told) != 1 {
		t.Errorf("error %v, told %q", err, told)
	}
	if err := WriteText(target, []byte("b: 2\n"), true, nil); err != nil {
		t.Error(err)
	}
}
