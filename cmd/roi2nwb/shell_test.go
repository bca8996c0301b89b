package main

import "testing"

func TestPlainWord(t *testing.T) {
	for path, want := range map[string]string{
		"a/b.hdf5": "a/b.hdf5", "": "''", "my file": "'my file'", "it's": `'it'\''s'`, "a\nb": `"a\nb"`, "$x": "'$x'",
	} {
		if got := plainWord(path); got != want {
			t.Errorf("%q: got %s, want %s", path, got, want)
		}
	}
}
