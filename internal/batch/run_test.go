package batch

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
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

// Sessions that fail in all the ways there are leave the others alone, and are
// told with what became of them.
func TestFailures(t *testing.T) {
	l := newLab(t, map[string][2]string{
		"s00": {"", ""}, "s01": {"fail no frames", ""}, "s02": {"metadata not one of M, F", ""}, "s03": {"", "kill"}, "s04": {"", "silent"},
		"s05": {"", "fail disk is full"}, "s06": {"garbage", "garbage"}, "s07": {"kill", ""}, "s08": {"", "hang"}, "s09": {"", ""},
	})
	l.Timeout = 3 * time.Second
	l.Sessions[2].Columns["Subject.sex"] = "sex"
	if err := os.Remove(l.path("s09")); err != nil {
		t.Fatal(err)
	}
	got, p := l.run(t)
	expect(t, "first run", got,
		"s00 done",
		"s01 failed: no frames",
		"s02 failed: --set: Subject.sex: not one of M, F",
		"s03 failed: the conversion was killed",
		"s04 failed: the conversion ended without a result (exit status 2)",
		"s05 failed: disk is full",
		"s06 done",
		"s07 failed: the conversion was killed",
		"s08 failed: it took longer than 3s and was ended",
		fmt.Sprintf("s09 failed: %q does not exist", l.path("s09")))
	if p.Items[2].Problems[0].Column != "sex" || p.Items[1].Problems[0].Column != "source" || p.Items[1].Problems[0].Line != 3 {
		t.Errorf("at %+v and %+v", p.Items[2].Problems[0], p.Items[1].Problems[0])
	}
	for _, i := range p.Items {
		if i.State == Wrong && (i.Problems[0].Hint == "" || i.Record == nil) {
			t.Errorf("%s: no cure or no record: %+v", i.ID, i.Problems[0])
		}
	}
	log, err := os.ReadFile(l.Folder.Log("s04"))
	if err != nil || !strings.Contains(string(log), "panic: out of words") || !strings.Contains(string(log), "--mask=image") {
		t.Errorf("log: %v\n%s", err, log)
	}

	// What comes of source or metadata comes again; the rest is tried again.
	l.Timeout = 3 * time.Second
	got, _ = l.run(t)
	expect(t, "second run", got,
		"s00 done before",
		"s01 failed before: no frames",
		"s02 failed before: --set: Subject.sex: not one of M, F",
		"s03 failed since it failed: the conversion was killed",
		"s04 failed since it failed: the conversion ended without a result (exit status 2)",
		"s05 failed since it failed: disk is full",
		"s06 done before",
		"s07 failed since it failed: the conversion was killed",
		"s08 failed since it failed: it took longer than 3s and was ended",
		fmt.Sprintf("s09 failed before: %q does not exist", l.path("s09")))

	for _, s := range l.Sessions {
		l.source(t, s.ID, [2]string{})
	}
	got, _ = l.run(t)
	if n := strings.Count(got, " done since the source changed"); n != 10 {
		t.Errorf("%d sessions were done again:\n%s", n, got)
	}
}

