// Package allen holds the names of the structures in the Allen Mouse Brain
// Common Coordinate Framework (CCF), as nwbinspector knows them. They are data
// of the Allen Institute for Brain Science; where they are from and under which
// terms is said in LICENSE-nwbinspector.txt.
//
// The one asset, structures.txt.gz, is made by gen.py from the nwbinspector
// that requirements/readers.txt pins; `make generate` runs it with the Python
// that ROI2NWB_PYTHON names, and a test compares the committed asset with a
// fresh one.
package allen

import (
	"bufio"
	"bytes"
	_ "embed"
	"fmt"
	"strings"

	"github.com/klauspost/compress/gzip"
)

//go:generate $ROI2NWB_PYTHON gen.py

//go:embed structures.txt.gz
var asset []byte

// each calls a function with the acronym and the name of every structure, in
// the order of the atlas, until it returns false. The list is unpacked only so
// far. An error means that the asset is damaged.
func each(packed []byte, visit func(acronym, name string) bool) error {
	z, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return fmt.Errorf("unpack the embedded Allen CCF names: %w", err)
	}
	lines := bufio.NewScanner(z)
	for lines.Scan() {
		acronym, name, _ := strings.Cut(lines.Text(), "\t")
		if !visit(acronym, name) {
			return nil
		}
	}
	if err := lines.Err(); err != nil {
		return fmt.Errorf("unpack the embedded Allen CCF names: %w", err)
	}
	return nil
}

// Has reports whether a term is the acronym or the name of a structure, letter
// by letter. An error means that the asset is damaged.
func Has(term string) (bool, error) {
	found := false
	err := each(asset, func(acronym, name string) bool {
		found = acronym == term || name == term
		return !found
	})
	return found, err
}

// Terms returns the acronyms and the names of all structures. An error means
// that the asset is damaged.
func Terms() (acronyms, names []string, err error) {
	err = each(asset, func(acronym, name string) bool {
		acronyms, names = append(acronyms, acronym), append(names, name)
		return true
	})
	return acronyms, names, err
}
