package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// terminal is a pseudo-terminal with the program on it.
type terminal struct {
	master *os.File
	done   chan error // how the program ended

	mu    sync.Mutex
	shown bytes.Buffer
}

// newTerminal starts the program on a terminal of its own, stdout aside.
func newTerminal(t *testing.T, args ...string) *terminal {
	t.Helper()
	master, err := os.OpenFile("/dev/ptmx", os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Skipf("no pseudo-terminals here: %v", err)
	}
	t.Cleanup(func() { _ = master.Close() })
	if err := unix.IoctlSetPointerInt(int(master.Fd()), unix.TIOCSPTLCK, 0); err != nil {
		t.Fatal(err)
	}
	number, err := unix.IoctlGetInt(int(master.Fd()), unix.TIOCGPTN)
	if err != nil {
		t.Fatal(err)
	}
	slave, err := os.OpenFile(fmt.Sprintf("/dev/pts/%d", number), os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), "roi2nwb", args...)
	cmd.Stdin, cmd.Stderr = slave, slave
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	_ = slave.Close()
	term := &terminal{master: master, done: make(chan error, 1)}
	read := make(chan struct{})
	go func() {
		defer close(read)
		part := make([]byte, 4096)
		for {
			n, err := master.Read(part)
			term.mu.Lock()
			term.shown.Write(part[:n])
			term.mu.Unlock()
			if err != nil { // EIO once nobody is at the other end
				return
			}
		}
	}()
	go func() {
		err := cmd.Wait()
		<-read
		term.done <- err
	}()
	return term
}

// screen returns what was shown so far.
func (term *terminal) screen() string {
	term.mu.Lock()
	defer term.mu.Unlock()
	return strings.ReplaceAll(term.shown.String(), "\r\n", "\n")
}

// answer waits for a prompt, and types.
func (term *terminal) answer(t *testing.T, prompt, keys string) {
	t.Helper()
	for began := time.Now(); !strings.HasSuffix(term.screen(), prompt); time.Sleep(5 * time.Millisecond) {
		if time.Since(began) > 20*time.Second {
			t.Fatalf("%q was not shown:\n%s", prompt, term.screen())
		}
	}
	if _, err := term.master.WriteString(keys); err != nil {
		t.Fatal(err)
	}
}

// exit waits for the program's end and returns its exit status.
func (term *terminal) exit(t *testing.T) int {
	t.Helper()
	select {
	case err := <-term.done:
		var status *exec.ExitError
		switch {
		case err == nil:
			return exitDone
		case errors.As(err, &status):
			return status.ExitCode()
		}
		t.Fatal(err)
	case <-time.After(20 * time.Second):
		t.Fatalf("it does not end:\n%s", term.screen())
	}
	return 0
}

// On a terminal, answers are asked for until ctrl-D.
func TestAskOnTerminal(t *testing.T) {
	path := filepath.Join(t.TempDir(), "session.yaml")
	term := newTerminal(t, "metadata", "init", testFile("cnmf2p_single.hdf5"), "--ask", "-o", path)
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
