package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// manySessions is a manifest of sessions that are alike, in a folder of its own.
type manySessions struct {
	folder, manifest string
	ids              []string
}

// newManySessions makes n sessions. Their sources are large enough for a
// conversion to be hit in its midst.
func newManySessions(t *testing.T, n, frames int) *manySessions {
	t.Helper()
	m := &manySessions{folder: t.TempDir()}
	m.manifest = filepath.Join(m.folder, "s.tsv")
	source := filepath.Join(m.folder, "made.hdf5")
	writeMade(t, largeCaiman(20, frames, 64, 64, 8), source)
	text := "session\tsource\n"
	for i := range n {
		id := fmt.Sprintf("s%02d", i)
		m.ids = append(m.ids, id)
		text += id + "\tmade.hdf5\n"
	}
	if err := os.WriteFile(m.manifest, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	return m
}

// command returns the batch.
func (m *manySessions) command(t *testing.T, flags ...string) *exec.Cmd {
	t.Helper()
	args := append([]string{"batch", m.manifest, "--start-time", "2024-05-17T14:30:00Z", "--jobs", "2", "--json"}, flags...)
	return exec.CommandContext(t.Context(), "roi2nwb", args...)
}

// run runs the batch to its end, and returns the statuses of the sessions.
func (m *manySessions) run(t *testing.T, status int, flags ...string) map[string]string {
	t.Helper()
	cmd := m.command(t, flags...)
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	_ = cmd.Run() // its status tells
	if code := cmd.ProcessState.ExitCode(); code != status {
		t.Fatalf("exit status %d, want %d:\n%s%s", code, status, stdout.String(), stderr.String())
	}
	statuses := map[string]string{}
	for line := range strings.Lines(stdout.String()) {
		var of struct{ Session, Status string }
		if err := json.Unmarshal([]byte(line), &of); err != nil {
			t.Fatalf("%q: %v", line, err)
		}
		if of.Session != "" {
			statuses[of.Session] = of.Status
		}
	}
	return statuses
}

// children returns the processes that convert sessions of the manifest.
func (m *manySessions) children(t *testing.T) (ids []int) {
	t.Helper()
	processes, err := filepath.Glob("/proc/[0-9]*/cmdline")
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range processes {
		command, err := os.ReadFile(p)
		if err != nil || !bytes.Contains(command, []byte("convert\x00")) || !bytes.Contains(command, []byte(m.folder)) {
			continue
		}
		var id int
		if _, err := fmt.Sscanf(p, "/proc/%d/cmdline", &id); err == nil {
			ids = append(ids, id)
		}
	}
	return ids
}

// awaitEnd waits until no session is being converted.
func (m *manySessions) awaitEnd(t *testing.T) {
	t.Helper()
	for end := time.Now().Add(20 * time.Second); len(m.children(t)) > 0; time.Sleep(20 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("conversions go on without their batch")
		}
	}
}

// outputs returns what tells each output that is there from another: when it was
// made and where it lies.
func (m *manySessions) outputs(t *testing.T) map[string]string {
	t.Helper()
	entries, err := os.ReadDir(filepath.Join(m.folder, "nwb"))
	if err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	all := map[string]string{}
	for _, e := range entries {
		info, err := e.Info()
		if err != nil {
			t.Fatal(err)
		}
		stat, _ := info.Sys().(*syscall.Stat_t)
		all[e.Name()] = fmt.Sprint(stat.Ino, info.ModTime().UnixNano(), info.Size())
	}
	return all
}

// whole holds that every session has an output that is right, and that nothing
// else lies there.
func (m *manySessions) whole(t *testing.T) {
	t.Helper()
	outputs := m.outputs(t)
	for _, id := range m.ids {
		if outputs[id+".nwb"] == "" {
			t.Errorf("%s has no output", id)
		}
	}
	if len(outputs) != len(m.ids) {
		t.Errorf("%d files for %d sessions: %v", len(outputs), len(m.ids), outputs)
	}
	if text, err := exec.CommandContext(t.Context(), "roi2nwb", "check", filepath.Join(m.folder, "nwb"), "--deep", "--quiet").CombinedOutput(); err != nil {
		t.Errorf("%v: %s", err, text)
	}
}

