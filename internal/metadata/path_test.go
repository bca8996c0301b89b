package metadata

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestParsePath(t *testing.T) {
	key := func(s string) step { return step{key: s, index: -1} }
	name := func(s string) step { return step{name: s, index: -1} }
	for _, c := range []struct {
		path string
		want []step
		back string // as written gives it, where that differs
	}{
		{"NWBFile.lab", []step{key("NWBFile"), key("lab")}, ""},
		{"Ophys.Device[0].name", []step{key("Ophys"), key("Device"), {index: 0}, key("name")}, ""},
		{"Ophys.Device[My scope].name", []step{key("Ophys"), key("Device"), name("My scope"), key("name")}, ""},
		{"Ophys.Device[ A.b ].name", []step{key("Ophys"), key("Device"), name("A.b"), key("name")}, "Ophys.Device[A.b].name"},
		{`Ophys.Device["2"].name`, []step{key("Ophys"), key("Device"), name("2"), key("name")}, ""},
		{`Ophys.Device["a]b[\"=\\"]`, []step{key("Ophys"), key("Device"), name(`a]b["=\`)}, ""},
		{`Ophys.Fluorescence."my.table".raw`, []step{key("Ophys"), key("Fluorescence"), key("my.table"), key("raw")}, ""},
		{"Ophys.Device[-1]", []step{key("Ophys"), key("Device"), name("-1")}, ""},
		{"a[1][Grün]", []step{key("a"), {index: 1}, name("Grün")}, ""},
	} {
		got, err := parsePath(c.path)
		if err != nil {
			t.Errorf("%s: %v", c.path, err)
			continue
		}
		if diff := cmp.Diff(c.want, got, cmp.AllowUnexported(step{})); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.path, diff)
		}
		back := c.back
		if back == "" {
			back = c.path
		}
		if written(got) != back {
			t.Errorf("%s: written back as %s", c.path, written(got))
		}
	}
	for _, bad := range []string{"", ".", "a.", "a[", "a[]", "a[ ]", `a["]`, `a[""]`, `a["b"`, `a["b"c]`, "a[100]",
		"a[99999999999999999999]", "a[0]b", `"a`, "a..b", "[0]"} {
		if steps, err := parsePath(bad); err == nil {
			t.Errorf("%q: got %+v, want an error", bad, steps)
		}
	}
}
