package metadata

import (
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/lexer"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"
)

// Bounds on a metadata file, far above what people write. The YAML library
// takes time that grows with the square of the keys in a mapping and of the
// depth, and recurses, so both are checked on the tokens, before it parses.
const (
	maxBytes  = 1 << 20
	maxTokens = 100_000
	maxKeys   = 10_000
	maxDepth  = 64
	maxNodes  = 1 << 18 // values after aliases are expanded
)

// vocabulary is the keys that messages about syntax know.
type vocabulary struct {
	isSection func(key string) bool // a key at the top of a file
	isKey     func(key string) bool // a key anywhere below
}

// parseYAML reads one YAML document; JSON is YAML. A nil node means that it is
// empty. An error is Problems.
func parseYAML(source string, text []byte, known vocabulary) (root *node, err error) {
	var shared *lines
	refuseFor := func(hint string, at position, format string, args ...any) (*node, error) {
		at.source, at.lines = source, shared
		return nil, Problems{problemAt(at, "", hint, format, args...).as(Error, "syntax")}
	}
	refuse := func(at position, format string, args ...any) (*node, error) {
		return refuseFor("", at, format, args...)
	}
	if len(text) > maxBytes {
		return refuse(position{}, "holds %d bytes; metadata files may hold %d", len(text), maxBytes)
	}
	if !utf8.Valid(text) {
		return refuse(position{}, "is not UTF-8 text; save it as UTF-8")
	}
	// The library takes some malformed input for granted and panics on it.
	defer func() {
		if r := recover(); r != nil {
			root, err = refuse(position{}, "is not YAML that can be read: %v", r)
		}
	}()
	whole := strings.TrimPrefix(string(text), "\ufeff")
	shared = linesOf(whole)
	tokens := lexer.Tokenize(whole)
	if len(tokens) > maxTokens {
		return refuse(position{}, "holds %d pieces of YAML; metadata files may hold %d", len(tokens), maxTokens)
	}
	if t := tooMany(tokens); t != nil {
		return refuse(tokenPosition(t), "holds more than %d keys; metadata files may hold no more", maxKeys)
	}
	if t := tooDeep(tokens); t != nil {
		return refuse(tokenPosition(t), "values are nested more than %d deep", maxDepth)
	}
	file, err := parseTokens(tokens)
	if err != nil {
		said := &refuser{lines: shared, tokens: tokens, known: known, said: err.Error()}
		var syntax yaml.Error
		if errors.As(err, &syntax) {
			said.at, said.said = tokenPosition(syntax.GetToken()), syntax.GetMessage()
		}
		found := said.refusal()
		return refuseFor(found.hint, found.at, "%s", found.message)
	}
	var body ast.Node
	for _, d := range file.Docs {
		if d.Body == nil {
			continue
		}
		if body != nil {
			return refuseFor("take the line --- above it away, or give what follows in a file of its own", tokenPosition(d.Body.GetToken()),
				"a second document starts here; a metadata file holds one")
		}
		body = d.Body
	}
	if body == nil {
		return nil, nil
	}
	c := converter{source: source, lines: shared, anchors: map[string]*node{}, used: map[string]bool{}, behind: commentsBehind(tokens)}
	root, err = c.convert(body, 0)
	c.unusedAnchors()
	var bad *badNode
	if errors.As(err, &bad) {
		return refuseFor(bad.hint, bad.at, "%s", bad.reason)
	}
	return root, err
}

// parseTokens parses tokens. The library passes over some that it holds to be
// invalid, such as text behind the > of a block, and what stands there would be
// lost.
func parseTokens(tokens token.Tokens) (*ast.File, error) {
	file, err := parser.Parse(tokens, 0)
	if err != nil {
		return nil, err
	}
	for _, t := range tokens {
		if t.Type == token.InvalidType {
			return nil, &yaml.SyntaxError{Message: t.Error, Token: t}
		}
	}
	if len(tokens) == 0 {
		return file, nil
	}
	// At the end of a file without a line break it forgets even to say so.
	last := tokens[len(tokens)-1]
	if last.Type == token.FoldedType || last.Type == token.LiteralType {
		if header, _, _ := strings.Cut(strings.TrimSpace(last.Origin), " #"); strings.Trim(header, "|>+-0123456789 ") != "" {
			return nil, &yaml.SyntaxError{Message: "a block without lines", Token: last}
		}
	}
	return file, nil
}

