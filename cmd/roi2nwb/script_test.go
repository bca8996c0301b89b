package main

import (
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
	"github.com/rogpeppe/go-internal/txtar"
)

// scripts is where the scripts stand, one for each feature.
var scripts = [...]string{"testdata", "script"}

// minianSample is a small genuine result of Minian.
const minianSample = "../../testdata/minian/v202_subset/m01/s2/minian"

// scriptFiles are the files that every script finds in its folder.
var scriptFiles = map[string]string{
	"full.hdf5":     testFile("cnmf2p_full.hdf5"),
	"single.hdf5":   testFile("cnmf2p_single.hdf5"),
	"raw.hdf5":      testFile("cnmf2p_p0_raw.hdf5"),
	"selected.hdf5": testFile("old_1.4_selected.hdf5"),
	"volume.hdf5":   testFile("cnmf3d.hdf5"),
	"example.yaml":  filepath.Join("..", "..", "configs", "example.yaml"),
}

func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:           filepath.Join(scripts[:]...),
		UpdateScripts: *updateScripts,
		Setup: func(e *testscript.Env) error {
			e.Setenv("ROI2NWB_SETTINGS", "")
			e.Setenv("GORACE", raceOptions)
			for name, from := range scriptFiles {
				b, err := os.ReadFile(from)
				if err != nil {
					return err
				}
				if err := os.WriteFile(filepath.Join(e.WorkDir, name), b, 0o644); err != nil {
					return err
				}
			}
			return nil
		},
		Condition: func(name string) (bool, error) {
			switch name {
			case "root":
				return os.Geteuid() == 0, nil
			case "tmpfs":
				return exec.Command("unshare", "-Urm", "mount", "-t", "tmpfs", "tmpfs", t.TempDir()).Run() == nil, nil
			}
			return false, fmt.Errorf("unknown condition %q", name)
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"fails":      fails,
			"json":       isJSON,
			"json-lines": areJSONLines,
			"mute":       mute,
			"minian":     copyMinian,
			"inscopix":   makeInscopix,
			"stamp":      stamp,
			"untouched":  untouched,
		},
	})
}

// fails is `fails STATUS PROGRAM [ARGUMENT]...`: the program must end with that
// exit status, say why in the words of the house (in JSON on stdout with
// --json), and leave no unfinished file anywhere.
func fails(ts *testscript.TestScript, neg bool, args []string) {
	want, err := strconv.Atoi(args[0])
	if neg || err != nil || want == 0 {
		ts.Fatalf("usage: fails STATUS PROGRAM [ARGUMENT]...")
	}
	code := 0
	if err := ts.Exec(args[1], args[2:]...); err != nil {
		var exit *exec.ExitError
		if !errors.As(err, &exit) {
			ts.Fatalf("%v", err)
		}
		code = exit.ExitCode()
	}
	stdout, stderr := ts.ReadFile("stdout"), ts.ReadFile("stderr")
	if code != want {
		ts.Fatalf("exit status %d, want %d\n%s", code, want, stderr)
	}
	told := stderr
	if stdout != "" {
		told = stdout
	}
	if fault := badWords(stderr); fault != "" || told == "" {
		ts.Fatalf("on stderr: %s%q", fault, stderr)
	}
	ts.Check(filepath.WalkDir(ts.Getenv("WORK"), func(path string, _ fs.DirEntry, err error) error {
		if err == nil && strings.HasSuffix(path, ".part") {
			err = fmt.Errorf("%q is left behind", path)
		}
		return err
	}))
}

// copyMinian is `minian FOLDER`: the folder becomes a copy of a genuine result.
func copyMinian(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: minian FOLDER")
	}
	ts.Check(os.CopyFS(ts.MkAbs(args[0]), os.DirFS(minianSample)))
}

// isJSON is `json FILE`: the file holds one JSON value.
func isJSON(ts *testscript.TestScript, neg bool, args []string) {
	if ok := json.Valid([]byte(ts.ReadFile(args[0]))); ok == neg {
		ts.Fatalf("%s is JSON: %t", args[0], ok)
	}
}

