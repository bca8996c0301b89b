// Package keyed reads the metadata files of other converters: neuroconv's keyed
// shape, and keys that only those programs use.
//
// In the keyed shape (neuroconv 0.10 on) devices, planes and segmentations are
// mappings from keys of the user's choice. Translate returns such trees in the
// list shape, which is that of package schema. SetAside takes the keys out that
// have no use here, each with a warning.
//
// The words of this package:
//
//   - keyed shape, list shape: objects under keys of the user's choice, or in lists
//   - registry: a mapping from keys of the user's choice to objects
//   - link: a reference to an object by its key in a registry
//   - model: the maker's model of a device
//   - foreign key: a key that only other programs use
//   - kind: the path of an object without the names of tables, by which foreign
//     keys are listed
package keyed
