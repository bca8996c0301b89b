// Package choice reads what people write to choose ROIs ("accepted", "3,7,10-20"),
// frames ("100:-50") and spans of time ("10s:1m30s"), and finds what they mean in
// a segmentation: rows and frames for package view.
//
// It is pure Go and holds nothing. Errors say what was found and expected, and
// name no flag; UnknownError and NoTimesError have their cures elsewhere.
package choice
