package metadata

import (
	"strings"
	"testing"
)

// awkward are texts that YAML tends to read as something else.
var awkward = [...]string{
	"007", "no", "No", "ON", "y", "1e5", "1_000", "0x1F", "0o17", "12:30:45", "190:20:30", "2024-02-17", "2024-05-17T14:30:00+02:00",
	"null", "~", "true", ".5", "+1", "-", "- a", "?", "? a", ":", "a: b", "a:", ":a", "# a", "a # b", "a#b", "&a", "*a", "!a", "|", ">", "%a", "@a", "`a`",
	"'a'", `"a"`, `a "b" c`, "Doe, Jane", "[a]", "{a: b}", "a\nb", "a\n\nb\n  c", " a", "a ", "\ta", "a\tb", "a\n", "\n", "a  b", "=", "<<", "---", "...",
	"Größe in µm", "日本語", "🐭 mouse", "a\u00a0b", "\ufeffa", "a\x00b", "\x1b[31m", "\x7f", "a\u0085b", "a\u2028b", "a\\nb", `C:\data`, "TODO", "\U000e0001", "\ufffd",
	"NaN", ".nan", ".inf", "None", strings.Repeat("long word ", 30) + "end", strings.Repeat("x", 300), "a\r\nb",
}

func TestYAMLTextReadsBack(t *testing.T) {
	for _, s := range awkward {
		checkText(t, s)
	}
}

func FuzzYAMLText(f *testing.F) {
	for _, s := range awkward {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if s = strings.ToValidUTF8(s, "?"); len(s) < 2000 {
			checkText(t, s)
		}
	})
}

// checkText holds each way of writing a text against what is read of it.
func checkText(t *testing.T, s string) {
	t.Helper()
	check := func(yaml string, at func(*node) *node) {
		t.Helper()
		root, err := parseYAML("", []byte(yaml), vocabulary{})
		if err != nil {
			t.Errorf("%q as\n%s\n%v", s, yaml, err)
			return
		}
		got := at(root)
		if value, isText := got.value.(string); got.text != s || !isText || value != s {
			t.Errorf("%q as\n%sis read as %q, %#v", s, yaml, got.text, got.value)
		}
	}
	check("a:\n  b: "+yamlText(s, false)+"  # c\n  d: 1\n", func(n *node) *node { return n.child("a").child("b") })
	check("a:\n  - b: "+yamlText(s, false)+"\n    d: 1\n", func(n *node) *node { return n.child("a").items[0].child("b") })
	check("a: [x, "+yamlText(s, true)+", y]\n", func(n *node) *node { return n.child("a").items[1] })
	if header, lines, ok := yamlBlock(s, 30); ok {
		check("a:\n  b: "+header+"\n    "+strings.Join(lines, "\n    ")+"\n  d: 1\n", func(n *node) *node { return n.child("a").child("b") })
	}
}

func TestYAMLNumber(t *testing.T) {
	for text, want := range map[string]string{
		"920": "920", "30.0": "30.0", "-2.6": "-2.6", "1e5": "100000", "1e30": "1.0e+30", "2.5E-7": "2.5e-07", "007": "7", "+3": "3",
		" 4 ": "4", ".5": "0.5", "5.": "5", ".nan": ".nan", "TODO": "TODO", "920 nm": `"920 nm"`, "nan": "nan",
	} {
		if got := yamlNumber(text, false); got != want {
			t.Errorf("%q: got %s, want %s", text, got, want)
		}
	}
}
