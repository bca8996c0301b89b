// Package configs holds the text files that the program carries: default
// metadata, default settings, and examples of metadata to copy from. They are
// YAML with comments, meant to be read by people.
package configs

import "embed"

// FS holds defaults.yaml, settings.yaml, example.yaml and example_1p.yaml, and
// the JSON Schema of metadata files, metadata.schema.json, which is made from
// the table of package metadata.
//
//go:embed *.yaml *.schema.json
var FS embed.FS
