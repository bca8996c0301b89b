package metadata

import (
	"fmt"
	"slices"
	"strings"

	"roi2nwb/internal/metadata/overlay"
	"roi2nwb/internal/metadata/schema"
	"roi2nwb/internal/metadata/tree"
	"roi2nwb/internal/spelling"
)

// assignment is one value for a path. Which object a name in the path means is
// known only when the layers below are merged.
type assignment struct {
	steps []tree.Step
	value *tree.Node
}

// assign lays assignments over root, the earlier first. Template holds the
// objects that are there where root has none of its own. A name may be one that
// an object had before, or that another of the assignments gives it.
func (m *merger) assign(template, root *tree.Node, sets []assignment) *tree.Node {
	before := root
	for len(sets) > 0 {
		var waiting []assignment
		var unknown tree.Problems
		for _, a := range sets {
			p := &planter{value: a.value, steps: a.steps}
			planted, err := p.plant(m.known, 0, spot{template: template, now: root, before: before})
			if err != nil {
				waiting = append(waiting, a)
				unknown = append(unknown, tree.ProblemAt(a.value.At,
					tree.FormatPath(a.steps[:err.steps]), err.hint, "%s", err.message).As(tree.Error, "reference"))
				continue
			}
			l := newLayer(overlay.OnGiven, planted)
			m.problems = append(m.problems, l.problems...)
			root = overlay.OnGiven.Lay(m.known, root, m.tables(l.root))
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
	value *tree.Node
	steps []tree.Step
}

// plant makes a tree in which value stands at the end of steps without names.
func plant(steps []tree.Step, s *schema.Schema, value *tree.Node) *tree.Node {
	p := &planter{value: value, steps: steps}
	root, err := p.plant(s, 0, spot{})
	if err != nil {
		return nil
	}
	return root
}

// spot is a place in the trees that an assignment falls on.
type spot struct {
	template, now, before *tree.Node

	index   int
	byPlace bool
}

// addressError is the error for a path that leads nowhere.
type addressError struct {
	steps         int // how many of them lead there
	message, hint string
}

// plant makes the tree from the i-th step on; s belongs there. A list of
// objects without brackets means its first object.
func (p *planter) plant(s *schema.Schema, i int, on spot) (*tree.Node, *addressError) {
	if i == len(p.steps) {
		return p.value, nil
	}
	st := p.steps[i]
	switch {
	case s != nil && s.Shape == schema.Objects:
		return p.object(s, i, on)
	case st.IsKey():
		key := st.Key
		if s != nil {
			key = s.Spelling(key)
		}
		below := spot{template: on.template.Child(key), now: on.now.Child(key), before: on.before.Child(key)}
		value, err := p.plant(s.Key(st.Key), i+1, below)
		if err != nil {
			return nil, err
		}
		at := p.value.At
		return &tree.Node{Kind: tree.Mapping, At: at, Fields: []tree.Field{{Key: st.Key, At: at, Value: value}}}, nil
	case st.Name != "":
		return nil, &addressError{i + 1, "there are no named objects here", p.wholeHint(s, i)}
	}
	value, err := p.plant(nil, i+1, spot{})
	if err != nil {
		return nil, err
	}
	return p.listWith(st.Index, value), nil
}

// wholeHint returns how a plain list is given.
func (p *planter) wholeHint(s *schema.Schema, i int) string {
	if s == nil || s.Shape != schema.Texts && s.Shape != schema.Numbers {
		return ""
	}
	return fmt.Sprintf("a plain list is given whole: %s=[...]", tree.FormatPath(p.steps[:i]))
}

// listWith makes a list with an item at a place.
func (p *planter) listWith(index int, item *tree.Node) *tree.Node {
	list := &tree.Node{Kind: tree.Sequence, At: p.value.At, Placed: true}
	for range index {
		list.Items = append(list.Items, &tree.Node{At: p.value.At})
	}
	list.Items = append(list.Items, item)
	return list
}

// object makes a list with the object that the i-th step means.
func (p *planter) object(s *schema.Schema, i int, on spot) (*tree.Node, *addressError) {
	st, next := p.steps[i], i+1
	if st.IsKey() {
		st, next = tree.Step{}, i
	}
	found, err := on.locate(st)
	if err != nil {
		err.steps = i + 1
		return nil, err
	}
	item, err := p.plant(s.One(), next, found)
	if err != nil {
		return nil, err
	}
	if found.byPlace {
		return p.listWith(found.index, item), nil
	}
	// The object is the template's, beside objects of the user's: it is one of
	// them from now on, by its name.
	if name := found.template.Child("name"); item.Kind == tree.Mapping && item.Child("name") == nil {
		item = item.With(tree.Field{Key: "name", At: name.At, Value: name})
	}
	return &tree.Node{Kind: tree.Sequence, At: p.value.At, Items: []*tree.Node{item}}, nil
}

// locate finds the object that a step means among those of the merged list.
func (on spot) locate(st tree.Step) (spot, *addressError) {
	merged := overlay.OnDefaults.Matches(on.template, on.now)
	below, above, earlier := on.template.Objects(), on.now.Objects(), on.before.Objects()
	place := st.Index
	if st.Name != "" {
		var err *addressError
		if place, err = on.named(st.Name, merged); err != nil {
			return spot{}, err
		}
	}
	byPlace := len(above) == 0 || on.now.Placed
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
	out := spot{index: m.Lower, byPlace: byPlace}
	if m.Lower >= 0 {
		out.template = below[m.Lower]
	}
	if len(m.Upper) > 0 {
		out.index, out.byPlace = m.Upper[0], true
		out.now = above[out.index]
		if out.index < len(earlier) {
			out.before = earlier[out.index]
		}
	}
	return out, nil
}

// named returns the place of the object with a name: that which it has, that
// of the template's object it started from, or that which it had before.
func (on spot) named(name string, merged []overlay.Match) (int, *addressError) {
	names := make([]string, len(merged))
	var copies []int
	for i, m := range merged {
		if m.Lower >= 0 {
			names[i] = on.template.Items[m.Lower].Name()
			if names[i] == name {
				copies = append(copies, i)
			}
		}
		for _, j := range m.Upper {
			if own := on.now.Items[j].Name(); own != "" {
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
	for j, item := range on.before.Objects() {
		if item.Name() != name {
			continue
		}
		if i := slices.IndexFunc(merged, func(m overlay.Match) bool { return slices.Contains(m.Upper, j) }); i >= 0 {
			return i, nil
		}
	}
	return 0, noSuchName(name, names)
}

func noSuchName(name string, names []string) *addressError {
	names = slices.DeleteFunc(slices.Clone(names), func(s string) bool { return s == "" })
	slices.Sort(names)
	names = slices.Compact(names)
	err := &addressError{message: fmt.Sprintf("nothing here is named %q", name), hint: "known: " + strings.Join(tree.Quoted(names), ", ")}
	if len(names) == 0 {
		err.hint = "nothing here has a name"
	} else if near := spelling.Nearest(name, names); near != "" {
		err.hint = fmt.Sprintf("did you mean %q? %s", near, err.hint)
	}
	return err
}
