// Package align finds the steps of an axis by their names, such as units by
// their ids or frames by their numbers, and picks them out of arrays.
package align
