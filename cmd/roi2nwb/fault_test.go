package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
)

// faultSession is a small conversion that is done again and again, each time
// with one call to the system failing.
type faultSession struct {
	folder, source, out string
	original, old, want []byte // the source, what stands at the output before, the complete output
}

func newFaultSession(t *testing.T) *faultSession {
	t.Helper()
	s := &faultSession{folder: t.TempDir(), original: content(t, testFile("cnmf2p_full.hdf5")), old: []byte("what stood there before")}
	s.source = filepath.Join(s.folder, "in", "source.hdf5")
	s.out = filepath.Join(s.folder, "out", "out.nwb")
	s.restore(t, false)
	converted(t, s.args(false)[1:]...)
	s.want = content(t, s.out)
	return s
}

func (s *faultSession) args(overwrite bool) []string {
	return append(with("convert", s.source, "-o", s.out, "--reproducible", "--jobs", "1"), flagsOf(overwrite)...)
}

// restore makes the folders as they are before a conversion.
func (s *faultSession) restore(t *testing.T, overwrite bool) {
	t.Helper()
	for _, f := range []string{filepath.Dir(s.source), filepath.Dir(s.out)} {
		if err := os.RemoveAll(f); err != nil {
			t.Fatal(err)
		}
		if err := os.Mkdir(f, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	files := map[string][]byte{s.source: s.original}
	if overwrite {
		files[s.out] = s.old
	}
	for path, b := range files {
		if err := os.WriteFile(path, b, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// state tells what stands at the output: "absent", "old", "complete", or
// anything else in words.
func (s *faultSession) state() string {
	got, err := os.ReadFile(s.out)
	switch {
	case os.IsNotExist(err):
		return "absent"
	case err != nil:
		return err.Error()
	case bytes.Equal(got, s.old):
		return "old"
	case bytes.Equal(got, s.want):
		return "complete"
	}
	return fmt.Sprintf("%d bytes, neither old nor complete", len(got))
}

// faults are what goes wrong with each kind of call.
var faults = map[string][]syscall.Errno{
	"read":     {syscall.EIO},
	"write":    {syscall.ENOSPC, syscall.EIO},
	"truncate": {syscall.EIO},
	"sync":     {syscall.EIO},
	"open":     {syscall.EMFILE, syscall.EACCES},
	"rename":   {syscall.EIO, syscall.EXDEV},
	"link":     {syscall.EIO},
	"remove":   {syscall.EACCES},
}

// calls lists the calls of a conversion in which nothing goes wrong.
func (s *faultSession) calls(t *testing.T, overwrite bool) (calls []systemCall) {
	t.Helper()
	s.restore(t, overwrite)
	run := supervise(t, s.folder, s.args(overwrite), func(c systemCall) syscall.Errno {
		calls = append(calls, c)
		return 0
	})
	if run.code != exitDone || s.state() != "complete" {
		t.Fatalf("without a fault: exit status %d, %s: %s", run.code, s.state(), run.stderr)
	}
	return calls
}

// Whichever call to the system fails, the output is what it was or complete,
// the source is what it was, and the user is told.
func TestEveryFault(t *testing.T) {
	s := newFaultSession(t)
	for _, overwrite := range []bool{false, true} {
		t.Run(before(overwrite), func(t *testing.T) {
			calls := s.calls(t, overwrite)
			kinds := map[string]int{}
			tried, clean := 0, 0
			for n, c := range calls {
				kinds[c.Name]++
				for i, errno := range append(faults[c.Name], killed) {
					if !chosen(n, i, len(calls)) {
						continue
					}
					tried++
					if wrong := s.fault(t, n, errno, overwrite); wrong != "" {
						t.Errorf("%v at call %d, %s of %q:\n%s", errno, n, c.Name, strings.TrimPrefix(c.Path, s.folder), wrong)
					} else {
						clean++
					}
				}
			}
			t.Logf("%d calls (%v); %d points tried, %d clean", len(calls), kinds, tried, clean)
			if tried < 30 {
				t.Errorf("only %d points were tried", tried)
			}
		})
	}
}

// fault does one conversion in which the n-th call fails. It returns what is
// wrong with what came of it.
func (s *faultSession) fault(t *testing.T, n int, errno syscall.Errno, overwrite bool) string {
	t.Helper()
	s.restore(t, overwrite)
	at := -1
	var hit systemCall
	run := supervise(t, s.folder, s.args(overwrite), func(c systemCall) syscall.Errno {
		if at++; at != n {
			return 0
		}
		hit = c
		return errno
	})
	var wrong []string
	check := func(ok bool, format string, args ...any) {
		if !ok {
			wrong = append(wrong, fmt.Sprintf(format, args...))
		}
	}
	state := s.state()
	check(state == before(overwrite) || state == "complete", "the output is %s", state)
	check(bytes.Equal(content(t, s.source), s.original), "the source was touched")
	left := strings.Join(names(t, filepath.Dir(s.out)), " ")
	switch {
	case errno == killed:
		check(run.code == -1 || run.code == exitDone && state == "complete", "exit status %d", run.code)
		return strings.Join(wrong, "\n")
	case run.code == exitDone:
		check(state == "complete", "exit status 0, and the output is %s", state)
	default:
		check(run.code == exitFailed || run.code == exitUsage, "exit status %d", run.code)
		check(badWords(run.stderr) == "" && run.stderr != "", "on stderr: %s %s", badWords(run.stderr), run.stderr)
		// What is said of the place must be true once it holds the new file.
		check(state != "complete" || afterMove(hit), "an error is told, and the output is complete: %s", run.stderr)
	}
	check(!strings.Contains(left, ".part") || hit.Name == "remove", "left behind: %s", left)
	return strings.Join(wrong, "\n")
}

// afterMove tells whether a call comes after the file is in its place: the
// removal of its first name, or the syncing of its folder.
func afterMove(c systemCall) bool {
	return c.Name == "remove" || filepath.Ext(c.Path) == "" && (c.Name == "sync" || c.Name == "open")
}

// soaking tells whether the long versions of tests are asked for.
func soaking() bool { return os.Getenv("ROI2NWB_SOAK") != "" }

// chosen tells whether a point is tried: all of them in the long version, and
// otherwise those at the end, where the file is put in place, and about
// twenty before.
func chosen(n, fault, calls int) bool {
	return soaking() || n >= calls-8 || (n+fault)%max(calls/20, 1) == 0
}

// At whichever call the world around a conversion changes, the output is what
// it was or complete, and is never made of two sources.
func TestEveryChange(t *testing.T) {
	s := newFaultSession(t)
	for _, c := range []struct {
		name   string
		change func() error
	}{
		{"source truncated", func() error { return os.Truncate(s.source, int64(len(s.original)/2)) }},
		{"source emptied", func() error { return os.Truncate(s.source, 0) }},
		{"source written anew", func() error {
			other, err := os.ReadFile(testFile("cnmf2p_single.hdf5"))
			if err != nil {
				return err
			}
			return os.WriteFile(s.source, other, 0o644)
		}},
		{"source removed", func() error { return os.Remove(s.source) }},
		{"target folder removed", func() error { return os.RemoveAll(filepath.Dir(s.out)) }},
		{"target folder renamed", func() error { return os.Rename(filepath.Dir(s.out), filepath.Dir(s.out)+".away") }},
		{"target appears", func() error { return os.WriteFile(s.out, s.old, 0o644) }},
	} {
		t.Run(c.name, func(t *testing.T) {
			calls := s.calls(t, false)
			seen := map[string]int{}
			tried := 0
			inPlace := slices.IndexFunc(calls, func(c systemCall) bool { return c.Name == "rename" })
			for n := range calls {
				if !chosen(n, 0, len(calls)) || !soaking() && n%2 == 0 {
					continue
				}
				tried++
				state, run := s.changed(t, n, c.change)
				seen[fmt.Sprintf("exit status %d, %s", run.code, state)]++
				switch {
				case run.code == exitDone && state == "complete":
				case n > inPlace: // what happens to a file that is complete is not the program's doing
				case (run.code == exitFailed || run.code == exitExists) && (state == "absent" || state == "old") && badWords(run.stderr) == "" && run.stderr != "":
				default:
					t.Errorf("at call %d, %s of %q: exit status %d, the output is %s; %s %s", n, calls[n].Name,
						strings.TrimPrefix(calls[n].Path, s.folder), run.code, state, badWords(run.stderr), run.stderr)
				}
			}
			t.Logf("%d points tried: %v", tried, seen)
		})
	}
}

// changed does one conversion, before the n-th call of which something happens.
func (s *faultSession) changed(t *testing.T, n int, change func() error) (state string, run supervisedRun) {
	t.Helper()
	s.restore(t, false)
	away := filepath.Dir(s.out) + ".away"
	if err := os.RemoveAll(away); err != nil {
		t.Fatal(err)
	}
	at := -1
	run = supervise(t, s.folder, s.args(false), func(systemCall) syscall.Errno {
		if at++; at == n {
			if err := change(); err != nil {
				t.Error(err)
			}
		}
		return 0
	})
	state = s.state()
	if b, err := os.ReadFile(filepath.Join(away, "out.nwb")); err == nil && bytes.Equal(b, s.want) {
		state = "complete"
	}
	return state, run
}
