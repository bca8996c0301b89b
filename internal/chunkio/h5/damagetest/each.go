package damagetest

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// Outcome is what came of reading one damaged file.
type Outcome byte

// The outcomes. After Crashed the process reads nothing more.
const (
	Read    Outcome = 'r' // without an error
	Refused Outcome = 'e' // with an error
	Crashed Outcome = 'c' // with the error that libhdf5 crashed
)

// Tally counts outcomes.
type Tally struct {
	Read, Refused, Crashed int
	Ended                  int   // of the crashed ones: those after which the process could only end
	Died, Hung             []int // the numbers of the trials that ended the process, or did not end
	Longest                time.Duration
}

func (y *Tally) String() string {
	return fmt.Sprintf("read %d, refused %d, crashes caught %d (%d with last words), died %v, hung %v, longest %v",
		y.Read, y.Refused, y.Crashed, y.Ended, y.Died, y.Hung, y.Longest.Round(time.Millisecond))
}

// childFrom names the variable that tells a process which trial is its first.
const childFrom = "ROI2NWB_DAMAGE_FROM"

// lastWords are those of a process that a crash of libhdf5 has left nothing
// else to do: an end in good order, with the error of any other crash.
const lastWords = "is damaged: libhdf5 crashed while reading"

// patience is how long a trial may take.
const patience = 90 * time.Second

// Each calls try for the numbers 0 to n-1 in other processes, which run the
// test t alone, and tells what came of it.
func Each(t *testing.T, n int, try func(i int) Outcome) *Tally {
	t.Helper()
	if from, err := strconv.Atoi(os.Getenv(childFrom)); err == nil {
		runChild(from, n, try)
	}
	tally := &Tally{}
	for next := 0; next < n; {
		next = tally.runTrials(t, next)
	}
	return tally
}

// runChild is the other process. It does not return, so that the test in it
// goes no further.
func runChild(from, n int, try func(i int) Outcome) {
	out := os.NewFile(3, "outcomes")
	for i := from; i < n; i++ {
		outcome := try(i)
		if _, err := out.Write([]byte{byte(outcome)}); err != nil {
			os.Exit(3)
		}
		if outcome == Crashed {
			break
		}
	}
	end()
}

// end ends the process at once. os.Exit would let the race detector run what C
// libraries do at the end, and libhdf5 then waits for the lock that its crash left
// taken.
func end() { syscall.Exit(0) }

// runTrials runs one process from trial first on, until it ends, and returns
// the number of the trial to go on with.
func (y *Tally) runTrials(t *testing.T, first int) (next int) {
	t.Helper()
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	child := exec.Command(os.Args[0], "-test.run=^"+t.Name()+"$", "-test.timeout=0")
	child.Env = append(os.Environ(), childFrom+"="+strconv.Itoa(first), "GOTRACEBACK=none",
		"TMPDIR="+t.TempDir()) // it ends without tidying up
	child.ExtraFiles = []*os.File{w}
	words := &head{}
	child.Stdout, child.Stderr = words, words
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	watch := time.AfterFunc(patience, func() { _ = child.Process.Kill() })
	next = first
	outcomes, begin := bufio.NewReader(r), time.Now()
	for {
		outcome, err := outcomes.ReadByte()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		watch.Reset(patience)
		y.Longest = max(y.Longest, time.Since(begin))
		begin = time.Now()
		next++
		switch Outcome(outcome) {
		case Read:
			y.Read++
		case Refused:
			y.Refused++
		case Crashed:
			y.Crashed++
		}
	}
	err = child.Wait()
	hung := !watch.Stop()
	switch {
	case hung:
		y.Hung = append(y.Hung, next)
	case err != nil && strings.Contains(words.String(), lastWords):
		y.Crashed++
		y.Ended++
	case err != nil:
		y.Died = append(y.Died, next)
		t.Logf("trial %d: %v: %s", next, err, words)
	default:
		return next
	}
	return next + 1
}

// head keeps the begin of what is written to it.
type head struct{ text []byte }

func (h *head) Write(b []byte) (int, error) {
	const most = 600
	h.text = append(h.text, b[:min(len(b), most-len(h.text))]...)
	return len(b), nil
}

func (h *head) String() string { return string(h.text) }
