package batch

import (
	"strings"
	"testing"
)

// The end of what a child says is kept, and no more than that.
func TestTail(t *testing.T) {
	for _, tt := range []struct {
		parts []string
		want  string
	}{
		{nil, ""},
		{[]string{"one", " line"}, "one line\n"},
		{[]string{strings.Repeat("a", mostTail-1), "b"}, strings.Repeat("a", mostTail-1) + "b\n"},
		{[]string{strings.Repeat("a", mostTail), "bc"}, strings.Repeat("a", mostTail-2) + "bc\n"},
		{[]string{strings.Repeat("a", 3*mostTail)}, strings.Repeat("a", mostTail) + "\n"},
	} {
		var kept tail
		for _, part := range tt.parts {
			if n, err := kept.Write([]byte(part)); n != len(part) || err != nil {
				t.Fatalf("%d of %d bytes written, %v", n, len(part), err)
			}
		}
		if got := kept.String(); got != tt.want {
			t.Errorf("%d parts: %d bytes kept, want %d", len(tt.parts), len(got), len(tt.want))
		}
	}
}
