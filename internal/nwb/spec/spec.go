// Package spec holds the schema that every NWB file carries in
// /specifications: NWB core, HDMF common and HDMF experimental, as pynwb
// caches them, byte for byte. The documents are data of the standard; their
// licence is in LICENSE-schema.txt.
//
// The one asset, specs.txt.gz, is made by gen.py from the pynwb that
// requirements/readers.txt pins; `make generate` runs it with the Python that
// ROI2NWB_PYTHON names, and a test compares the committed asset with a fresh
// one.
package spec

import (
	"bytes"
	_ "embed"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/klauspost/compress/gzip"
)

//go:generate $ROI2NWB_PYTHON gen.py

//go:embed specs.txt.gz
var asset []byte

// Namespace is one schema of one version: the documents of the group
// /specifications/<Name>/<Version>.
type Namespace struct {
	Name      string
	Version   string
	Documents []Document // in the order of their names
}

// Document is one scalar string dataset of a namespace. JSON is minified.
type Document struct {
	Name string
	JSON string
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

// decode reads what gen.py wrote: lines of a path, a space and a document.
func decode(packed []byte) ([]Namespace, error) {
	text, err := decompress(packed)
	if err != nil {
		return nil, err
	}
	var namespaces []Namespace
	for line := range strings.Lines(text) {
		path, document, _ := strings.Cut(strings.TrimSuffix(line, "\n"), " ")
		parts := strings.Split(path, "/")
		if len(parts) != 3 || document == "" {
			return nil, fmt.Errorf("line %d: %.40q, expected namespace/version/name and a document", documents(namespaces)+1, line)
		}
		last := len(namespaces) - 1
		if last < 0 || namespaces[last].Name != parts[0] || namespaces[last].Version != parts[1] {
			namespaces = append(namespaces, Namespace{Name: parts[0], Version: parts[1]})
			last++
		}
		namespaces[last].Documents = append(namespaces[last].Documents, Document{Name: parts[2], JSON: document})
	}
	if len(namespaces) == 0 {
		return nil, errors.New("it holds no document")
	}
	return namespaces, nil
}

// documents counts those of all namespaces.
func documents(namespaces []Namespace) int {
	n := 0
	for _, ns := range namespaces {
		n += len(ns.Documents)
	}
	return n
}

// The asset unpacks to about usualText bytes, and to no more than maxText.
const (
	usualText = 144 << 10
	maxText   = 8 << 20
)

// decompress unpacks the asset's text.
func decompress(packed []byte) (string, error) {
	unzip, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return "", err
	}
	var text strings.Builder
	text.Grow(usualText)
	if _, err := io.Copy(&text, io.LimitReader(unzip, maxText+1)); err != nil {
		return "", err
	}
	if text.Len() > maxText {
		return "", errors.New("longer than any schema")
	}
	return text.String(), unzip.Close()
}
