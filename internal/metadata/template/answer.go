package template

import (
	"strings"

	"roi2nwb/internal/metadata/schema"
	"roi2nwb/internal/metadata/tree"
)

// AnswerSource is where answers are said to come from.
const AnswerSource = "answer"

// answerSeparator parts the items of a list that somebody types. Commas stand
// inside of names: "Doe, Jane; Roe, Richard".
const answerSeparator = ";"

// typed writes a value as somebody would type it.
func typed(n *tree.Node) string {
	switch {
	case !n.Given():
		return ""
	case n.Kind != tree.Sequence:
		return n.Text
	}
	items := make([]string, len(n.Items))
	for i, item := range n.Items {
		items[i] = item.Text
	}
	return strings.Join(items, answerSeparator+" ")
}

// ParseAnswer makes a value of what was typed where s belongs; nil where it says
// nothing.
func ParseAnswer(s *schema.Schema, text string) *tree.Node {
	at := tree.Position{Source: AnswerSource}
	one := func(text string) *tree.Node {
		text = strings.TrimSpace(text)
		if text == "" || text == "null" || text == "~" {
			return nil
		}
		n := &tree.Node{Kind: tree.Scalar, At: at, Text: text, Value: text}
		if x, err := schema.ParseNumber(text); err == nil && (s.Shape == schema.Number || s.Shape == schema.Numbers) {
			n.Value = x
		}
		return n
	}
	if !s.IsList() {
		return one(text)
	}
	list := &tree.Node{Kind: tree.Sequence, At: at}
	for item := range strings.SplitSeq(text, answerSeparator) {
		if n := one(item); n != nil {
			list.Items = append(list.Items, n)
		}
	}
	if len(list.Items) == 0 {
		return nil
	}
	return list
}

// asker names who needs a field, as Missing does.
func asker(n schema.Need) string {
	switch n {
	case schema.NeedNWB:
		return "nwb"
	case schema.NeedDANDI:
		return "dandi"
	}
	return "recommended"
}
