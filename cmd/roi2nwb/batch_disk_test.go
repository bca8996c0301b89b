package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// diskLab is a folder with sources, manifests, and a folder "disk" that is to be a
// disk of its own.
type diskLab struct{ folder string }

func newDiskLab(t *testing.T) *diskLab {
	t.Helper()
	if err := exec.CommandContext(t.Context(), "unshare", "-Urm", "mount", "-t", "tmpfs", "tmpfs", t.TempDir()).Run(); err != nil {
		t.Skipf("a small disk cannot be made here: %v", err)
	}
	l := &diskLab{t.TempDir()}
	if err := os.Mkdir(l.path("disk"), 0o755); err != nil {
		t.Fatal(err)
	}
	for name, source := range map[string]string{"single.hdf5": "cnmf2p_single.hdf5", "raw.hdf5": "cnmf2p_p0_raw.hdf5"} {
		if err := os.WriteFile(l.path(name), content(t, testFile(source)), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return l
}

func (l *diskLab) path(names ...string) string {
	return filepath.Join(append([]string{l.folder}, names...)...)
}

func (l *diskLab) manifest(t *testing.T, name string, rows ...string) {
	t.Helper()
	text := "session\tsource\toutput\n" + strings.Join(rows, "\n") + "\n"
	if err := os.WriteFile(l.path(name), []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// run runs a script in the folder, where disk is a tmpfs with these options; what
// it writes elsewhere stays. It returns what was printed, and the exit status.
func (l *diskLab) run(t *testing.T, options, script string) (stdout, stderr string, status int) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "unshare", "-Urm", "sh", "-c", "mount -t tmpfs -o "+options+" tmpfs disk || exit 99\n"+script)
	cmd.Dir = l.folder
	var out, err bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &err
	var ended *exec.ExitError
	if fault := cmd.Run(); fault != nil && !errors.As(fault, &ended) {
		t.Fatal(fault)
	}
	return out.String(), err.String(), cmd.ProcessState.ExitCode()
}

// tells holds that a text has lines like these.
func tells(t *testing.T, text string, lines ...string) {
	t.Helper()
	for _, line := range lines {
		if !regexp.MustCompile("(?m)" + line).MatchString(text) {
			t.Errorf("no line like %q in:\n%s", line, text)
		}
	}
}

const batchStart = " --start-time 2024-05-17T14:30:00Z "

// A disk that fills up while a session is written fails that session alone, with
// its cause and its cure: nothing is left of it, the others are done, and the
// journal is whole. With room again it is done.
func TestBatchDiskFillsUp(t *testing.T) {
	l := newDiskLab(t)
	hollow := largeCaiman(20, 60_000, 64, 64, 8)
	for _, v := range hollow {
		// An estimate looks at the middle, and takes it for all.
		if noise, ok := v.data.([]float64); ok && len(noise) == 20*60_000 {
			for roi := range 20 {
				clear(noise[roi*60_000+15_000 : roi*60_000+45_000])
			}
		}
	}
	writeMade(t, hollow, l.path("hollow.hdf5"))
	l.manifest(t, "s.tsv", "large\thollow.hdf5\tdisk/large.nwb", "small\tsingle.hdf5\tdisk/small.nwb", "other\traw.hdf5\tnwb/other.nwb")

	// One after another: a second session would meet the disk full, too.
	stdout, stderr, status := l.run(t, "size=1m", `
		echo old > disk/old.txt
		roi2nwb batch s.tsv --jobs 1`+batchStart+`
		status=$?
		echo "left: $(ls -A disk)"
		exit $status`)
	if status != exitSome {
		t.Fatalf("exit status %d:\n%s%s", status, stdout, stderr)
	}
	tells(t, stderr,
		`^roi2nwb: error: s.tsv:2: session "large": write "disk/large.nwb": no space left on device$`,
		`^roi2nwb: hint: free some space, or write to another disk with -o; again: roi2nwb batch s.tsv --only large --retry-failed --start-time=\S+; its log is .roi2nwb/s/logs/large.log$`)
	tells(t, stdout, `^large +failed .* no space left on device$`, `^small +done `, `^other +done `, `^2 done, 1 failed, in`, "^left: old.txt\nsmall.nwb$")
	if got := names(t, l.path("nwb")); len(got) != 1 {
		t.Errorf("in nwb: %q", got)
	}
	tells(t, string(content(t, l.path(".roi2nwb", "s", "logs", "large.log"))),
		`^error: write "disk/large.nwb": no space left on device$`, `^hint: free some space, or write to another disk with -o$`)
	statuses := l.journal(t)
	if statuses["large"] != "failed" || statuses["small"] != "done" || statuses["other"] != "done" {
		t.Errorf("journal: %v", statuses)
	}

	// The disk is gone with its small.nwb.
	stdout, stderr, status = l.run(t, "size=50m", "roi2nwb batch s.tsv"+batchStart)
	if status != exitDone {
		t.Fatalf("exit status %d:\n%s%s", status, stdout, stderr)
	}
	tells(t, stdout, `^2 done, 1 done before, in`)
	tells(t, stderr, `^roi2nwb: "large": begun again, since it failed$`, `^roi2nwb: "small": begun again, since ".*disk/small.nwb" is gone$`)
}

// journal returns what the journals say last of each session. Each of their lines
// must be whole.
func (l *diskLab) journal(t *testing.T) map[string]string {
	t.Helper()
	files, err := filepath.Glob(l.path(".roi2nwb", "s", "journal", "*.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	statuses := map[string]string{}
	for _, file := range files {
		for line := range strings.Lines(string(content(t, file))) {
			var r struct{ Session, Status string }
			if err := json.Unmarshal([]byte(line), &r); err != nil {
				t.Errorf("%q: %v", line, err)
			}
			statuses[r.Session] = r.Status
		}
	}
	return statuses
}

// A disk without room, and one that can only be read, are told before a byte is
// written. Sessions with outputs elsewhere are done.
func TestBatchDiskWithoutRoom(t *testing.T) {
	l := newDiskLab(t)
	l.manifest(t, "all.tsv", "a\tsingle.hdf5\tdisk/a.nwb", "b\tsingle.hdf5\tdisk/sub/b.nwb")
	l.manifest(t, "some.tsv", "a\tsingle.hdf5\tdisk/a.nwb", "b\tsingle.hdf5\tnwb/b.nwb")
	for options, said := range map[string][2]string{
		"size=100k": {`the disk of "disk" has 0.1 MB free, and the outputs will take about 0.[0-9] MB`, "free some space, write to another disk with -o, or do a part of the sessions by --only"},
		"ro":        {`nothing can be written in the folder "disk": read-only file system`, "write to another folder with -o"},
	} {
		stdout, stderr, status := l.run(t, options, "roi2nwb batch all.tsv"+batchStart+"; status=$?; ls -A disk; exit $status")
		if status != exitUsage || stdout != "" {
			t.Errorf("%s: exit status %d:\n%s%s", options, status, stdout, stderr)
		}
		tells(t, stderr, "^roi2nwb: error: all.tsv: "+said[0]+"$", "^roi2nwb: hint: "+said[1]+"$")

		stdout, stderr, status = l.run(t, options, "roi2nwb batch some.tsv --force"+batchStart+"; status=$?; ls -A disk; exit $status")
		if status != exitSome {
			t.Errorf("%s: exit status %d:\n%s%s", options, status, stdout, stderr)
		}
		tells(t, stderr, `^roi2nwb: error: some.tsv:2: session "a": column output: `+said[0]+"$", "^roi2nwb: hint: "+said[1]+"; again: roi2nwb batch some.tsv --only a ")
		tells(t, stdout, "^a +failed ", "^b +done ", "^1 done, 1 failed, in .*\n$")
	}
}
