// Package frametimes reads the time of each frame from text files: a time a
// line, or the table that a recorder writes, in which frames have numbers.
//
// A file that does not serve ends in an *Error, which says where and why.
package frametimes