// A batch that is killed at any moment, alone or with its conversions, loses
// nothing: run again, it makes what is missing, and leaves what is there.
func TestBatchKilled(t *testing.T) {
	if _, err := os.Stat("/proc/self/cmdline"); err != nil {
		t.Skip("processes cannot be listed here")
	}
	m := newManySessions(t, 12, 8000)
	for round := range 10 {
		cmd := m.command(t)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Duration(rand.IntN(700)) * time.Millisecond)
		if err := cmd.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		if round%2 == 0 {
			for _, child := range m.children(t) {
				_ = syscall.Kill(child, syscall.SIGKILL) // it may have ended
			}
		}
		_ = cmd.Wait() // it was killed
		m.awaitEnd(t)
	}
	before := m.outputs(t)
	m.run(t, exitDone)
	m.whole(t)
	after := m.outputs(t)
	for name, is := range before {
		if strings.HasSuffix(name, ".nwb") && after[name] != is {
			t.Errorf("%s was made twice", name)
		}
	}
	for id, status := range m.run(t, exitDone) {
		if status != "done_before" {
			t.Errorf("%s is %s", id, status)
		}
	}
}

// A conversion that is killed is a session that failed, and is tried again.
func TestBatchChildKilled(t *testing.T) {
	if _, err := os.Stat("/proc/self/cmdline"); err != nil {
		t.Skip("processes cannot be listed here")
	}
	m := newManySessions(t, 3, 60_000)
	killed := make(chan int, 1)
	go func() {
		for end := time.Now().Add(20 * time.Second); time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
			parts, _ := filepath.Glob(filepath.Join(m.folder, "nwb", ".s00.nwb.*.part"))
			if len(parts) == 0 {
				continue
			}
			for _, child := range m.children(t) {
				if command, err := os.ReadFile(fmt.Sprintf("/proc/%d/cmdline", child)); err == nil && bytes.Contains(command, []byte("s00.nwb")) {
					killed <- child
					_ = syscall.Kill(child, syscall.SIGKILL)
					return
				}
			}
		}
		close(killed)
	}()
	statuses := m.run(t, exitSome)
	if _, ok := <-killed; !ok || statuses["s00"] != "failed" || statuses["s01"] != "done" || statuses["s02"] != "done" {
		t.Fatalf("killed: %t, %v", ok, statuses)
	}
	m.run(t, exitDone)
	m.whole(t)
}

// Two batches of one manifest at the same time make each output once.
func TestTwoBatches(t *testing.T) {
	m := newManySessions(t, 8, 8000)
	var both sync.WaitGroup
	statuses := make([]map[string]string, 2)
	for i := range statuses {
		both.Go(func() { statuses[i] = m.run(t, exitDone) })
	}
	both.Wait()
	m.whole(t)
	for _, id := range m.ids {
		made := 0
		for _, of := range statuses {
			if of[id] == "done" {
				made++
			}
		}
		if made != 1 {
			t.Errorf("%s was made by %d batches: %v", id, made, statuses)
		}
	}
}

// Signals end a batch and what it runs: Ctrl-C, and the end of a job's time, each
// with a status of its own; the next run goes on.
func TestBatchSignals(t *testing.T) {
	for signal, status := range map[syscall.Signal]int{syscall.SIGINT: exitInterrupted, syscall.SIGTERM: exitOutOfTime, syscall.SIGUSR1: exitOutOfTime} {
		m := newManySessions(t, 4, 60_000)
		cmd := m.command(t)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		for end := time.Now().Add(20 * time.Second); len(m.outputs(t)) == 0 && time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
		}
		if err := cmd.Process.Signal(signal); err != nil {
			t.Fatal(err)
		}
		began := time.Now()
		_ = cmd.Wait() // its status tells
		if code, took := cmd.ProcessState.ExitCode(), time.Since(began); code != status || took > 5*time.Second {
			t.Errorf("%v: exit status %d after %v", signal, code, took)
		}
		m.awaitEnd(t)
		for name := range m.outputs(t) {
			if !strings.HasSuffix(name, ".nwb") {
				t.Errorf("%v: %s is left behind", signal, name)
			}
		}
		m.run(t, exitDone)
		m.whole(t)
	}
}

// A disk that is full fails the sessions that no longer fit, and says so; with
// room again they are made, whatever of the journal could be written.
func TestBatchFullDisk(t *testing.T) {
	m := newManySessions(t, 4, 8000)
	// 400 blocks of 512 bytes. The children have the limit, too.
	limited := exec.CommandContext(t.Context(), "sh", "-c", `ulimit -f 400 && exec roi2nwb "$@"`, "sh", "batch", m.manifest, "--start-time", "2024-05-17T14:30:00Z", "--jobs", "2")
	printed, err := limited.CombinedOutput()
	if err == nil || limited.ProcessState.ExitCode() != exitSome || !bytes.Contains(printed, []byte("4 failed")) || !bytes.Contains(printed, []byte("ulimit -f")) {
		t.Fatalf("%v\n%s", err, printed)
	}
	if outputs := m.outputs(t); len(outputs) > 0 {
		t.Errorf("left behind: %v", outputs)
	}
	m.run(t, exitDone)
	m.whole(t)
}
