package nwb

import (
	"maps"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"roi2nwb/internal/extract"
)

// idsOf returns the ids of a plan by the path of the object.
func idsOf(t *testing.T, seed, identifier string) map[string]string {
	t.Helper()
	o := testOptions(ImageMask)
	o.Seed = seed
	meta := someMetadata(t)
	meta.File.Identifier = identifier
	plan, err := Build(drawing(extract.Field{Width: 4, Height: 3}, 5, extract.Footprint{}), meta, o)
	if err != nil {
		t.Fatal(err)
	}
	ids := map[string]string{}
	plan.each(func(path string, g *Group, d *Dataset) {
		attrs := g.Attrs
		if d != nil {
			attrs = d.Attrs
		}
		id, has := attr(attrs, "object_id").(string)
		if typed := attr(attrs, "neurodata_type") != nil; typed != has {
			t.Errorf("%q: typed %v, with an id %v", path, typed, has)
		}
		if has {
			ids[path] = id
		}
		if path == "/identifier" {
			ids[path] = d.Data.(Texts)[0]
		}
	})
	return ids
}

func TestIDs(t *testing.T) {
	for _, seed := range []string{"", "a", "b"} {
		at := map[string]string{}
		for path, id := range idsOf(t, seed, "") {
			if _, err := uuid.Parse(id); err != nil {
				t.Errorf("seed %q: %q has %q: %v", seed, path, id, err)
			}
			if other, twice := at[id]; twice {
				t.Errorf("seed %q: %q and %q have the same id", seed, path, other)
			}
			at[id] = path
		}
		if len(at) < 10 {
			t.Errorf("seed %q: only %d ids", seed, len(at))
		}
	}
	a := idsOf(t, "a", "")
	if d := cmp.Diff(a, idsOf(t, "a", "")); d != "" {
		t.Errorf("the same seed gives other ids:\n%s", d)
	}
	for name, other := range map[string]map[string]string{"another seed": idsOf(t, "b", ""), "no seed": idsOf(t, "", "")} {
		for path, id := range other {
			if a[path] == id {
				t.Errorf("%s: %q has the same id", name, path)
			}
		}
	}
	first, second := idsOf(t, "", ""), idsOf(t, "", "")
	for path, id := range first {
		if second[path] == id {
			t.Errorf("without a seed, %q has the same id twice", path)
		}
	}
}

// An identifier that was given stays, and changes no other id.
func TestGivenIdentifier(t *testing.T) {
	given, made := idsOf(t, "a", "session 7"), idsOf(t, "a", "")
	if got := given["/identifier"]; got != "session 7" {
		t.Errorf("identifier %q", got)
	}
	maps.DeleteFunc(given, func(path, _ string) bool { return path == "/identifier" })
	maps.DeleteFunc(made, func(path, _ string) bool { return path == "/identifier" })
	if d := cmp.Diff(made, given); d != "" {
		t.Error(d)
	}
}
