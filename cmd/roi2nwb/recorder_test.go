package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// miniscopeSession makes a folder of a Miniscope lab: what the recorder wrote,
// and Minian's result at a place in it.
func miniscopeSession(t *testing.T, at string) (session, result string) {
	t.Helper()
	session = filepath.Join(t.TempDir(), "10_11_24")
	recorder := filepath.Join("..", "..", "internal", "extract", "recorder", "testdata", "M1", "2021_10_14", "10_11_24")
	genuine := filepath.Join("..", "..", "testdata", "minian", "v202_subset", "m01", "s2")
	result = filepath.Join(session, filepath.FromSlash(at))
	for from, to := range map[string]string{recorder: session, filepath.Join(genuine, "minian"): result} {
		if err := os.CopyFS(to, os.DirFS(from)); err != nil {
			t.Fatal(err)
		}
	}
	table := content(t, filepath.Join(genuine, "timeStamps.csv"))
	if err := os.WriteFile(filepath.Join(session, "Miniscope", "timeStamps.csv"), table, 0o644); err != nil {
		t.Fatal(err)
	}
	return session, result
}

// said runs a command and returns all that it prints.
func said(t *testing.T, args ...string) (text string, code int) {
	t.Helper()
	t.Setenv("ROI2NWB_SETTINGS", "")
	var out bytes.Buffer
	code = run(t.Context(), args, Streams{Out: &out, Err: &out})
	return out.String(), code
}

func wants(t *testing.T, text string, all ...string) {
	t.Helper()
	for _, want := range all {
		if !strings.Contains(text, want) {
			t.Errorf("not said: %s\n%s", want, text)
		}
	}
}

// A Miniscope lab needs no flag for the time and the animal.
func TestMiniscopeSession(t *testing.T) {
	_, result := miniscopeSession(t, "Miniscope/minian")
	text, code := said(t, "convert", result, "--dry-run")
	if code != exitDone {
		t.Fatalf("exit status %d\n%s", code, text)
	}
	wants(t, text, `session_start_time  ascii = "2021-10-14T10:11:24.779000-04:00"`, `subject_id  text = "M1"`,
		`experiment_description  text = "Maze2"`, "Miniscope  Device", "Miniscope_V4_BNO, gain 3.5, LED 12, lens position (EWL) 70, recorded at 30FPS",
		`Subject.subject_id: "M1" is taken, but the source (A.zarr/animal) says "m01"`)
	text, code = said(t, "metadata", "check", result, "--set", "Subject.subject_id=M1")
	if code != exitDone || strings.Contains(text, "is taken, but") {
		t.Errorf("exit status %d, after the user said which animal it is:\n%s", code, text)
	}
}

// Clocks that no zone lies between are said, in the error too, and --start-time
// ends it.
func TestMiniscopeClocksDisagree(t *testing.T) {
	session, result := miniscopeSession(t, "minian")
	path := filepath.Join(session, "metaData.json")
	text := strings.Replace(string(content(t, path)), "1634220684779", "1634221104779", 1)
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	table := filepath.Join(session, "Miniscope", "timeStamps.csv")
	for _, args := range [][]string{{"convert", result, "--timestamps", table, "--dry-run"}, {"metadata", "check", result}} {
		text, code := said(t, args...)
		if code != exitUsage {
			t.Errorf("%q: exit status %d", args, code)
		}
		wants(t, text, "nobody gave the time at which the session started; ", "the clock says 2021-10-14T10:11:24.779, and msecSinceEpoch 2021-10-14T14:18:24.779 in UTC: no time zone lies between the two")
	}
	text, code := said(t, "convert", result, "--timestamps", table, "--start-time", "2021-10-14T10:11:24-04:00", "-o", filepath.Join(t.TempDir(), "x.nwb"))
	if code != exitDone {
		t.Errorf("exit status %d\n%s", code, text)
	}
}

// One clock alone: UTC is an instant, the wall's needs a zone.
func TestMiniscopeOneClock(t *testing.T) {
	session, result := miniscopeSession(t, "Miniscope/minian")
	path := filepath.Join(session, "metaData.json")
	both := string(content(t, path))
	for _, tt := range []struct{ name, without, want, zone, then string }{
		{"UTC", `"hour": 10, `, `"2021-10-14T14:11:24.779000+00:00"`, "", ""},
		{"wall", `"msecSinceEpoch": 1634220684779, `, "is a time without a zone", "America/New_York", `"2021-10-14T10:11:24.779000-04:00"`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if err := os.WriteFile(path, []byte(strings.Replace(both, tt.without, "", 1)), 0o644); err != nil {
				t.Fatal(err)
			}
			text, _ := said(t, "convert", result, "--dry-run")
			wants(t, text, tt.want)
			if tt.zone != "" {
				text, _ = said(t, "convert", result, "--dry-run", "--timezone", tt.zone)
				wants(t, text, tt.then)
			}
		})
	}
}

// Times from another folder bring the recorder's metadata, with a remark, to any
// source.
func TestTimesBringTheRecorder(t *testing.T) {
	session, _ := miniscopeSession(t, "minian")
	elsewhere := filepath.Join(t.TempDir(), "minian")
	if err := os.CopyFS(elsewhere, os.DirFS(filepath.Join(session, "minian"))); err != nil {
		t.Fatal(err)
	}
	out := filepath.Join(t.TempDir(), "out.nwb")
	text, code := said(t, "convert", elsewhere, "--timestamps", filepath.Join(session, "Miniscope", "timeStamps.csv"), "-o", out, "--json")
	if code != exitDone {
		t.Fatalf("exit status %d\n%s", code, text)
	}
	wants(t, text, "the recorder's metadata was read with the times, from ")
	for _, args := range [][]string{{"metadata", "show"}, {"metadata", "init"}} {
		args = append(args, elsewhere, "--timestamps", filepath.Join(session, "Miniscope", "timeStamps.csv"))
		text, code := said(t, args...)
		if code != exitDone {
			t.Fatalf("%q: exit status %d\n%s", args, code, text)
		}
		wants(t, text, "experiment_description: Maze2", `session_start_time: "2021-10-14T10:11:24.779-04:00"`)
	}
	bare, _ := said(t, "metadata", "check", elsewhere)
	wants(t, bare, "NWBFile.session_start_time: ")
	text, _ = said(t, "metadata", "check", elsewhere, "--timestamps", filepath.Join(session, "Miniscope", "timeStamps.csv"))
	if strings.Contains(text, "NWBFile.session_start_time: ") {
		t.Errorf("metadata check does not see when the recorder started:\n%s", text)
	}
	text, code = said(t, "inspect", out)
	if code != exitDone {
		t.Fatalf("exit status %d\n%s", code, text)
	}
	if strings.Contains(text, "Subject.subject_id") {
		t.Errorf("the animal is missing:\n%s", text)
	}
}
