package batch

import (
	"os"
	"os/exec"
	"syscall"
)

// ownGroup gives a child a process group of its own, so that a key of the
// terminal is for its parent alone, and has it asked to end when the parent is
// gone.
func ownGroup(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGTERM}
}

// peakMemory returns the most memory that a process had, in bytes.
func peakMemory(state *os.ProcessState) int64 {
	if usage, ok := state.SysUsage().(*syscall.Rusage); ok {
		return usage.Maxrss << 10
	}
	return 0
}
