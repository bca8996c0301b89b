package main

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"roi2nwb/cmd/roi2nwb/internal/page"
)

// Streams are where a command reads and writes. Tests give it buffers.
type Streams struct {
	In       io.Reader // nil for nothing to read
	Out, Err io.Writer

	InIsTerminal, OutIsTerminal, ErrIsTerminal bool
	Dumb                                       bool // the terminal cannot erase what it shows
	ASCII                                      bool // the terminal shows no other characters
	// Columns returns the width of the terminal, 0 where it is not known. It may
	// be nil.
	Columns func() int
	// Leftovers are told of files that are in the making. It may be nil.
	Leftovers *leftovers
}

// pageWidth is how wide what a command prints is laid out.
func (s *Streams) pageWidth() int {
	if s.Columns == nil {
		return page.UsualWidth
	}
	return page.WidthOf(s.Columns())
}

// outWidth is the width of lines on stdout that are broken on a terminal only.
func (s *Streams) outWidth() int {
	if s.OutIsTerminal {
		return s.pageWidth()
	}
	return page.Unbroken
}

// errWidth is the width of lines on stderr. In a log, each message is one line.
func (s *Streams) errWidth() int {
	if s.ErrIsTerminal {
		return s.pageWidth()
	}
	return page.Unbroken
}

// messagePrefix begins every message on stderr.
const messagePrefix = "roi2nwb: "

// tell writes a message to stderr.
func (s *Streams) tell(severity fmt.Stringer, text string) {
	text = fmt.Sprintf("%s%s: %s", messagePrefix, severity, text)
	fmt.Fprintln(s.Err, strings.Join(page.Wrap(text, s.errWidth(), len(messagePrefix)), "\n"))
}

// hint is the severity of a cure.
type hint struct{}

func (hint) String() string { return "hint" }

// writeJSON writes a record for programs to read: one line, an object that
// begins with the version of this program.
func writeJSON(w io.Writer, record any) error {
	line, err := json.Marshal(record)
	if err != nil {
		return err
	}
	head, err := json.Marshal(struct {
		Version string `json:"roi2nwb"`
	}{version})
	if err != nil {
		return err
	}
	if string(line) != "{}" {
		head[len(head)-1] = ','
		line = append(head, line[1:]...)
	} else {
		line = head
	}
	_, err = w.Write(append(line, '\n'))
	return err
}
