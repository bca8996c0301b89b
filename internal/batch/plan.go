package batch

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
)

// usualRate is how many bytes a child does in a second where no journal tells, and
// sureRate how many it does on a machine that may be a slow one.
const (
	usualRate = 150e6
	sureRate  = 30e6
)

// Plan finds out how each session stands, and has those that are to be done
// checked, each by a child: that its source opens, that its metadata is right,
// where its output goes and how large it will be. Nothing is written but the
// journal. Problems of the run as a whole are in the plan.
func (r *Run) Plan(ctx context.Context) (*Plan, error) {
	known, err := readJournals(r.Folder.journal())
	if err != nil {
		return nil, fmt.Errorf("read the journal: %w", err)
	}
	p := &Plan{Items: make([]*Item, len(r.Sessions)), known: known}
	p.Rate, p.measured = rateOf(known.all, r.Version)
	digests := &Digests{Checksum: r.Checksum}
	var faults error
	var mu sync.Mutex
	r.each(ctx, r.Machine.CPUs*2, len(r.Sessions), func(at int) {
		item := &Item{Session: r.Sessions[at], Values: r.valuesOf(r.Sessions[at])}
		p.Items[at] = item
		if err := r.judge(item, known.session(item.ID), digests); err != nil {
			mu.Lock()
			defer mu.Unlock()
			faults = errors.Join(faults, fmt.Errorf("session %q: %w", item.ID, err))
		}
	})
	if err := errors.Join(faults, context.Cause(ctx)); err != nil {
		return nil, err
	}
	ready := slices.DeleteFunc(slices.Clone(p.Items), func(i *Item) bool { return i.State != Ready })
	given, err := r.givenBuffer()
	if err != nil {
		return nil, err
	}
	s, err := r.share(len(ready), given)
	if err != nil {
		return nil, err
	}
	p.Jobs, p.Threads, p.buffer = s.jobs, s.threads, s.buffer
	done := 0
	r.each(ctx, min(max(r.Machine.CPUs, 1), s.jobs*2), len(ready), func(at int) {
		item := ready[at]
		r.check(ctx, item)
		mu.Lock()
		defer mu.Unlock()
		if done++; r.Hooks.Checked != nil {
			r.Hooks.Checked(done, len(ready))
		}
	})
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	p.Problems = append(p.unique(r.Named != ""), r.room(p)...)
	return p, nil
}

// each calls do for 0 to n-1, so many at a time, until ctx ends.
func (r *Run) each(ctx context.Context, atATime, n int, do func(at int)) {
	next := make(chan int)
	var all sync.WaitGroup
	for range max(min(atATime, n), 1) {
		all.Go(func() {
			for at := range next {
				do(at)
			}
		})
	}
	for at := range n {
		if ctx.Err() != nil {
			break
		}
		next <- at
	}
	close(next)
	all.Wait()
}

// valuesOf returns what the flags of a session's conversion are given.
func (r *Run) valuesOf(s *Session) Values {
	values := r.Grammar.merge(r.Given, s.Given)
	if r.Named != "" && values[outputFlag] == nil && values[dandiFlag] == nil && values[templateFlag] == nil {
		values[outputFlag] = []string{filepath.Join(r.Named, s.ID+".nwb")}
	}
	return values
}

// judge finds out how a session stands by the journal and what is on the disk.
func (r *Run) judge(i *Item, h *history, digests *Digests) error {
	var err error
	if i.parts, err = digests.of(r.Grammar, i.Source, i.Values); err != nil {
		return err
	}
	i.sum, i.place, i.ours = i.parts.Sum(), place(r.Grammar, i.Values), map[string]bool{}
	if h == nil {
		return nil
	}
	i.last = h.last
	whole := true
	if h.done != nil {
		for _, o := range h.done.Outputs {
			info, err := os.Stat(o.Path)
			switch {
			case err != nil:
				whole = false
				i.Why = append(i.Why, fmt.Sprintf("%q is gone", o.Path))
			case info.Size() != o.Bytes:
				whole = false
				i.Why = append(i.Why, fmt.Sprintf("%q is not what was written", o.Path))
			default:
				i.ours[o.Path] = true
			}
		}
	}
	switch {
	case r.Force:
		if i.Why = nil; h.done != nil {
			i.Why = []string{"by --force"}
		}
	case h.done != nil && h.done.Fingerprint == i.sum && h.done.Place != i.place:
		i.Why = []string{"its output has another place now"}
	case h.done != nil && h.done.Fingerprint == i.sum && whole:
		i.State, i.Before, i.Record = Finished, true, h.done
	case h.end != nil && h.end.Status == Failed && h.end.Fingerprint == i.sum && h.end.Lasting && !r.Retry:
		i.Before, i.Record = true, h.end
		i.fail(&Problem{Column: h.end.Column, Message: h.end.Error, Hint: h.end.Hint})
	case h.end != nil && h.end.Status == Failed:
		if i.Why = h.end.again(i.parts); i.Why == nil {
			i.Why = []string{"it failed"}
		}
	case h.done != nil && h.done.Fingerprint != i.sum:
		i.Why = append(i.Why, h.done.again(i.parts)...)
	}
	return nil
}

