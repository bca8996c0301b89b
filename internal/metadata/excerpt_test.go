package metadata

import (
	"strings"
	"testing"

	"roi2nwb/internal/metadata/schema"
)

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
		if len(problems) == 0 || problems[0].Rule != schema.TodoRule {
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
