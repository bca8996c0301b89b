package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// varying is what differs from run to run, and from one compressor to another.
var varying = [...]struct {
	pattern *regexp.Regexp
	instead string
}{
	{regexp.MustCompile(`\d+ kB in \d+\.\d s`), "650 kB in 0.1 s"},
	{regexp.MustCompile(`about \d+ kB`), "about 650 kB"},
}

// What the README shows is what the program prints, on a page of its usual
// width.
func TestReadmeExamples(t *testing.T) {
	readme := string(content(t, filepath.Join("..", "..", "README.md")))
	root, err := filepath.Abs(filepath.Join("..", ".."))
	if err != nil {
		t.Fatal(err)
	}
	t.Chdir(t.TempDir())
	t.Setenv("ROI2NWB_SETTINGS", "")
	for _, name := range []string{"testdata", "configs"} {
		if err := os.Symlink(filepath.Join(root, name), name); err != nil {
			t.Fatal(err)
		}
	}
	shown := 0
	for block := range strings.SplitSeq(readme, "```") {
		command, want, ok := strings.Cut(strings.TrimPrefix(block, "\n"), "\n")
		args := strings.Fields(strings.TrimPrefix(command, "$ roi2nwb "))
		if !ok || !strings.HasPrefix(command, "$ roi2nwb ") || args[0] != "inspect" && args[0] != "convert" {
			continue
		}
		shown++
		var out, bad strings.Builder
		if code := run(t.Context(), args, Streams{Out: &out, Err: &bad, OutIsTerminal: true}); code != exitDone || bad.String() != "" {
			t.Errorf("%s: exit status %d: %s", command, code, bad.String())
		}
		same := func(text string) string {
			for _, v := range varying {
				text = v.pattern.ReplaceAllString(text, v.instead)
			}
			return text
		}
		if d := cmp.Diff(same(want), same(out.String())); d != "" {
			t.Errorf("%s (-README +printed):\n%s", command, d)
		}
	}
	if shown != 2 {
		t.Errorf("%d examples were found", shown)
	}
}
