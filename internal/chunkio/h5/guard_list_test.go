package h5

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestEverythingGuarded holds the list of guard.h against what the sources
// call. What gonum calls for itself makes new files only.
func TestEverythingGuarded(t *testing.T) {
	header, err := os.ReadFile("guard.h")
	must(t, err)
	var sources []string
	for _, pattern := range []string{"*.go", "*.c"} {
		files, err := filepath.Glob(pattern)
		must(t, err)
		sources = append(sources, files...)
	}
	call := regexp.MustCompile(`\b(H5[A-Z]*[a-z][A-Za-z0-9_]*)\(`)
	calls := 0
	for _, source := range sources {
		if strings.HasSuffix(source, "_test.go") || source == "guard.c" {
			continue
		}
		text, err := os.ReadFile(source)
		must(t, err)
		for _, found := range call.FindAllStringSubmatch(string(text), -1) {
			calls++
			if name := found[1]; !strings.Contains(string(header), "#define "+name+" guarded_"+name+"\n") {
				t.Errorf("%s calls %s, which guard.h does not list", source, name)
			}
		}
	}
	if calls < 100 {
		t.Errorf("only %d calls found", calls)
	}
}
