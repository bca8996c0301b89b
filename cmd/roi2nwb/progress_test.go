package main

import (
	"bytes"
	"path/filepath"
	"strings"
	"testing"

	"roi2nwb/cmd/roi2nwb/internal/terminal"
)

// On a terminal a line is drawn, and gone at the end; it never mixes with what
// is printed for good.
func TestProgressOnTerminal(t *testing.T) {
	source := writeMade(t, largeCaiman(100, 9000, 100, 100, 9), filepath.Join(t.TempDir(), "made.hdf5"))
	out := filepath.Join(t.TempDir(), "out.nwb")
	var stdout, stderr bytes.Buffer
	args := []string{"convert", source, "-o", out, "--start-time", "2024-05-17T14:30:00Z", "--compression", "zstd", "--compression-level", "19"}
	if code := run(t.Context(), args, Streams{Out: &stdout, Err: &stderr, ErrIsTerminal: true}); code != exitDone {
		t.Fatalf("exit status %d: %s", code, stderr.String())
	}
	drawn := stderr.String()
	if !strings.Contains(drawn, "writing traces") || strings.Contains(drawn, "\n") {
		t.Errorf("drawn: %q", drawn)
	}
	if !strings.HasSuffix(drawn, terminal.ToStart+terminal.EraseAfter) {
		t.Errorf("%q stays on the screen", drawn)
	}
	if !strings.HasPrefix(stdout.String(), "wrote") || strings.Contains(stdout.String(), "\r") {
		t.Errorf("printed: %q", stdout.String())
	}
}

// Quiet means quiet, on a terminal too.
func TestProgressIsQuiet(t *testing.T) {
	for name, s := range map[string]Streams{"a terminal": {ErrIsTerminal: true}, "a dumb one": {ErrIsTerminal: true, Dumb: true}, "none": {}} {
		var drawn bytes.Buffer
		s.Err = &drawn
		if p := startProgress(s, "made.hdf5", true, true); p != nil {
			p.Finish()
			t.Errorf("%s: something is shown: %q", name, drawn.String())
		}
	}
}
