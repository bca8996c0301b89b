package naming

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"roi2nwb/internal/metadata/schema"
)

// elementPattern is the pattern of one element of a path.
type elementPattern struct {
	text      string
	parts     []expressionPart
	groups    []group
	startTime bool // it names session_start_time itself
}

// expressionPart is a part of a regular expression: one as it is, or one for
// any text, with the group that holds it.
type expressionPart struct {
	expression string
	open       bool
	path       string // of an open part: what it says; "" for what is passed over
	least      int    // of an open part: how long it is at least, in characters
}

// group is what a group of the regular expression says: a piece of metadata, a
// part of a time, or nothing.
type group struct {
	path      string
	directive byte
}

// How times look where a pattern does not say.
const (
	anyDate  = `(\d{4})[-_.]?(0[1-9]|1[0-2])[-_.]?(0[1-9]|[12]\d|3[01])`
	anyTime  = `([01]\d|2[0-3])[-_.:]?([0-5]\d)[-_.:]?([0-5]\d)`
	anyStart = anyDate + `[-_ T]?` + anyTime
)

func newElementPattern(pieces []piece) (*elementPattern, error) {
	e := &elementPattern{text: textOf(pieces)}
	if e.text == "" || e.text == "." || e.text == ".." {
		return nil, errorf("as in {animal}/{session}/minian", "an element of it is %q", e.text)
	}
	for _, p := range pieces {
		if err := e.add(p); err != nil {
			return nil, err
		}
	}
	for i := 1; i < len(e.parts); i++ {
		if e.parts[i-1].open && e.parts[i].open {
			return nil, errorf("put what stands between them there, as in {animal}_{session}",
				"nothing tells in %q where one name ends and the next begins", e.text)
		}
	}
	return e, nil
}

// add adds a piece of the pattern.
func (e *elementPattern) add(p piece) error {
	if !p.isField {
		for i, literal := range strings.Split(p.literal, "*") {
			if i > 0 {
				e.open("", 0)
			}
			if literal != "" {
				e.parts = append(e.parts, expressionPart{expression: regexp.QuoteMeta(literal)})
			}
		}
		return nil
	}
	if p.field == "_" || p.field == "" {
		if p.format != "" {
			return errorf("leave it out", "%s says nothing and has no format", p)
		}
		e.open("", 1)
		return nil
	}
	path, s, err := fieldAt(p.field)
	switch {
	case err != nil:
		return err
	case path == schema.SessionStartPath:
		return e.addClock(p)
	case s.Shape != schema.Text:
		return errorf("a path can give what is one text", "{%s} is %v", p.field, s.Shape)
	case p.format != "":
		return errorf("leave it out", "{%s} has no format: only session_start_time, date and time do", p.field)
	}
	e.open(path, 1)
	return nil
}

// open adds a part that any text fits.
func (e *elementPattern) open(path string, least int) {
	e.parts = append(e.parts, expressionPart{open: true, path: path, least: least})
	e.groups = append(e.groups, group{path: path})
}

// addClock adds a time, or half of one.
func (e *elementPattern) addClock(p piece) error {
	expression, directives := anyStart, []byte("YmdHMS")
	switch p.field {
	case "date":
		expression, directives = anyDate, directives[:3]
	case "time":
		expression, directives = anyTime, directives[3:]
	default:
		e.startTime = true
	}
	if p.format != "" {
		var err error
		if expression, directives, err = clockExpression(p.format); err != nil {
			return err
		}
	}
	e.parts = append(e.parts, expressionPart{expression: expression})
	for _, d := range directives {
		e.groups = append(e.groups, group{directive: d})
	}
	return nil
}

// expression returns the element's regular expression, in which open parts take
// as much as they can, or as little. Names that are known already stand for
// their values.
func (e *elementPattern) expression(known map[string]string, greedy bool) (*regexp.Regexp, error) {
	var b strings.Builder
	b.WriteString(`(?s)\A`)
	for _, p := range e.parts {
		switch value, ok := known[p.path]; {
		case !p.open:
			b.WriteString(p.expression)
		case ok:
			b.WriteString("(" + regexp.QuoteMeta(value) + ")")
		case greedy:
			b.WriteString("(" + [...]string{".*", ".+"}[p.least] + ")")
		default:
			b.WriteString("(" + [...]string{".*?", ".+?"}[p.least] + ")")
		}
	}
	b.WriteString(`\z`)
	return regexp.Compile(b.String())
}

// read reads one element of a path into r. No name takes the extension ext of
// the element.
func (e *elementPattern) read(r *reading, element, ext string) (bool, error) {
	if !utf8.ValidString(element) {
		return false, nil
	}
	var found [2][]int
	for i := range found {
		expression, err := e.expression(r.values, i == 1)
		if err != nil {
			return false, err
		}
		if found[i] = expression.FindStringSubmatchIndex(element); found[i] == nil {
			return false, nil
		}
	}
	stem := len(element) - len(ext)
	for i, g := range e.groups {
		if end := found[0][2*i+3]; ext != "" && g.path != "" && end > stem {
			return false, nil
		}
	}
	// The least and the most that names can take differ wherever there are two
	// ways to read them.
	if !slices.Equal(found[0], found[1]) && e.names() {
		one, other := e.say(element, found[0]), e.say(element, found[1])
		if one != other {
			one += ", or " + other
		}
		return false, curable(GiveIDs,
			"%q is like %q in more than one way: %s", element, e.text, one)
	}
	for i, g := range e.groups {
		if !r.take(g, element[found[0][2*i+2]:found[0][2*i+3]]) {
			return false, nil
		}
	}
	return true, nil
}

// names reports whether the element says anything.
func (e *elementPattern) names() bool {
	return slices.ContainsFunc(e.groups, func(g group) bool { return g != group{} })
}

// say shows one way to read an element.
func (e *elementPattern) say(element string, found []int) string {
	var all []string
	for i, g := range e.groups {
		if g.path != "" {
			all = append(all, keyOf(g.path)+" "+strconv.Quote(element[found[2*i+2]:found[2*i+3]]))
		}
	}
	return strings.Join(all, " and ")
}

// take takes what a group says, unless it was said otherwise before.
func (r *reading) take(g group, said string) bool {
	switch {
	case g.directive != 0:
		before, ok := r.clock[g.directive]
		r.clock[g.directive] = said
		return !ok || before == said
	case g.path != "":
		before, ok := r.values[g.path]
		if !ok {
			r.paths, r.values[g.path] = append(r.paths, g.path), said
		}
		return !ok || before == said
	}
	return true
}
