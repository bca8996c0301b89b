//go:build linux && amd64

package main

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"testing"
	"unsafe"

	"golang.org/x/sys/unix"
)

// A supervised program asks for leave before each of these calls to the system,
// whether Go or libhdf5 makes it, and whoever supervises it may let the call
// fail instead. The kernel does this (seccomp_unotify(2)); nothing in the
// program knows.
var supervisedCalls = map[int32]string{
	unix.SYS_READ: "read", unix.SYS_PREAD64: "read", unix.SYS_WRITE: "write", unix.SYS_PWRITE64: "write",
	unix.SYS_FTRUNCATE: "truncate", unix.SYS_FSYNC: "sync", unix.SYS_FDATASYNC: "sync", unix.SYS_OPENAT: "open",
	unix.SYS_RENAMEAT: "rename", unix.SYS_RENAMEAT2: "rename", unix.SYS_LINKAT: "link", unix.SYS_UNLINKAT: "remove",
}

// listenerSocket is where the program hands over the means to supervise it.
const listenerSocket = 3

// runSupervised is the program under supervision: supervised [ARGUMENT]... .
func runSupervised() {
	if err := submit(); err != nil {
		fmt.Fprintln(os.Stderr, "supervised:", err)
		os.Exit(99)
	}
	os.Args[0] = "roi2nwb"
	main()
}

// submit puts all threads of the process under supervision.
func submit() error {
	calls := make([]uint32, 0, len(supervisedCalls))
	for nr := range supervisedCalls {
		calls = append(calls, uint32(nr))
	}
	filter := []unix.SockFilter{{Code: unix.BPF_LD | unix.BPF_W | unix.BPF_ABS, K: 0}} // the number of the call
	for i, nr := range calls {
		filter = append(filter, unix.SockFilter{Code: unix.BPF_JMP | unix.BPF_JEQ | unix.BPF_K, Jt: uint8(len(calls) - i), K: nr})
	}
	filter = append(filter,
		unix.SockFilter{Code: unix.BPF_RET | unix.BPF_K, K: unix.SECCOMP_RET_ALLOW},
		unix.SockFilter{Code: unix.BPF_RET | unix.BPF_K, K: unix.SECCOMP_RET_USER_NOTIF})
	program := unix.SockFprog{Len: uint16(len(filter)), Filter: &filter[0]}
	// What this thread has, the kernel gives to all others with the filter.
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	if err := unix.Prctl(unix.PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0); err != nil {
		return fmt.Errorf("prctl: %w", err)
	}
	const flags = unix.SECCOMP_FILTER_FLAG_NEW_LISTENER | unix.SECCOMP_FILTER_FLAG_TSYNC | unix.SECCOMP_FILTER_FLAG_TSYNC_ESRCH
	listener, _, errno := unix.Syscall(unix.SYS_SECCOMP, unix.SECCOMP_SET_MODE_FILTER, flags, uintptr(unsafe.Pointer(&program)))
	if errno != 0 {
		return fmt.Errorf("seccomp: %w", errno)
	}
	if err := unix.Sendmsg(listenerSocket, []byte{0}, unix.UnixRights(int(listener)), nil, 0); err != nil {
		return err
	}
	return errors.Join(unix.Close(int(listener)), unix.Close(listenerSocket))
}

// systemCall is a call that a supervised program is about to make.
type systemCall struct {
	Name    string // as in supervisedCalls
	Path    string // of the file that it is about
	Program int    // that makes it

	thread int
	at     uint64 // the place in the code
}

// supervisedRun is what came of a supervised program.
type supervisedRun struct {
	code           int // -1: ended by a signal
	stdout, stderr string
}

// supervise runs the program and asks decide about each call that concerns a
// file in folder: 0 lets it happen, an error number makes it fail with it, killed
// ends the program at this point, and held lets the call never return.
func supervise(t *testing.T, folder string, args []string, decide func(systemCall) syscall.Errno) supervisedRun {
	t.Helper()
	pair, err := unix.Socketpair(unix.AF_UNIX, unix.SOCK_STREAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		t.Fatal(err)
	}
	theirs := os.NewFile(uintptr(pair[1]), "listener socket")
	defer unix.Close(pair[0])
	cmd := exec.CommandContext(t.Context(), "supervised", args...)
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr, cmd.ExtraFiles = &stdout, &stderr, []*os.File{theirs}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	if err := theirs.Close(); err != nil {
		t.Fatal(err)
	}
	listener, err := receive(pair[0])
	if err != nil {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
		t.Skipf("the kernel lends no supervision: %v %s", err, stderr.String())
	}
	defer unix.Close(listener)
	s := supervisor{listener: listener, process: cmd.Process, folder: folder, decide: decide}
	if err := s.serve(); err != nil {
		_ = cmd.Process.Kill()
		t.Error(err)
	}
	_ = cmd.Wait() // its exit code tells
	return supervisedRun{cmd.ProcessState.ExitCode(), stdout.String(), stderr.String()}
}

