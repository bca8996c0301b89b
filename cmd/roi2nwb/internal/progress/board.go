package progress

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
	"time"

	"roi2nwb/cmd/roi2nwb/internal/page"
	"roi2nwb/cmd/roi2nwb/internal/terminal"
)

// Board shows on a terminal how far many sessions are: a line for each that is
// running, and one for all. Its methods may be called from many goroutines; those
// of a nil *Board do nothing but call what they are given.
type Board struct {
	out     io.Writer
	columns func() int
	ascii   bool

	mu      sync.Mutex
	running []*boarded
	all     work // in units of cost
	done    int64
	longest int64  // what is left of a session that is running, the most
	most    int    // sessions that ran at a time
	note    string // on all sessions: "12 of 300 sessions, 2 failed"

	drawing sync.Mutex
	shown   []string

	once  sync.Once
	quit  chan struct{}
	ended chan struct{}
}

// boarded is a session that is running.
type boarded struct {
	name string
	cost int64
	work work
	done float64 // share of all that it takes
}

// dataShare is how much of the time of a session has passed when its data are
// written: the file is then checked, and seen to the disk.
const dataShare = 0.85

// mostRunning is how many running sessions have a line of their own.
const mostRunning = 8

// leastColumns is how wide a terminal is that shows more than the line for all.
const leastColumns = 40

// StartBoard begins to show sessions that cost so much together, in bytes or
// whatever takes the same time. It returns nil where o.Out is no terminal that
// can be drawn on. Stop must be called.
func StartBoard(o Options, cost int64) *Board {
	if !o.Terminal || o.Dumb {
		return nil
	}
	b := &Board{out: o.Out, columns: o.Columns, ascii: o.ASCII, all: newWork("", cost, "", time.Now()),
		quit: make(chan struct{}), ended: make(chan struct{})}
	go b.run()
	return b
}

func (b *Board) run() {
	defer close(b.ended)
	tick := time.NewTicker(frameEvery)
	defer tick.Stop()
	for {
		select {
		case now := <-tick.C:
			lines := b.lines(now)
			b.drawing.Lock()
			b.draw(lines)
			b.drawing.Unlock()
		case <-b.quit:
			return
		}
	}
}

// Begin shows a session of a cost.
func (b *Board) Begin(name string, cost int64) {
	if b == nil {
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.running = append(b.running, &boarded{name: name, cost: cost, work: newWork("opening", 0, "", time.Now())})
}

// Advance shows how far a session is; total is 0 where that is not known.
func (b *Board) Advance(name, doing string, done, total int64) {
	if b == nil {
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, r := range b.running {
		if r.name == name {
			r.work.doing, r.work.done, r.work.total = doing, done, total
			if total > 0 {
				r.done = max(r.done, dataShare*float64(min(done, total))/float64(total))
			}
		}
	}
}

// End takes a session from the board. cost is counted as done; note is what is
// said of all sessions from now on.
func (b *Board) End(name string, cost int64, note string) {
	if b == nil {
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	for i, r := range b.running {
		if r.name == name {
			b.running = slices.Delete(b.running, i, i+1)
			break
		}
	}
	b.done += cost
	b.note = note
}

// Reckon gives all sessions other costs: of all, of those that have ended, and of
// each that is running, by its name.
func (b *Board) Reckon(all, ended int64, cost func(name string) int64) {
	if b == nil {
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.all.total, b.done = all, ended
	for _, r := range b.running {
		r.cost = cost(r.name)
	}
}

// lines are what the board shows now.
func (b *Board) lines(now time.Time) []string {
	width := 0
	if b.columns != nil {
		width = b.columns()
	}
	if width <= 0 {
		width = usualColumns
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	var lines []string
	for i, r := range b.running {
		r.work.sample(now)
		if i < mostRunning && width >= leastColumns {
			lines = append(lines, r.line(now, width, b.ascii))
		}
	}
	if more := len(b.running) - mostRunning; more > 0 && width >= leastColumns {
		lines = append(lines, page.Cut(fmt.Sprintf("... and %d more", more), width-1))
	}
	b.count()
	return append(lines, b.total(now, width))
}

// count adds up what is done, of sessions that are running too.
func (b *Board) count() {
	b.all.done, b.longest, b.most = b.done, 0, max(b.most, len(b.running))
	for _, r := range b.running {
		done := int64(float64(r.cost) * r.done)
		b.all.done += done
		b.longest = max(b.longest, r.cost-done)
	}
}

// line shows a session that is running, its name first.
func (r *boarded) line(now time.Time, width int, ascii bool) string {
	name := page.Fit(page.OneLine(r.name), min(nameCells, width/2)) + "  "
	return name + r.work.frame(now, width-page.Cells(name), ascii)
}

// nameCells is how wide the names of sessions may be.
const nameCells = 24

// total shows all sessions.
func (b *Board) total(now time.Time, width int) string {
	percent := fmt.Sprintf("%d %%", b.all.percent())
	left := b.left(now)
	for _, text := range []string{
		page.Join(b.note+"  "+b.all.bar(min(width-besidesBar, mostBar), b.ascii)+percent, left),
		page.Join(b.note+"  "+percent, left),
		page.Join(percent, left),
	} {
		if page.Cells(text) < width {
			return strings.TrimLeft(text, " ")
		}
	}
	return page.Cut(percent, width-1)
}

// left is "3:20 left", "" where it cannot be told yet. It follows from the mean
// since the begin: sessions differ, and the last seconds say little. A session does
// not go faster when the others have ended.
func (b *Board) left(now time.Time) string {
	passed := now.Sub(b.all.began)
	if passed < rateAfter || b.all.done <= 0 || b.all.total <= 0 {
		return ""
	}
	rest := max(b.all.total-min(b.all.done, b.all.total), b.longest*int64(b.most))
	left := time.Duration(float64(rest) / float64(b.all.done) * float64(passed))
	if left > 1000*time.Hour {
		return ""
	}
	return page.Clock(left+time.Second-1) + " left"
}

// draw puts lines in the place of those that are shown, in one write.
func (b *Board) draw(lines []string) {
	if slices.Equal(lines, b.shown) {
		return
	}
	var frame strings.Builder
	frame.WriteString(b.toTop())
	for i, line := range lines {
		if i > 0 {
			frame.WriteString("\n" + terminal.ToStart)
		}
		frame.WriteString(line + terminal.EraseAfter)
	}
	if len(lines) < len(b.shown) {
		frame.WriteString(terminal.EraseBelow)
	}
	// What cannot be drawn is not worth ending the work for.
	_, _ = io.WriteString(b.out, frame.String())
	b.shown = lines
}

// toTop goes to the first line that is shown.
func (b *Board) toTop() string {
	if up := len(b.shown) - 1; up > 0 {
		return terminal.ToStart + terminal.Up(up)
	}
	return terminal.ToStart
}

// clear takes away what is shown.
func (b *Board) clear() {
	if b.shown != nil {
		_, _ = io.WriteString(b.out, b.toTop()+terminal.EraseAfter+terminal.EraseBelow)
		b.shown = nil
	}
}

// Aside runs a function that writes where the board is shown.
func (b *Board) Aside(say func()) {
	if b == nil {
		say()
		return
	}
	b.drawing.Lock()
	defer b.drawing.Unlock()
	b.clear()
	say()
}

// Stop takes the board away and waits until nothing more is drawn. It may be
// called again.
func (b *Board) Stop() {
	if b == nil {
		return
	}
	b.once.Do(func() {
		close(b.quit)
		<-b.ended
		b.clear()
	})
}
