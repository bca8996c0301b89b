// Package spelling finds what a misspelt word was meant to be.
//
// It compares words by edits: characters that are inserted, removed or replaced,
// and neighbours that are swapped. It keeps nothing, and knows no words itself.
package spelling
