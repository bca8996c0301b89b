package metadata

import "strings"

// answerSource is where answers are said to come from.
const answerSource = "answer"

// answerSeparator parts the items of a list that somebody types. Commas stand
// inside of names: "Doe, Jane; Roe, Richard".
const answerSeparator = ";"

// typed writes a value as somebody would type it.
func typed(n *node) string {
	switch {
	case !n.given():
		return ""
	case n.kind != sequence:
		return n.text
	}
	items := make([]string, len(n.items))
	for i, item := range n.items {
		items[i] = item.text
	}
	return strings.Join(items, answerSeparator+" ")
}

// answered makes a value of what was typed where s belongs; nil where it says
// nothing.
func answered(s *schema, text string) *node {
	at := position{source: answerSource}
	one := func(text string) *node {
		text = strings.TrimSpace(text)
		if text == "" || text == "null" || text == "~" {
			return nil
		}
		n := &node{kind: scalar, at: at, text: text, value: text}
		if x, err := parseNumber(text); err == nil && (s.shape == number || s.shape == numbers) {
			n.value = x
		}
		return n
	}
	if !s.isList() {
		return one(text)
	}
	list := &node{kind: sequence, at: at}
	for item := range strings.SplitSeq(text, answerSeparator) {
		if n := one(item); n != nil {
			list.items = append(list.items, n)
		}
	}
	if len(list.items) == 0 {
		return nil
	}
	return list
}

// asker names who needs a field, as Missing does.
func asker(n need) string {
	switch n {
	case needNWB:
		return "nwb"
	case needDANDI:
		return "dandi"
	}
	return "recommended"
}