// again says what has changed since the record.
func (r *Record) again(now Fingerprint) []string {
	if r.Parts == nil {
		return nil
	}
	return now.Since(r.Parts)
}

// rateOf returns how many bytes a child of this version did in a second, once a
// few sessions of some size tell; what is usual otherwise.
func rateOf(records []Record, version string) (rate float64, measured bool) {
	const enough, some = 5, 4 << 20
	n, work, seconds := 0, 0.0, 0.0
	for _, r := range records {
		if r.Status == Done && r.Version == version && r.Work > some && r.Seconds > startup {
			n, work, seconds = n+1, work+float64(r.Work), seconds+r.Seconds-startup
		}
	}
	if n < enough {
		return usualRate, false
	}
	return work / seconds, true
}

// check has a child look at a session, and takes over what it plans.
func (r *Run) check(ctx context.Context, i *Item) {
	said := &tail{}
	c := &child{program: r.Program, env: r.Env, args: r.arguments(i, "--dry-run"), stderr: said, timeout: r.Timeout}
	e, err := c.run(ctx)
	if err != nil {
		if ctx.Err() == nil {
			i.fail(&Problem{Message: err.Error(), Hint: notRun})
		}
		return
	}
	i.checked = true
	if e.failed() {
		r.failCheck(i, e)
		i.said = said.String()
		return
	}
	i.Plans = e.plans
	r.settle(i)
}

// failCheck ends a session that a child could not plan.
func (r *Run) failCheck(i *Item, e *ending) {
	for at := range e.problems {
		p := &e.problems[at]
		column := i.columnOf(*p, e.exit)
		p.Hint = p.cure(column, e)
		i.fail(&Problem{Column: column, Message: p.Error, Hint: p.Hint})
	}
	message, hint := firstWords(e.problems)
	i.Record = r.record(i, Failed)
	i.Record.Error, i.Record.Hint, i.Record.Exit = message, hint, e.exit
	i.Record.Lasting = e.told && (e.exit == exitFailed || e.exit == exitUsage)
	if len(i.Problems) == 1 {
		i.Record.Column = i.Problems[0].Column
	}
}

// notRun is the cure where a child could not be begun.
const notRun = "see that the program is still where it was begun"

// cure is the hint of a problem of a check, also where the child knows none.
func (p *eventProblem) cure(column string, e *ending) string {
	switch {
	case p.Hint != "" || !e.told:
		return p.Hint
	case e.exit == exitFailed:
		return "it may be damaged: copy it again, or save it again"
	case column != "":
		return fmt.Sprintf("correct the column %s of its row", column)
	}
	return "correct what the run is given for all sessions"
}

// columnOf names the column of the manifest that a problem is about, as far as it
// can be told.
func (i *Item) columnOf(p eventProblem, exit int) string {
	if name, ok := i.Columns[p.Path]; ok && p.File == setArgument {
		return name
	}
	for flag, name := range i.Columns {
		for _, value := range i.Given[flag] {
			if p.File == value && value != "" || strings.HasPrefix(p.Error, "--"+flag) || strings.Contains(p.Error, fmt.Sprintf("%q", value)) {
				return name
			}
		}
	}
	if p.Severity == "" && exit == exitFailed {
		return i.Columns[sourceColumn]
	}
	return ""
}

// setArgument is where a problem is that a value of --set has.
const setArgument = "--set"

// How a conversion ends whose failure lasts.
const (
	exitFailed = 1 // the source cannot be read
	exitUsage  = 2 // a flag or metadata is wrong
)

