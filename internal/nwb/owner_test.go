package nwb

import (
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// ended returns the number of a process that runs no more.
func ended(t *testing.T) int {
	t.Helper()
	cmd := exec.Command(os.Args[0], "-test.run=^$")
	if err := cmd.Run(); err != nil {
		t.Fatal(err)
	}
	return cmd.Process.Pid
}

// Only a process of this machine that has ended is gone.
func TestOwnerGone(t *testing.T) {
	me := self()
	if read, ok := parseOwner(me.String()); !ok || read != me {
		t.Fatalf("%q reads back as %v", me, read)
	}
	other := func(change func(*owner)) owner { o := me; change(&o); return o }
	for _, c := range []struct {
		name string
		of   owner
		gone bool
	}{
		{"this one", me, false},
		{"its parent", other(func(o *owner) { o.pid, o.started = os.Getppid(), startOf(os.Getppid()) }), false},
		{"ended", other(func(o *owner) { o.pid = ended(t) }), true},
		{"before the machine's last start", other(func(o *owner) { o.boot = "12345678" }), true},
		{"on another machine", other(func(o *owner) { o.host, o.pid = "12345678", ended(t) }), false},
	} {
		if got := c.of.gone(); got != c.gone {
			t.Errorf("%s: gone %v", c.name, got)
		}
	}
	if runtime.GOOS == "linux" && !other(func(o *owner) { o.started++ }).gone() {
		t.Error("a process whose number another one has now is not gone")
	}
}

// Parts that a killed process left of the same output are removed, and no others.
func TestRemoveLeftovers(t *testing.T) {
	for _, name := range []string{"o.nwb", strings.Repeat("long", 62) + ".nwb", "ö" + strings.Repeat("ü", 124) + ".nwb"} {
		folder := t.TempDir()
		dead, alive := self(), self()
		dead.pid = ended(t)
		far := dead
		far.host = "12345678"
		random := []byte{1, 2, 3, 4}
		left := filepath.Join(folder, tempName(name, dead, random))
		kept := []string{
			tempName(name, alive, random), tempName(name, far, random), tempName("other"+name[5:], dead, random),
			tempName("x", dead, random), ".o.nwb.part", "." + name + ".part", ".o.nwb.0123456789ab.part",
		}
		put(t, left, "12345")
		for _, other := range kept {
			if len(other) < longestName+1 {
				put(t, filepath.Join(folder, other), "kept")
			}
		}
		r, err := replaceFile(filepath.Join(folder, name), false)
		if err != nil {
			t.Fatal(err)
		}
		if n := r.removeLeftovers(); n != 5 {
			t.Errorf("%q: %d bytes are removed", name, n)
		}
		if _, err := os.Stat(left); err == nil {
			t.Errorf("%q is left", left)
		}
		for _, other := range kept {
			if _, err := os.Stat(filepath.Join(folder, other)); err != nil && len(other) < longestName+1 {
				t.Error(err)
			}
		}
	}
}
