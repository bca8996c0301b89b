package main

import (
	"errors"
	"fmt"
	"strings"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"

	"roi2nwb/internal/nwb"
	"roi2nwb/internal/nwb/check"
)

// What the system says of a write has a cure that names the flag.
func TestWriteHint(t *testing.T) {
	to := &output{path: "o.nwb"}
	for errno, cure := range map[syscall.Errno]string{
		syscall.EACCES: "another folder with -o", syscall.EPERM: "another folder with -o", syscall.EROFS: "another folder with -o",
		syscall.ENOSPC: "free some space", syscall.EDQUOT: "quota", syscall.EFBIG: "ulimit",
	} {
		err := to.retell(fmt.Errorf("torn: %w", &nwb.WriteError{Path: "o.nwb", Errno: errno}))
		if !errors.Is(err, errno) || !strings.Contains(hintOf(err), cure) || exitCode(err) != exitFailed {
			t.Errorf("%v: hint %q, want %q; exit status %d", errno, hintOf(err), cure, exitCode(err))
		}
	}
	if got := hintOf(to.retell(&nwb.WriteError{Path: "o.nwb", Errno: syscall.EIO})); got != "" {
		t.Errorf("an error of the disk has the cure %q", got)
	}
}

// Only what was checked in part has --deep as its cure.
func TestNameDeep(t *testing.T) {
	findings := []check.Finding{{Check: check.PartlyChecked}, {Check: "mask-empty", Want: "masks"}}
	nameDeep(findings)
	want := []check.Finding{{Check: check.PartlyChecked, Want: "--deep looks at all of them"}, {Check: "mask-empty", Want: "masks"}}
	if d := cmp.Diff(want, findings); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
}
