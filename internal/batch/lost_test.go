package batch

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// A journal that is gone, or cut off anywhere, is made again from the outputs; and
// nothing is converted twice.
func TestLostJournal(t *testing.T) {
	l := newLab(t, map[string][2]string{"s00": {}, "s01": {}})
	l.run(t)
	before := readText(t, l.output("s00"))
	if err := os.RemoveAll(string(l.Folder)); err != nil {
		t.Fatal(err)
	}
	got, _ := l.run(t)
	expect(t, "without journal", got, "s00 done before", "s01 done before")
	got, _ = l.run(t)
	expect(t, "with the journal that was made", got, "s00 done before", "s01 done before")
	files, err := filepath.Glob(filepath.Join(l.Folder.journal(), "*.jsonl"))
	if err != nil || len(files) != 1 {
		t.Fatalf("journals %q: %v", files, err)
	}
	whole := readText(t, files[0])
	for cut := 0; cut < len(whole); cut += 97 {
		writeFileT(t, files[0], whole[:cut])
		got, _ := l.run(t)
		expect(t, fmt.Sprintf("cut at %d", cut), got, "s00 done before", "s01 done before")
		more, _ := filepath.Glob(filepath.Join(l.Folder.journal(), "*.jsonl"))
		for _, f := range more {
			if f != files[0] {
				_ = os.Remove(f)
			}
		}
	}
	if after := readText(t, l.output("s00")); after != before {
		t.Errorf("converted again: %q, then %q", before, after)
	}
}

// A session whose output came while it was stopped, before that was noted, is done:
// even where the file does not say of what it was made.
func TestStoppedBeforeNoted(t *testing.T) {
	l := newLab(t, map[string][2]string{"s00": {}})
	p, err := l.Plan(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	w := &worker{Run: l.Run, plan: p, journal: newJournal(l.Folder.journal())}
	w.note(w.started(p.Items[0]))
	if err := os.MkdirAll(filepath.Join(l.dir, "nwb"), 0o777); err != nil {
		t.Fatal(err)
	}
	time.Sleep(20 * time.Millisecond)
	writeFileT(t, l.output("s00"), "made\n")
	got, _ := l.run(t)
	expect(t, "stopped", got, "s00 done before")
	if text := readText(t, l.output("s00")); text != "made\n" {
		t.Errorf("%q", text)
	}
}
