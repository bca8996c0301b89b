//go:build !linux

package nwb

// processNamespace is one for all processes.
func processNamespace() string { return "" }

// bootName is not known.
func bootName() string { return "0" }

// startOf is not known.
func startOf(int) uint64 { return 0 }
