package batch

import "fmt"

// Standing is how a session stands by the journals, also while other processes
// work: nothing is run or checked.
type Standing struct {
	*Session
	State   State
	Running bool
	// Why says why what was done is to be done again.
	Why    []string
	Record *Record // the last that tells of an end, nil for none
	Begun  *Record // of one that is running, nil where no journal tells
}

// Standings tells how the sessions of a run stand.
func (r *Run) Standings() ([]*Standing, error) {
	known, err := readJournals(r.Folder.journal())
	if err != nil {
		return nil, fmt.Errorf("read the journal: %w", err)
	}
	digests := &Digests{Checksum: r.Checksum}
	all := make([]*Standing, len(r.Sessions))
	for at, s := range r.Sessions {
		i := &Item{Session: s, Values: r.valuesOf(s)}
		h := known.session(s.ID)
		if err := r.judge(i, h, digests); err != nil {
			return nil, fmt.Errorf("session %q: %w", s.ID, err)
		}
		st := &Standing{Session: s, State: i.State, Why: i.Why, Record: i.Record, Running: r.Folder.isRunning(s.ID)}
		if h != nil && h.end != nil && h.end.Status == Failed && i.State == Ready && h.end.Fingerprint == i.sum {
			// It is tried again by the next run; until then, it failed.
			st.State, st.Record, st.Why = Wrong, h.end, nil
		}
		if st.Running {
			if h != nil && h.last.Status == Started {
				st.Begun = h.last
			}
			st.State = Elsewhere
		}
		all[at] = st
	}
	return all, nil
}
