package main

import "io"

// Streams are where a command writes. Tests give it buffers.
type Streams struct {
	Out, Err      io.Writer
	ErrIsTerminal bool
}
