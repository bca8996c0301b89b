//go:build !unix

package batch

import (
	"os"
	"os/exec"
)

// ownGroup does nothing here.
func ownGroup(*exec.Cmd) {}

// peakMemory returns 0, for not known.
func peakMemory(*os.ProcessState) int64 { return 0 }