// receive takes the listener from a socket.
func receive(socket int) (int, error) {
	control := make([]byte, unix.CmsgSpace(4))
	n, controlLen, _, _, err := unix.Recvmsg(socket, make([]byte, 1), control, unix.MSG_CMSG_CLOEXEC)
	if err != nil || n == 0 {
		return 0, errors.Join(errors.New("no listener came"), err)
	}
	messages, err := unix.ParseSocketControlMessage(control[:controlLen])
	if err != nil {
		return 0, err
	}
	fds, err := unix.ParseUnixRights(&messages[0])
	if err != nil {
		return 0, err
	}
	return fds[0], nil
}

// killed is the verdict that ends the program, held that which lets a call wait
// as long as the program runs.
const (
	killed = syscall.Errno(1<<20 + iota)
	held
)

// supervisor answers the calls of one program.
type supervisor struct {
	listener int
	process  *os.Process
	folder   string
	decide   func(systemCall) syscall.Errno
}

// The requests of seccomp_unotify(2), and the sizes of its two structures.
const (
	notifyReceive = 0xc0502100
	notifySend    = 0xc0182101
	askedSize     = 80
	answerSize    = 24
	goOn          = 1 // SECCOMP_USER_NOTIF_FLAG_CONTINUE
)

// serve answers until the program has ended.
func (s *supervisor) serve() error {
	for {
		poll := []unix.PollFd{{Fd: int32(s.listener), Events: unix.POLLIN}}
		if _, err := unix.Poll(poll, -1); err == unix.EINTR {
			continue
		} else if err != nil {
			return fmt.Errorf("poll: %w", err)
		}
		if poll[0].Revents&unix.POLLIN == 0 {
			return nil
		}
		var asked [askedSize]byte
		if errno := s.request(notifyReceive, asked[:]); errno != 0 {
			if errno == unix.ENOENT || errno == unix.EINTR {
				continue // the thread that asked is gone
			}
			return fmt.Errorf("receive: %w", errno)
		}
		if err := s.answer(asked[:]); err != nil {
			return err
		}
	}
}

func (s *supervisor) request(what uintptr, buffer []byte) syscall.Errno {
	_, _, errno := unix.Syscall(unix.SYS_IOCTL, uintptr(s.listener), what, uintptr(unsafe.Pointer(&buffer[0])))
	return errno
}

// answer decides on one call: id, thread, flags, number, architecture, place in
// the code, six arguments.
func (s *supervisor) answer(asked []byte) error {
	thread := int(binary.LittleEndian.Uint32(asked[8:]))
	nr := int32(binary.LittleEndian.Uint32(asked[16:]))
	argument := func(i int) uint64 { return binary.LittleEndian.Uint64(asked[32+8*i:]) }
	call := systemCall{Name: supervisedCalls[nr], Program: s.process.Pid}
	switch nr {
	case unix.SYS_OPENAT, unix.SYS_UNLINKAT:
		call.Path = pathIn(thread, argument(1))
	case unix.SYS_RENAMEAT, unix.SYS_RENAMEAT2, unix.SYS_LINKAT:
		call.Path = pathIn(thread, argument(3))
	default:
		call.Path, _ = os.Readlink(fmt.Sprintf("/proc/%d/fd/%d", thread, argument(0)))
	}
	verdict := syscall.Errno(0)
	if call.Path == s.folder || strings.HasPrefix(call.Path, s.folder+string(filepath.Separator)) {
		call.thread, call.at = thread, binary.LittleEndian.Uint64(asked[24:])
		verdict = s.decide(call)
	}
	switch verdict {
	case killed:
		return s.process.Kill()
	case held:
		return nil
	}
	answer := slices.Concat(asked[:8], make([]byte, answerSize-8))
	if verdict == 0 {
		binary.LittleEndian.PutUint32(answer[20:], goOn)
	} else {
		binary.LittleEndian.PutUint32(answer[16:], uint32(-int32(verdict)))
	}
	if errno := s.request(notifySend, answer); errno != 0 && errno != unix.ENOENT {
		return fmt.Errorf("answer: %w", errno)
	}
	return nil
}

// byLibrary reports whether a library that the program has loaded makes the call,
// for libhdf5 or another, and not Go.
func (c *systemCall) byLibrary() bool {
	maps, err := os.ReadFile(fmt.Sprintf("/proc/%d/maps", c.thread))
	if err != nil {
		return false
	}
	for line := range strings.Lines(string(maps)) {
		var from, to uint64
		if _, err := fmt.Sscanf(line, "%x-%x", &from, &to); err == nil && from <= c.at && c.at < to {
			return strings.Contains(line, ".so")
		}
	}
	return false
}

// pathIn reads a path from the memory of a thread.
func pathIn(thread int, address uint64) string {
	memory, err := os.Open(fmt.Sprintf("/proc/%d/mem", thread))
	if err != nil {
		return ""
	}
	defer memory.Close()
	text := make([]byte, unix.PathMax)
	n, _ := memory.ReadAt(text, int64(address)) // it may end before PathMax
	path, _, _ := bytes.Cut(text[:n], []byte{0})
	return string(path)
}
