package batch

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Two sessions of one output forbid the whole run.
func TestOneOutput(t *testing.T) {
	l := newLab(t, map[string][2]string{"s00": {}, "s01": {}, "s02": {}})
	l.Sessions[0].Given["output"] = []string{filepath.Join(l.dir, "a.nwb")}
	l.Sessions[2].Given["output"] = []string{l.dir + "/x/../a.nwb"}
	got, _ := l.run(t)
	if !strings.HasPrefix(got, "problems: line 4: output") || !strings.Contains(got, `session "s00" too`) {
		t.Error(got)
	}
	if _, err := os.Stat(l.output("s01")); err == nil {
		t.Error("a session was run")
	}
}

// Outputs that a disk has no room for forbid the whole run, and so does a folder in
// which none can be made: before a byte is written, each with its cure.
func TestRoom(t *testing.T) {
	for name, tt := range map[string]struct {
		checks   [2]string
		prepare  func(l *lab) error
		problem  string
		hint     string
		rootsToo bool
	}{
		"together they are too large": {
			checks: [2]string{"bytes 4000000000000000000", "bytes 4000000000000000000"}, problem: "MB free, and the outputs will take about 8000000000000.0 MB",
			hint: "free some space", rootsToo: true,
		},
		"a file stands in the way": {
			prepare: func(l *lab) error { return os.WriteFile(filepath.Join(l.dir, "nwb"), nil, 0o644) },
			problem: `nwb": it is a file`, hint: "another folder", rootsToo: true,
		},
		"the folder is closed": {
			prepare: func(l *lab) error { return os.Mkdir(filepath.Join(l.dir, "nwb"), 0o555) },
			problem: `nwb": permission denied`, hint: "another folder",
		},
		"the folder around it is closed": {
			prepare: func(l *lab) error {
				l.Named = filepath.Join(l.dir, "closed", "nwb")
				return os.Mkdir(filepath.Join(l.dir, "closed"), 0o555)
			},
			problem: `closed": permission denied`, hint: "another folder",
		},
	} {
		t.Run(name, func(t *testing.T) {
			if !tt.rootsToo && os.Geteuid() == 0 {
				t.Skip("root can write everywhere")
			}
			l := newLab(t, map[string][2]string{"s00": {tt.checks[0]}, "s01": {tt.checks[1]}})
			if tt.prepare != nil {
				if err := tt.prepare(l); err != nil {
					t.Fatal(err)
				}
			}
			_, p := l.run(t)
			if len(p.Problems) != 1 || !strings.Contains(p.Problems[0].Message, tt.problem) || !strings.Contains(p.Problems[0].Hint, tt.hint) {
				t.Fatalf("problems: %+v", p.Problems)
			}
			if info, err := os.Stat(l.Named); err == nil && info.IsDir() {
				if entries, err := os.ReadDir(l.Named); err != nil || len(entries) > 0 {
					t.Errorf("written: %v, %v", entries, err)
				}
			}
		})
	}
}

// Where some sessions alone have no room or a folder that is closed, the others are
// done.
func TestRoomForSome(t *testing.T) {
	l := newLab(t, map[string][2]string{"s00": {}, "s01": {}, "s02": {}})
	writeFileT(t, filepath.Join(l.dir, "taken"), "")
	l.Sessions[1].Given["output"] = []string{filepath.Join(l.dir, "taken", "s01.nwb")}
	l.Sessions[1].Columns["output"] = "output"
	got, p := l.run(t)
	reason := fmt.Sprintf("nothing can be written in the folder %q: it is a file", filepath.Join(l.dir, "taken"))
	expect(t, "one folder is closed", got, "s00 done", "s01 failed: "+reason, "s02 done")
	if problem := p.Items[1].Problems[0]; problem.Column != "output" || problem.Line != 3 || problem.Hint == "" || p.Items[1].Record == nil {
		t.Errorf("%+v, %+v", problem, p.Items[1].Record)
	}
	if log := readText(t, l.Folder.Log("s01")); !strings.Contains(log, "error: "+reason) || !strings.Contains(log, "hint: ") {
		t.Errorf("log: %s", log)
	}
	if err := os.Remove(filepath.Join(l.dir, "taken")); err != nil {
		t.Fatal(err)
	}
	got, _ = l.run(t)
	expect(t, "it was opened", got, "s00 done before", "s01 done since it failed", "s02 done before")
}
