package main

import (
	"fmt"
	"io"
	"sync/atomic"
	"time"

	"github.com/schollz/progressbar/v3"
)

// progress shows how far a conversion is: a bar with bytes, rate and time left
// on a terminal, a line now and then where there is none and --verbose asks.
// add is cheap and may be called while the display is drawn.
type progress struct {
	done  atomic.Int64
	total int64
	quit  chan struct{}
	ended chan struct{}
}

// How often the bar is drawn, and a line is written.
const (
	barEvery  = 100 * time.Millisecond
	lineEvery = 10 * time.Second
)

func startProgress(s Streams, o *convertOptions, total int64) *progress {
	p := &progress{total: total, quit: make(chan struct{}), ended: make(chan struct{})}
	switch {
	case o.Quiet:
		close(p.ended)
	case s.ErrIsTerminal:
		bar := progressbar.NewOptions64(total,
			progressbar.OptionSetWriter(s.Err),
			progressbar.OptionSetDescription("writing"),
			progressbar.OptionShowBytes(true),
			progressbar.OptionSetPredictTime(true),
			progressbar.OptionClearOnFinish(),
			progressbar.OptionSetWidth(30))
		go p.every(barEvery, func() {
			// A bar that cannot be drawn is not worth ending a conversion for.
			_ = bar.Set64(p.done.Load())
		}, func() { _ = bar.Clear() })
	case o.Verbose:
		go p.every(lineEvery, func() { p.line(s.Err) }, func() {})
	default:
		close(p.ended)
	}
	return p
}

// every calls show at each tick until stop, and then last.
func (p *progress) every(interval time.Duration, show, last func()) {
	defer close(p.ended)
	tick := time.NewTicker(interval)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
			show()
		case <-p.quit:
			last()
			return
		}
	}
}

func (p *progress) line(w io.Writer) {
	done := p.done.Load()
	fmt.Fprintf(w, "roi2nwb: %s of %s\n", bytesText(done), bytesText(p.total))
}

// add notes n more bytes.
func (p *progress) add(n int) { p.done.Add(int64(n)) }

// stop ends the display and waits until nothing more is drawn.
func (p *progress) stop() {
	close(p.quit)
	<-p.ended
}

// bytesText writes a size for people: "1.2 MB".
func bytesText(n int64) string {
	const unit = 1000
	if n < unit {
		return fmt.Sprintf("%d B", n)
	}
	v, prefix := float64(n)/unit, 0
	for v >= 999.5 && prefix < 4 {
		v, prefix = v/unit, prefix+1
	}
	if v < 9.95 {
		return fmt.Sprintf("%.1f %cB", v, "kMGTP"[prefix])
	}
	return fmt.Sprintf("%.0f %cB", v, "kMGTP"[prefix])
}
