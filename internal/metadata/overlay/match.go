package overlay

import (
	"cmp"
	"math"
	"slices"

	"roi2nwb/internal/metadata/schema"
	"roi2nwb/internal/metadata/tree"
)

// Match is one object of a merged list: the object of the lower list that it
// starts from, and those of the upper list that lie on it, by their places.
type Match struct {
	Lower int // -1: none
	Upper []int
}

// Matches returns how two lists of named objects merge. An object of upper meets
// the object of lower that has its name. Without a name, or in a list of places,
// it meets the one at its place, and so it does where that one has no name yet.
// Over a template, an object that meets none starts as a copy of the template's
// first object, or of the one at its place, and the order is that of upper.
func (m Mode) Matches(lower, upper *tree.Node) []Match {
	p := partnersOf(lower, upper)
	keep := len(p.below) > 0 && (m == OnGiven || !p.replaced())
	var list []Match
	if keep {
		for j := range p.below {
			list = append(list, Match{Lower: j})
		}
	}
	for i, u := range p.above {
		j := p.of(i)
		if j >= 0 && j < len(p.below) && keep {
			list[j].Upper = append(list[j].Upper, i)
			continue
		}
		from := -1
		if m != OnGiven && len(p.below) > 0 && u.Kind != tree.Hole {
			from = max(0, min(j, len(p.below)-1))
		}
		list = append(list, Match{Lower: from, Upper: []int{i}})
	}
	if m != OnGiven && upper != nil && !upper.Placed {
		slices.SortStableFunc(list, func(a, b Match) int { return cmp.Compare(a.order(), b.order()) })
	}
	return list
}

// order is the place in the upper list; what is not there comes last.
func (m Match) order() int {
	if len(m.Upper) == 0 {
		return math.MaxInt
	}
	return m.Upper[0]
}

// partners finds the objects of a lower list that those of an upper one mean.
type partners struct {
	below, above []*tree.Node
	placed       bool           // the upper list is one of places
	places       map[string]int // of the lower objects, by their names
}

func partnersOf(lower, upper *tree.Node) partners {
	p := partners{below: lower.Objects(), above: upper.Objects(), places: map[string]int{}}
	p.placed = upper != nil && upper.Placed
	for j, l := range slices.Backward(p.below) { // of two of one name the first is meant
		p.places[l.Name()] = j
	}
	return p
}

// of returns the place of the object that the i-th of the upper list means, -1
// or a place past the end where there is none.
func (p partners) of(i int) int {
	name := p.above[i].Name()
	if name == "" || p.placed {
		return i
	}
	if j, ok := p.places[name]; ok {
		return j
	}
	if i < len(p.below) && p.below[i].Name() == "" {
		return i
	}
	return -1
}

// replaced reports whether a user's list takes the place of a template's: it names
// objects, and none of them is in the template.
func (p partners) replaced() bool {
	named := false
	for i, u := range p.above {
		if u.Name() == "" || p.placed {
			continue
		}
		named = true
		if p.of(i) >= 0 {
			return false
		}
	}
	return named
}

// mergeObjects merges lists of named objects.
func (m Mode) mergeObjects(s *schema.Schema, lower, upper *tree.Node) *tree.Node {
	one := s.One()
	out := &tree.Node{Kind: tree.Sequence, At: upper.At, Placed: upper.Placed && lower.Placed}
	for _, pair := range m.Matches(lower, upper) {
		item := &tree.Node{At: upper.At}
		if pair.Lower >= 0 {
			item = lower.Items[pair.Lower]
		}
		for _, i := range pair.Upper {
			item = m.Lay(one, item, upper.Items[i])
		}
		out.Items = append(out.Items, item)
	}
	return out
}
