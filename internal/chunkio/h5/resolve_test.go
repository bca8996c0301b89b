package h5

import (
	"errors"
	"fmt"
	"testing"
)

// More groups than a File keeps open, visited in turns, are found again, and
// none of them stays open.
func TestManyGroups(t *testing.T) {
	const groups = 3*maxGroups + 1
	f := createFile(t)
	for i := range groups {
		name := fmt.Sprintf("/g%d", i)
		must(t, f.CreateGroup(name), f.CreateGroup(name+"/inner"), f.SetAttr(name+"/inner", "number", int64(i)))
		if n := len(f.groups); n > f.limits.groups {
			t.Fatalf("%d groups are kept open, want at most %d", n, f.limits.groups)
		}
	}
	must(t, f.Link("/g1/other", "/g2/inner"), f.Link("/g1/up", "other"))
	f = reopen(t, f)
	for range 2 {
		for i := range groups {
			v, ok, err := f.Attr(fmt.Sprintf("g%d//inner/.", i), "number")
			if err != nil || !ok {
				t.Fatalf("group %d: found %v, %v", i, ok, err)
			}
			if n, err := v.Int64(); err != nil || n != int64(i) {
				t.Errorf("group %d holds %d, %v", i, n, err)
			}
		}
	}
	v, ok, err := f.Attr("/g1/up", "number")
	if n, wrong := v.Int64(); err != nil || !ok || wrong != nil || n != 2 {
		t.Errorf("through two soft links: %d, %v, %v, want 2", n, ok, err)
	}
	if n := len(f.groups); n > f.limits.groups {
		t.Errorf("%d groups are kept open, want at most %d", n, f.limits.groups)
	}
}

// What is made after its place was looked for is found.
func TestAbsentIsNotRemembered(t *testing.T) {
	f := createFile(t)
	must(t, f.CreateGroup("/a"))
	for _, path := range []string{"/a/b", "/a/b/c"} {
		if kind, err := f.Kind(path); err != nil || kind != None {
			t.Fatalf("Kind(%q) = %v, %v before it is made", path, kind, err)
		}
		must(t, f.CreateGroup(path))
		if kind, err := f.Kind(path); err != nil || kind != Group {
			t.Errorf("Kind(%q) = %v, %v, want a group", path, kind, err)
		}
	}
	if err := f.CreateGroup("/none/b"); !errors.Is(err, ErrNotFound) {
		t.Errorf("group in an absent group: %v, want ErrNotFound", err)
	}
	if err := f.CreateGroup("/"); err == nil {
		t.Error("the root group was made again")
	}
	d, err := f.CreateDataset("/a/data", Spec{Type: TextType()})
	must(t, err, d.WriteTexts([]string{"x"}), d.Close())
	if err := f.CreateGroup("/a/data/b"); err == nil {
		t.Error("a group was made inside a dataset")
	}
	if kind, err := f.Kind("/a/data/b"); err != nil || kind != None {
		t.Errorf("inside a dataset: %v, %v, want nothing", kind, err)
	}
}
