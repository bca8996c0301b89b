package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// Building asks for a Go that will do before it installs anything.
func TestCheckGo(t *testing.T) {
	for _, c := range []struct {
		name, version, toolchain string // version "" for no Go at all
		want                     string
	}{
		{"none", "", "", "none was found on PATH"},
		{"too old to fetch another", "go1.19.8", "", "found 1.19"},
		{"may not fetch another", "go1.22.1", "local", "found 1.22"},
		{"fetches another", "go1.22.1", "auto", ""},
		{"as needed", "go1.25.0", "local", ""},
		{"newer", "go1.26rc1", "local", ""},
		{"of a development branch", "devel go1.27-abcdef", "local", "names no version"},
	} {
		t.Run(c.name, func(t *testing.T) {
			tools := t.TempDir()
			for _, name := range []string{"sh", "sed", "dirname"} {
				tool, err := exec.LookPath(name)
				if err != nil {
					t.Skip(err)
				}
				if err := os.Symlink(tool, filepath.Join(tools, name)); err != nil {
					t.Fatal(err)
				}
			}
			if c.version != "" {
				script := "#!/bin/sh\n[ \"$2\" = GOTOOLCHAIN ] && echo '" + c.toolchain + "' && exit\necho '" + c.version + "'\n"
				if err := os.WriteFile(filepath.Join(tools, "go"), []byte(script), 0o755); err != nil {
					t.Fatal(err)
				}
			}
			check := exec.CommandContext(t.Context(), "/bin/sh", "../../scripts/check-go.sh")
			check.Env = []string{"PATH=" + tools}
			said, err := check.CombinedOutput()
			if (err != nil) != (c.want != "") || !strings.Contains(string(said), c.want) {
				t.Errorf("%v, %q; want %q", err, said, c.want)
			}
			if c.want != "" && !strings.Contains(string(said), "https://go.dev/dl") {
				t.Errorf("%q does not say where to get it", said)
			}
		})
	}
}
