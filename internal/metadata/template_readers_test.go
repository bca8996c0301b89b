package metadata

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"roi2nwb/internal/metadata/schema"
	"roi2nwb/internal/metadata/template"
	"roi2nwb/internal/readertest"
)

// PyYAML, which reads YAML 1.1, sees the values in a template that we do: texts
// that look like numbers, times, or what is on or off are none.
func TestTemplateAgreesWithPyYAML(t *testing.T) {
	python := readertest.Python(t)
	type agreement struct {
		Name string `json:"name"`
		YAML string `json:"yaml"`
		Want any    `json:"want"`
	}
	var cases []agreement
	all := templateLayers(t)
	for _, name := range slices.Sorted(maps.Keys(all)) {
		text := string(must(Merge(all[name]...).Template(template.Options{}))(t))
		cases = append(cases, agreement{name, text, exact(must(schema.Parse(name, []byte(text)))(t).Plain())})
	}
	manifest, err := json.Marshal(cases)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), python, filepath.Join("..", "..", "tests", "readers", "template_agrees.py"))
	cmd.Stdin = bytes.NewReader(manifest)
	if out, err := cmd.CombinedOutput(); err != nil || !strings.Contains(string(out), fmt.Sprintf("%d of %d", len(cases), len(cases))) {
		t.Errorf("template_agrees.py: %v\n%s", err, out)
	}
}

// exact replaces the numbers that JSON has no place for.
func exact(v any) any {
	switch v := v.(type) {
	case map[string]any:
		for k := range v {
			v[k] = exact(v[k])
		}
	case []any:
		for i := range v {
			v[i] = exact(v[i])
		}
	case float64:
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return map[string]string{"float": strings.ToLower(strings.TrimPrefix(fmt.Sprint(v), "+"))}
		}
	}
	return v
}
