package metadata

import (
	"strings"
	"testing"
)

func TestExcerpt(t *testing.T) {
	long := strings.Repeat("abcdefghi ", 30)
	for _, c := range []struct {
		name, text    string
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
			got := Problem{Line: 7, Column: c.column, Width: c.width, Text: c.text}.Excerpt()
			if got != c.want {
				t.Errorf("got\n%s\nwant\n%s", got, c.want)
			}
		})
	}
}

// The columns of the YAML library count characters, and so must the excerpt's.
func TestExcerptFindsValues(t *testing.T) {
	const bad = "TODO"
	for _, text := range []string{
		"NWBFile: {lab: TODO}\n",
		"NWBFile:\r\n  lab: TODO\r\n",
		"# é 名\nNWBFile: {lab: 名前, institution: TODO}\n",
		"\ufeffNWBFile: {lab: TODO}\n",
		"NWBFile:\n  lab:\tTODO\n",
		"NWBFile:\t{lab:\t\t'TODO'}\n",
		"NWBFile:\n  keywords: [a:b,\tc,\t'TODO']\n",
		"NWBFile:\n  lab: \t TODO\n",
		"NWBFile: {notes: \"名\\n\", lab: TODO} # 名\n",
		"NWBFile:\n  notes: |\n    two\n    lines\n  lab: TODO",
		"NWBFile:\n  notes: two\n    lines\n  lab: 'TODO'",
		"NWBFile: {\n  \"lab\": \"TODO\"\n}\n",
	} {
		layer := must(fromText("lab.yaml", []byte(text)))(t)
		problems := Merge(must(Defaults())(t), layer).Report(testOptions())
		if len(problems) == 0 || problems[0].Rule != todoRule {
			t.Fatalf("%q: got %v, want the problem todo first", text, problems)
		}
		p := problems[0]
		line := []rune(p.Text)
		shown := string(line[p.Column-1:][:p.Width])
		if strings.Trim(shown, `"'`) != bad {
			t.Errorf("%q: the caret is under %q of %q, want %q", text, shown, p.Text, bad)
		}
	}
}
