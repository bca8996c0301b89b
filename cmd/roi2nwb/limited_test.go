package main

import (
	"fmt"
	"os"
	"strconv"
	"syscall"
)

// runLimited is the program with a limit on the size of files: limited BYTES
// [ARGUMENT]... .
func runLimited() {
	bytes, err := strconv.ParseUint(os.Args[1], 10, 64)
	if err == nil {
		err = syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: bytes, Max: bytes})
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "limited:", err)
		os.Exit(99)
	}
	os.Args = append([]string{"roi2nwb"}, os.Args[2:]...)
	main()
}
