// Package schema is the table of the keys of metadata files: of every key its
// shape, what it is for, an example, who asks for it, and the rule that a single
// value there keeps.
//
// Known returns the table. All else is made of it: Check compares a file with it,
// templates list its keys, and the JSON Schema for editors says the same.
//
// The words of this package:
//
//   - schema: what belongs in one place of a file, and the keys below it
//   - shape: a text, a number, a list of those, keys with values, a list of
//     objects, or anything
//   - section: an object of the table, such as NWBFile
//   - rule: what a single value must be like, whatever stands elsewhere
//   - grade: what becomes of a value that breaks a rule
//   - need: who asks for a value that nobody gave
//   - table: a table of ROIs in the NWB file, which has keys named after it
//   - fit: a tree fits where its shapes and keys are those of the schema
package schema
