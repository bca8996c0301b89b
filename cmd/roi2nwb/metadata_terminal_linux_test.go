package main

import (
	"path/filepath"
	"strings"
	"testing"
)

// On a terminal, answers are asked for until ctrl-D.
func TestAskOnTerminal(t *testing.T) {
	path := filepath.Join(t.TempDir(), "session.yaml")
	term := terminalOptions{columns: 200}.start(t, "metadata", "init", testFile("cnmf2p_single.hdf5"), "--ask", "-o", path)
	term.answer(t, "NWBFile.session_description: ", "Maus auf dem Rad, für Ö\n")
	term.answer(t, "NWBFile.session_start_time: ", "now\n")
	term.answer(t, "NWBFile.session_start_time: ", "2024-05-17T14:30:00Z\n")
	term.answer(t, "NWBFile.session_id: ", ctrlD)
	if code := term.exit(t); code != exitDone {
		t.Fatalf("exit status %d\n%s", code, term.screen())
	}
	file := string(content(t, path))
	for key, want := range map[string]string{
		"session_description": "Maus auf dem Rad, für Ö", "session_start_time": `"2024-05-17T14:30:00Z"`, "session_id": "TODO",
	} {
		if got := valueOf(file, key); got != want {
			t.Errorf("%s: got %s, want %s", key, got, want)
		}
	}
	if !strings.Contains(term.screen(), "fields are marked TODO") {
		t.Errorf("the end is not told:\n%s", term.screen())
	}
}

// Ctrl-C leaves nothing, and ends as interrupts do.
func TestAskInterruptedOnTerminal(t *testing.T) {
	folder := t.TempDir()
	term := newTerminal(t, "metadata", "init", testFile("cnmf2p_single.hdf5"), "--ask", "-o", filepath.Join(folder, "session.yaml"))
	term.answer(t, "NWBFile.session_description: ", "A mouse\n")
	term.answer(t, "NWBFile.session_start_time: ", ctrlC)
	if code := term.exit(t); code != exitInterrupted {
		t.Errorf("exit status %d\n%s", code, term.screen())
	}
	if left := names(t, folder); len(left) > 0 {
		t.Errorf("%q are left behind", left)
	}
}
