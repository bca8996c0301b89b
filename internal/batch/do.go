package batch

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"
)

// Do runs the sessions of a plan that are to be done, notes what came of each, and
// returns when none is running any more. Where ctx ends, nothing new is begun and
// what runs is ended cleanly; the error is its cause. Items of the plan tell what
// came of them.
func (r *Run) Do(ctx context.Context, p *Plan) error {
	w := &worker{Run: r, plan: p, journal: newJournal(r.Folder.journal())}
	defer func() { _ = w.journal.close() }()
	if err := r.Folder.make(); err != nil {
		return fmt.Errorf("make the folder of the journal: %w", err)
	}
	for _, i := range p.Items {
		// What the check found out is noted too: it need not find it out again.
		w.noteCheck(i)
		if i.State == Ready {
			w.queue = append(w.queue, i)
		}
	}
	// The longest come first: one that is begun last would run alone in the end.
	if p.Jobs > 1 {
		slices.SortStableFunc(w.queue, func(a, b *Item) int { return cmp.Compare(b.Work(), a.Work()) })
	}
	var all sync.WaitGroup
	for range max(min(p.Jobs, len(w.queue)), 1) {
		all.Go(func() { w.run(ctx) })
	}
	all.Wait()
	if ctx.Err() != nil {
		for _, i := range p.Items {
			if i.State == Ready {
				i.State = Stopped
			}
		}
		return context.Cause(ctx)
	}
	return nil
}

// Note keeps what a plan found out where nothing is run after it.
func (r *Run) Note(p *Plan) error {
	w := &worker{Run: r, journal: newJournal(r.Folder.journal())}
	for _, i := range p.Items {
		w.noteCheck(i)
	}
	return w.journal.close()
}

// noteCheck notes what the check of a session found out, in its log too where it
// failed: it need not be found out again.
func (w *worker) noteCheck(i *Item) {
	if !i.checked || i.Record == nil {
		return
	}
	if i.State == Wrong {
		if log, err := w.openLog(i, "--dry-run"); err == nil {
			_, _ = io.WriteString(log, i.said)
			for _, p := range i.Problems {
				logProblem(log, p.Message, p.Hint)
			}
			_, _ = fmt.Fprintf(log, "%s the check failed\n", time.Now().Format(time.RFC3339))
			if log.Close() == nil {
				i.Record.Log = w.Folder.Log(i.ID)
			}
		}
	}
	w.note(i.Record)
}

// logProblem writes an error with its cure.
func logProblem(log io.Writer, message, hint string) {
	_, _ = fmt.Fprintf(log, "error: %s\n", message)
	if hint != "" {
		_, _ = fmt.Fprintf(log, "hint: %s\n", hint)
	}
}

// worker is what the goroutines of a run share.
type worker struct {
	*Run
	plan    *Plan
	journal *journal

	mu     sync.Mutex
	queue  []*Item
	failed bool // and nothing new is begun with FailFast
	lockless,
	noteless bool // was told already

	hooking sync.Mutex
}

// pollEvery is how often a session is asked for that another process is at.
const pollEvery = 300 * time.Millisecond

// run does sessions until none is left.
func (w *worker) run(ctx context.Context) {
	for ctx.Err() == nil {
		i := w.next()
		if i == nil {
			return
		}
		if w.do(ctx, i) {
			continue
		}
		// Another process is at it: the others come first.
		w.mu.Lock()
		w.queue = append(w.queue, i)
		w.mu.Unlock()
		select {
		case <-ctx.Done():
		case <-time.After(pollEvery):
		}
	}
}

// next takes a session from the queue, nil where nothing is to be begun.
func (w *worker) next() *Item {
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(w.queue) == 0 || w.failed && w.FailFast {
		return nil
	}
	i := w.queue[0]
	w.queue = w.queue[1:]
	return i
}

// do does a session, unless another process is at it; then it returns false.
func (w *worker) do(ctx context.Context, i *Item) bool {
	lock, locked, err := claim(w.Folder.lock(i.ID))
	if err != nil {
		w.end(i, w.failure(i, err.Error(), "give another folder with --journal"))
		return true
	}
	if lock == nil {
		i.State = Elsewhere
		return false
	}
	defer release(lock)
	if !locked {
		w.once(&w.lockless, fmt.Errorf("the file system of %q has no locks: nothing keeps two batches from doing the same sessions", w.Folder))
	}
	if i.State = Ready; w.doneMeanwhile(i) {
		return true
	}
	log, err := w.openLog(i, w.particular(i)...)
	if err != nil {
		w.end(i, w.failure(i, err.Error(), "free some space, or give another folder with --journal"))
		return true
	}
	defer func() { _ = log.Close() }()
	if err := makeFolders(i); err != nil {
		w.end(i, w.failure(i, err.Error(), "write to another folder with -o"))
		return true
	}
	w.note(w.started(i))
	w.hook(func(h *Hooks) {
		if h.Started != nil {
			h.Started(i)
		}
	})
	c := &child{program: w.Program, env: w.Env, args: w.arguments(i, w.particular(i)...), stderr: log, lock: lock, timeout: w.Timeout, tell: func(e *Event) {
		if e.Progress != nil {
			w.hook(func(h *Hooks) {
				if h.Progress != nil {
					h.Progress(i, e.Progress)
				}
			})
		}
	}}
	e, err := c.run(ctx)
	w.end(i, w.ended(ctx, i, e, err, log))
	return true
}

// started is what is noted of a session before it is run: the outputs that were
// not there, and so are its own if they are afterwards.
func (w *worker) started(i *Item) *Record {
	r := w.record(i, Started)
	for _, p := range i.Plans {
		if !p.Exists {
			r.Outputs = append(r.Outputs, Output{Path: absolute(p.Output)})
		}
	}
	return r
}

