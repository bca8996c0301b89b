package metadata

import (
	"cmp"
	"math"
	"slices"
)

// match is one object of a merged list: the object of the lower list that it
// starts from, and those of the upper list that lie on it, by their places.
type match struct {
	lower int // -1: none
	upper []int
}

// matches tells how two lists of named objects merge. An object of upper meets
// the one of its name; without a name, or in a list of places, the one at its
// place; and by place as well one that has no name yet. Over a template, one
// that meets none starts as a copy of the template's first, or of the one at
// its place; and the order is that of the user's list.
func (m mode) matches(lower, upper *node) []match {
	p := partnersOf(lower, upper)
	keep := len(p.below) > 0 && (m == onGiven || !p.replaced())
	var list []match
	if keep {
		for j := range p.below {
			list = append(list, match{lower: j})
		}
	}
	for i, u := range p.above {
		j := p.of(i)
		if j >= 0 && j < len(p.below) && keep {
			list[j].upper = append(list[j].upper, i)
			continue
		}
		from := -1
		if m != onGiven && len(p.below) > 0 && u.kind != hole {
			from = max(0, min(j, len(p.below)-1))
		}
		list = append(list, match{lower: from, upper: []int{i}})
	}
	if m != onGiven && upper != nil && !upper.placed {
		slices.SortStableFunc(list, func(a, b match) int { return cmp.Compare(a.order(), b.order()) })
	}
	return list
}

// order is the place in the upper list; what is not there comes last.
func (m match) order() int {
	if len(m.upper) == 0 {
		return math.MaxInt
	}
	return m.upper[0]
}

// partners finds the objects of a lower list that those of an upper one mean.
type partners struct {
	below, above []*node
	placed       bool           // the upper list is one of places
	places       map[string]int // of the lower objects, by their names
}

func partnersOf(lower, upper *node) partners {
	p := partners{below: lower.objects(), above: upper.objects(), places: map[string]int{}}
	p.placed = upper != nil && upper.placed
	for j, l := range slices.Backward(p.below) { // of two of one name the first is meant
		p.places[l.name()] = j
	}
	return p
}

// of returns the place of the object that the i-th of the upper list means, -1
// or a place past the end where there is none.
func (p partners) of(i int) int {
	name := p.above[i].name()
	if name == "" || p.placed {
		return i
	}
	if j, ok := p.places[name]; ok {
		return j
	}
	if i < len(p.below) && p.below[i].name() == "" {
		return i
	}
	return -1
}

// replaced tells whether a user's list stands instead of a template's: it
// names objects, and none of them is in the template.
func (p partners) replaced() bool {
	named := false
	for i, u := range p.above {
		if u.name() == "" || p.placed {
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
func (m mode) mergeObjects(s *schema, lower, upper *node) *node {
	one := s.one()
	out := &node{kind: sequence, at: upper.at, placed: upper.placed && lower.placed}
	for _, pair := range m.matches(lower, upper) {
		item := &node{at: upper.at}
		if pair.lower >= 0 {
			item = lower.items[pair.lower]
		}
		for _, i := range pair.upper {
			item = m.lay(one, item, upper.items[i])
		}
		out.items = append(out.items, item)
	}
	return out
}
