package progress

import (
	"fmt"
	"time"

	"roi2nwb/cmd/roi2nwb/internal/page"
)

// work is one thing that takes a while.
type work struct {
	doing       string
	done, total int64  // total is 0 where it is not known
	unit        string // what is counted, "" for bytes
	began       time.Time
	samples     []sample // of the last seconds, and one before them
}

// sample is how much was done at a time.
type sample struct {
	at   time.Time
	done int64
}

const (
	// rateAfter is how long work goes on before it has a rate.
	rateAfter = time.Second
	// rateOver is the time of which the rate is the mean.
	rateOver = 5 * time.Second
)

// newWork returns work that begins now.
func newWork(doing string, total int64, unit string, now time.Time) work {
	return work{doing: doing, total: total, unit: unit, began: now, samples: []sample{{now, 0}}}
}

// sample notes how much is done.
func (w *work) sample(now time.Time) {
	for len(w.samples) > 1 && now.Sub(w.samples[1].at) >= rateOver {
		w.samples = w.samples[1:]
	}
	w.samples = append(w.samples, sample{now, w.done})
}

// rate is how much is done in a second, 0 where that is not known yet.
func (w *work) rate(now time.Time) float64 {
	from := w.samples[0]
	passed := now.Sub(from.at)
	if passed < rateAfter {
		return 0
	}
	return float64(w.done-from.done) / passed.Seconds()
}

// percent is how much of the work is done, and never all of it: then it would
// be over.
func (w *work) percent() int { return int(min(100*float64(w.done)/float64(w.total), 99)) }

func (w *work) amount(n int64) string {
	if w.unit == "" {
		return page.Bytes(n)
	}
	return fmt.Sprint(n)
}

// amounts is "420 MB of 777 MB".
func (w *work) amounts() string {
	text := w.amount(min(w.done, w.total)) + " of " + w.amount(w.total)
	if w.unit != "" {
		text += " " + w.unit
	}
	return text
}

// rateText is "215 MB/s", "" where the rate is not known.
func (w *work) rateText(now time.Time) string {
	rate := int64(w.rate(now))
	if rate < 1 {
		return ""
	}
	return w.amount(rate) + "/s"
}

// leftText is "0:04 left", "" where the time left is not known.
func (w *work) leftText(now time.Time) string {
	rate := w.rate(now)
	if rate <= 0 {
		return ""
	}
	left := time.Duration(float64(w.total-min(w.done, w.total)) / rate * float64(time.Second))
	if left > 100*time.Hour {
		return ""
	}
	return page.Clock(left+time.Second-1) + " left"
}

// text is all that is known of the work, on a line.
func (w *work) text(now time.Time) string {
	if w.total == 0 {
		return page.Join(w.doing, page.Clock(now.Sub(w.began)))
	}
	return page.Join(fmt.Sprintf("%d %% (%s)", w.percent(), w.doing), w.amounts(), w.rateText(now), w.leftText(now))
}
