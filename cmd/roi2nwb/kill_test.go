package main

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
)

// longRun is a conversion that takes long enough to be ended in its midst. The
// program runs in a process of its own.
type longRun struct {
	source, folder, out string
	want, old           []byte // the complete output, and what may stand there before
	took                time.Duration
}

// longEnough is how long a conversion must take for its parts to be hit.
const longEnough = 200 * time.Millisecond

// newLongRun makes a source, of 60 MB where a smaller one does not take long
// enough, and converts it once.
func newLongRun(t *testing.T) *longRun {
	t.Helper()
	folder := t.TempDir()
	s := &longRun{source: filepath.Join(folder, "made.hdf5"), folder: filepath.Join(folder, "out"), old: []byte("what stood there before")}
	s.out = filepath.Join(s.folder, "out.nwb")
	for _, rois := range []int{25, 200} {
		if err := os.RemoveAll(s.source); err != nil {
			t.Fatal(err)
		}
		writeMade(t, largeCaiman(rois, 18_000, 256, 256, 16), s.source)
		s.begin(t, false)
		began := time.Now()
		if printed, err := s.command(t).CombinedOutput(); err != nil {
			t.Fatalf("%v: %s", err, printed)
		}
		if s.took = time.Since(began); s.took > longEnough {
			break
		}
	}
	s.want = content(t, s.out)
	return s
}

