package metadata

import (
	"fmt"
	"slices"
	"strings"
)

// assignment is one value for a path. Which object a name in the path means is
// known only when the layers below are merged.
type assignment struct {
	steps []step
	value *node
}

// assign lays assignments over root, the earlier first. Template holds the
// objects that are there where root has none of its own. A name may be one that
// an object had before, or that another of the assignments gives it.
func (m *merger) assign(template, root *node, sets []assignment) *node {
	before := root
	for len(sets) > 0 {
		var waiting []assignment
		var unknown Problems
		for _, a := range sets {
			p := &planter{value: a.value, steps: a.steps}
			planted, err := p.plant(m.known, 0, spot{template: template, now: root, before: before})
			if err != nil {
				waiting = append(waiting, a)
				unknown = append(unknown, problemAt(a.value.at,
					written(a.steps[:err.steps]), err.hint, "%s", err.message).as(Error, "reference"))
				continue
			}
			l := newLayer(onGiven, planted)
			m.problems = append(m.problems, l.problems...)
			root = onGiven.lay(m.known, root, m.tables(l.root))
		}
		if len(waiting) == len(sets) {
			m.problems = append(m.problems, unknown...)
			break
		}
		sets = waiting
	}
	return root
}

// planter makes a tree in which a value stands at the end of a path.
type planter struct {
	value *node
	steps []step
}

// plant makes a tree in which value stands at the end of steps without names.
func plant(steps []step, s *schema, value *node) *node {
	p := &planter{value: value, steps: steps}
	root, err := p.plant(s, 0, spot{})
	if err != nil {
		return nil
	}
	return root
}

// spot is a place in the trees that an assignment falls on.
type spot struct {
	template, now, before *node

	index   int
	byPlace bool
}

// addressError says that a path leads nowhere.
type addressError struct {
	steps         int // how many of them lead there
	message, hint string
}

// plant makes the tree from the i-th step on; s belongs there. A list of
// objects without brackets means its first object.
func (p *planter) plant(s *schema, i int, on spot) (*node, *addressError) {
	if i == len(p.steps) {
		return p.value, nil
	}
	st := p.steps[i]
	switch {
	case s != nil && s.shape == objects:
		return p.object(s, i, on)
	case st.isKey():
		key := st.key
		if s != nil {
			key = s.spelling(key)
		}
		below := spot{template: on.template.child(key), now: on.now.child(key), before: on.before.child(key)}
		value, err := p.plant(s.at(st.key), i+1, below)
		if err != nil {
			return nil, err
		}
		at := p.value.at
		return &node{kind: mapping, at: at, fields: []field{{key: st.key, at: at, value: value}}}, nil
	case st.name != "":
		return nil, &addressError{i + 1, "there are no named objects here", p.wholeHint(s, i)}
	}
	value, err := p.plant(nil, i+1, spot{})
	if err != nil {
		return nil, err
	}
	return p.listWith(st.index, value), nil
}

// wholeHint says how a plain list is given.
func (p *planter) wholeHint(s *schema, i int) string {
	if s == nil || s.shape != texts && s.shape != numbers {
		return ""
	}
	return fmt.Sprintf("a plain list is given whole: %s=[...]", written(p.steps[:i]))
}

// listWith makes a list with an item at a place.
func (p *planter) listWith(index int, item *node) *node {
	list := &node{kind: sequence, at: p.value.at, placed: true}
	for range index {
		list.items = append(list.items, &node{at: p.value.at})
	}
	list.items = append(list.items, item)
	return list
}

// object makes a list with the object that the i-th step means.
func (p *planter) object(s *schema, i int, on spot) (*node, *addressError) {
	st, next := p.steps[i], i+1
	if st.isKey() {
		st, next = step{}, i
	}
	found, err := on.locate(st)
	if err != nil {
		err.steps = i + 1
		return nil, err
	}
	item, err := p.plant(s.one(), next, found)
	if err != nil {
		return nil, err
	}
	if found.byPlace {
		return p.listWith(found.index, item), nil
	}
	// The object is the template's, beside objects of the user's: it is one of
	// them from now on, by its name.
	if name := found.template.child("name"); item.kind == mapping && item.child("name") == nil {
		item = item.with(field{key: "name", at: name.at, value: name})
	}
	return &node{kind: sequence, at: p.value.at, items: []*node{item}}, nil
}

// locate finds the object that a step means among those of the merged list.
func (on spot) locate(st step) (spot, *addressError) {
	merged := onDefaults.matches(on.template, on.now)
	below, above, earlier := on.template.objects(), on.now.objects(), on.before.objects()
	place := st.index
	if st.name != "" {
		var err *addressError
		if place, err = on.named(st.name, merged); err != nil {
			return spot{}, err
		}
	}
	byPlace := len(above) == 0 || on.now.placed
	if place >= len(merged) { // a new one
		out := spot{index: place, byPlace: true}
		if !byPlace {
			out.index = len(above) + place - len(merged)
		}
		if len(below) > 0 {
			out.template = below[len(below)-1]
		}
		return out, nil
	}
	m := merged[place]
	out := spot{index: m.lower, byPlace: byPlace}
	if m.lower >= 0 {
		out.template = below[m.lower]
	}
	if len(m.upper) > 0 {
		out.index, out.byPlace = m.upper[0], true
		out.now = above[out.index]
		if out.index < len(earlier) {
			out.before = earlier[out.index]
		}
	}
	return out, nil
}

// named returns the place of the object with a name: that which it has, that
// of the template's object it started from, or that which it had before.
func (on spot) named(name string, merged []match) (int, *addressError) {
	names := make([]string, len(merged))
	var copies []int
	for i, m := range merged {
		if m.lower >= 0 {
			names[i] = on.template.items[m.lower].name()
			if names[i] == name {
				copies = append(copies, i)
			}
		}
		for _, j := range m.upper {
			if own := on.now.items[j].name(); own != "" {
				names[i] = own
			}
		}
	}
	if i := slices.Index(names, name); i >= 0 {
		return i, nil
	}
	if len(copies) == 1 {
		return copies[0], nil
	}
	for j, item := range on.before.objects() {
		if item.name() != name {
			continue
		}
		if i := slices.IndexFunc(merged, func(m match) bool { return slices.Contains(m.upper, j) }); i >= 0 {
			return i, nil
		}
	}
	return 0, noSuchName(name, names)
}

func noSuchName(name string, names []string) *addressError {
	names = slices.DeleteFunc(slices.Clone(names), func(s string) bool { return s == "" })
	slices.Sort(names)
	names = slices.Compact(names)
	err := &addressError{message: fmt.Sprintf("nothing here is named %q", name), hint: "known: " + strings.Join(quoted(names), ", ")}
	if len(names) == 0 {
		err.hint = "nothing here has a name"
	} else if near := Nearest(name, names); near != "" {
		err.hint = fmt.Sprintf("did you mean %q? %s", near, err.hint)
	}
	return err
}
