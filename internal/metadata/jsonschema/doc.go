// Package jsonschema writes the format of metadata files as a JSON Schema, by
// which editors complete and check them.
//
// The schema is made from the table of package schema and the foreign keys of
// package keyed, so it cannot differ from what files are checked with.
//
// The words of this package:
//
//   - schema: a schema.Schema, the table of keys; the output is a JSON Schema
//   - ordered: a JSON object whose members keep their order
//   - definition: an object that several places of the JSON Schema refer to
//   - kind: as in package keyed
package jsonschema