// tooMany returns the token of the first key past maxKeys, or nil.
func tooMany(tokens token.Tokens) *token.Token {
	keys := 0
	for _, t := range tokens {
		if t.Type != token.MappingValueType {
			continue
		}
		if keys++; keys > maxKeys {
			return t
		}
	}
	return nil
}

// tooDeep returns the token at which values are nested deeper than maxDepth,
// or nil. Outside of brackets, depth without indentation needs indicators in
// one line, as in "- - -".
func tooDeep(tokens token.Tokens) *token.Token {
	depth, inLine, line := 0, 0, 0
	for _, t := range tokens {
		if t.Position.Line != line {
			line, inLine = t.Position.Line, 0
		}
		switch t.Type {
		case token.SequenceStartType, token.MappingStartType:
			depth++
		case token.SequenceEndType, token.MappingEndType:
			depth = max(depth-1, 0)
		case token.CollectEntryType:
			inLine = 0
		case token.SequenceEntryType, token.MappingKeyType, token.MappingValueType,
			token.TagType, token.AnchorType, token.AliasType:
			inLine++
		}
		if depth > maxDepth || inLine > maxDepth || t.Position.IndentNum > maxDepth*maxDepth {
			return t
		}
	}
	return nil
}

func tokenPosition(t *token.Token) position {
	if t == nil || t.Position == nil {
		return position{}
	}
	shown, _, _ := strings.Cut(strings.TrimSpace(t.Origin), "\n")
	return position{line: t.Position.Line, column: t.Position.Column, width: utf8.RuneCountInString(shown)}
}

// badNode is YAML that parses and cannot be metadata.
type badNode struct {
	at           position
	reason, hint string
}

func (b *badNode) Error() string { return b.reason }

// converter turns the library's tree into ours, with aliases expanded.
type converter struct {
	source  string
	lines   *lines
	anchors map[string]*node
	used    map[string]bool               // anchors that an alias names
	behind  map[*token.Token]*token.Token // the comment behind a value, in its line
	nodes   int
}

func (c *converter) at(n ast.Node) position {
	at := tokenPosition(n.GetToken())
	at.source, at.lines = c.source, c.lines
	return at
}

func (c *converter) bad(n ast.Node, hint, format string, args ...any) error {
	return &badNode{c.at(n), fmt.Sprintf(format, args...), hint}
}

// quoting is the cure for a text that begins with what means something in YAML.
func (c *converter) quoting(n ast.Node) string {
	at := c.at(n)
	e, ok := entryOf(at.lines.at(at.line))
	switch {
	case ok && strings.HasPrefix(strings.TrimSpace(e.head), "<<"):
		return "name what is meant further up with &, or take the line away"
	case ok && len([]rune(e.head)) == at.column-1:
		return e.quoted(e.value)
	}
	return "put the text in quotes"
}

func (c *converter) convert(n ast.Node, depth int) (*node, error) {
	if n == nil {
		return &node{kind: null, at: position{source: c.source}}, nil
	}
	if err := c.count(n, depth); err != nil {
		return nil, err
	}
	switch n := n.(type) {
	case *ast.MappingNode:
		return c.mapping(n, n.Values, depth)
	case *ast.MappingValueNode:
		return c.mapping(n, []*ast.MappingValueNode{n}, depth)
	case *ast.SequenceNode:
		out := &node{kind: sequence, at: c.at(n)}
		for _, v := range n.Values {
			item, err := c.convert(v, depth+1)
			if err != nil {
				return nil, err
			}
			out.items = append(out.items, item)
		}
		return out, nil
	case *ast.AnchorNode:
		// An alias inside its own anchor means the anchor of that name before it.
		out, err := c.convert(n.Value, depth+1)
		c.anchors[n.Name.GetToken().Value] = out
		return out, err
	case *ast.AliasNode:
		name := n.Value.GetToken().Value
		target, ok := c.anchors[name]
		if !ok {
			return nil, c.bad(n, c.quoting(n), "*%s stands for a value that is named &%s further up, and none is", name, name)
		}
		c.used[name] = true
		return target, c.expand(n, target, depth)
	case *ast.TagNode:
		return c.tagged(n, depth)
	case *ast.NullNode:
		return &node{kind: null, at: c.at(n)}, nil
	case *ast.LiteralNode:
		// The line break that ends a block is the block's, not the text's.
		text := strings.TrimRight(n.Value.Value, "\n")
		return &node{kind: scalar, at: c.at(n), text: text, value: n.Value.Value}, nil
	case *ast.StringNode:
		text := withTabs(n)
		return c.cut(n, &node{kind: scalar, at: c.at(n), text: text, value: text}), nil
	case ast.ScalarNode:
		return c.cut(n, &node{kind: scalar, at: c.at(n), text: n.GetToken().Value, value: n.GetValue()}), nil
	}
	return nil, c.bad(n, "", "a %v does not belong in metadata", n.Type())
}

