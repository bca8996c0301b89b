package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// ownFault is what a conversion of a source that is at fault must not say.
const ownFault = "fault of roi2nwb"

// minianCopy is a copy of a Minian session that can be changed.
func minianCopy(t *testing.T) string {
	t.Helper()
	folder := filepath.Join(t.TempDir(), "m01")
	from := filepath.Join("..", "..", "testdata", "minian", "v202_subset", "m01", "s2")
	if err := os.CopyFS(folder, os.DirFS(from)); err != nil {
		t.Fatal(err)
	}
	return folder
}

// setTime puts a text in the place of the time of a frame in the recorder's
// table.
func setTime(t *testing.T, session string, frame int, time string) {
	t.Helper()
	path := filepath.Join(session, "timeStamps.csv")
	rows := strings.Split(string(content(t, path)), "\n")
	for i, row := range rows {
		if fields := strings.Split(row, ","); fields[0] == fmt.Sprint(frame) {
			fields[1] = time
			rows[i] = strings.Join(fields, ",")
		}
	}
	if err := os.WriteFile(path, []byte(strings.Join(rows, "\n")), 0o644); err != nil {
		t.Fatal(err)
	}
}

// Times that a recorder got wrong are told of before anything is written, with
// their line and a cure that works.
func TestWrongTimes(t *testing.T) {
	for _, c := range []struct{ name, time, says, hint string }{
		{"falls back", "0", "timeStamps.csv:602: frame 600 has the time 0 s, before the 29.984 s of frame 598", "--mend-times"},
		{"leaps ahead", "4294967295", "timeStamps.csv:604: frame 602 has the time 30.185 s, before the 4.294967295e+06 s of frame 600", "--mend-times"},
		{"negative", "-7", "timeStamps.csv:602: frame 600 has the time -0.007 s", "--mend-times"},
		{"no number", "nan", `timeStamps.csv:602: "nan" is no time`, "--rate"},
		{"infinite", "inf", `timeStamps.csv:602: "inf" is no time`, "--rate"},
		{"huge", "1e300", `timeStamps.csv:602: "1e300" is no time`, "--rate"},
		{"long", strings.Repeat("9", 2000), `timeStamps.csv:602: "999`, "--rate"},
		{"escape", "\x1b[31m", `timeStamps.csv:602: "\x1b[31m" is no time`, "--rate"},
	} {
		t.Run(c.name, func(t *testing.T) {
			session := minianCopy(t)
			setTime(t, session, 600, c.time)
			folder := t.TempDir()
			out := filepath.Join(folder, "out.nwb")
			got := convert(t, with(session, "-o", out)...)
			if got.code != exitUsage || !strings.Contains(got.stderr, c.says) || !strings.Contains(got.stderr, c.hint) {
				t.Errorf("exit status %d, %s", got.code, got.stderr)
			}
			if strings.Contains(got.stderr, ownFault) || len(got.stderr) > 1000 {
				t.Errorf("told: %s", got.stderr)
			}
			if left := names(t, folder); len(left) > 0 {
				t.Errorf("written: %q", left)
			}
			converted(t, with(session, "-o", out, "--rate", "20")...)
			if c.hint == "--mend-times" {
				said := converted(t, append([]string{session, "-o", out, "--mend-times", "--overwrite", "--brief=false"}, example[:]...)...)
				if !strings.Contains(strings.Join(strings.Fields(said), " "), "the times of 1 frame were mended") {
					t.Errorf("said: %s", said)
				}
			}
		})
	}
}

// A time that two frames share is told of; both cures that are named are ones.
func TestRepeatedTime(t *testing.T) {
	session := minianCopy(t)
	setTime(t, session, 600, "29984")
	out := filepath.Join(t.TempDir(), "out.nwb")
	got := ran(t, append([]string{"convert"}, with(session, "-o", out)...)...)
	if got.code != exitUsage || !strings.Contains(got.stderr, "timeStamps.csv:602: frame 600 has the time 29.984 s, as frame 598 has") {
		t.Errorf("exit status %d, %s", got.code, got.stderr)
	}
	for _, cure := range []string{"--keep-repeated-times", "--mend-times"} {
		if !strings.Contains(got.stderr, cure) {
			t.Errorf("%s is no cure of %s", cure, got.stderr)
		}
		converted(t, with(session, "-o", out, "--overwrite", cure)...)
	}
}

// A rate that is none is refused, wherever it stands, and before the source is
// looked at.
func TestWrongRate(t *testing.T) {
	folder := t.TempDir()
	settings := filepath.Join(folder, "settings.yaml")
	for _, rate := range []string{"0", "-1", "inf", "-inf", "nan", "1e-300", "1e300", "1e309", "abc", ""} {
		for _, command := range []string{"convert", "inspect"} {
			check := func(place string, got outcome) {
				if got.code != exitUsage || !strings.Contains(strings.ToLower(got.stderr), "rate") || strings.Contains(got.stderr, "absent") {
					t.Errorf("%s %q of %s: exit status %d, %s", place, rate, command, got.code, got.stderr)
				}
			}
			check("--rate", ran(t, command, "absent", "--rate="+rate))
			if rate == "" {
				continue
			}
			if err := os.WriteFile(settings, []byte("rate: "+rate+"\n"), 0o644); err != nil {
				t.Fatal(err)
			}
			t.Setenv("ROI2NWB_SETTINGS", settings)
			check("the settings file's", ran(t, command, "absent"))
			t.Setenv("ROI2NWB_SETTINGS", "")
			t.Setenv("ROI2NWB_RATE", rate)
			check("the variable's", ran(t, command, "absent"))
			t.Setenv("ROI2NWB_RATE", "")
		}
	}
}

