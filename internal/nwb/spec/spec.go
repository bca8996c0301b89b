// Package spec holds the schema that every NWB file carries in
// /specifications: NWB core, HDMF common and HDMF experimental, as pynwb
// caches them, byte for byte. The documents are data of the standard; their
// licence is in LICENSE-schema.txt.
//
// The one asset, specs.json.gz, is made by gen.py from the pynwb that
// requirements/readers.txt pins; `make generate` runs it with the Python that
// ROI2NWB_PYTHON names, and a test holds the committed asset against a fresh
// one.
package spec

import (
	"bytes"
	"compress/gzip"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

//go:generate $ROI2NWB_PYTHON gen.py

//go:embed specs.json.gz
var asset []byte

// Namespace is one schema of one version: the documents of the group
// /specifications/<Name>/<Version>.
type Namespace struct {
	Name      string     `json:"name"`
	Version   string     `json:"version"`
	Documents []Document `json:"documents"` // in the order of their names
}

// Document is one scalar string dataset of a namespace. JSON is minified.
type Document struct {
	Name string `json:"name"`
	JSON string `json:"json"`
}

// Namespaces returns the namespaces in the order of their names: core,
// hdmf-common, hdmf-experimental. Each call decodes the asset anew, so the
// caller owns the result. An error means that the asset is damaged.
func Namespaces() ([]Namespace, error) {
	namespaces, err := decode(asset)
	if err != nil {
		return nil, fmt.Errorf("decode the embedded schema: %w", err)
	}
	return namespaces, nil
}

// decode reads what gen.py wrote.
func decode(packed []byte) ([]Namespace, error) {
	text, err := decompress(packed)
	if err != nil {
		return nil, err
	}
	var namespaces []Namespace
	if err := json.Unmarshal(text, &namespaces); err != nil {
		return nil, err
	}
	for _, n := range namespaces {
		if n.Name == "" || n.Version == "" || len(n.Documents) == 0 {
			return nil, fmt.Errorf("namespace %q version %q: has %d documents, expected a name, a version and at least one", n.Name, n.Version, len(n.Documents))
		}
		for _, d := range n.Documents {
			if d.Name == "" || !json.Valid([]byte(d.JSON)) {
				return nil, fmt.Errorf("namespace %q: document %q: not JSON", n.Name, d.Name)
			}
		}
	}
	return namespaces, nil
}

// maxText bounds what the asset may unpack to: the schema is 140 kB.
const maxText = 8 << 20

// decompress unpacks the asset's JSON text.
func decompress(packed []byte) ([]byte, error) {
	unzip, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil, err
	}
	text, err := io.ReadAll(io.LimitReader(unzip, maxText+1))
	if err != nil {
		return nil, err
	}
	if len(text) > maxText {
		return nil, errors.New("longer than any schema")
	}
	return text, unzip.Close()
}
