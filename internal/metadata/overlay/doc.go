// Package overlay lays one tree of metadata over another.
//
// Mappings merge key by key. A plain list is replaced whole. Lists of objects
// merge by name, or by place where a name is missing. What null in the upper tree
// means depends on the Mode.
//
// The words of this package:
//
//   - lower, upper: the two trees; the upper one wins
//   - mode: how the upper tree lies on the lower one, which depends on who gave
//     the lower one
//   - match: an object of the merged list, with the objects that it is made of
//   - placed: said of a list whose items mean the objects at their places
package overlay
