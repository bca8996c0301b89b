package main

import (
	"encoding/json"
	"io"
)

// Streams are where a command reads and writes. Tests give it buffers.
type Streams struct {
	In                          io.Reader // nil for nothing to read
	Out, Err                    io.Writer
	InIsTerminal, ErrIsTerminal bool
}

// writeJSON writes a result for programs to read, in a form that people can.
func writeJSON(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	return e.Encode(v)
}
