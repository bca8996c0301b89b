package session

import (
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"strconv"
	"testing"
)

// Every kind that is declared is listed, once.
func TestTraceKindsAreListed(t *testing.T) {
	file, err := parser.ParseFile(token.NewFileSet(), "segmentation.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	var declared []TraceKind
	ast.Inspect(file, func(n ast.Node) bool {
		if spec, ok := n.(*ast.ValueSpec); ok {
			if kind, ok := spec.Type.(*ast.Ident); ok && kind.Name == "TraceKind" {
				text, err := strconv.Unquote(spec.Values[0].(*ast.BasicLit).Value)
				if err != nil {
					t.Fatal(err)
				}
				declared = append(declared, TraceKind(text))
			}
		}
		return true
	})
	if len(declared) < 8 || !slices.Equal(declared, TraceKinds()) {
		t.Errorf("declared %q, listed %q", declared, TraceKinds())
	}
}
