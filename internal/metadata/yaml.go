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

// parse reads one YAML document; JSON is YAML. A nil node means that it is
// empty. An error is Problems.
func parse(source string, text []byte) (root *node, err error) {
	var shared *lines
	refuse := func(at position, format string, args ...any) (*node, error) {
		at.source, at.lines = source, shared
		return nil, Problems{problemAt(at, "", "", format, args...).as(Error, "syntax")}
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
	file, err := parser.Parse(tokens, 0)
	if err != nil {
		var syntax yaml.Error
		if errors.As(err, &syntax) {
			return refuse(tokenPosition(syntax.GetToken()), "%s", syntax.GetMessage())
		}
		return refuse(position{}, "%v", err)
	}
	var body ast.Node
	for _, d := range file.Docs {
		if d.Body == nil {
			continue
		}
		if body != nil {
			return refuse(tokenPosition(d.Body.GetToken()), "a second document starts here; a metadata file holds one")
		}
		body = d.Body
	}
	if body == nil {
		return nil, nil
	}
	c := converter{source: source, lines: shared, anchors: map[string]*node{}}
	root, err = c.convert(body, 0)
	var bad *badNode
	if errors.As(err, &bad) {
		return refuse(bad.at, "%s", bad.reason)
	}
	return root, err
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
	at     position
	reason string
}

func (b *badNode) Error() string { return b.reason }

// converter turns the library's tree into ours, with aliases expanded.
type converter struct {
	source  string
	lines   *lines
	anchors map[string]*node
	nodes   int
}

func (c *converter) at(n ast.Node) position {
	at := tokenPosition(n.GetToken())
	at.source, at.lines = c.source, c.lines
	return at
}

func (c *converter) bad(n ast.Node, format string, args ...any) error {
	return &badNode{c.at(n), fmt.Sprintf(format, args...)}
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
			return nil, c.bad(n, "alias %q has no anchor before it", name)
		}
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
		return &node{kind: scalar, at: c.at(n), text: n.Value, value: n.Value}, nil
	case ast.ScalarNode:
		return &node{kind: scalar, at: c.at(n), text: n.GetToken().Value, value: n.GetValue()}, nil
	}
	return nil, c.bad(n, "a %v does not belong in metadata", n.Type())
}

// count counts one value at depth, against the bounds.
func (c *converter) count(n ast.Node, depth int) error {
	if c.nodes++; c.nodes > maxNodes {
		return c.bad(n, "the file holds more than %d values once its aliases are expanded", maxNodes)
	}
	if depth > maxDepth {
		return c.bad(n, "values are nested more than %d deep", maxDepth)
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
		if v.Key.IsMergeKey() {
			inherited = append(inherited, value)
			continue
		}
		key, err := c.key(v.Key)
		if err != nil {
			return nil, err
		}
		if first, twice := seen[key]; twice {
			return nil, c.bad(v.Key, "key %q is there twice, first in line %d", key, out.fields[first].at.line)
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
				return nil, &badNode{s.at, "<< takes keys from a mapping, or from a list of them"}
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
	return "", c.bad(n, "a key must be a text")
}
