package batch

import (
	"fmt"
	"path"
	"slices"
	"time"
)

// Run is the conversion of the sessions of a manifest.
type Run struct {
	Sessions []*Session
	Grammar  *Grammar
	// Program is what is run, and Command what it is given before the flags.
	Program string
	Command []string
	Env     []string // of the children
	Version string
	Folder  Folder

	Given Values // what the run gives the flags of the conversion
	// Named is the folder for outputs that are named after their sessions, where a
	// row does not name its own; "" where the conversion names them.
	Named string

	Machine  Machine
	Jobs     int   // sessions at a time, 0 for as many as there are CPUs and memory for
	Memory   int64 // bytes for all of them, 0 for what the machine has
	Timeout  time.Duration
	FailFast bool
	Force    bool // what is done is done again
	Retry    bool // what failed is tried again, even if nothing has changed
	Checksum bool // sources count by their content, and not by their times

	// Hooks are told what happens. They are called one at a time.
	Hooks Hooks
}

// Hooks are told what happens in a run. Any of them may be nil.
type Hooks struct {
	Checked  func(done, all int)
	Started  func(*Item)
	Progress func(*Item, *Progress)
	Ended    func(*Item)
	// Troubled is told what goes wrong beside the sessions: a journal that cannot
	// be written, locks that the file system does not have.
	Troubled func(error)
}

// State is how a session stands.
type State uint8

// The states of sessions.
const (
	Ready     State = iota // to be done
	Finished               // done, now or earlier
	Kept                   // its output existed, and was to be kept
	Wrong                  // it failed, now or earlier
	Stopped                // it was ended before it was done
	Elsewhere              // another process is at it
)

// Item is a session of a run, and how it stands.
type Item struct {
	*Session
	Values Values
	State  State
	// Before is set for what was done, or failed, before this run.
	Before bool
	// Why says why it is to be done again, where it was done before.
	Why      []string
	Plans    []Planned
	Record   *Record // of what it ended with
	Problems Problems

	parts   Fingerprint
	sum     string
	place   string
	ours    map[string]bool // outputs that this session made, unchanged since, by absolute path
	last    *Record         // what the journal said last when it was judged, nil for nothing
	checked bool            // in this run
	said    string          // on stderr, by a check that failed
}

// Seconds estimates how long the session takes at a rate, in bytes a second.
func (i *Item) Seconds(rate float64) float64 { return startup + float64(i.Work())/rate }

// startup is what a conversion takes besides its data, in seconds.
const startup = 0.1

// Work returns how many bytes are read and packed for the session.
func (i *Item) Work() (bytes int64) {
	for _, p := range i.Plans {
		bytes += p.Work
	}
	return bytes
}

// Bytes estimates how large the session's outputs will be.
func (i *Item) Bytes() (bytes int64) {
	for _, p := range i.Plans {
		bytes += p.Bytes
	}
	return bytes
}

// fail gives the session a problem that it ends with.
func (i *Item) fail(problems ...*Problem) {
	for _, p := range problems {
		p.Line, p.Session = i.Line, i.ID
	}
	i.State, i.Problems = Wrong, append(i.Problems, problems...)
}

// Plan is what a run is going to do.
type Plan struct {
	Items []*Item
	// Problems forbid to run anything.
	Problems Problems
	// Rate is how many bytes a process does in a second.
	Rate float64
	// Jobs is how many sessions run at a time, and Threads how many encoders each
	// has.
	Jobs, Threads int

	measured bool  // the rate was
	buffer   int64 // of each, 0 for the usual
	known    *journals
}

// Count returns how many items are in a state.
func (p *Plan) Count(state State) (n int) {
	for _, i := range p.Items {
		if i.State == state {
			n++
		}
	}
	return n
}

// Shard returns the part i of n of the sessions, counted from 1: row k belongs to
// part (k-1) mod n + 1, whatever rows follow.
func Shard(sessions []*Session, i, n int) []*Session {
	return shard(sessions, i, n)
}

func shard[T any](all []T, i, n int) []T {
	var part []T
	for at := i - 1; at < len(all); at += n {
		part = append(part, all[at])
	}
	return part
}

// Select returns the sessions that fit one of the patterns of only, if there are
// any, and none of skip. A pattern that fits no session is an error.
func Select(sessions []*Session, only, skip []string) ([]*Session, error) {
	for _, pattern := range slices.Concat(only, skip) {
		fits, err := fitting(sessions, []string{pattern})
		if err != nil {
			return nil, err
		}
		if len(fits) == 0 {
			return nil, fmt.Errorf("no session is like %q", pattern)
		}
	}
	if len(only) > 0 {
		var err error
		if sessions, err = fitting(sessions, only); err != nil {
			return nil, err
		}
	}
	out, err := fitting(sessions, skip)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(slices.Clone(sessions), func(s *Session) bool { return slices.Contains(out, s) }), nil
}

// fitting returns the sessions that fit one of the patterns.
func fitting(sessions []*Session, patterns []string) ([]*Session, error) {
	var fits []*Session
	for _, s := range sessions {
		for _, pattern := range patterns {
			ok, err := path.Match(pattern, s.ID)
			if err != nil {
				return nil, fmt.Errorf("pattern %q: %w", pattern, err)
			}
			if ok {
				fits = append(fits, s)
				break
			}
		}
	}
	return fits, nil
}
