// Package template writes metadata files to be filled in, and lists the questions
// that such a file asks.
//
// A template has the keys of package schema, those that the source gives a value
// with that value, and a comment beside each. Values are quoted by package tree;
// this package lays out the lines and their comments.
//
// The words of this package:
//
//   - field: a key of the template, or an object of a list
//   - active: said of a field that stands in the file and not in a comment
//   - asked: said of a field that somebody needs
//   - waits: said of an active field without a value, which says TODO
//   - object: a trace, image or table that the source fills and metadata can name
//   - page, line: the text that is being written
//   - note: what a comment says of a field
//   - question, answer: a field that is asked on a terminal, and what is typed
package template