// What is done is left alone until something changes, and why it is done again is
// said.
func TestResume(t *testing.T) {
	l := newLab(t, map[string][2]string{"s00": {}, "s01": {}, "s02": {}})
	lab := filepath.Join(l.dir, "lab.yaml")
	writeFileT(t, lab, "NWBFile: {lab: A}\n")
	l.Given["metadata"] = []string{lab}
	got, _ := l.run(t)
	expect(t, "first", got, "s00 done", "s01 done", "s02 done")
	got, _ = l.run(t)
	expect(t, "again", got, "s00 done before", "s01 done before", "s02 done before")

	touch(t, l.path("s01"))
	got, _ = l.run(t)
	expect(t, "a source was touched", got, "s00 done before", "s01 done since the source changed", "s02 done before")

	touch(t, lab)
	got, _ = l.run(t)
	expect(t, "metadata was touched, and is the same", got, "s00 done before", "s01 done before", "s02 done before")
	writeFileT(t, lab, "NWBFile: {lab: B}\n")
	got, _ = l.run(t)
	expect(t, "metadata changed", got, `s00 done since "lab.yaml" changed`, `s01 done since "lab.yaml" changed`, `s02 done since "lab.yaml" changed`)

	l.Sessions[0].Given["mask"] = []string{"pixel"}
	got, _ = l.run(t)
	expect(t, "an option changed", got, `s00 done since --mask was "image" and is "pixel"`, "s01 done before", "s02 done before")

	if err := os.Remove(l.output("s02")); err != nil {
		t.Fatal(err)
	}
	got, _ = l.run(t)
	expect(t, "an output is gone", got, "s00 done before", "s01 done before", fmt.Sprintf("s02 done since %q is gone", l.output("s02")))

	l.Force = true
	got, _ = l.run(t)
	expect(t, "forced", got, "s00 done since by --force", "s01 done since by --force", "s02 done since by --force")
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

// By its content, a source that was touched is the same.
func TestChecksum(t *testing.T) {
	l := newLab(t, map[string][2]string{"s00": {}})
	l.Checksum = true
	l.run(t)
	touch(t, l.path("s00"))
	got, _ := l.run(t)
	expect(t, "touched", got, "s00 done before")
	l.source(t, "s00", [2]string{"", "sleep 1ms"})
	got, _ = l.run(t)
	expect(t, "changed", got, "s00 done since the source changed")
}

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

func readText(t *testing.T, path string) string {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// A file that the journal does not know is never replaced, unless that is asked
// for.
func TestForeignOutput(t *testing.T) {
	l := newLab(t, map[string][2]string{"s00": {}, "s01": {}})
	l.run(t)
	writeFileT(t, l.output("s00"), "somebody added to it\n")
	touch(t, l.path("s00"))
	got, p := l.run(t)
	expect(t, "changed by others", got,
		fmt.Sprintf("s00 failed since %q is not what was written, the source changed: output %q exists, and the journal does not know it", l.output("s00"), l.output("s00")),
		"s01 done before")
	if text := readText(t, l.output("s00")); text != "somebody added to it\n" {
		t.Errorf("%q", text)
	}
	if !strings.Contains(p.Items[0].Problems[0].Hint, "--overwrite") {
		t.Errorf("hint %q", p.Items[0].Problems[0].Hint)
	}
	l.Given["if-exists"] = []string{"skip"}
	got, _ = l.run(t)
	if !strings.HasPrefix(got, "s00 kept") {
		t.Error(got)
	}
	l.Given = Values{"mask": {"image"}, "overwrite": {"true"}}
	got, _ = l.run(t)
	if !strings.HasPrefix(got, "s00 done since") {
		t.Error(got)
	}
}

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

// With FailFast nothing new is begun after a failure.
func TestFailFast(t *testing.T) {
	l := newLab(t, map[string][2]string{"s00": {"", "fail x"}, "s01": {}, "s02": {}, "s03": {}})
	l.FailFast, l.Jobs = true, 1
	got, _ := l.run(t)
	expect(t, "fail fast", got, "s00 failed: x", "s01 ready", "s02 ready", "s03 ready")
}

// A run that is ended ends its children, and the next one goes on.
func TestInterrupted(t *testing.T) {
	l := newLab(t, map[string][2]string{"s00": {}, "s01": {"", "hang"}, "s02": {"", "hang"}, "s03": {}})
	p, err := l.Plan(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancelCause(t.Context())
	stop := errors.New("stop")
	begun := 0
	l.Hooks.Started = func(*Item) {
		if begun++; begun == 3 {
			time.AfterFunc(100*time.Millisecond, func() { cancel(stop) })
		}
	}
	began := time.Now()
	if err := l.Do(ctx, p); !errors.Is(err, stop) {
		t.Fatalf("%v", err)
	}
	if took := time.Since(began); took > grace {
		t.Errorf("took %v", took)
	}
	expect(t, "interrupted", standing(p), "s00 done", "s01 stopped", "s02 stopped", "s03 stopped")
	l.Hooks = Hooks{}
	l.source(t, "s01", [2]string{})
	l.source(t, "s02", [2]string{})
	got, _ := l.run(t)
	if strings.Count(got, "done") != 4 || !strings.HasPrefix(got, "s00 done before") {
		t.Error(got)
	}
}

// Two runs of the same sessions at the same time do each once.
func TestTwoRuns(t *testing.T) {
	sources := map[string][2]string{}
	for i := range 12 {
		sources[fmt.Sprintf("s%02d", i)] = [2]string{"", "sleep 30ms"}
	}
	l := newLab(t, sources)
	converted := map[string]int{}
	var mu sync.Mutex
	var both sync.WaitGroup
	for range 2 {
		other := *l.Run
		other.Hooks.Started = func(i *Item) {
			mu.Lock()
			defer mu.Unlock()
			converted[i.ID]++
		}
		both.Go(func() {
			p, err := other.Plan(t.Context())
			if err == nil {
				err = other.Do(t.Context(), p)
			}
			if err != nil || p.Count(Finished) != 12 {
				t.Errorf("%v\n%s", err, standing(p))
			}
		})
	}
	both.Wait()
	for id, n := range converted {
		if n != 1 {
			t.Errorf("%s was converted %d times", id, n)
		}
	}
	if len(converted) != 12 {
		t.Errorf("%d sessions were converted", len(converted))
	}
	locks, err := os.ReadDir(filepath.Join(string(l.Folder), "locks"))
	if err != nil || len(locks) > 0 {
		t.Errorf("locks %v: %v", locks, err)
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

// Moving all to another place changes nothing; another place for outputs does.
func TestMoved(t *testing.T) {
	l := newLab(t, map[string][2]string{"s00": {}})
	l.run(t)
	moved := filepath.Join(t.TempDir(), "moved")
	if err := os.Rename(l.dir, moved); err != nil {
		t.Fatal(err)
	}
	l.dir, l.Folder, l.Named = moved, FolderIn(moved, "lab"), filepath.Join(moved, "nwb")
	l.Sessions[0].Source = l.path("s00")
	before := readText(t, l.output("s00"))
	got, _ := l.run(t)
	if !strings.HasPrefix(got, "s00 done before") || readText(t, l.output("s00")) != before {
		t.Error(got)
	}
	l.Named = filepath.Join(moved, "other")
	got, _ = l.run(t)
	expect(t, "another place", got, "s00 done since its output has another place now")
}

// How sessions stand is told without running any, from the journals alone.
func TestStandings(t *testing.T) {
	l := newLab(t, map[string][2]string{"s00": {}, "s01": {"fail no frames", ""}, "s02": {"", "kill"}, "s03": {}, "s04": {}})
	all := l.Sessions
	l.Sessions = all[:3]
	l.run(t)
	l.Sessions = all[3:4]
	l.run(t)
	touch(t, l.path("s03"))
	l.Sessions = all
	lock, _, err := claim(l.Folder.lock("s04"))
	if err != nil {
		t.Fatal(err)
	}
	stands := func() string {
		standings, err := l.Standings()
		if err != nil {
			t.Fatal(err)
		}
		var lines []string
		for _, st := range standings {
			text := fmt.Sprintf("%s %d running %t", st.ID, st.State, st.Running)
			if st.Record != nil {
				text += " " + st.Record.Error
			}
			lines = append(lines, strings.TrimSpace(text+" "+strings.Join(st.Why, ", ")))
		}
		return strings.Join(lines, "\n")
	}
	expect(t, "standings", stands(),
		fmt.Sprintf("s00 %d running false", Finished), fmt.Sprintf("s01 %d running false no frames", Wrong),
		fmt.Sprintf("s02 %d running false the conversion was killed", Wrong), fmt.Sprintf("s03 %d running false the source changed", Ready),
		fmt.Sprintf("s04 %d running true", Elsewhere))
	release(lock)
	if got := stands(); !strings.HasSuffix(got, fmt.Sprintf("s04 %d running false", Ready)) {
		t.Error(got)
	}
}

// A thousand sessions that are done are told of at once.
func TestThousandDone(t *testing.T) {
	l := newLab(t, nil)
	j := newJournal(l.Folder.journal())
	for i := range 1000 {
		s := &Session{ID: fmt.Sprintf("s%d", i), Source: filepath.Join(l.dir, fmt.Sprintf("s%d.hdf5", i)), Given: Values{}}
		writeFileT(t, s.Source, "\n")
		l.Sessions = append(l.Sessions, s)
	}
	if err := os.MkdirAll(filepath.Join(l.dir, "nwb"), 0o777); err != nil {
		t.Fatal(err)
	}
	digests := &Digests{}
	for _, s := range l.Sessions {
		i := &Item{Session: s, Values: l.valuesOf(s)}
		if err := l.judge(i, nil, digests); err != nil {
			t.Fatal(err)
		}
		writeFileT(t, l.output(s.ID), "x")
		r := l.record(i, Done)
		r.Outputs = []Output{{Path: l.output(s.ID), Bytes: 1}}
		r.Status = Started // is not seen to the disk, which takes a while a thousand times
		if err := j.write(r); err != nil {
			t.Fatal(err)
		}
	}
	if err := j.close(); err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob(filepath.Join(l.Folder.journal(), "*.jsonl"))
	if err != nil || len(files) != 1 {
		t.Fatalf("%q: %v", files, err)
	}
	writeFileT(t, files[0], strings.ReplaceAll(readText(t, files[0]), `"status":"started"`, `"status":"done"`))
	l.Program = "/nonexistent" // none is run
	began := time.Now()
	p, err := l.Plan(t.Context())
	if err != nil || p.Count(Finished) != 1000 {
		t.Fatalf("%d: %v", p.Count(Finished), err)
	}
	if took := time.Since(began); took > 5*time.Second {
		t.Errorf("took %v", took)
	}
}
