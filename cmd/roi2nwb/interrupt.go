package main

import (
	"context"
	"os"
	"os/signal"
	"slices"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
)

// patience is how long a program that was asked to stop may take to clean up: a
// call of the system, or of libhdf5, may never return.
const patience = 1500 * time.Millisecond

// interruptible returns a context that SIGINT and SIGTERM cancel. The first of
// them lets the program clean up. Where that takes too long, or a second one
// comes, the program ends at once, and only what is in left is removed.
func interruptible(parent context.Context, left *leftovers) (context.Context, func()) {
	ctx, cancel := context.WithCancelCause(parent)
	signals := make(chan os.Signal, 2)
	ended := make(chan struct{})
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	go func() {
		select {
		case <-signals:
		case <-ended:
			return
		}
		cancel(errInterrupted)
		select {
		case <-signals:
		case <-time.After(left.patience()):
		case <-ended:
			return
		}
		left.end()
	}()
	return ctx, func() {
		close(ended)
		signal.Stop(signals)
		cancel(nil)
	}
}

// leftovers are the files that must not outlive a program that ends in the midst
// of its work, and how that end is told. The methods do nothing for nil, but that
// say does what it is given.
type leftovers struct {
	mu       sync.Mutex
	removals []*func()
	tell     func() // nil for a line on stderr

	said sync.Once

	waiting atomic.Int64 // how long is waited beyond patience, in nanoseconds
}

// waitLonger has a program that was asked to stop wait longer for its end: its
// children need a while, too.
func (l *leftovers) waitLonger(d time.Duration) {
	if l != nil {
		l.waiting.Store(int64(d))
	}
}

func (l *leftovers) patience() time.Duration { return patience + time.Duration(l.waiting.Load()) }

// telling sets how the end is told.
func (l *leftovers) telling(tell func()) {
	if l == nil {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.tell = tell
}

// say tells how the program ends, unless that has been told.
func (l *leftovers) say(tell func()) {
	if l == nil {
		tell()
		return
	}
	l.said.Do(tell)
}

// add keeps how something is removed, until forget is called.
func (l *leftovers) add(remove func()) (forget func()) {
	if l == nil {
		return func() {}
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.removals = append(l.removals, &remove)
	return func() {
		l.mu.Lock()
		defer l.mu.Unlock()
		l.removals = slices.DeleteFunc(l.removals, func(r *func()) bool { return r == &remove })
	}
}

// addFile is add for a file, which need not be there yet.
func (l *leftovers) addFile(path string) (forget func()) {
	return l.add(func() { _ = os.Remove(path) })
}

// end removes what is left, the latest first, and ends the program. Removing and
// telling may wait for a disk or a terminal themselves, and are then left undone.
func (l *leftovers) end() {
	done := make(chan struct{})
	go func() {
		defer close(done)
		l.mu.Lock() // and keep it: nothing is forgotten any more
		for _, remove := range slices.Backward(l.removals) {
			(*remove)()
		}
		tell := l.tell
		if tell == nil {
			tell = func() { report(Streams{Err: os.Stderr}, errInterrupted) }
		}
		l.say(tell)
	}()
	select {
	case <-done:
	case <-time.After(patience / 5):
	}
	os.Exit(exitInterrupted)
}
