package batch

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"time"
)

// grace is how long a child that was asked to end may take.
const grace = 4 * time.Second

// errTimeout is why a session was ended that took longer than it may.
var errTimeout = errors.New("it took too long")

// child is one conversion in a process of its own.
type child struct {
	program string
	args    []string
	env     []string
	stderr  io.Writer
	lock    *os.File // what it holds as long as it lives, nil for nothing
	timeout time.Duration
	tell    func(*Event) // what it plans and how far it is; may be nil
}

// ending is how a child ended.
type ending struct {
	plans    []Planned
	outputs  []Output
	skipped  bool // there was an output, which was to be kept
	problems []eventProblem
	told     bool // by the child itself
	exit     int  // -1 where a signal ended it
	cpu      time.Duration
	peak     int64 // bytes
	took     time.Duration
}

// failed reports whether the child did not do what it should.
func (e *ending) failed() bool { return e.exit != 0 || len(e.problems) > 0 }

// run runs the child to its end. Where ctx ends first, the child is asked to
// end, and made to after a while.
func (c *child) run(ctx context.Context) (*ending, error) {
	running := ctx
	if c.timeout > 0 {
		var cancel context.CancelFunc
		running, cancel = context.WithTimeoutCause(ctx, c.timeout, errTimeout)
		defer cancel()
	}
	e := &ending{}
	cmd := exec.CommandContext(running, c.program, c.args...)
	cmd.Env = c.env
	cmd.Stdout = &events{tell: func(event *Event) { e.take(event, c.tell) }}
	cmd.Stderr = c.stderr
	if c.lock != nil {
		cmd.ExtraFiles = []*os.File{c.lock}
	}
	ownGroup(cmd)
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	cmd.WaitDelay = grace
	began := time.Now()
	err := cmd.Run()
	e.took = time.Since(began)
	if cmd.ProcessState == nil {
		if ctx.Err() != nil {
			return nil, context.Cause(ctx)
		}
		return nil, fmt.Errorf("run %q: %w", c.program, err)
	}
	e.exit = cmd.ProcessState.ExitCode()
	e.cpu = cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
	e.peak = peakMemory(cmd.ProcessState)
	switch {
	case ctx.Err() != nil && e.failed():
		return e, context.Cause(ctx)
	case running.Err() != nil && e.failed():
		e.problems = []eventProblem{{Error: fmt.Sprintf("it took longer than %v and was ended", c.timeout), Hint: "see its log for how far it came; --timeout allows more"}}
	case e.failed() && len(e.problems) == 0:
		e.problems = []eventProblem{lastWords(cmd.ProcessState)}
	}
	return e, nil
}

// take keeps what an event tells.
func (e *ending) take(event *Event, tell func(*Event)) {
	switch {
	case event.Plan != nil:
		e.plans = append(e.plans, *event.Plan)
	case event.Status == "done":
		e.outputs = append(e.outputs, Output{absolute(event.Output), event.Bytes, event.Frames, event.ROIs.Total})
	case event.Status == "skipped":
		e.skipped = true
	case event.Status == "failed":
		e.told = true
		for _, p := range event.Problems {
			if p.Severity == "" || p.Severity == "error" {
				e.problems = append(e.problems, p)
			}
		}
	}
	if tell != nil {
		tell(event)
	}
}

// lastWords tells of a child that ended without a word.
func lastWords(state *os.ProcessState) eventProblem {
	status, ok := state.Sys().(syscall.WaitStatus)
	if !ok || !status.Signaled() {
		return eventProblem{Error: fmt.Sprintf("the conversion ended without a result (%v)", state), Hint: "its log has what it said: please report it"}
	}
	p := eventProblem{Error: fmt.Sprintf("the conversion was ended by a signal (%v)", status.Signal()), Hint: "run it again; if it ends so again, please report it with its log"}
	if status.Signal() == syscall.SIGKILL {
		p.Error, p.Hint = "the conversion was killed", "if it was for want of memory, give fewer --jobs or allow more with --mem"
	}
	return p
}

// tail keeps the end of what is written.
type tail struct{ kept []byte }

// mostTail is how much a tail keeps.
const mostTail = 64 << 10

func (t *tail) Write(b []byte) (int, error) {
	t.kept = append(t.kept, b...)
	if more := len(t.kept) - mostTail; more > 0 {
		t.kept = t.kept[more:]
	}
	return len(b), nil
}

// String returns it, with an end of the line.
func (t *tail) String() string {
	if len(t.kept) == 0 {
		return ""
	}
	return strings.TrimRight(string(t.kept), "\n") + "\n"
}

// firstWords are the error and the cure that a table shows.
func firstWords(problems []eventProblem) (message, hint string) {
	if len(problems) == 0 {
		return "", ""
	}
	message, hint = problems[0].Error, problems[0].Hint
	if strings.HasSuffix(message, "("+hint+")") {
		hint = ""
	}
	if n := len(problems) - 1; n > 0 {
		message += fmt.Sprintf(" (and %d more)", n)
	}
	return message, hint
}
