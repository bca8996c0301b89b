package tree

import (
	"strings"
	"testing"
)

// Values may be nested as deep as the bound says, in either style of YAML.
func TestDepth(t *testing.T) {
	flow := func(depth int) string { return strings.Repeat("[", depth) + strings.Repeat("]", depth) }
	block := func(depth int) string {
		var text strings.Builder
		for i := range depth - 1 {
			text.WriteString(strings.Repeat(" ", i) + "k:\n")
		}
		return text.String() + strings.Repeat(" ", depth-1) + "v\n"
	}
	for name, nested := range map[string]func(int) string{"flow": flow, "block": block} {
		for depth, ok := range map[int]bool{maxDepth: true, maxDepth + 2: false} {
			_, err := Parse("m.yaml", []byte(nested(depth)), Vocabulary{IsSection: anyKey, IsKey: anyKey})
			if (err == nil) != ok || !ok && !strings.Contains(err.Error(), "64 deep") {
				t.Errorf("%s, %d deep: %v", name, depth, err)
			}
		}
	}
}

func anyKey(string) bool { return true }
