//go:build unix && !linux

package batch

import (
	"os"
	"os/exec"
	"syscall"
)

// ownGroup gives a child a process group of its own, so that a key of the
// terminal is for its parent alone.
func ownGroup(cmd *exec.Cmd) { cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} }

// peakMemory returns 0: the systems do not agree on the unit.
func peakMemory(*os.ProcessState) int64 { return 0 }
