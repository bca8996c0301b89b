package nwb

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"strconv"
	"strings"
)

// owner is the process that writes a part of a file. Its text is in the part's
// name, so that another process can tell whether the part is still in use.
type owner struct {
	host    string // machine and process namespace: process numbers mean nothing elsewhere
	boot    string // start of the machine, "0" where it is not known
	pid     int
	started uint64 // when the process started, on the clock of the boot; 0 where it is not known
}

// self returns the owner that this process is.
func self() owner {
	host, err := os.Hostname()
	if err != nil {
		host = "unknown"
	}
	pid := os.Getpid()
	return owner{host: short(host + " " + processNamespace()), boot: bootName(), pid: pid, started: startOf(pid)}
}

// short returns eight digits that stand for a text.
func short(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:4])
}

func (o owner) String() string { return fmt.Sprintf("%s-%s-%d-%x", o.host, o.boot, o.pid, o.started) }

// parseOwner reads an owner's text.
func parseOwner(text string) (o owner, ok bool) {
	fields := strings.Split(text, "-")
	if len(fields) != 4 {
		return o, false
	}
	pid, err := strconv.Atoi(fields[2])
	if err != nil || pid < 1 {
		return o, false
	}
	started, err := strconv.ParseUint(fields[3], 16, 64)
	return owner{fields[0], fields[1], pid, started}, err == nil
}

// gone reports whether o is a process of this machine that runs no more. Of
// another machine's processes nothing is known, and so none is gone.
func (o owner) gone() bool {
	me := self()
	switch {
	case o.host != me.host:
		return false
	case o.boot != me.boot:
		return true
	case !isRunning(o.pid):
		return true
	}
	return startOf(o.pid) != o.started // the number belongs to a later process
}
