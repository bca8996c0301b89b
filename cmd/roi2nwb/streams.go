package main

import "io"

// Streams are where a command reads and writes. Tests give it buffers.
type Streams struct {
	In                          io.Reader // nil for nothing to read
	Out, Err                    io.Writer
	InIsTerminal, ErrIsTerminal bool
}
