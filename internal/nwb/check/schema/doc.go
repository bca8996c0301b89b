// Package schema reads the NWB specification language: it loads namespaces
// from their JSON documents, and resolves what the types that they define
// inherit from each other.
//
// A namespace is one version of one schema: "core", "hdmf-common", or an
// extension such as "ndx-events". A type of it describes groups or datasets; a
// Spec is what such an object has to be, all inheritance merged into it.
//
// The language is that of https://hdmf-schema-language.readthedocs.io, with the
// names that NWB has for its keys (neurodata_type_def for data_type_def) and
// what older schemas wrote differently. Words that are not known (a dtype, a
// quantity) allow anything: a schema that is newer than this package must not
// make good files look wrong.
//
// Concurrency: types are resolved when they are first asked for, so a Schema
// may be used from one goroutine at a time.
package schema
