package plan

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash"

	"github.com/google/uuid"
)

// Identify gives every typed object of the tree an object_id, and the file an
// identifier where metadata named none. Without a seed they are random. With
// one they are functions of the seed, of all that the plan says, and of the
// object's place: two plans that differ in anything share no id.
func Identify(p *Plan, identifier *Dataset, seed string) error {
	if seed != "" {
		seed += " " + p.digest()
	}
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
		if AttrValue(*attrs, "neurodata_type") == nil {
			return nil
		}
		v, err := id(path)
		*attrs = append(*attrs, Attr{"object_id", v})
		return err
	})
}

// digest returns a hash of the plan: of every object's path, attributes, type,
// shape and chunk, and of the data that it holds in memory. Of data that are
// read while the plan is written it covers their kind and extent.
func (p *Plan) digest() string {
	sum := sha256.New()
	p.Each(func(path string, g *Group, d *Dataset) {
		if d == nil {
			writeParts(sum, "group", path)
			writeAttrs(sum, g.Attrs)
			for _, l := range g.Links {
				writeParts(sum, "link", l.Name, l.Target)
			}
			return
		}
		writeParts(sum, "dataset", path, d.Type.String(), d.Shape, d.Chunk)
		writeAttrs(sum, d.Attrs)
		writeParts(sum, d.Data.parts()...)
	})
	return hex.EncodeToString(sum.Sum(nil))
}

func writeAttrs(to hash.Hash, attrs []Attr) {
	for _, a := range attrs {
		writeParts(to, "attribute", a.Name, a.Value)
	}
}

// writeParts hashes values so that no two lists of them give the same bytes:
// texts are quoted, and each value ends a line.
func writeParts(to hash.Hash, values ...any) {
	for _, v := range values {
		format := "%v\n"
		switch v.(type) {
		case string, []string, []byte, Reference:
			format = "%q\n"
		}
		// A hash takes whatever is written to it.
		_, _ = fmt.Fprintf(to, format, v)
	}
}
