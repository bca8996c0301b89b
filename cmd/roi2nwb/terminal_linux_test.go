package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/rivo/uniseg"
	"golang.org/x/sys/unix"

	"roi2nwb/cmd/roi2nwb/internal/terminal"
)

// pseudoTerminal is one with the program on it.
type pseudoTerminal struct {
	master  *os.File
	columns int
	done    chan error // how the program ended

	mu    sync.Mutex
	shown bytes.Buffer
}

// terminalOptions say what terminal the program is on.
type terminalOptions struct {
	columns int      // 0 for 80
	env     []string // beside TERM and a UTF-8 locale
	dir     string
	stdout  bool // on the terminal, too
}

// newTerminal starts the program on a terminal of its own, stdout aside.
func newTerminal(t *testing.T, args ...string) *pseudoTerminal {
	t.Helper()
	return terminalOptions{}.start(t, args...)
}

func (o terminalOptions) start(t *testing.T, args ...string) *pseudoTerminal {
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
	term := &pseudoTerminal{master: master, done: make(chan error, 1), columns: 80}
	if o.columns > 0 {
		term.columns = o.columns
	}
	size := &unix.Winsize{Row: 24, Col: uint16(term.columns)}
	if err := unix.IoctlSetWinsize(int(master.Fd()), unix.TIOCSWINSZ, size); err != nil {
		t.Fatal(err)
	}
	slave, err := os.OpenFile(fmt.Sprintf("/dev/pts/%d", number), os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), "roi2nwb", args...)
	cmd.Stdin, cmd.Stderr, cmd.Dir = slave, slave, o.dir
	if o.stdout {
		cmd.Stdout = slave
	}
	cmd.Env = append(os.Environ(), "TERM=xterm", "LC_ALL=C.UTF-8", "ROI2NWB_SETTINGS=")
	cmd.Env = append(cmd.Env, o.env...)
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	_ = slave.Close()
	term.watch(cmd)
	return term
}

// watch keeps what the program shows, and how it ends.
func (term *pseudoTerminal) watch(cmd *exec.Cmd) {
	read := make(chan struct{})
	go func() {
		defer close(read)
		part := make([]byte, 4096)
		for {
			n, err := term.master.Read(part)
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
}

// screen returns what was shown so far.
func (term *pseudoTerminal) screen() string {
	return strings.ReplaceAll(term.raw(), "\r\n", "\n")
}

// raw is what the program and the echo of keys wrote.
func (term *pseudoTerminal) raw() string {
	term.mu.Lock()
	defer term.mu.Unlock()
	return term.shown.String()
}

// waitFor waits until a text is shown.
func (term *pseudoTerminal) waitFor(t *testing.T, is func(screen string) bool, text string) {
	t.Helper()
	for began := time.Now(); !is(term.screen()); time.Sleep(5 * time.Millisecond) {
		if time.Since(began) > 20*time.Second {
			t.Fatalf("%q was not shown:\n%s", text, term.screen())
		}
	}
}

// keys types.
func (term *pseudoTerminal) keys(t *testing.T, keys string) {
	t.Helper()
	if _, err := term.master.WriteString(keys); err != nil {
		t.Fatal(err)
	}
}

// answer waits for a prompt, and types.
func (term *pseudoTerminal) answer(t *testing.T, prompt, keys string) {
	t.Helper()
	term.waitFor(t, func(screen string) bool { return strings.HasSuffix(screen, prompt) }, prompt)
	term.keys(t, keys)
}

// exit waits for the program's end and returns its exit status.
func (term *pseudoTerminal) exit(t *testing.T) int {
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
	case <-time.After(60 * time.Second):
		t.Fatalf("it does not end:\n%s", term.screen())
	}
	return 0
}

// picture returns what stands on the terminal at last, as far as it has obeyed,
// line by line. A line that is wider than the terminal is an error.
func (term *pseudoTerminal) picture(t *testing.T) string {
	t.Helper()
	lines, line, at := []string{}, []string{}, 0
	end := func() string { return strings.TrimRight(strings.Join(line, ""), " ") }
	for rest := term.raw(); rest != ""; {
		if after, ok := strings.CutPrefix(rest, terminal.EraseAfter); ok {
			line, rest = line[:min(at, len(line))], after
			continue
		}
		cluster, after, width, _ := uniseg.FirstGraphemeClusterInString(rest, -1)
		rest = after
		switch {
		case cluster == "\r\n":
			lines, line, at = append(lines, end()), nil, 0
		case cluster == "\r":
			at = 0
		case width == 0:
			t.Fatalf("the terminal is told %q", cluster)
		default:
			for len(line) < at+width {
				line = append(line, "")
			}
			line[at] = cluster
			if at += width; at > term.columns {
				t.Errorf("a line is wider than %d columns: %q", term.columns, end())
			}
		}
	}
	if last := end(); last != "" {
		lines = append(lines, last)
	}
	return strings.Join(slices.Concat(lines, []string{""}), "\n")
}
