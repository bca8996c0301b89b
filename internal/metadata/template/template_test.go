package template

import "testing"

func TestCommandWord(t *testing.T) {
	for path, want := range map[string]string{
		"a/b.hdf5": "a/b.hdf5", "": "''", "my file": "'my file'", "it's": `'it'\''s'`, "a\nb": `"a\nb"`, "$x": "'$x'",
	} {
		if got := commandWord(path); got != want {
			t.Errorf("%q: got %s, want %s", path, got, want)
		}
	}
}