// areJSONLines is `json-lines FILE`: each line of the file is one JSON value.
func areJSONLines(ts *testscript.TestScript, neg bool, args []string) {
	if neg {
		ts.Fatalf("usage: json-lines FILE")
	}
	for line := range strings.Lines(ts.ReadFile(args[0])) {
		if !json.Valid([]byte(line)) {
			ts.Fatalf("%s has a line that is no JSON: %s", args[0], line)
		}
	}
}

// mute is `mute`: the last program printed nothing at all.
func mute(ts *testscript.TestScript, _ bool, _ []string) {
	if all := ts.ReadFile("stdout") + ts.ReadFile("stderr"); all != "" {
		ts.Fatalf("printed %q", all)
	}
}

// stamp is `stamp FILE`: notes what a file holds and when it was written.
func stamp(ts *testscript.TestScript, _ bool, args []string) {
	ts.Setenv("stamp of "+args[0], stampOf(ts, args[0]))
}

// untouched is `untouched FILE`: the file is as it was at its stamp.
func untouched(ts *testscript.TestScript, _ bool, args []string) {
	if ts.Getenv("stamp of "+args[0]) != stampOf(ts, args[0]) {
		ts.Fatalf("%s was touched", args[0])
	}
}

func stampOf(ts *testscript.TestScript, name string) string {
	info, err := os.Stat(ts.MkAbs(name))
	ts.Check(err)
	return fmt.Sprintf("%x %v", sha256.Sum256([]byte(ts.ReadFile(name))), info.ModTime().UnixNano())
}

// The scripts' expected texts hold the style of messages, too: a golden that
// was rewritten with a fault in it is no golden.
func TestScriptsStyle(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(append(scripts[:], "*.txtar")...))
	if err != nil {
		t.Fatal(err)
	}
	seen := 0
	for _, name := range files {
		archive, err := txtar.ParseFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range archive.Files {
			var messages strings.Builder
			for line := range strings.Lines(string(f.Data)) {
				if strings.HasPrefix(line, "roi2nwb: ") {
					messages.WriteString(line)
					seen++
				}
			}
			if fault := badWords(messages.String()); fault != "" {
				t.Errorf("%s: %s: %s", filepath.Base(name), f.Name, fault)
			}
		}
	}
	if seen < 40 {
		t.Errorf("%d messages were seen in %d scripts", seen, len(files))
	}
}

func TestBadWords(t *testing.T) {
	for _, tt := range []struct {
		stderr string
		good   bool
	}{
		{"", true},
		{"roi2nwb: error: no frames\n", true},
		{"roi2nwb: error: no frames\nroi2nwb: hint: give some\n", true},
		{"roi2nwb: error: Subject.sex: \"x\" is none of M, F\n", true},
		{"roi2nwb: error: No frames\n", false},
		{"roi2nwb: error: no frames.\n", false},
		{"roi2nwb: error: no frames", false},
		{"roi2nwb: error: \n", false},
		{"roi2nwb: hint: give some\n", false},
		{"error: no frames\n", false},
		{"roi2nwb: warning: no frames\n", true},
		{"roi2nwb: warning: no frames\n    5 | frames: 0\n        ^^^^^^\nroi2nwb: hint: give some\n", true},
		{"    5 | frames: 0\n", false},
		{"roi2nwb: error: no frames\n    5 | frames:\x1b[31m\n", false},
		{"roi2nwb: note: no frames\n", false},
		{"roi2nwb: error: got %!d(string=x)\n", false},
		{"roi2nwb: error: failed to open\n", false},
		{"roi2nwb: error: no frames\ngoroutine 1 [running]:\n", false},
	} {
		if fault := badWords(tt.stderr); (fault == "") != tt.good {
			t.Errorf("%q: %q", tt.stderr, fault)
		}
	}
}
