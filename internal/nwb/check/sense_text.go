package check

import (
	"context"
	"strings"
	"unicode"
	"unicode/utf8"
)

// The checks of words.
const (
	controlCharacter = "control-character"
	oddName          = "odd-name"
)

// wordsRule looks for characters in names and texts that nobody sees.
func wordsRule() rule {
	return rule{
		checks: []Check{
			{Name: controlCharacter, Severity: Warning, Doc: "a text holds control characters"},
			{Name: oddName, Severity: Warning, Doc: "the name of an object is not in UTF-8, or holds control characters, or begins or ends with a space"},
		},
		run: func(ctx context.Context, e *examination) error {
			for _, n := range e.tree.nodes {
				if e.isCached(n) {
					continue
				}
				for i := range n.links {
					if name := n.links[i].name; isOdd(name) {
						e.find(oddName, n.member(name), "a name that can be read and typed", "its name is %q", name)
					}
				}
				for _, a := range n.attrs {
					for _, text := range a.Value.Texts {
						e.controls(n.attrPath(a.Name), text)
					}
				}
				if n.data == nil || n.elements() > maxWords {
					continue
				}
				texts, _ := e.textsOf(n) // textRule finds what cannot be read
				for _, text := range texts {
					e.controls(n.path, text)
				}
			}
			return context.Cause(ctx)
		},
	}
}

// maxWords is the most texts of a dataset that are looked at.
const maxWords = 1 << 14

// isOdd reports whether a name looks like another one.
func isOdd(name string) bool {
	return !utf8.ValidString(name) || strings.TrimSpace(name) != name || strings.ContainsFunc(name, unicode.IsControl)
}

// controls looks for control characters in a text. Nobody sees them, and terminals
// obey them.
func (e *examination) controls(path, text string) {
	i := strings.IndexFunc(text, func(r rune) bool { return unicode.IsControl(r) && r != '\n' && r != '\r' && r != '\t' })
	if i >= 0 {
		e.find(controlCharacter, path, "text that can be read", "%.60q holds a control character", text)
	}
}