// settle decides what becomes of outputs that exist.
func (r *Run) settle(i *Item) {
	adopted := 0
	for _, p := range i.Plans {
		switch {
		case !p.Exists:
		case i.made(&p) && !r.Force:
			adopted++
		case i.made(&p), i.ours[absolute(p.Output)], i.replaces():
			i.Values = i.Values.replacing()
		case i.value(existsFlag) == "skip":
			i.State = Kept
		default:
			i.fail(&Problem{Column: i.Columns[outputFlag], Message: fmt.Sprintf("output %q exists, and the journal does not know it", p.Output),
				Hint: "give --overwrite to replace it, --if-exists skip to keep it, or another output"})
		}
	}
	if len(i.Plans) > 0 && adopted == len(i.Plans) {
		// It was finished and not noted, or the journal was lost.
		rec := r.record(i, Done)
		for _, p := range i.Plans {
			info, err := os.Stat(p.Output)
			if err != nil {
				return // gone again: to be done
			}
			rec.Outputs = append(rec.Outputs, Output{absolute(p.Output), info.Size(), p.Frames, p.ROIs})
		}
		i.State, i.Before, i.Record = Finished, true, rec
	}
}

// made reports whether a file that exists is what the session would make: it says
// so itself, or the session was at it when it was stopped, and it is newer.
func (i *Item) made(p *Planned) bool {
	if p.Fingerprint != "" || i.last == nil {
		return p.Fingerprint == i.sum
	}
	if i.last.Status != Started && i.last.Status != Interrupted || i.last.Fingerprint != i.sum {
		return false
	}
	path := absolute(p.Output)
	info, err := os.Stat(path)
	return err == nil && slices.ContainsFunc(i.last.Outputs, func(o Output) bool { return o.Path == path }) && info.ModTime().After(i.last.Time)
}

// absolute returns the path from the root, the path itself where that cannot be
// told.
func absolute(path string) string {
	if from, err := filepath.Abs(path); err == nil {
		return from
	}
	return path
}

const existsFlag = "if-exists"

// value returns what a flag of a session is given, "" for nothing.
func (i *Item) value(flag string) string {
	if v := i.Values[flag]; len(v) > 0 {
		return v[len(v)-1]
	}
	return ""
}

// replaces reports whether files that exist are to be replaced, whoever made
// them.
func (i *Item) replaces() bool {
	return i.value(overwriteFlag) == "true" || i.value(existsFlag) == "overwrite"
}

// replacing returns the values with leave to replace what exists.
func (v Values) replacing() Values {
	changed := Values{}
	for name, values := range v {
		if name != existsFlag {
			changed[name] = values
		}
	}
	changed[overwriteFlag] = []string{"true"}
	return changed
}

// arguments is the command line of a session's child, with what is particular to
// a check or to a conversion.
func (r *Run) arguments(i *Item, particular ...string) []string {
	return slices.Concat(r.Command, particular, i.Values.Arguments(), []string{"--fingerprint=" + i.sum, "--", i.Source})
}

// record begins a record of a session.
func (r *Run) record(i *Item, status Status) *Record {
	return &Record{Session: i.ID, Status: status, Fingerprint: i.sum, Parts: i.parts, Source: i.Source, Place: i.place, Version: r.Version, Work: i.Work()}
}

// unique finds outputs that two sessions would write.
func (p *Plan) unique(named bool) Problems {
	writers := map[string]*Item{}
	var problems Problems
	for _, i := range p.Items {
		for _, output := range i.outputs() {
			path := absolute(output)
			first := writers[path]
			if first == nil {
				writers[path] = i
				continue
			}
			hint := "name the outputs by --path-template '{subject_id}_{session_id}.nwb' or --dandi-layout, or by a column output"
			if !named {
				hint = "name the outputs by --path-template '{subject_id}_{session_id}.nwb' or --dandi-layout"
			}
			problems = append(problems, &Problem{Line: i.Line, Session: i.ID, Column: i.Columns[outputFlag], Hint: hint,
				Message: fmt.Sprintf("output %q would be that of session %q too", output, first.ID)})
		}
	}
	return problems
}

// outputs are the files that a session makes, or has made.
func (i *Item) outputs() []string {
	var all []string
	if i.Record != nil {
		for _, o := range i.Record.Outputs {
			all = append(all, o.Path)
		}
	}
	if all == nil {
		for _, p := range i.Plans {
			all = append(all, p.Output)
		}
	}
	return all
}