// count counts one value at depth, against the bounds.
func (c *converter) count(n ast.Node, depth int) error {
	if c.nodes++; c.nodes > maxNodes {
		return c.bad(n, "", "the file holds more than %d values once its aliases are expanded", maxNodes)
	}
	if depth > maxDepth {
		return c.bad(n, "", "values are nested more than %d deep", maxDepth)
	}
	return nil
}

// expand counts what the alias n stands for as if it were written there: the
// tree shares it, but later steps walk it each time.
func (c *converter) expand(n ast.Node, target *node, depth int) error {
	if err := c.count(n, depth); err != nil {
		return err
	}
	for _, f := range target.fields {
		if err := c.expand(n, f.value, depth+1); err != nil {
			return err
		}
	}
	for _, item := range target.items {
		if err := c.expand(n, item, depth+1); err != nil {
			return err
		}
	}
	return nil
}

// tagged reads the value behind a tag. Only !!str says something that the
// place of the value does not: a null that is text.
func (c *converter) tagged(n *ast.TagNode, depth int) (*node, error) {
	if n.Start != nil && !strings.HasPrefix(n.Start.Value, "!!") {
		return nil, c.bad(n, c.quoting(n), "%s is read as the type of a value, and would be lost", n.Start.Value)
	}
	out, err := c.convert(n.Value, depth+1)
	if err != nil || n.Start == nil || n.Start.Value != "!!str" || n.Value == nil || out.kind > scalar {
		return out, err
	}
	text := out.text
	if out.kind == null {
		text = n.Value.GetToken().Value
	}
	return &node{kind: scalar, at: out.at, text: text, value: text}, nil
}

func (c *converter) mapping(n ast.Node, values []*ast.MappingValueNode, depth int) (*node, error) {
	out := &node{kind: mapping, at: c.at(n)}
	if len(values) > 0 {
		out.at = c.at(values[0].Key)
	}
	seen := make(map[string]int, len(values))
	var inherited []*node
	for _, v := range values {
		value, err := c.convert(v.Value, depth+1)
		if err != nil {
			return nil, err
		}
		if value.kind == null && value.text == "" {
			c.cutBehind(v.Start, value)
		}
		if v.Key.IsMergeKey() {
			inherited = append(inherited, value)
			continue
		}
		key, err := c.key(v.Key)
		if err != nil {
			return nil, err
		}
		if first, twice := seen[key]; twice {
			return nil, c.bad(v.Key, twiceHint, "%s", twiceMessage(key, out.fields[first].at.line))
		}
		seen[key] = len(out.fields)
		out.fields = append(out.fields, field{key: key, at: c.at(v.Key), value: value})
	}
	for _, from := range inherited {
		sources := []*node{from}
		if from.kind == sequence {
			sources = from.items
		}
		for _, s := range sources {
			if s.kind != mapping {
				return nil, &badNode{s.at, "<< takes keys from a mapping, or from a list of them", "put a key that is << in quotes"}
			}
			for _, f := range s.fields {
				if _, own := seen[f.key]; !own {
					seen[f.key] = len(out.fields)
					out.fields = append(out.fields, f)
				}
			}
		}
	}
	return out, nil
}

// key returns the text of a mapping's key.
func (c *converter) key(n ast.Node) (string, error) {
	switch k := n.(type) {
	case *ast.MappingKeyNode:
		return c.key(k.Value)
	case *ast.StringNode:
		return k.Value, nil
	case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode, *ast.NullNode, *ast.NanNode, *ast.InfinityNode:
		return k.GetToken().Value, nil
	}
	return "", c.bad(n, "put it in quotes", "a key must be a text")
}
