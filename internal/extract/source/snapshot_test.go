package source

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// Each change of a source after it was opened is noticed, and none where there
// was none.
func TestUnchanged(t *testing.T) {
	for _, c := range []struct {
		name    string
		change  func(root string) error
		changed bool
	}{
		{"nothing", func(string) error { return nil }, false},
		{"read", func(root string) error { _, err := os.ReadFile(filepath.Join(root, "A", "0.0")); return err }, false},
		{"empty folder", func(root string) error { return os.Mkdir(filepath.Join(root, "new"), 0o755) }, false},
		{"same size", func(root string) error { return os.WriteFile(filepath.Join(root, "A", "0.0"), []byte("xyz"), 0o644) }, true},
		{"truncated", func(root string) error { return os.Truncate(filepath.Join(root, "A", "0.0"), 1) }, true},
		{"removed", func(root string) error { return os.Remove(filepath.Join(root, "A", "0.0")) }, true},
		{"added", func(root string) error { return os.WriteFile(filepath.Join(root, "A", "0.1"), nil, 0o644) }, true},
		{"all gone", os.RemoveAll, true},
		{"replaced behind a link", func(root string) error {
			return os.WriteFile(filepath.Join(root, "..", "behind"), []byte("longer"), 0o644)
		}, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			root := filepath.Join(t.TempDir(), "store")
			if err := os.MkdirAll(filepath.Join(root, "A"), 0o755); err != nil {
				t.Fatal(err)
			}
			long := time.Now().Add(-time.Hour)
			for _, path := range []string{filepath.Join(root, "A", "0.0"), filepath.Join(root, "..", "behind")} {
				if err := os.WriteFile(path, []byte("abc"), 0o644); err != nil {
					t.Fatal(err)
				}
				if err := os.Chtimes(path, long, long); err != nil {
					t.Fatal(err)
				}
			}
			if err := os.Symlink(filepath.Join(root, "..", "behind"), filepath.Join(root, "linked")); err != nil {
				t.Skip(err)
			}
			before, err := TakeSnapshot(root)
			if err != nil {
				t.Fatal(err)
			}
			if err := c.change(root); err != nil {
				t.Fatal(err)
			}
			err = before.Unchanged()
			if (err != nil) != c.changed || err != nil && !errors.Is(err, ErrChanged) {
				t.Errorf("got %v, want changed %v", err, c.changed)
			}
		})
	}
}
