package metadata

import (
	"fmt"
	"strconv"
	"strings"
)

// free sets what the user keeps for himself.
func (p *templatePage) free(f *templateField) {
	if f.value == nil {
		p.comment(0, wrap(f.schema.doc, lineWidth-2)...)
		p.comment(0, f.key+":", "  rig: B")
		return
	}
	indent := 2 * strings.Count(f.path, ".")
	p.add(templateLine{indent: indent, off: active, text: f.key + ":", below: freeLines(f.value)})
}

// freeLines writes any value in lines of YAML.
func freeLines(n *node) []string {
	var lines []string
	under := func(head string, value *node) {
		inner := freeLines(value)
		switch {
		case !value.given() || len(value.fields)+len(value.items) == 0:
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
	if !n.given() {
		return []string{"null"}
	}
	for _, field := range n.fields {
		under(yamlText(field.key, false)+":", field.value)
	}
	for _, item := range n.items {
		under("-", item)
	}
	if lines == nil {
		return []string{freeValue(n)}
	}
	return lines
}

// freeValue writes a value without others in it, of the type that YAML gave it.
func freeValue(n *node) string {
	switch n.kind {
	case mapping:
		return "{}"
	case sequence:
		return "[]"
	}
	switch v := n.value.(type) {
	case string:
		return yamlText(v, false)
	case bool:
		return strconv.FormatBool(v)
	case float64:
		return yamlFloat(v)
	}
	return fmt.Sprint(n.value)
}