// makeFolders makes the folders of outputs that a row or the run names as files;
// others are made by the conversion.
func makeFolders(i *Item) error {
	for _, path := range i.Values[outputFlag] {
		if !strings.HasSuffix(path, "/") && strings.EqualFold(filepath.Ext(path), ".nwb") {
			return os.MkdirAll(filepath.Dir(path), 0o777)
		}
	}
	return nil
}

// particular is what the command line of a conversion has beside a session's own.
func (w *worker) particular(i *Item) []string {
	particular := []string{fmt.Sprintf("--%s=%d", jobsFlag, w.plan.Threads)}
	if w.plan.buffer > 0 && i.Values[bufferFlag] == nil {
		particular = append(particular, fmt.Sprintf("--%s=%g", bufferFlag, float64(w.plan.buffer)/(1<<20)))
	}
	return particular
}

// doneMeanwhile takes over what another process made of the session since it was
// judged.
func (w *worker) doneMeanwhile(i *Item) bool {
	if w.plan.known.update() != nil {
		return false
	}
	h := w.plan.known.session(i.ID)
	if h == nil || h.end == nil || h.end.Fingerprint != i.sum || h.end.Place != i.place || i.last != nil && !h.end.Time.After(i.last.Time) {
		return false
	}
	i.Record, i.Before = h.end, true
	if h.end.Status == Done {
		i.State = Finished
	} else {
		i.fail(&Problem{Message: h.end.Error, Hint: h.end.Hint})
	}
	w.hook(func(hooks *Hooks) {
		if hooks.Ended != nil {
			hooks.Ended(i)
		}
	})
	return true
}

// openLog opens the log of a session, and begins in it what is run.
func (w *worker) openLog(i *Item, particular ...string) (*os.File, error) {
	log, err := os.OpenFile(w.Folder.Log(i.ID), os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o666)
	if err != nil {
		return nil, err
	}
	_, err = fmt.Fprintf(log, "%s %s\n", time.Now().Format(time.RFC3339), CommandLine(w.Program, w.arguments(i, particular...)))
	if err != nil {
		return nil, errors.Join(err, log.Close())
	}
	return log, nil
}

// ended makes a record of how a child ended, and ends its log. It returns nil
// where there is nothing to note.
func (w *worker) ended(ctx context.Context, i *Item, e *ending, err error, log *os.File) *Record {
	var r *Record
	switch {
	case ctx.Err() != nil && err != nil:
		r = w.started(i)
		r.Status = Interrupted
		i.State = Stopped
		_, _ = fmt.Fprintf(log, "%s interrupted\n", time.Now().Format(time.RFC3339))
	case err != nil:
		r = w.failure(i, err.Error(), notRun)
	case e.failed():
		for _, p := range e.problems {
			logProblem(log, p.Error, p.Hint)
		}
		_, _ = fmt.Fprintf(log, "%s failed after %.1f s\n", time.Now().Format(time.RFC3339), e.took.Seconds())
		message, hint := firstWords(e.problems)
		r = w.failure(i, message, hint)
		r.Exit = e.exit
	default:
		_, _ = fmt.Fprintf(log, "%s done in %.1f s\n", time.Now().Format(time.RFC3339), e.took.Seconds())
		if i.State = Finished; e.skipped && len(e.outputs) == 0 {
			i.State = Kept // it appeared since the check: nothing is known of it
			return nil
		}
		r = w.record(i, Done)
		r.Outputs = e.outputs
	}
	if e != nil {
		r.Seconds, r.CPUSeconds, r.PeakBytes = e.took.Seconds(), e.cpu.Seconds(), e.peak
	}
	r.Log = w.Folder.Log(i.ID)
	return r
}

// failure ends a session with an error.
func (w *worker) failure(i *Item, message, hint string) *Record {
	i.fail(&Problem{Message: message, Hint: hint})
	r := w.record(i, Failed)
	r.Error, r.Hint = message, hint
	return r
}

// end notes what came of a session.
func (w *worker) end(i *Item, r *Record) {
	if r != nil {
		i.Record = r
		w.note(r)
	}
	if i.State == Wrong {
		w.mu.Lock()
		w.failed = true
		w.mu.Unlock()
	}
	w.hook(func(h *Hooks) {
		if h.Ended != nil {
			h.Ended(i)
		}
	})
}

// note writes to the journal. What it cannot note is told once: the outputs carry
// enough to make the journal again.
func (w *worker) note(r *Record) {
	if err := w.journal.write(r); err != nil {
		w.once(&w.noteless, fmt.Errorf("the journal cannot be written: %w", err))
	}
}

// once tells of trouble the first time.
func (w *worker) once(told *bool, err error) {
	w.mu.Lock()
	first := !*told
	*told = true
	w.mu.Unlock()
	if first {
		w.hook(func(h *Hooks) {
			if h.Troubled != nil {
				h.Troubled(err)
			}
		})
	}
}

// hook calls hooks, one at a time.
func (w *worker) hook(call func(*Hooks)) {
	w.hooking.Lock()
	defer w.hooking.Unlock()
	call(&w.Hooks)
}

// CommandLine writes a command as a shell reads it.
func CommandLine(program string, args []string) string {
	words := []string{shellQuote(program)}
	for _, arg := range args {
		words = append(words, shellQuote(arg))
	}
	return strings.Join(words, " ")
}

// shellQuote quotes a word for a POSIX shell, where it needs that.
func shellQuote(word string) string {
	const plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./=:,+@%"
	if word != "" && strings.Trim(word, plain) == "" {
		return word
	}
	return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
}
