package main

import (
	"bytes"
	"context"
	"encoding/json"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
)

// runStuck is a program that makes the file that it is given, and then waits for
// a pipe that nobody writes to, whatever it is told.
func runStuck() {
	left := &leftovers{}
	interruptible(context.Background(), left)
	forgotten := left.addFile(os.Args[1] + ".kept")
	for _, path := range []string{os.Args[1], os.Args[1] + ".kept"} {
		if err := os.WriteFile(path, nil, 0o600); err != nil {
			os.Exit(1)
		}
	}
	left.addFile(os.Args[1])
	forgotten()
	_, _ = os.Open(os.Args[2])
}

// pipeIn makes a named pipe.
func pipeIn(t *testing.T, folder, name string) string {
	t.Helper()
	path := filepath.Join(folder, name)
	if err := syscall.Mkfifo(path, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// stopped sends signals to a program that waits, and returns how long it took to
// end after the last.
func stopped(t *testing.T, cmd *exec.Cmd, signals ...syscall.Signal) time.Duration {
	t.Helper()
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	time.Sleep(1500 * time.Millisecond) // until it waits, on a busy machine too
	for i, signal := range signals {
		if i > 0 {
			time.Sleep(100 * time.Millisecond)
		}
		if err := cmd.Process.Signal(signal); err != nil {
			t.Fatal(err)
		}
	}
	began := time.Now()
	_ = cmd.Wait()
	took := time.Since(began)
	want, other := stderr.String(), stdout.String()
	if slices.Contains(cmd.Args, "--json") {
		want, other = other, want
	}
	if code := cmd.ProcessState.ExitCode(); code != exitInterrupted || strings.Count(want, "\n") != 1 || !strings.Contains(want, "interrupted") || other != "" {
		t.Errorf("%q: exit status %d, printed %q, told %q", cmd.Args, code, stdout.String(), stderr.String())
	}
	if slices.Contains(cmd.Args, "--json") {
		var record struct {
			Status, Source string
			Exit           int `json:"exit_status"`
		}
		if err := json.Unmarshal(stdout.Bytes(), &record); err != nil || record.Status != "failed" || record.Source != cmd.Args[2] || record.Exit != exitInterrupted {
			t.Errorf("%q: %v, %s", cmd.Args, err, stdout.String())
		}
	}
	return took
}

// A signal ends the program soon, whatever call it waits in, and a second one at
// once.
func TestSignalsWhileBlocked(t *testing.T) {
	folder := t.TempDir()
	pipe := pipeIn(t, folder, "pipe")
	held, err := os.OpenFile(pipeIn(t, folder, "held"), os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer held.Close() // a writer that never writes
	source := testFile("cnmf2p_full.hdf5")
	const soon = 2500 * time.Millisecond // two seconds, and a busy machine
	for _, args := range [][]string{
		{"convert", source, "-m", pipe, "-o", filepath.Join(folder, "o.nwb")},
		{"convert", source, "--timestamps", pipe, "-o", filepath.Join(folder, "o.nwb")},
		{"convert", source, "--timestamps", held.Name(), "-o", filepath.Join(folder, "o.nwb")},
		{"inspect", source, "-m", held.Name()},
		{"inspect", source, "-m", held.Name(), "--json"},
	} {
		t.Run(strings.Join(args[:1], " ")+" "+args[len(args)-1], func(t *testing.T) {
			t.Parallel()
			if took := stopped(t, exec.CommandContext(t.Context(), "roi2nwb", args...), syscall.SIGTERM); took > soon {
				t.Errorf("took %v", took)
			}
		})
	}
	for _, args := range [][]string{
		{"convert", source, "-m", pipe}, {"convert", source, "-m", pipe, "--json"}, {"inspect", source, "--json", "--timestamps", pipe},
	} {
		t.Run(strings.Join(args, " ")+" twice", func(t *testing.T) {
			t.Parallel()
			cmd := exec.CommandContext(t.Context(), "roi2nwb", args...)
			if took := stopped(t, cmd, syscall.SIGINT, syscall.SIGINT); took > time.Second {
				t.Errorf("took %v", took)
			}
		})
	}
	t.Run("leftovers", func(t *testing.T) {
		t.Parallel()
		mine := t.TempDir()
		file := filepath.Join(mine, "made")
		if took := stopped(t, exec.CommandContext(t.Context(), "stuck", file, pipe), syscall.SIGINT); took > soon {
			t.Errorf("took %v", took)
		}
		if left := names(t, mine); len(left) != 1 || left[0] != "made.kept" {
			t.Errorf("left: %q", left)
		}
	})
}

// What is neither a file nor a folder is refused at once as a source, also where
// it has the name of a part of one.
func TestIrregularSource(t *testing.T) {
	folder := t.TempDir()
	socket, err := net.Listen("unix", filepath.Join(folder, "socket"))
	if err != nil {
		t.Fatal(err)
	}
	defer socket.Close()
	for _, source := range []string{pipeIn(t, folder, "pipe.hdf5"), pipeIn(t, folder, "pipe.nc"), pipeIn(t, folder, "config.ini"), filepath.Join(folder, "socket"), "/dev/zero", "/dev/null"} {
		for _, args := range [][]string{{"convert", source}, {"convert", source, "--format", "minian"}, {"inspect", source}, {"convert", source, "--reproducible"}, {"check", source}, {"metadata", "init", source}} {
			if got := quick(t, args...); got.code != exitFailed && got.code != exitProblems || got.stderr == "" && got.stdout == "" {
				t.Errorf("%q: exit status %d, %s", args, got.code, got.stderr)
			}
		}
	}
	for name, code := range map[string]int{
		"timeStamps.csv": exitFailed, "config.ini": exitFailed, "session_group_ids.json": exitFailed, "minian/A.zarr/.zgroup": exitFailed,
		"minian/A.zarr/A/.zarray": exitFailed, "minian/A.zarr/A/.zattrs": exitFailed, "minian/A.zarr/A/0.0.0": exitFailed,
		"metaData.json": exitDone, "behavior.csv": exitDone, // not read, or not asked for
	} {
		session := minianCopy(t)
		path := filepath.Join(session, filepath.FromSlash(name))
		if err := os.Remove(path); err != nil && !os.IsNotExist(err) {
			t.Fatal(err)
		}
		pipeIn(t, filepath.Dir(path), filepath.Base(path))
		if got := quick(t, with("convert", session, "-o", filepath.Join(t.TempDir(), "o.nwb"))...); got.code != code {
			t.Errorf("%s: exit status %d, %s", name, got.code, got.stderr)
		}
	}
}

// quick is ran for what must not wait.
func quick(t *testing.T, args ...string) (got outcome) {
	t.Helper()
	done := make(chan outcome, 1)
	go func() { done <- ran(t, args...) }()
	select {
	case got = <-done:
	case <-time.After(20 * time.Second):
		t.Fatalf("%q hangs", args)
	}
	return got
}

// What a shell's <(...) gives is read: metadata, and times, which are read twice.
func TestPipedInput(t *testing.T) {
	session := minianCopy(t)
	out := filepath.Join(t.TempDir(), "o.nwb")
	for flag, text := range map[string][]byte{
		"--timestamps": content(t, filepath.Join(session, "timeStamps.csv")),
		"-m":           content(t, example[1]),
	} {
		read, write, err := os.Pipe()
		if err != nil {
			t.Fatal(err)
		}
		go func() {
			_, _ = write.Write(text)
			_ = write.Close()
		}()
		cmd := exec.CommandContext(t.Context(), "roi2nwb", with("convert", session, "-o", out, "--overwrite", flag, "/dev/fd/3")...)
		cmd.ExtraFiles = []*os.File{read}
		if said, err := cmd.CombinedOutput(); err != nil {
			t.Errorf("%s: %v: %s", flag, err, said)
		}
		_ = read.Close()
	}
}
