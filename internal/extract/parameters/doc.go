// Package parameters reads the files in which CaImAn is given its parameters, and
// compares them with those that a result says it was made with.
//
// A file is JSON: an object of groups, as CaImAn has had them since version 1.9,
// or one flat object of all names, or both at once.
package parameters
