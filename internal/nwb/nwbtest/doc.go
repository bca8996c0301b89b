// Package nwbtest has segmentations that are drawn in memory, and plans of
// them, for tests. It reads no file and uses no cgo.
package nwbtest
