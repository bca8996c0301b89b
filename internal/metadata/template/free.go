package template

import (
	"fmt"
	"strconv"
	"strings"

	"roi2nwb/internal/metadata/tree"
)

// free sets what the user keeps for himself.
func (p *page) free(f *field) {
	if f.value == nil {
		p.comment(0, tree.Wrap(f.schema.Doc, LineWidth-2)...)
		p.comment(0, f.key+":", "  rig: B")
		return
	}
	indent := 2 * strings.Count(f.path, ".")
	p.add(line{indent: indent, off: active, text: f.key + ":", below: freeLines(f.value)})
}

// freeLines writes any value in lines of YAML.
func freeLines(n *tree.Node) []string {
	var lines []string
	under := func(head string, value *tree.Node) {
		inner := freeLines(value)
		switch {
		case !value.Given() || len(value.Fields)+len(value.Items) == 0:
			lines = append(lines, head+" "+inner[0])
			return
		case head == "-":
			lines, inner = append(lines, "- "+inner[0]), inner[1:]
		default:
			lines = append(lines, head)
		}
		for _, line := range inner {
			lines = append(lines, "  "+line)
		}
	}
	if !n.Given() {
		return []string{"null"}
	}
	for _, field := range n.Fields {
		under(tree.Quote(field.Key, false)+":", field.Value)
	}
	for _, item := range n.Items {
		under("-", item)
	}
	if lines == nil {
		return []string{freeValue(n)}
	}
	return lines
}

// freeValue writes a value without others in it, of the type that YAML gave it.
func freeValue(n *tree.Node) string {
	switch n.Kind {
	case tree.Mapping:
		return "{}"
	case tree.Sequence:
		return "[]"
	}
	switch v := n.Value.(type) {
	case string:
		return tree.Quote(v, false)
	case bool:
		return strconv.FormatBool(v)
	case float64:
		return tree.QuoteFloat(v)
	}
	return fmt.Sprint(n.Value)
}
