package nwb

import (
	"github.com/google/uuid"
)

// identify gives every typed object of the tree an object_id, and the file an
// identifier where metadata named none. Without a seed they are random;
// with one they depend on the seed and on the object's place alone.
func identify(p *Plan, identifier *Dataset, seed string) error {
	space := uuid.NewSHA1(uuid.NameSpaceOID, []byte("roi2nwb "+seed))
	id := func(place string) (string, error) {
		if seed != "" {
			return uuid.NewSHA1(space, []byte(place)).String(), nil
		}
		random, err := uuid.NewRandom()
		return random.String(), err
	}
	if identifier != nil {
		v, err := id("identifier")
		if err != nil {
			return err
		}
		identifier.Data = Texts{v}
	}
	return p.Walk(func(path string, g *Group, d *Dataset) error {
		attrs := &g.Attrs
		if d != nil {
			attrs = &d.Attrs
		}
		if attr(*attrs, "neurodata_type") == nil {
			return nil
		}
		v, err := id(path)
		*attrs = append(*attrs, Attr{"object_id", v})
		return err
	})
}
