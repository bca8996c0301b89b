package tree

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
	MaxBytes  = 1 << 20
	MaxTokens = 100_000
	MaxKeys   = 10_000
	maxDepth  = 64
	maxNodes  = 1 << 18 // values after aliases are expanded
)

// Vocabulary is the keys that messages about syntax know.
type Vocabulary struct {
	IsSection func(key string) bool // a key at the top of a file
	IsKey     func(key string) bool // a key anywhere below
}

// Parse reads one YAML document; JSON is YAML. A nil node means that it is
// empty. An error is Problems.
func Parse(source string, text []byte, known Vocabulary) (root *Node, err error) {
	var shared *Lines
	refuseFor := func(hint string, at Position, format string, args ...any) (*Node, error) {
		at.Source, at.lines = source, shared
		return nil, Problems{ProblemAt(at, "", hint, format, args...).As(Error, "syntax")}
	}
	refuse := func(at Position, format string, args ...any) (*Node, error) {
		return refuseFor("", at, format, args...)
	}
	if len(text) > MaxBytes {
		return refuse(Position{}, "holds %d bytes; metadata files may hold %d", len(text), MaxBytes)
	}
	if !utf8.Valid(text) {
		return refuse(Position{}, "is not UTF-8 text; save it as UTF-8")
	}
	// The library takes some malformed input for granted and panics on it.
	defer func() {
		if r := recover(); r != nil {
			root, err = refuse(Position{}, "is not YAML that can be read: %v", r)
		}
	}()
	whole := strings.TrimPrefix(string(text), "\ufeff")
	shared = linesOf(whole)
	tokens := lexer.Tokenize(whole)
	if len(tokens) > MaxTokens {
		return refuse(Position{}, "holds %d pieces of YAML; metadata files may hold %d", len(tokens), MaxTokens)
	}
	if t := tooMany(tokens); t != nil {
		return refuse(tokenPosition(t), "holds more than %d keys; metadata files may hold no more", MaxKeys)
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
	c := converter{source: source, lines: shared, anchors: map[string]*Node{}, used: map[string]bool{}, behind: commentsBehind(tokens)}
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

// tooMany returns the token of the first key past MaxKeys, or nil.
func tooMany(tokens token.Tokens) *token.Token {
	keys := 0
	for _, t := range tokens {
		if t.Type != token.MappingValueType {
			continue
		}
		if keys++; keys > MaxKeys {
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

func tokenPosition(t *token.Token) Position {
	if t == nil || t.Position == nil {
		return Position{}
	}
	shown, _, _ := strings.Cut(strings.TrimSpace(t.Origin), "\n")
	return Position{Line: t.Position.Line, Column: t.Position.Column, width: utf8.RuneCountInString(shown)}
}

// badNode is YAML that parses and cannot be metadata.
type badNode struct {
	at           Position
	reason, hint string
}

func (b *badNode) Error() string { return b.reason }

// converter turns the library's tree into ours, with aliases expanded.
type converter struct {
	source  string
	lines   *Lines
	anchors map[string]*Node
	used    map[string]bool               // anchors that an alias names
	behind  map[*token.Token]*token.Token // the comment behind a value, in its line
	nodes   int
}

func (c *converter) at(n ast.Node) Position {
	at := tokenPosition(n.GetToken())
	at.Source, at.lines = c.source, c.lines
	return at
}

func (c *converter) bad(n ast.Node, hint, format string, args ...any) error {
	return &badNode{c.at(n), fmt.Sprintf(format, args...), hint}
}

// quoting is the cure for a text that begins with what means something in YAML.
func (c *converter) quoting(n ast.Node) string {
	at := c.at(n)
	e, ok := entryOf(at.lines.at(at.Line))
	switch {
	case ok && strings.HasPrefix(strings.TrimSpace(e.head), "<<"):
		return "name what is meant further up with &, or take the line away"
	case ok && len([]rune(e.head)) == at.Column-1:
		return e.quoted(e.value)
	}
	return "put the text in quotes"
}

func (c *converter) convert(n ast.Node, depth int) (*Node, error) {
	if n == nil {
		return &Node{Kind: Null, At: Position{Source: c.source}}, nil
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
		out := &Node{Kind: Sequence, At: c.at(n)}
		for _, v := range n.Values {
			item, err := c.convert(v, depth+1)
			if err != nil {
				return nil, err
			}
			out.Items = append(out.Items, item)
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
		return &Node{Kind: Null, At: c.at(n)}, nil
	case *ast.LiteralNode:
		// The line break that ends a block is the block's, not the text's.
		text := strings.TrimRight(n.Value.Value, "\n")
		return &Node{Kind: Scalar, At: c.at(n), Text: text, Value: n.Value.Value}, nil
	case *ast.StringNode:
		text := withTabs(n)
		return c.cut(n, &Node{Kind: Scalar, At: c.at(n), Text: text, Value: text}), nil
	case ast.ScalarNode:
		return c.cut(n, &Node{Kind: Scalar, At: c.at(n), Text: n.GetToken().Value, Value: n.GetValue()}), nil
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
func (c *converter) expand(n ast.Node, target *Node, depth int) error {
	if err := c.count(n, depth); err != nil {
		return err
	}
	for _, f := range target.Fields {
		if err := c.expand(n, f.Value, depth+1); err != nil {
			return err
		}
	}
	for _, item := range target.Items {
		if err := c.expand(n, item, depth+1); err != nil {
			return err
		}
	}
	return nil
}

// tagged reads the value behind a tag. Only !!str says something that the
// place of the value does not: a null that is text.
func (c *converter) tagged(n *ast.TagNode, depth int) (*Node, error) {
	if n.Start != nil && !strings.HasPrefix(n.Start.Value, "!!") {
		return nil, c.bad(n, c.quoting(n), "%s is read as the type of a value, and would be lost", n.Start.Value)
	}
	out, err := c.convert(n.Value, depth+1)
	if err != nil || n.Start == nil || n.Start.Value != "!!str" || n.Value == nil || out.Kind > Scalar {
		return out, err
	}
	text := out.Text
	if out.Kind == Null {
		text = n.Value.GetToken().Value
	}
	return &Node{Kind: Scalar, At: out.At, Text: text, Value: text}, nil
}

func (c *converter) mapping(n ast.Node, values []*ast.MappingValueNode, depth int) (*Node, error) {
	out := &Node{Kind: Mapping, At: c.at(n)}
	if len(values) > 0 {
		out.At = c.at(values[0].Key)
	}
	seen := make(map[string]int, len(values))
	var inherited []*Node
	for _, v := range values {
		value, err := c.convert(v.Value, depth+1)
		if err != nil {
			return nil, err
		}
		if value.Kind == Null && value.Text == "" {
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
			return nil, c.bad(v.Key, twiceHint, "%s", twiceMessage(key, out.Fields[first].At.Line))
		}
		seen[key] = len(out.Fields)
		out.Fields = append(out.Fields, Field{Key: key, At: c.at(v.Key), Value: value})
	}
	for _, from := range inherited {
		sources := []*Node{from}
		if from.Kind == Sequence {
			sources = from.Items
		}
		for _, s := range sources {
			if s.Kind != Mapping {
				return nil, &badNode{s.At, "<< takes keys from a mapping, or from a list of them", "put a key that is << in quotes"}
			}
			for _, f := range s.Fields {
				if _, own := seen[f.Key]; !own {
					seen[f.Key] = len(out.Fields)
					out.Fields = append(out.Fields, f)
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
