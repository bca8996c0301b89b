package tree

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestParsePath(t *testing.T) {
	key := func(s string) Step { return Step{Key: s, Index: -1} }
	name := func(s string) Step { return Step{Name: s, Index: -1} }
	for _, c := range []struct {
		path string
		want []Step
		back string // as written gives it, where that differs
	}{
		{"NWBFile.lab", []Step{key("NWBFile"), key("lab")}, ""},
		{"Ophys.Device[0].name", []Step{key("Ophys"), key("Device"), {Index: 0}, key("name")}, ""},
		{"Ophys.Device[My scope].name", []Step{key("Ophys"), key("Device"), name("My scope"), key("name")}, ""},
		{"Ophys.Device[ A.b ].name", []Step{key("Ophys"), key("Device"), name("A.b"), key("name")}, "Ophys.Device[A.b].name"},
		{`Ophys.Device["2"].name`, []Step{key("Ophys"), key("Device"), name("2"), key("name")}, ""},
		{`Ophys.Device["a]b[\"=\\"]`, []Step{key("Ophys"), key("Device"), name(`a]b["=\`)}, ""},
		{`Ophys.Fluorescence."my.table".raw`, []Step{key("Ophys"), key("Fluorescence"), key("my.table"), key("raw")}, ""},
		{"Ophys.Device[-1]", []Step{key("Ophys"), key("Device"), name("-1")}, ""},
		{"a[1][Grün]", []Step{key("a"), {Index: 1}, name("Grün")}, ""},
	} {
		got, err := ParsePath(c.path)
		if err != nil {
			t.Errorf("%s: %v", c.path, err)
			continue
		}
		if diff := cmp.Diff(c.want, got, cmp.AllowUnexported(Step{})); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.path, diff)
		}
		back := c.back
		if back == "" {
			back = c.path
		}
		if FormatPath(got) != back {
			t.Errorf("%s: written back as %s", c.path, FormatPath(got))
		}
	}
	for _, bad := range []string{"", ".", "a.", "a[", "a[]", "a[ ]", `a["]`, `a[""]`, `a["b"`, `a["b"c]`, "a[100]",
		"a[99999999999999999999]", "a[0]b", `"a`, "a..b", "[0]"} {
		if steps, err := ParsePath(bad); err == nil {
			t.Errorf("%q: got %+v, want an error", bad, steps)
		}
	}
}