// ran runs any command in this process.
func ran(t *testing.T, args ...string) outcome {
	t.Helper()
	var out, bad strings.Builder
	code := run(t.Context(), args, Streams{Out: &out, Err: &bad})
	if fault := badWords(bad.String()); fault != "" {
		t.Errorf("%q: %s", args, fault)
	}
	return outcome{out.String(), bad.String(), code}
}

// calTrigCopy is a copy of a CalTrig session that can be changed.
func calTrigCopy(t *testing.T) string {
	t.Helper()
	folder := filepath.Join(t.TempDir(), "D1S4")
	if err := os.CopyFS(folder, os.DirFS(filepath.Join("..", "..", "testdata", "caltrig", "AA058", "D1S4"))); err != nil {
		t.Fatal(err)
	}
	return folder
}

// replaced writes a file anew with a text changed in it, which must be there.
func replaced(t *testing.T, path, old, with string) {
	t.Helper()
	before := string(content(t, path))
	if !strings.Contains(before, old) {
		t.Fatalf("%s does not hold %q", path, old)
	}
	if err := os.WriteFile(path, []byte(strings.Replace(before, old, with, 1)), 0o644); err != nil {
		t.Fatal(err)
	}
}

// What stands wrong in the files beside a CalTrig session is told of or mended,
// and never called a fault of the program.
func TestUnsoundCalTrig(t *testing.T) {
	for _, c := range []struct {
		name, file, old, with string
		code                  int
		says                  string
	}{
		{"zero byte in a group", "session_group_ids.json", `{`, `{"Group a\u0000b": [0],`, exitDone, ""},
		{"group of no text", "session_group_ids.json", `{`, "{\"Group \xff\": [0],", exitDone, ""},
		{"group of no ids", "session_group_ids.json", `{`, `{"Group x": ["` + strings.Repeat("y", 5000) + `"],`, exitFailed, "group"},
		{"mouse in Latin-1", "config.ini", "mouseid = ", "mouseid = M\xfcller", exitDone, "UTF-8"},
		{"long mouse", "config.ini", "mouseid = ", "mouseid = " + strings.Repeat("m", 5000), exitDone, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			session := calTrigCopy(t)
			replaced(t, filepath.Join(session, c.file), c.old, c.with)
			got := convert(t, session, "-o", filepath.Join(t.TempDir(), "o.nwb"), "--start-time", "2024-05-17T14:30:00Z", "--brief=false")
			said := got.stderr + got.stdout
			if got.code != c.code || !strings.Contains(said, c.says) || strings.Contains(said, ownFault) || len(got.stderr) > 1500 {
				t.Errorf("exit status %d, %.3000s", got.code, said)
			}
		})
	}
	t.Run("behaviour falls back", func(t *testing.T) {
		session := calTrigCopy(t)
		path := filepath.Join(session, "behavior.csv")
		rows := strings.Split(string(content(t, path)), "\n")
		clock := -1
		for i, name := range strings.Split(strings.TrimSpace(rows[0]), ",") {
			if strings.Contains(name, "Time Stamp") {
				clock = i
			}
		}
		fields := strings.Split(rows[20], ",")
		fields[clock] = "-1e7"
		rows[20] = strings.Join(fields, ",")
		if err := os.WriteFile(path, []byte(strings.Join(rows, "\n")), 0o644); err != nil {
			t.Fatal(err)
		}
		folder := t.TempDir()
		for _, flags := range [][]string{nil, {"--mend-times"}, {"--rate", "20"}} {
			got := convert(t, append([]string{session, "-o", filepath.Join(folder, "o.nwb"), "--overwrite", "--start-time", "2024-05-17T14:30:00Z"}, flags...)...)
			if strings.Contains(got.stderr, ownFault) || flags != nil && got.code != exitDone {
				t.Errorf("%q: exit status %d, %s", flags, got.code, got.stderr)
			}
		}
	})
}

// A CaImAn file whose rate is none has no rate, and the user is asked for it;
// other contradictions are told with their place.
func TestUnsoundCaImAn(t *testing.T) {
	for change, says := range map[string]string{
		"params/data/fr=-1":          "--rate",
		"params/data/fr=0":           "--rate",
		"params/data/fr=inf":         "--rate",
		"params/data/fr=nan":         "--rate",
		"params/data/fr=1e-300":      "--rate",
		"params/data/fr=1e300":       "--rate",
		"estimates/C=2x2:1,2,3,4":    "estimates/",
		"estimates/A/indices=4,3,12": "estimates/A",
		"dims=3,-4":                  "dims",
	} {
		m := smallCaiman()
		if err := m.change(change); err != nil {
			t.Fatal(err)
		}
		folder := t.TempDir()
		got := convert(t, writeMade(t, m, filepath.Join(t.TempDir(), "made.hdf5")), "--start-time", "2024-05-17T14:30:00Z", "-o", filepath.Join(folder, "o.nwb"))
		if got.code == exitDone || !strings.Contains(got.stderr, says) || strings.Contains(got.stderr, ownFault) || len(names(t, folder)) > 0 {
			t.Errorf("%s: exit status %d, %s", change, got.code, got.stderr)
		}
	}
}
