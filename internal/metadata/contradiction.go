package metadata

import (
	"fmt"
	"strings"
	"time"

	"roi2nwb/internal/metadata/schema"
	"roi2nwb/internal/metadata/tree"
)

// identity lists the values that say whose recording it is, and when it was
// made. Where two layers differ in one of them, one of them may be of another
// animal.
func identity() []string {
	return []string{"Subject.subject_id", schema.BirthPath, "NWBFile.session_id", schema.SessionStartPath}
}

// claim is what one layer says of one value.
type claim struct {
	text   string // "" where it says that nothing is known
	at     tree.Position
	known  bool // by the source itself or its path
	beaten bool // by another place within the source
	shared bool // by a file that may be of several sessions
}

// claimsOf returns what each layer says of the values of identity, the lowest
// layer first.
func claimsOf(layers []*Layer) map[string][]claim {
	known, claims := schema.Known(), map[string][]claim{}
	for _, l := range translated(layers) {
		var roots []*tree.Node
		for _, a := range l.overruled {
			roots = append(roots, plant(a.steps, known, a.value))
		}
		beaten := len(roots)
		roots = append(roots, l.root)
		for _, a := range l.sets {
			roots = append(roots, plant(a.steps, known, a.value))
		}
		for _, path := range identity() {
			steps, err := tree.ParsePath(path)
			if err != nil {
				continue // paths here are ours
			}
			for i, root := range roots {
				n := tree.Find(root, steps)
				if n == nil || n.Kind > tree.Scalar || n.Kind == tree.Hole || schema.IsTodo(n.Text) {
					continue
				}
				claims[path] = append(claims[path], claim{
					text: strings.TrimSpace(n.Text), at: n.At, known: n.At.Template && n.At.Source != tree.DefaultSource, beaten: i < beaten, shared: l.shared,
				})
			}
		}
	}
	return claims
}

// contradictions adds a problem where layers differ in who was recorded, or when,
// with the value that counts, and the others with their places. It is an error
// where a file that may be of several sessions contradicts the source or its path.
func (r *resolver) contradictions() {
	for _, path := range identity() {
		all := r.claims[path]
		if path == schema.SessionStartPath && r.options.StartTime != "" {
			all = append(all[:len(all):len(all)], claim{text: r.options.StartTime, at: r.options.startsAt()})
		}
		if len(all) < 2 || all[len(all)-1].text == "" {
			continue
		}
		taken := all[len(all)-1]
		var others []claim
		for _, other := range all[:len(all)-1] {
			if other.beaten && !taken.known {
				continue // the user has said which it is
			}
			if other.text != "" && !r.agree(path, taken.text, other.text) {
				others = append(others, other)
			}
		}
		if len(others) > 0 {
			r.put(contradiction(path, taken, others))
		}
	}
}

func contradiction(path string, taken claim, others []claim) tree.Problem {
	severity, cure := tree.Warning, tree.Cure{Kind: tree.SeeWhich}
	if taken.at.Assigned {
		cure = tree.Cure{} // somebody has seen
	}
	told := make([]string, len(others))
	for i, other := range others {
		told[i] = fmt.Sprintf("%s says %q", placeOf(other.at), other.text)
		if other.known && taken.shared {
			severity, cure = tree.Error, tree.CureOf(tree.GiveForSession, path, other.text)
		}
	}
	message := fmt.Sprintf("%q is taken, but %s", taken.text, strings.Join(told, ", and "))
	if severity == tree.Error {
		message = fmt.Sprintf("says %q, but %s", taken.text, strings.Join(told, ", and "))
	}
	return tree.ProblemAt(taken.at, path, "", "%s", message).As(severity, "contradiction").CuredBy(cure)
}

// placeOf names a position in a sentence.
func placeOf(p tree.Position) string {
	for _, origin := range []string{"source", "path"} {
		if where, found := strings.CutPrefix(p.Source, origin+": "); found {
			return "the " + origin + " (" + where + ")"
		}
	}
	return p.String()
}

// agree reports whether two texts mean the same at a path. Times are the same
// in whatever zone they are written, and as far as both are precise.
func (r *resolver) agree(path, a, b string) bool {
	if a == b || path != schema.SessionStartPath && path != schema.BirthPath {
		return a == b
	}
	v, errA := parseWallTime(a)
	w, errB := parseWallTime(b)
	switch {
	case errA != nil || errB != nil:
		return false
	case v.dateOnly || w.dateOnly:
		return v.year == w.year && v.month == w.month && v.day == w.day
	}
	near := func(x, y time.Time) bool { return x.Sub(y).Abs() < max(v.grain, w.grain) }
	for _, t := range []*wallTime{&v, &w} {
		if t.zone == nil {
			t.zone = r.zone
		}
	}
	if v.zone != nil && w.zone != nil {
		return near(v.in(v.zone), w.in(w.zone))
	}
	// A clock without a zone is read in the zone of the other one, and in UTC.
	return near(v.in(time.UTC), w.in(time.UTC)) ||
		v.zone != nil && near(v.in(v.zone), w.in(time.UTC)) || w.zone != nil && near(v.in(time.UTC), w.in(w.zone))
}
