package tree

import (
	"strings"
	"testing"
)

func TestExcerpt(t *testing.T) {
	long := strings.Repeat("abcdefghi ", 30)
	for _, c := range []struct {
		name, Text    string
		column, width int
		want          string
	}{
		{"plain", "  sex: male", 8, 4, "7 |   sex: male\n  |        ^^^^"},
		{"tab", "lab:\t\tx y", 7, 3, "7 | lab:        x y\n  |             ^^^"},
		{"tab within a stop", "ab\tx", 4, 1, "7 | ab  x\n  |     ^"},
		{"wide", "名前: 値段 x", 5, 2, "7 | 名前: 値段 x\n  |       ^^^^"},
		{"combining", "lab: e\u0301x y", 8, 1, "7 | lab: e\u0301x y\n  |       ^"},
		{"escape", "lab: \x1b[31mx", 6, 1, "7 | lab: \ufffd[31mx\n  |      ^"},
		{"invisible", "lab: \u202ex", 7, 1, "7 | lab: x\n  |      ^"},
		{"behind the end", "lab:", 9, 1, "7 | lab:\n  |    ^"},
		{"wider than the line", "lab: x", 6, 40, "7 | lab: x\n  |      ^"},
		{"no place", "lab: x", 0, 0, "7 | lab: x\n  | ^"},
		{"start of a long line", long, 1, 3, "7 | " + long[:100] + "…\n  | ^^^"},
		{"middle of a long line", long, 151, 9, "7 | …" + long[89:189] + "…\n  |  " + strings.Repeat(" ", 61) + strings.Repeat("^", 9)},
		{"nothing", "", 1, 1, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := Problem{Line: 7, Column: c.column, Width: c.width, Text: c.Text}.Excerpt()
			if got != c.want {
				t.Errorf("got\n%s\nwant\n%s", got, c.want)
			}
		})
	}
}
