package batch

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"
)

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
