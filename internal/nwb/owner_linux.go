package nwb

import (
	"bytes"
	"os"
	"strconv"
	"strings"
)

// processNamespace names the set of processes that process numbers count in.
func processNamespace() string {
	name, err := os.Readlink("/proc/self/ns/pid")
	if err != nil {
		return ""
	}
	return name
}

// bootName stands for the machine's last start.
func bootName() string {
	id, err := os.ReadFile("/proc/sys/kernel/random/boot_id")
	if err != nil {
		return "0"
	}
	return short(strings.TrimSpace(string(id)))
}

// startOf returns when a process started, in ticks since the boot, and 0 where
// that cannot be told.
func startOf(pid int) uint64 {
	stat, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/stat")
	if err != nil {
		return 0
	}
	// The second field is the command in parentheses and may hold anything: the
	// start is the 20th after it (proc(5)).
	const start = 20
	_, rest, _ := bytes.Cut(stat[bytes.LastIndexByte(stat, ')')+1:], []byte(" "))
	fields := strings.Fields(string(rest))
	// One that has ended and that nobody has waited for counts as none.
	if len(fields) < start || fields[0] == "Z" || fields[0] == "X" {
		return 0
	}
	ticks, err := strconv.ParseUint(fields[start-1], 10, 64)
	if err != nil {
		return 0
	}
	return ticks
}
