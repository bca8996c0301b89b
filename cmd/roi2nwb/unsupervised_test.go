//go:build !(linux && amd64)

package main

import (
	"syscall"
	"testing"
)

// Only Linux lends the means to supervise a program, and its calls have other
// numbers on each kind of machine.

type systemCall struct {
	Name, Path string
	Program    int
}

func (*systemCall) byLibrary() bool { return false }

type supervisedRun struct {
	code           int
	stdout, stderr string
}

const (
	killed = syscall.Errno(1<<20 + iota)
	held
)

func runSupervised() {}

func supervise(t *testing.T, _ string, _ []string, _ func(systemCall) syscall.Errno) supervisedRun {
	t.Skip("programs are supervised on Linux alone, on amd64")
	return supervisedRun{}
}
