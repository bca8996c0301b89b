package main

import "runtime/debug"

// besidesBuffer is what a command needs beside its buffer, in bytes: the
// footprint at hand, encoders, stacks.
const besidesBuffer = 14 << 20

// boundMemory has garbage collected before the program takes more than the
// buffer and what is needed beside it; restore ends that.
func boundMemory(s *storage) (restore func()) {
	before := debug.SetMemoryLimit(int64(s.pipeline().Buffer) + besidesBuffer)
	return func() { debug.SetMemoryLimit(before) }
}
