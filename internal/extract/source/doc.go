// Package source is what the readers of all formats need to read a source: the
// errors that they return, a snapshot by which a change is noticed, small files,
// limits of what is small, and values as text.
package source
