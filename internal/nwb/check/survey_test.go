package check

import (
	"fmt"
	"path/filepath"
	"testing"

	"roi2nwb/internal/chunkio"
	"roi2nwb/internal/chunkio/h5"
)

// smallFile writes an HDF5 file of some groups, datasets and links.
func smallFile(t *testing.T, path string) {
	t.Helper()
	f, err := h5.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(f.SetAttr("/", "nwb_version", "2.11.0"))
	must(f.SetAttr("/", "neurodata_type", "NWBFile"))
	must(f.CreateGroup("/a"))
	must(f.CreateGroup("/a/b"))
	for i := range 3 {
		d, err := f.CreateDataset(fmt.Sprintf("/a/b/d%d", i), h5.Spec{Type: h5.NumberType(chunkio.Float32), Shape: []int{4}})
		must(err)
		must(d.Close())
	}
	for name, target := range map[string]string{
		"up": "/a", "near": "b/d0", "far": "/a/near", "self": "/a/self", "ping": "/a/pong", "pong": "/a/ping", "lost": "/a/none", "through": "/a/b/d0/x",
	} {
		must(f.Link("/a/"+name, target))
	}
	must(f.SetAttr("/a", "to", h5.Reference("/a/b/d1")))
	must(f.Close())
}

func surveyed(t *testing.T, limits surveyLimits) (*tree, *findings) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "small.nwb")
	smallFile(t, path)
	f, err := h5.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	found := newFindings(rules())
	tr, err := survey(t.Context(), f, limits, found.add)
	if err != nil {
		t.Fatal(err)
	}
	return tr, found
}

func TestSurvey(t *testing.T) {
	tr, found := surveyed(t, usualLimits())
	if len(found.all) > 0 || !tr.whole {
		t.Errorf("findings %v", found.all)
	}
	var paths string
	for _, n := range tr.nodes {
		paths += n.path + " "
	}
	if want := "/ /a /a/b /a/b/d0 /a/b/d1 /a/b/d2 "; paths != want {
		t.Errorf("nodes %q, want %q", paths, want)
	}
	a := tr.root.child("a")
	for name, want := range map[string]string{"up": "/a", "near": "/a/b/d0", "far": "/a/b/d0", "b": "/a/b"} {
		if got := a.child(name); got == nil || got.path != want {
			t.Errorf("%q leads to %v, want %q", name, got, want)
		}
	}
	for _, name := range []string{"self", "ping", "pong", "lost", "through", "absent"} {
		if got := a.child(name); got != nil {
			t.Errorf("%q leads to %q, want nothing", name, got.path)
		}
	}
	if to := a.attr("to"); to == nil || len(to.References) != 1 || tr.byAddress[to.References[0]] != a.child("b").child("d1") {
		t.Errorf("reference %+v does not lead to d1", to)
	}
}

// What is beyond the limits is told, once, and the rest is there.
func TestSurveyLimits(t *testing.T) {
	for name, change := range map[string]func(*surveyLimits){
		"objects":    func(l *surveyLimits) { l.objects = 3 },
		"attributes": func(l *surveyLimits) { l.attributes = 1 },
		"bytes":      func(l *surveyLimits) { l.bytes = 60 },
		"path":       func(l *surveyLimits) { l.path = 4 },
		"links":      func(l *surveyLimits) { l.object.Links = 2 },
		"names":      func(l *surveyLimits) { l.object.NameBytes = 20 },
	} {
		limits := usualLimits()
		change(&limits)
		tr, found := surveyed(t, limits)
		if tr.whole || len(found.all) != 1 || found.all[0].Check != tooMuch {
			t.Errorf("%s: whole %t, findings %v, want one of %q", name, tr.whole, found.all, tooMuch)
		}
		if tr.root == nil || len(tr.nodes) == 0 {
			t.Errorf("%s: nothing is left", name)
		}
	}
}
