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
	"cmp"
	"context"
	"os"
	"os/signal"
	"strconv"
	"strings"
	"syscall"
	_ "time/tzdata" // so that --timezone knows names where the system has none

	"golang.org/x/term"
)

func main() {
	// A limit on file size then shows as an error of the write that passes it.
	signal.Ignore(syscall.SIGXFSZ)
	left := &leftovers{}
	ctx, stop := interruptible(context.Background(), left)
	streams := Streams{Leftovers: left, In: os.Stdin, Out: os.Stdout, Err: os.Stderr,
		InIsTerminal: term.IsTerminal(int(os.Stdin.Fd())), OutIsTerminal: term.IsTerminal(int(os.Stdout.Fd())),
		ErrIsTerminal: term.IsTerminal(int(os.Stderr.Fd())), Columns: columns,
		Dumb: isDumb(os.Getenv("TERM")), ASCII: isASCII(os.Getenv)}
	code := run(ctx, os.Args[1:], streams)
	stop()
	os.Exit(code)
}

// columns returns the width of the terminal, or else what COLUMNS says; 0 where
// neither tells.
func columns() int {
	for _, f := range []*os.File{os.Stdout, os.Stderr} {
		if width, _, err := term.GetSize(int(f.Fd())); err == nil && width > 0 {
			return width
		}
	}
	width, err := strconv.Atoi(os.Getenv("COLUMNS"))
	if err != nil {
		return 0
	}
	return width
}

// isDumb reports whether TERM names a terminal that knows no escape sequences, or
// none.
func isDumb(term string) bool { return term == "" || term == "dumb" }

// isASCII reports whether the locale of the environment has no UTF-8.
func isASCII(variable func(string) string) bool {
	locale := cmp.Or(variable("LC_ALL"), variable("LC_CTYPE"), variable("LANG"))
	locale = strings.ToLower(strings.ReplaceAll(locale, "-", ""))
	return !strings.Contains(locale, "utf8")
}
