package progress

import (
	"fmt"
	"io"
	"sync"
	"time"

	"roi2nwb/cmd/roi2nwb/internal/page"
)

// Progress shows what a command is doing and how far it is: as a line that is
// drawn over and over on a terminal, as lines now and then in a log. Its methods
// may be called from many goroutines; those of a nil *Progress do nothing.
type Progress struct {
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

// How often a terminal is drawn to, a log written to, and a program told.
const (
	frameEvery = 100 * time.Millisecond
	lineEvery  = 10 * time.Second
	tellEvery  = 250 * time.Millisecond
)

// Options say where progress is shown, and how.
type Options struct {
	Out     io.Writer
	Prefix  string     // of a line in a log
	Name    string     // of the session, for logs
	Columns func() int // width of the terminal, 0 where it is not known; may be nil

	Terminal bool // Out is one
	Dumb     bool // ... which cannot erase what it shows
	ASCII    bool // ... which shows no other characters
	Verbose  bool // lines where there is no terminal, those of the begin and the end too

	// Tell, where it is set, is told instead of anybody else.
	Tell func(doing string, done, total int64)
}

// Start begins to show how far a session is: on a terminal, or as lines where
// the terminal cannot erase or Verbose asks for them. It returns nil where
// nothing is to be shown. Stop or Finish must be called.
func Start(o Options) *Progress {
	p := &Progress{name: o.Name, began: time.Now(), quit: make(chan struct{}), ended: make(chan struct{})}
	p.work = newWork("opening", 0, "", p.began)
	interval := lineEvery
	switch {
	case o.Tell != nil:
		p.screen, interval = teller(o.Tell), tellEvery
	case o.Terminal && !o.Dumb:
		p.screen, interval = &terminalLine{out: o.Out, columns: o.Columns, ascii: o.ASCII}, frameEvery
	case o.Terminal || o.Verbose:
		p.screen = &logLines{out: o.Out, prefix: o.Prefix, verbose: o.Verbose}
	default:
		return nil
	}
	p.note(p.work.doing)
	go p.run(interval)
	return p
}

// run shows the work at each tick until stop.
func (p *Progress) run(interval time.Duration) {
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
func (p *Progress) sample(now time.Time) work {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.work.sample(now)
	return p.work
}

// Begin tells that other work begins, of so many bytes; 0 where that is not
// known.
func (p *Progress) Begin(doing string, total int64) { p.BeginCounted(doing, total, "") }

// BeginCounted is Begin for work that is counted in things of other units than
// bytes.
func (p *Progress) BeginCounted(doing string, total int64, unit string) {
	if p == nil {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.work = newWork(doing, total, unit, time.Now())
}

// Add tells that n more of the work is done, and what is being done by now.
func (p *Progress) Add(doing string, n int64) {
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

// Reading returns a function that is told how many bytes more were read.
func (p *Progress) Reading(doing string) func(n int64) {
	return func(n int64) { p.Add(doing, n) }
}

// Aside runs a function that writes where progress is shown.
func (p *Progress) Aside(say func()) {
	if p == nil {
		say()
		return
	}
	p.drawing.Lock()
	defer p.drawing.Unlock()
	p.screen.clear()
	say()
}

// Stop ends the display and waits until nothing more is drawn. It may be called
// again.
func (p *Progress) Stop() {
	if p == nil {
		return
	}
	p.once.Do(func() {
		close(p.quit)
		<-p.ended
		p.screen.clear()
	})
}

// Finish is Stop at a good end.
func (p *Progress) Finish() {
	if p == nil {
		return
	}
	p.Stop()
	p.note(fmt.Sprintf("done, %s in %s", page.Bytes(p.moved), page.Duration(time.Since(p.began))))
}

// note writes a line to a log that is to have all.
func (p *Progress) note(text string) {
	if log, ok := p.screen.(*logLines); ok && log.verbose {
		log.line(p.name, text)
	}
}

// logLines shows progress as lines of a log.
type logLines struct {
	out     io.Writer
	prefix  string
	verbose bool // the begin and the end, too
}

func (l *logLines) show(name string, w *work, now time.Time) { l.line(name, w.text(now)) }

func (l *logLines) clear() {}

func (l *logLines) line(name, text string) {
	fmt.Fprintf(l.out, "%s%q: %s\n", l.prefix, name, text)
}

// teller tells another program how far the work is.
type teller func(doing string, done, total int64)

func (t teller) show(_ string, w *work, _ time.Time) { t(w.doing, w.done, w.total) }

func (teller) clear() {}
