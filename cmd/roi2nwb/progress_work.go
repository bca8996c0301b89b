package main

import (
	"fmt"
	"strings"
	"time"
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
		return bytesText(n)
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
	return clockText(left+time.Second-1) + " left"
}

// clockText writes a time as m:ss, or h:mm:ss.
func clockText(d time.Duration) string {
	s := int(d.Seconds())
	if s < 3600 {
		return fmt.Sprintf("%d:%02d", s/60, s%60)
	}
	return fmt.Sprintf("%d:%02d:%02d", s/3600, s/60%60, s%60)
}

// text is all that is known of the work, on a line.
func (w *work) text(now time.Time) string {
	if w.total == 0 {
		return joinTexts(w.doing, clockText(now.Sub(w.began)))
	}
	return joinTexts(fmt.Sprintf("%d %% (%s)", w.percent(), w.doing), w.amounts(), w.rateText(now), w.leftText(now))
}

// joinTexts joins with commas those texts that are not empty.
func joinTexts(texts ...string) string {
	var joined strings.Builder
	for _, text := range texts {
		if joined.Len() > 0 && text != "" {
			joined.WriteString(", ")
		}
		joined.WriteString(text)
	}
	return joined.String()
}
