package build_test

import (
	"maps"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"roi2nwb/internal/metadata"
	"roi2nwb/internal/nwb/build"
	"roi2nwb/internal/nwb/nwbtest"
	"roi2nwb/internal/nwb/plan"
	"roi2nwb/internal/session"
)

// idsOf returns the ids of a plan by the path of the object.
func idsOf(t *testing.T, seed, identifier string) map[string]string {
	t.Helper()
	o := nwbtest.Options(build.ImageMask)
	o.Seed = seed
	meta := nwbtest.Metadata(t)
	meta.File.Identifier = identifier
	tree, err := nwbtest.BuildOne(nwbtest.Drawing(session.Field{Width: 4, Height: 3}, 5, session.Footprint{}), meta, o)
	if err != nil {
		t.Fatal(err)
	}
	ids := map[string]string{}
	tree.Each(func(path string, g *plan.Group, d *plan.Dataset) {
		attrs := g.Attrs
		if d != nil {
			attrs = d.Attrs
		}
		id, has := plan.AttrValue(attrs, "object_id").(string)
		if typed := plan.AttrValue(attrs, "neurodata_type") != nil; typed != has {
			t.Errorf("%q: typed %v, with an id %v", path, typed, has)
		}
		if has {
			ids[path] = id
		}
		if path == "/identifier" {
			ids[path] = d.Data.(plan.Texts)[0]
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

// An identifier that was given stays.
func TestGivenIdentifier(t *testing.T) {
	if got := idsOf(t, "a", "session 7")["/identifier"]; got != "session 7" {
		t.Errorf("identifier %q", got)
	}
}

// Plans of one seed that differ in what they write share no id.
func TestIDsOfOtherPlans(t *testing.T) {
	field := session.Field{Width: 4, Height: 3}
	plan := func(change func(*build.Options, *metadata.Metadata, *session.Segmentation)) map[string]bool {
		o, meta, seg := nwbtest.Options(build.ImageMask), nwbtest.Metadata(t), nwbtest.Drawing(field, 5, session.Footprint{})
		o.Seed = "a"
		change(o, meta, seg)
		p, err := nwbtest.BuildOne(seg, meta, o)
		if err != nil {
			t.Fatal(err)
		}
		ids := map[string]bool{}
		p.Each(func(path string, g *plan.Group, d *plan.Dataset) {
			attrs := g.Attrs
			if d != nil {
				attrs = d.Attrs
			}
			if id, ok := plan.AttrValue(attrs, "object_id").(string); ok {
				ids[id] = true
			}
			if path == "/identifier" {
				ids[d.Data.(plan.Texts)[0]] = true
			}
		})
		return ids
	}
	base := plan(func(*build.Options, *metadata.Metadata, *session.Segmentation) {})
	if same := plan(func(*build.Options, *metadata.Metadata, *session.Segmentation) {}); !maps.Equal(base, same) {
		t.Error("equal plans have other ids")
	}
	for name, change := range map[string]func(*build.Options, *metadata.Metadata, *session.Segmentation){
		"masks": func(o *build.Options, _ *metadata.Metadata, _ *session.Segmentation) {
			o.Masks = []build.MaskKind{build.PixelMask}
		},
		"centroids": func(o *build.Options, _ *metadata.Metadata, _ *session.Segmentation) { o.NoCentroids = true },
		"chunk":     func(o *build.Options, _ *metadata.Metadata, _ *session.Segmentation) { o.TraceChunk = []int{2, 1} },
		"version":   func(o *build.Options, _ *metadata.Metadata, _ *session.Segmentation) { o.ToolVersion += ".1" },
		"session":   func(_ *build.Options, m *metadata.Metadata, _ *session.Segmentation) { m.File.SessionID += "x" },
		"description": func(_ *build.Options, m *metadata.Metadata, _ *session.Segmentation) {
			m.File.SessionDescription += "."
		},
		"start": func(_ *build.Options, m *metadata.Metadata, _ *session.Segmentation) {
			m.File.SessionStart = m.File.SessionStart.Add(1000)
		},
		"identifier": func(_ *build.Options, m *metadata.Metadata, _ *session.Segmentation) { m.File.Identifier = "session 7" },
		"ROI names":  func(_ *build.Options, _ *metadata.Metadata, s *session.Segmentation) { s.IDs[0] += "x" },
		"rate":       func(_ *build.Options, _ *metadata.Metadata, s *session.Segmentation) { s.Timing.Rate *= 2 },
	} {
		for id := range plan(change) {
			if base[id] {
				t.Errorf("%s: a plan that differs has id %s as well", name, id)
			}
		}
	}
}
