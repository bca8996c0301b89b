package tree

import (
	"strings"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/token"
)

// commentsBehind returns the comments that follow a value in its line, by the
// token of the value, or of the colon of a key without one.
func commentsBehind(tokens token.Tokens) map[*token.Token]*token.Token {
	behind := map[*token.Token]*token.Token{}
	for i, t := range tokens {
		if t.Type != token.CommentType || i == 0 {
			continue
		}
		before := tokens[i-1]
		if before.Type == token.CollectEntryType && i > 1 {
			before = tokens[i-2]
		}
		lastLine := before.Position.Line + strings.Count(strings.TrimSpace(before.Origin), "\n")
		if lastLine == t.Position.Line {
			behind[before] = t
		}
	}
	return behind
}

// cut notes on a value how it is written, and what a # behind it cuts off.
func (c *converter) cut(n ast.Node, out *Node) *Node {
	own := n.GetToken()
	if out.Bare = own.Type != token.SingleQuoteType && own.Type != token.DoubleQuoteType; out.Bare {
		c.cutBehind(own, out)
	}
	return out
}

// cutBehind notes on a value the comment behind a token, where it may belong to
// the text. Two spaces before the # and one behind it are how comments are
// written.
func (c *converter) cutBehind(t *token.Token, out *Node) {
	comment := c.behind[t]
	if comment == nil {
		return
	}
	line := []rune(c.lines.at(comment.Position.Line))
	at := comment.Position.Column - 1
	if at < 0 || at >= len(line) || line[at] != '#' {
		return
	}
	text := string(line[at:])
	out.Spaced = len(text) == 1 || strings.ContainsAny(text[1:2], " \t#")
	apart := strings.HasSuffix(string(line[:at]), "  ") || strings.HasSuffix(string(line[:at]), "\t")
	if !out.Spaced || !apart && out.Kind == Scalar {
		out.Comment = strings.TrimSpace(text)
	}
}

// withTabs returns the text of a node. The library takes tabs out of texts
// without quotes; YAML keeps them between words, and folds lines.
func withTabs(n *ast.StringNode) string {
	if n.Token.Type != token.StringType || !strings.Contains(n.Token.Origin, "\t") {
		return n.Value
	}
	var b strings.Builder
	breaks := 0
	for line := range strings.SplitSeq(strings.Trim(n.Token.Origin, " \t\r\n"), "\n") {
		if line = strings.Trim(line, " \t\r"); line == "" {
			breaks++
			continue
		}
		if b.Len() > 0 && breaks == 0 {
			b.WriteByte(' ')
		}
		b.WriteString(strings.Repeat("\n", breaks) + line)
		breaks = 0
	}
	return b.String()
}

// unusedAnchors notes the names of values that no alias uses: they may be the
// beginning of a text.
func (c *converter) unusedAnchors() {
	for name, n := range c.anchors {
		if n != nil && n.Kind == Scalar && !c.used[name] {
			n.Anchor = name
		}
	}
}
