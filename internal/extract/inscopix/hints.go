package inscopix

import (
	"time"

	"roi2nwb/internal/extract/source"
	"roi2nwb/internal/session"
)

func listed(names []string) string { return source.Listed(names) }

// readHints takes what is known of the session: when it began, and what the
// recorder says. Parts of one recording say the same; the first that says
// something counts.
func (s *series) readHints(seg *session.Segmentation) {
	cells := s.first().cells()
	start := cells.start()
	recorded := time.Time{}
	const origin = "timingInfo.start"
	switch {
	case start.IsEpoch():
		seg.AddDoubt(session.SessionStart, origin, "%q begins in 1970, which stands for a start that is not known: it is not taken", cells.name)
	default:
		recorded = start.Local()
		seg.Hints = append(seg.Hints, session.Hint{Path: session.SessionStart, Value: recorded.Format(startLayout), Origin: cells.name + ", " + origin})
		if start.Offset == 0 {
			seg.AddRemark("the start is written in UTC: %q does not say in which zone the recording was made", cells.name)
		}
	}
	for _, r := range s.chosen {
		for _, p := range r.parts() {
			if p.info == nil {
				continue
			}
			said := len(seg.Parameters)
			for _, q := range p.info.Parameters("extraProperties") {
				seg.Parameters = addParameter(seg.Parameters, q)
			}
			if said == len(seg.Parameters) {
				continue // another part says the same
			}
			p.info.AddTo(&seg.Provenance, p.name+", extraProperties", recorded)
		}
	}
}

// addParameter adds a parameter unless it is there with that value.
func addParameter(all []session.Parameter, p session.Parameter) []session.Parameter {
	for _, have := range all {
		if have == p {
			return all
		}
	}
	return append(all, p)
}
