package batch

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// lab is a folder with sources that say what becomes of them.
type lab struct {
	*Run
	dir string
}

// newLab makes a source for each session, by name: what its check does, and what
// its conversion does.
func newLab(t *testing.T, sources map[string][2]string) *lab {
	t.Helper()
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	l := &lab{dir: t.TempDir()}
	l.Run = &Run{
		Grammar: testGrammar(), Program: program, Env: append(os.Environ(), asChild+"=1"), Version: "v1",
		Folder: FolderIn(l.dir, "lab"), Named: filepath.Join(l.dir, "nwb"), Machine: Machine{CPUs: 2}, Given: Values{"mask": {"image"}},
	}
	for _, id := range sorted(sources) {
		l.source(t, id, sources[id])
		l.Sessions = append(l.Sessions, &Session{ID: id, Line: len(l.Sessions) + 2, Source: l.path(id), Given: Values{}, Columns: map[string]string{"source": "source"}})
	}
	return l
}

func sorted[V any](m map[string]V) []string {
	var names []string
	for i := range 100 {
		if name := fmt.Sprintf("s%02d", i); hasKey(m, name) {
			names = append(names, name)
		}
	}
	return names
}

func hasKey[V any](m map[string]V, key string) bool {
	_, ok := m[key]
	return ok
}

func (l *lab) path(id string) string { return filepath.Join(l.dir, id+".hdf5") }

func (l *lab) output(id string) string { return filepath.Join(l.dir, "nwb", id+".nwb") }

func (l *lab) source(t *testing.T, id string, does [2]string) {
	t.Helper()
	if err := os.WriteFile(l.path(id), []byte(does[0]+"\n"+does[1]+"\n"), 0o644); err != nil {
		t.Fatal(err)
	}
}

// run plans and does, and says how each session stands: "s01 done".
func (l *lab) run(t *testing.T) (string, *Plan) {
	t.Helper()
	p, err := l.Plan(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if len(p.Problems) > 0 {
		return "problems: " + p.Problems.Error(), p
	}
	if err := l.Do(t.Context(), p); err != nil {
		t.Fatal(err)
	}
	return standing(p), p
}

func standing(p *Plan) string {
	var lines []string
	for _, i := range p.Items {
		text := [...]string{Ready: "ready", Finished: "done", Kept: "kept", Wrong: "failed", Stopped: "stopped", Elsewhere: "elsewhere"}[i.State]
		if i.Before {
			text += " before"
		}
		if len(i.Why) > 0 {
			text += " since " + strings.Join(i.Why, ", ")
		}
		for _, problem := range i.Problems {
			text += ": " + problem.Message
		}
		lines = append(lines, i.ID+" "+text)
	}
	return strings.Join(lines, "\n")
}

func expect(t *testing.T, what, got string, want ...string) {
	t.Helper()
	if d := cmp.Diff(strings.Join(want, "\n"), got); d != "" {
		t.Errorf("%s (-want +got):\n%s", what, d)
	}
}

func writeFileT(t *testing.T, path, content string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
}

func touch(t *testing.T, path string) {
	t.Helper()
	later := time.Now().Add(time.Minute)
	if err := os.Chtimes(path, later, later); err != nil {
		t.Fatal(err)
	}
}

func readText(t *testing.T, path string) string {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}