// begin empties the folder, but for an old file.
func (s *longRun) begin(t *testing.T, overwrite bool) {
	t.Helper()
	if err := os.RemoveAll(s.folder); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(s.folder, 0o755); err != nil {
		t.Fatal(err)
	}
	if overwrite {
		if err := os.WriteFile(s.out, s.old, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// command returns the conversion, to a file that is the same each time.
func (s *longRun) command(t *testing.T, flags ...string) *exec.Cmd {
	t.Helper()
	args := append([]string{"convert", s.source, "-o", s.out, "--reproducible", "--start-time", "2024-05-17T14:30:00Z", "--quiet"}, flags...)
	return exec.CommandContext(t.Context(), "roi2nwb", args...)
}

// state tells what stands at the output: "absent", "old" or "complete".
// Anything else fails the test.
func (s *longRun) state(t *testing.T) string {
	t.Helper()
	got, err := os.ReadFile(s.out)
	switch {
	case os.IsNotExist(err):
		return "absent"
	case err != nil:
		t.Fatal(err)
	case bytes.Equal(got, s.old):
		return "old"
	case bytes.Equal(got, s.want):
		return "complete"
	}
	t.Fatalf("the output is neither what it was nor complete: %d bytes", len(got))
	return ""
}

// unfinished counts the files in the folder that are not the output, which must
// have the name of a temporary file.
func (s *longRun) unfinished(t *testing.T) (n int) {
	t.Helper()
	for _, name := range names(t, s.folder) {
		if name == "out.nwb" {
			continue
		}
		if !strings.HasPrefix(name, ".out.nwb.") || !strings.HasSuffix(name, ".part") {
			t.Errorf("%q is in the folder", name)
		}
		n++
	}
	return n
}

// awaitPart waits until the part has so many bytes, or the output is complete.
func (s *longRun) awaitPart(t *testing.T, size int) {
	t.Helper()
	for began := time.Now(); ; time.Sleep(200 * time.Microsecond) {
		for _, name := range names(t, s.folder) {
			info, err := os.Stat(filepath.Join(s.folder, name))
			if name != "out.nwb" && err == nil && info.Size() >= int64(size) {
				return
			}
		}
		if got, err := os.Stat(s.out); err == nil && got.Size() == int64(len(s.want)) {
			return
		}
		if time.Since(began) > time.Minute {
			t.Fatalf("no part of %d bytes appears", size)
		}
	}
}

// A part that another run is still writing is left alone.
func TestLivingPart(t *testing.T) {
	s := newLongRun(t)
	s.begin(t, false)
	first := s.command(t)
	if err := first.Start(); err != nil {
		t.Fatal(err)
	}
	s.awaitPart(t, 1)
	if err := first.Process.Signal(syscall.SIGSTOP); err != nil {
		t.Fatal(err)
	}
	printed, err := s.command(t).CombinedOutput()
	if err != nil || s.state(t) != "complete" {
		t.Errorf("beside another: %v: %s", err, printed)
	}
	if n := s.unfinished(t); n != 1 {
		t.Errorf("%d parts are there, one is being written", n)
	}
	if err := first.Process.Signal(syscall.SIGCONT); err != nil {
		t.Fatal(err)
	}
	if err := first.Wait(); first.ProcessState.ExitCode() != exitExists {
		t.Errorf("the first ended with %v, the output of the second exists", err)
	}
	if n := s.unfinished(t); n != 0 || s.state(t) != "complete" {
		t.Errorf("%d parts are left, the output is %s", n, s.state(t))
	}
}

// before is what stands at the output when a conversion begins.
func before(overwrite bool) string {
	if overwrite {
		return "old"
	}
	return "absent"
}

// flagsOf returns what a conversion needs where an old file stands.
func flagsOf(overwrite bool) []string {
	if overwrite {
		return []string{"--overwrite"}
	}
	return nil
}

// Killed at any moment, a conversion has done nothing to the output, or all.
func TestKilled(t *testing.T) {
	s := newLongRun(t)
	const points = 20
	for _, overwrite := range []bool{false, true} {
		t.Run(before(overwrite), func(t *testing.T) {
			seen := map[string]int{}
			midst := 0
			for i := range points {
				s.begin(t, overwrite)
				cmd := s.command(t, flagsOf(overwrite)...)
				if err := cmd.Start(); err != nil {
					t.Fatal(err)
				}
				s.awaitPart(t, len(s.want)*i/points)
				killed := cmd.Process.Kill()
				ended := cmd.Wait()
				state := s.state(t)
				seen[state]++
				if state != before(overwrite) && state != "complete" {
					t.Errorf("killed at point %d, the output is %s", i, state)
				}
				if killed != nil && state != "complete" {
					t.Errorf("ended by itself at point %d (%v), the output is %s", i, ended, state)
				}
				midst += s.unfinished(t)
			}
			t.Logf("%v, %d of them in the midst of writing", seen, midst)
			if midst < 3 {
				t.Errorf("%d of %d runs were killed in the midst of writing", midst, points)
			}
			// What they left does not keep the next one from its end.
			// It removes it, since nobody writes there any more.
			if printed, err := s.command(t, "--overwrite").CombinedOutput(); err != nil || s.state(t) != "complete" {
				t.Errorf("after all: %v: %s", err, printed)
			}
			if n := s.unfinished(t); n != 0 {
				t.Errorf("%d parts of killed runs are left", n)
			}
		})
	}
}

// A conversion that is asked to stop cleans up and says that it did.
func TestSignals(t *testing.T) {
	s := newLongRun(t)
	for _, signal := range []syscall.Signal{syscall.SIGINT, syscall.SIGTERM} {
		for _, overwrite := range []bool{false, true} {
			t.Run(fmt.Sprintf("%v, %s", signal, before(overwrite)), func(t *testing.T) {
				interrupted := 0
				for i := range 4 {
					s.begin(t, overwrite)
					interrupted += s.signal(t, signal, overwrite, time.Duration(i)*s.took/5)
				}
				if interrupted == 0 {
					t.Error("no run was interrupted")
				}
			})
		}
	}
}

// signal sends a signal some time after the writing began. It returns 1 where
// that interrupted the conversion, and 0 where it had ended.
func (s *longRun) signal(t *testing.T, signal syscall.Signal, overwrite bool, wait time.Duration) int {
	t.Helper()
	cmd := s.command(t, flagsOf(overwrite)...)
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	for began := time.Now(); s.unfinished(t) == 0 && s.state(t) != "complete"; time.Sleep(time.Millisecond) {
		if time.Since(began) > time.Minute {
			t.Fatal("no temporary file appears")
		}
	}
	time.Sleep(wait)
	sent := cmd.Process.Signal(signal)
	ended := cmd.Wait()
	if n := s.unfinished(t); n != 0 {
		t.Errorf("%d files are left behind", n)
	}
	const bySignal = -1 // in the moment between its last word and its end
	if code := cmd.ProcessState.ExitCode(); code == exitDone || code == bySignal {
		if s.state(t) != "complete" {
			t.Errorf("ended by itself (%v, %v), the output is %s", sent, ended, s.state(t))
		}
		return 0
	}
	if code := cmd.ProcessState.ExitCode(); code != exitInterrupted {
		t.Errorf("exit status %d, want %d", code, exitInterrupted)
	}
	if want := fmt.Sprintf("roi2nwb: error: %v\n", errInterrupted); stderr.String() != want || stdout.Len() > 0 {
		t.Errorf("printed %q and %q, want %q", stdout.String(), stderr.String(), want)
	}
	if state := s.state(t); state != before(overwrite) {
		t.Errorf("the output is %s", state)
	}
	return 1
}

// Wherever the limit on the size of files stops a conversion, that is told, and
// nothing is left.
func TestSizeLimit(t *testing.T) {
	folder := t.TempDir()
	out := filepath.Join(folder, "out.nwb")
	old := []byte("what stood there before")
	source := testFile("cnmf2p_full.hdf5")
	flags := with("convert", source, "-o", out, "--overwrite", "--reproducible", "--mask", "both")
	converted(t, flags[1:]...)
	size := len(content(t, out))
	limits := []int{0, 1, 512, size - 1}
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	r := rand.New(rand.NewPCG(seed, 0))
	for i := range 16 {
		limits = append(limits, size*i/16+r.IntN(size/16))
	}
	slices.Sort(limits)
	for _, limit := range limits {
		if err := os.WriteFile(out, old, 0o644); err != nil {
			t.Fatal(err)
		}
		cmd := exec.CommandContext(t.Context(), "limited", append([]string{fmt.Sprint(limit)}, flags...)...)
		var stdout, stderr bytes.Buffer
		cmd.Stdout, cmd.Stderr = &stdout, &stderr
		err := cmd.Run()
		if code := cmd.ProcessState.ExitCode(); code != exitFailed {
			t.Errorf("limit %d of %d: %v: %s", limit, size, err, stderr.String())
			continue
		}
		want := fmt.Sprintf("roi2nwb: error: write %q: file too large\nroi2nwb: hint: raise the limit on the size of files", out)
		if !strings.HasPrefix(stderr.String(), want) || badWords(stderr.String()) != "" || stdout.Len() > 0 {
			t.Errorf("limit %d of %d: printed %q and %q, want %q", limit, size, stdout.String(), stderr.String(), want)
		}
		if !bytes.Equal(content(t, out), old) || len(names(t, folder)) != 1 {
			t.Errorf("limit %d of %d: the old file was touched, or something was left: %q", limit, size, names(t, folder))
		}
	}
}
