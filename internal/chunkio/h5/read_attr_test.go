package h5

import (
	"errors"
	"iter"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"roi2nwb/internal/chunkio"
)

func attributes() iter.Seq2[string, any] {
	return func(yield func(string, any) bool) {
		_ = yield("text", "neuron") && yield("texts", []string{"a", "", "µm"}) && yield("number", 1.5) &&
			yield("numbers", []int64{1, -2}) && yield("none", []string{}) && yield("place", Reference("/group"))
	}
}

func TestSetAttrs(t *testing.T) {
	f := createFile(t)
	must(t, f.CreateGroup("/group"), f.SetAttr("/group", "text", "to be replaced"), f.SetAttrs("/group", attributes()))
	d, err := f.CreateDataset("/data", Spec{Type: NumberType(chunkio.Float64), Shape: []int{1}})
	must(t, err, d.WriteAll(make([]byte, 8)), d.Close(), f.SetAttrs("/data", attributes()))
	if err := f.SetAttrs("/none", attributes()); !errors.Is(err, ErrNotFound) {
		t.Errorf("attributes of nothing: %v, want ErrNotFound", err)
	}
	bad := maps.All(map[string]any{"odd": struct{}{}})
	if err := f.SetAttrs("/group", bad); err == nil || !strings.Contains(err.Error(), `attribute "odd"`) {
		t.Errorf("attribute of no type: %v, want one that names it", err)
	}

	f = reopen(t, f)
	d = openDataset(t, f, "/data")
	ofGroup, err := f.Attrs("/group")
	must(t, err)
	ofData, err := d.Attrs()
	must(t, err)
	for where, got := range map[string]map[string]Value{"group": ofGroup, "dataset": ofData} {
		names := slices.Sorted(maps.Keys(got))
		if diff := cmp.Diff([]string{"none", "number", "numbers", "place", "text", "texts"}, names); diff != "" {
			t.Errorf("%s: names (-want +got):\n%s", where, diff)
		}
		for name, v := range got {
			one, ok, err := f.Attr("/"+map[string]string{"group": "group", "dataset": "data"}[where], name)
			if err != nil || !ok {
				t.Fatalf("%s: attribute %q: %v, %v", where, name, ok, err)
			}
			if diff := cmp.Diff(one, v); diff != "" {
				t.Errorf("%s: attribute %q (-Attr +Attrs):\n%s", where, name, diff)
			}
		}
		if diff := cmp.Diff([]string{"a", "", "µm"}, got["texts"].Texts); diff != "" {
			t.Errorf("%s: texts (-want +got):\n%s", where, diff)
		}
		if diff := cmp.Diff([]string{"/group"}, got["place"].Targets); diff != "" {
			t.Errorf("%s: targets (-want +got):\n%s", where, diff)
		}
	}
	must(t, d.Close())
	if _, err := d.Attrs(); !errors.Is(err, ErrClosed) {
		t.Errorf("attributes of a closed dataset: %v, want ErrClosed", err)
	}
}
