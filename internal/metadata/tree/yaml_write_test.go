package tree

import (
	"strings"
	"testing"

	"roi2nwb/internal/metadata/tree/treetest"
)

func TestYAMLTextReadsBack(t *testing.T) {
	for _, s := range treetest.AwkwardTexts() {
		checkText(t, s)
	}
}

func FuzzYAMLText(f *testing.F) {
	for _, s := range treetest.AwkwardTexts() {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if s = strings.ToValidUTF8(s, "?"); len(s) < 2000 {
			checkText(t, s)
		}
	})
}

// checkText compares each way of writing a text with what is read of it.
func checkText(t *testing.T, s string) {
	t.Helper()
	check := func(yaml string, at func(*Node) *Node) {
		t.Helper()
		root, err := Parse("", []byte(yaml), Vocabulary{})
		if err != nil {
			t.Errorf("%q as\n%s\n%v", s, yaml, err)
			return
		}
		got := at(root)
		if value, isText := got.Value.(string); got.Text != s || !isText || value != s {
			t.Errorf("%q as\n%sis read as %q, %#v", s, yaml, got.Text, got.Value)
		}
	}
	check("a:\n  b: "+Quote(s, false)+"  # c\n  d: 1\n", func(n *Node) *Node { return n.Child("a").Child("b") })
	check("a:\n  - b: "+Quote(s, false)+"\n    d: 1\n", func(n *Node) *Node { return n.Child("a").Items[0].Child("b") })
	check("a: [x, "+Quote(s, true)+", y]\n", func(n *Node) *Node { return n.Child("a").Items[1] })
	if header, lines, ok := QuoteBlock(s, 30); ok {
		check("a:\n  b: "+header+"\n    "+strings.Join(lines, "\n    ")+"\n  d: 1\n", func(n *Node) *Node { return n.Child("a").Child("b") })
	}
}

func TestYAMLNumber(t *testing.T) {
	for text, want := range map[string]string{
		"920": "920", "30.0": "30.0", "-2.6": "-2.6", "1e5": "100000", "1e30": "1.0e+30", "2.5E-7": "2.5e-07", "007": "7", "+3": "3",
		" 4 ": "4", ".5": "0.5", "5.": "5", ".nan": ".nan", "TODO": "TODO", "920 nm": "920 nm", "nan": "nan",
	} {
		if got := QuoteNumber(text, false); got != want {
			t.Errorf("%q: got %s, want %s", text, got, want)
		}
	}
}
