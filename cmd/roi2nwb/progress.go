package main

import (
	"fmt"
	"io"
	"sync"
	"time"

	"roi2nwb/cmd/roi2nwb/internal/page"
)

// progress shows what a command is doing and how far it is: as a line that is
// drawn over and over on a terminal, as lines now and then in a log. Its methods
// may be called from many goroutines; those of a nil progress do nothing.
type progress struct {
	name  string // of the session, for logs
	began time.Time

	mu    sync.Mutex // never held while something is shown: terminals can stop
	work  work
	moved int64 // bytes of all work

	drawing sync.Mutex
	screen  display

	once  sync.Once
	quit  chan struct{}
	ended chan struct{}
}

// display is what progress is shown on.
type display interface {
	show(name string, w *work, now time.Time)
	// clear takes away what would be in the way of other words.
	clear()
}

// How often a terminal is drawn to, and a log written to.
const (
	frameEvery = 100 * time.Millisecond
	lineEvery  = 10 * time.Second
)

// startProgress begins to show how far a session is: on a terminal, or as lines
// where the terminal cannot erase or verbose asks for them. It returns nil where
// nothing is to be shown.
func startProgress(s Streams, name string, quiet, verbose bool) *progress {
	p := &progress{name: name, began: time.Now(), quit: make(chan struct{}), ended: make(chan struct{})}
	p.work = newWork("opening", 0, "", p.began)
	interval := lineEvery
	switch {
	case quiet:
		return nil
	case s.ErrIsTerminal && !s.Dumb:
		p.screen, interval = &terminalLine{out: s.Err, columns: s.Columns, ascii: s.ASCII}, frameEvery
	case s.ErrIsTerminal || verbose:
		p.screen = &logLines{out: s.Err, verbose: verbose}
	default:
		return nil
	}
	p.note(p.work.doing)
	go p.run(interval)
	return p
}

// run shows the work at each tick until stop.
func (p *progress) run(interval time.Duration) {
	defer close(p.ended)
	tick := time.NewTicker(interval)
	defer tick.Stop()
	for {
		select {
		case now := <-tick.C:
			w := p.sample(now)
			p.drawing.Lock()
			p.screen.show(p.name, &w, now)
			p.drawing.Unlock()
		case <-p.quit:
			return
		}
	}
}

// sample returns the work as it is now.
func (p *progress) sample(now time.Time) work {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.work.sample(now)
	return p.work
}

// begin tells that other work begins, of so many bytes; 0 where that is not
// known.
func (p *progress) begin(doing string, total int64) { p.beginCounted(doing, total, "") }

// beginCounted is begin for work that is counted in things of other units than
// bytes.
func (p *progress) beginCounted(doing string, total int64, unit string) {
	if p == nil {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.work = newWork(doing, total, unit, time.Now())
}

// add tells that n more of the work is done, and what is being done by now.
func (p *progress) add(doing string, n int64) {
	if p == nil {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.work.doing = doing
	p.work.done += n
	if p.work.unit == "" {
		p.moved += n
	}
}

// reading returns a function that is told how many bytes more were read.
func (p *progress) reading(doing string) func(n int64) {
	return func(n int64) { p.add(doing, n) }
}

// aside runs a function that writes where progress is shown.
func (p *progress) aside(say func()) {
	if p == nil {
		say()
		return
	}
	p.drawing.Lock()
	defer p.drawing.Unlock()
	p.screen.clear()
	say()
}

// stop ends the display and waits until nothing more is drawn. It may be called
// again.
func (p *progress) stop() {
	if p == nil {
		return
	}
	p.once.Do(func() {
		close(p.quit)
		<-p.ended
		p.screen.clear()
	})
}

// finish is stop at a good end.
func (p *progress) finish() {
	if p == nil {
		return
	}
	p.stop()
	p.note(fmt.Sprintf("done, %s in %s", page.Bytes(p.moved), page.Duration(time.Since(p.began))))
}

// note writes a line to a log that is to have all.
func (p *progress) note(text string) {
	if log, ok := p.screen.(*logLines); ok && log.verbose {
		log.line(p.name, text)
	}
}

// logLines shows progress as lines of a log.
type logLines struct {
	out     io.Writer
	verbose bool // the begin and the end, too
}

func (l *logLines) show(name string, w *work, now time.Time) { l.line(name, w.text(now)) }

func (l *logLines) clear() {}

func (l *logLines) line(name, text string) {
	fmt.Fprintf(l.out, "%s%q: %s\n", messagePrefix, name, text)
}
