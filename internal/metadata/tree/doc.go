// Package tree holds what a metadata file says, value by value, each with the
// place where it stands.
//
// Parse reads YAML (and JSON, which is YAML) into a tree of nodes. A scalar is
// kept as it is written, so that 007 stays 007 in a text; what belongs in a place
// is not known here. Nodes are never changed once a tree is made, so trees share
// them: With, Without and Moved return another node. A nil node is a value that
// is not there, and the methods that read a node take nil.
//
// Quote, QuoteNumber and QuoteBlock write values as YAML that every reader takes
// for the same text or number.
//
// The words of this package:
//
//   - node: one value of a tree: a scalar, a sequence, a mapping, null, or a hole
//   - field: one key of a mapping with its value
//   - hole: a place in a sequence that nobody filled
//   - given: neither absent nor null nor a hole
//   - position: the file, line and column of a value, or the name of its source
//   - template: said of a position whose value a user did not give
//   - step: one key, name or number of a path such as Ophys.Device[0].name
//   - problem: one thing that is wrong, with its position and often its cure
//   - excerpt: the line of a file that a problem is about, with the place marked
package tree
