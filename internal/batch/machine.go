package batch

import (
	"bufio"
	"bytes"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
)

// Machine is what this process may use of the machine that it runs on.
type Machine struct {
	CPUs   int
	Memory int64 // bytes, 0 where it is not known
}

// ThisMachine finds out what this process may use: the CPUs of its affinity mask
// and of its cgroup, as the Go runtime knows them, and of its Slurm job; the
// memory of its cgroups and of its Slurm job, and not more than most of what is
// free.
func ThisMachine() Machine {
	return machine("/", runtime.GOMAXPROCS(0), os.Getenv)
}

// machine is ThisMachine for a root folder and an environment.
func machine(root string, cpus int, env func(string) string) Machine {
	m := Machine{CPUs: max(cpus, 1)}
	number := func(name string) int64 {
		n, err := strconv.ParseInt(env(name), 10, 64)
		if err != nil || n < 1 {
			return 0
		}
		return n
	}
	// Slurm sets the first only where it was asked for.
	for _, name := range []string{"SLURM_CPUS_PER_TASK", "SLURM_CPUS_ON_NODE"} {
		if n := number(name); n > 0 {
			m.CPUs = min(m.CPUs, int(n))
			break
		}
	}
	m.limit(availableMemory(filepath.Join(root, "proc/meminfo")) / 10 * 8)
	m.limit(cgroupMemory(root))
	m.limit(number("SLURM_MEM_PER_NODE") << 20)
	m.limit(number("SLURM_MEM_PER_CPU") << 20 * int64(m.CPUs))
	return m
}

// limit lowers the memory to a limit, if there is one.
func (m *Machine) limit(bytes int64) {
	if bytes > 0 && (m.Memory == 0 || bytes < m.Memory) {
		m.Memory = bytes
	}
}

// availableMemory reads what Linux says can be had without swapping, 0 elsewhere.
func availableMemory(file string) int64 {
	content, err := os.ReadFile(file)
	if err != nil {
		return 0
	}
	lines := bufio.NewScanner(bytes.NewReader(content))
	for lines.Scan() {
		if fields := strings.Fields(lines.Text()); len(fields) == 3 && fields[0] == "MemAvailable:" {
			kibibytes, err := strconv.ParseInt(fields[1], 10, 64)
			if err != nil {
				return 0
			}
			return kibibytes << 10
		}
	}
	return 0
}

// cgroupMemory returns the lowest limit of the cgroups that this process is in,
// of either version; 0 for none.
func cgroupMemory(root string) int64 {
	membership, err := os.ReadFile(filepath.Join(root, "proc/self/cgroup"))
	if err != nil {
		return 0
	}
	var m Machine
	for line := range strings.Lines(string(membership)) {
		fields := strings.SplitN(strings.TrimSpace(line), ":", 3)
		if len(fields) != 3 {
			continue
		}
		mount, file := "sys/fs/cgroup", "memory.max"
		switch {
		case fields[0] == "0" && fields[1] == "":
		case strings.Contains(","+fields[1]+",", ",memory,"):
			mount, file = "sys/fs/cgroup/memory", "memory.limit_in_bytes"
		default:
			continue
		}
		for at := filepath.Clean("/" + fields[2]); ; at = filepath.Dir(at) {
			m.limit(limitIn(filepath.Join(root, mount, at, file)))
			if at == filepath.Dir(at) {
				break
			}
		}
	}
	return m.Memory
}

// limitIn reads a limit from a file; "max", and the number by which version 1
// means none, are no limits.
func limitIn(file string) int64 {
	const none = 1 << 60
	content, err := os.ReadFile(file)
	if err != nil {
		return 0
	}
	n, err := strconv.ParseInt(strings.TrimSpace(string(content)), 10, 64)
	if err != nil || n > none {
		return 0
	}
	return n
}
