package tree

// MostValues is how many values a Cure names.
const MostValues = 4

// Cure is what ends a problem where a change of the line is not all there is to
// it. It has no words: the caller alone knows how its user gives a value beside
// files. It is comparable, since problems are compared.
type Cure struct {
	Kind   CureKind
	Path   string             // of the value to give
	Values [MostValues]string // what to give, the first of GiveOneOf's; "" follows the last
	More   int                // of GiveOneOf: how many values are not named
}

// CureKind says what is to be done.
type CureKind uint8

// The cures of problems.
const (
	SeeHint        CureKind = iota // Hint says it, where it is known
	GiveExample                    // give Path a value, such as Values[0]
	GiveOneOf                      // give Path one of Values
	GiveList                       // give Path the list Values[0], if the text is several
	GiveStart                      // give the start of the session
	GiveZone                       // write the start with its zone, or give the zone of times without one
	SeeWhich                       // see which of the layers that differ is right
	GiveForSession                 // take the value out of the file, or give Path Values[0] for this session
)

// CureOf returns the cure that gives path one of values.
func CureOf(kind CureKind, path string, values ...string) Cure {
	c := Cure{Kind: kind, Path: path}
	c.More = len(values) - copy(c.Values[:], values)
	return c
}

// CuredBy returns the problem with a cure.
func (p Problem) CuredBy(c Cure) Problem {
	p.Cure = c
	return p
}
