package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"strings"
	"sync/atomic"
	"syscall"
	"time"

	"roi2nwb/cmd/roi2nwb/internal/page"
	"roi2nwb/cmd/roi2nwb/internal/progress"
	"roi2nwb/internal/batch"
	"roi2nwb/internal/metadata"
)

// batchWords are the words in which a run is told of.
type batchWords struct {
	manifest string                   // "" where there is none
	again    func(*batch.Item) string // the command that runs one session again
}

// endOfChildren is how long children that were asked to end may take beyond what
// the program itself may.
const endOfChildren = 4 * time.Second

// run checks the sessions, runs them, and tells what came of them.
func (o *runOptions) run(ctx context.Context, s Streams, r *batch.Run, words *batchWords) error {
	s.Leftovers.waitLonger(endOfChildren)
	ctx, outOfTime, stop := timeLimited(ctx)
	defer stop()
	began := time.Now()
	var troubled []error
	r.Hooks.Troubled = func(err error) { troubled = append(troubled, err) }
	plan, err := o.plan(ctx, s, r)
	if err != nil {
		return endOf(err, outOfTime)
	}
	if err := o.reportPlan(s, plan, words); err != nil {
		return errors.Join(err, ignored(r.Note(plan)))
	}
	if o.DryRun {
		return o.showBatchPlan(s, plan)
	}
	err = o.do(ctx, s, r, plan)
	for _, trouble := range troubled {
		s.tell(metadata.Warning, page.OneLine(trouble.Error()))
	}
	if shown := o.showResults(s, plan, words, time.Since(began)); shown != nil {
		return shown
	}
	if err != nil {
		return endOf(err, outOfTime)
	}
	if plan.Count(batch.Wrong) > 0 {
		return told{exitSome}
	}
	return nil
}

// ignored drops an error that changes nothing: what could not be noted is found
// out again.
func ignored(error) error { return nil }

// endOf is the error of a run that was ended.
func endOf(err error, outOfTime func() bool) error {
	if outOfTime() {
		return errOutOfTime
	}
	return err
}

// timeLimited returns a context that ends with the signals by which a scheduler
// says that time is up.
func timeLimited(parent context.Context) (ctx context.Context, outOfTime func() bool, stop func()) {
	ctx, cancel := context.WithCancelCause(parent)
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, syscall.SIGTERM, syscall.SIGUSR1)
	ended := make(chan struct{})
	var up atomic.Bool
	go func() {
		select {
		case <-signals:
			up.Store(true)
			cancel(errOutOfTime)
		case <-ended:
		}
	}()
	return ctx, func() bool {
			// The same signal ends the parent: it may have come here first.
			if parent.Err() != nil && !up.Load() {
				select {
				case <-signals:
					up.Store(true)
				default:
				}
			}
			return up.Load()
		}, func() {
			signal.Stop(signals)
			close(ended)
			cancel(nil)
		}
}

// plan checks the sessions, and shows how far that is.
func (o *runOptions) plan(ctx context.Context, s Streams, r *batch.Run) (*batch.Plan, error) {
	var p *progress.Progress
	if !o.Quiet && s.ErrIsTerminal {
		p = startProgress(s, "sessions", false, false)
	}
	defer p.Stop()
	begun := false
	r.Hooks.Checked = func(_, all int) {
		if !begun {
			begun = true
			p.BeginCounted("checking", int64(all), "sessions")
		}
		p.Add("checking", 1)
	}
	plan, err := r.Plan(ctx)
	var little *batch.MemoryError
	if errors.As(err, &little) {
		err = &usageError{err, fmt.Sprintf("give --mem %d or more", little.Needed>>20)}
	}
	return plan, err
}

// do runs what is to be done, and shows how far it is: on a terminal a line for
// each session that is running and one for all, in a log a line for each event.
func (o *runOptions) do(ctx context.Context, s Streams, r *batch.Run, plan *batch.Plan) error {
	costs := newCosts(plan)
	left := len(costs.items)
	var board *progress.Board
	if !o.Quiet {
		board = progress.StartBoard(progress.Options{Out: s.Err, Columns: s.Columns, Terminal: s.ErrIsTerminal, Dumb: s.Dumb, ASCII: s.ASCII}, costs.all())
	}
	defer board.Stop()
	logged := board == nil && !o.Quiet && !o.JSON
	event := func(i *batch.Item, format string, args ...any) {
		if logged {
			fmt.Fprintf(s.Err, "%s%q: %s\n", messagePrefix, i.ID, page.OneLine(fmt.Sprintf(format, args...)))
		}
	}
	done, failed := 0, 0
	counts := func() string {
		text := fmt.Sprintf("%d of %s", done, page.Plural(left, "session"))
		if failed > 0 {
			text += fmt.Sprintf(", %d failed", failed)
		}
		return text
	}
	r.Hooks.Started = func(i *batch.Item) {
		board.Begin(i.ID, costs.of(i))
		event(i, "begun%s", because(i))
	}
	r.Hooks.Progress = func(i *batch.Item, at *batch.Progress) { board.Advance(i.ID, at.Doing, at.Done, at.Total) }
	r.Hooks.Ended = func(i *batch.Item) {
		switch done++; i.State {
		case batch.Wrong:
			failed++
			event(i, "failed: %s (%s)", i.Problems[0].Message, counts())
		case batch.Stopped:
			event(i, "stopped")
		default:
			event(i, "done in %s (%s)", page.Duration(time.Duration(i.Record.Seconds*float64(time.Second))), counts())
		}
		board.End(i.ID, costs.of(i), counts())
		costs.end(i)
		board.Reckon(costs.all(), costs.ended(), costs.named)
	}
	return r.Do(ctx, plan)
}

// because says why a session is done that was done before.
func because(i *batch.Item) string {
	if len(i.Why) == 0 {
		return ""
	}
	return " again, since " + strings.Join(i.Why, ", and ")
}
