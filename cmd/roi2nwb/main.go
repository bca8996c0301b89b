// Command roi2nwb turns the results of calcium-imaging segmentation into NWB
// files.
//
// The words on the screen follow these rules. Results go to stdout, everything
// else to stderr. An error is one line, `roi2nwb: error: ...`, a warning one
// that says so, and where the cure is known another follows, `roi2nwb: hint:
// ...`: lower case, no full stop, paths and ids quoted. Between them stands,
// indented, the line of the file that they are about. A user's mistake never
// shows a stack trace, and nothing from a file reaches the terminal but what
// can be seen.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
	_ "time/tzdata" // so that --timezone knows names where the system has none

	"golang.org/x/term"

	"roi2nwb/cmd/roi2nwb/internal/terminal"
)

func main() {
	// A limit on file size then shows as an error of the write that passes it.
	signal.Ignore(syscall.SIGXFSZ)
	left := &leftovers{}
	ctx, stop := interruptible(context.Background(), left)
	streams := Streams{Leftovers: left, In: os.Stdin, Out: os.Stdout, Err: os.Stderr,
		InIsTerminal: term.IsTerminal(int(os.Stdin.Fd())), OutIsTerminal: term.IsTerminal(int(os.Stdout.Fd())),
		ErrIsTerminal: term.IsTerminal(int(os.Stderr.Fd())), Columns: terminal.Columns,
		Dumb: terminal.IsDumb(os.Getenv("TERM")), ASCII: terminal.IsASCII(os.Getenv)}
	code := run(ctx, os.Args[1:], streams)
	stop()
	os.Exit(code)
}
