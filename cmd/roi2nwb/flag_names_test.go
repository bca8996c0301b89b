package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// namedFlag returns the flag that a text names, "" for none.
func namedFlag(text string) string { return regexp.MustCompile(`--[a-z][a-z-]*`).FindString(text) }

func TestNamedFlag(t *testing.T) {
	for text, want := range map[string]string{"give --set a=b": "--set", "--dandi-layout": "--dandi-layout", "a -- b": "", "<!-- x -->": "", "a-b": ""} {
		if got := namedFlag(text); got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
}

// Packages below this one name no flag: who renames one changes this package alone.
// Package batch is apart, since it writes command lines.
func TestFlagsAreNamedHere(t *testing.T) {
	const below = "../../internal"
	literals := 0
	err := filepath.WalkDir(below, func(path string, e fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case e.IsDir() && path == filepath.Join(below, "batch"):
			return filepath.SkipDir
		case e.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go"):
			return nil
		}
		files := token.NewFileSet()
		file, err := parser.ParseFile(files, path, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if literal, ok := n.(*ast.BasicLit); ok && literal.Kind == token.STRING {
				literals++
				if flag := namedFlag(literal.Value); flag != "" {
					t.Errorf("%s names the flag %s", files.Position(literal.Pos()), flag)
				}
			}
			return true
		})
		return nil
	})
	if err != nil || literals == 0 {
		t.Errorf("read %d texts, error %v", literals, err)
	}
}
