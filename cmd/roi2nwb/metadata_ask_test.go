package main

import (
	"bytes"
	"context"
	"io"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// typist types at prompts: at that of each path one answer after the other,
// then nothing but return. The answer ctrlD ends the input.
type typist struct {
	answers map[string][]string
	keys    *io.PipeWriter
	shown   bytes.Buffer
}

// Write is given what the screen shows.
func (y *typist) Write(shown []byte) (int, error) {
	y.shown.Write(shown)
	if prompt := string(shown); strings.HasSuffix(prompt, ": ") {
		path, _, _ := strings.Cut(strings.TrimSuffix(prompt, ": "), " ")
		keys := ""
		if left := y.answers[path]; len(left) > 0 {
			keys, y.answers[path] = left[0], left[1:]
		}
		go func() {
			if keys == ctrlD {
				_ = y.keys.Close()
				return
			}
			_, _ = io.WriteString(y.keys, keys+"\n")
		}()
	}
	return len(shown), nil
}

// ctrlD is how the end of the input is typed, and ctrlC an interrupt.
const ctrlC, ctrlD = "\x03", "\x04"

// asked runs --ask with somebody who answers, and returns the file that came of
// it and what was shown.
func asked(t *testing.T, answers map[string][]string, flags ...string) (file, shown string) {
	t.Helper()
	in, keys := io.Pipe()
	defer keys.Close()
	y := &typist{answers: answers, keys: keys}
	path := filepath.Join(t.TempDir(), "session.yaml")
	var out bytes.Buffer
	args := append([]string{"metadata", "init", testFile("cnmf2p_single.hdf5"), "--ask", "-o", path}, flags...)
	code := run(t.Context(), args, Streams{In: in, InIsTerminal: true, Out: &out, Err: y})
	if shown = y.shown.String(); code != exitDone || out.Len() > 0 {
		t.Fatalf("exit status %d\n%s%s", code, out.String(), shown)
	}
	for path, left := range y.answers {
		if len(left) > 0 {
			t.Errorf("%s was not asked for %q\n%s", path, left, shown)
		}
	}
	return string(content(t, path)), shown
}

// valueOf returns what stands behind the first of a key in a template.
func valueOf(file, key string) string {
	m := regexp.MustCompile(`(?m)^[ -]*` + key + `: (.*?)( {2,}#.*)?$`).FindStringSubmatch(file)
	if m == nil {
		return ""
	}
	return m[1]
}

// What somebody types at each question, with slips, is taken, refused or kept.
func TestAsk(t *testing.T) {
	file, shown := asked(t, map[string][]string{
		"NWBFile.session_description":             {"Mouse on a wheel: no stimulus"},
		"NWBFile.session_start_time":              {"yesterday", "2024-05-17 14:30", "2024-05-17T14:30:00+02:00"},
		"NWBFile.session_id":                      {"D1/S4", "007"},
		"NWBFile.experimenter":                    {"?", "Jane Doe", "Doe, Jane; Roe, Richard"},
		"NWBFile.lab":                             {"\x1b[A", "no"},
		"NWBFile.keywords":                        {"vision;calcium ; 1e5;"},
		"Subject.subject_id":                      {""},
		"Subject.species":                         {"mouse", "Mus musculus"},
		"Subject.sex":                             {"?", "female", "F"},
		"Subject.date_of_birth":                   {"2024-01-31"},
		"Ophys.ImagingPlane[0].excitation_lambda": {"?", "0.92", "920 nm", "920"},
		"Ophys.ImagingPlane[0].optical_channel[0].emission_lambda": {"525"},
	}, "--set", "Subject.subject_id=M042")
	for key, want := range map[string]string{
		"session_description": `"Mouse on a wheel: no stimulus"`,
		"session_start_time":  `"2024-05-17T14:30:00+02:00"`,
		"session_id":          `"007"`, "experimenter": `["Doe, Jane", "Roe, Richard"]`, "experiment_description": "TODO",
		"institution": "TODO", "lab": `"no"`, "keywords": `[vision, calcium, "1e5"]`,
		"subject_id": "M042", "species": "Mus musculus", "sex": "F", "date_of_birth": `"2024-01-31"`, "age": "",
		"description": "TODO", "indicator": "TODO", "imaging_rate": "20", "excitation_lambda": "920", "emission_lambda": "525",
	} {
		if got := valueOf(file, key); got != want {
			t.Errorf("%s: got %s, want %s", key, got, want)
		}
	}
	for _, want := range []string{
		`"yesterday" is not a date and time`, `is a time without a zone`, `"D1/S4" holds a "/"`, `hint: such as "Doe, Jane"`,
		"a semicolon between several", "good practice", "the answer holds characters that cannot be seen", "one of: M, F, U, O",
		"Subject.subject_id [M042]: ", `hint: write "Mus musculus"`, "hint: write F", "unit: nm", "0.92 looks like micrometres",
		"are marked TODO",
	} {
		if !strings.Contains(shown, want) {
			t.Errorf("not shown: %s", want)
		}
	}
	if t.Failed() {
		t.Logf("\n%s\n%s", shown, file)
	}
}

// An age that is known is not asked for again as a date of birth.
func TestAskOnce(t *testing.T) {
	for _, answers := range []map[string][]string{{"Subject.age": {"P90D"}}, {}} {
		var flags []string
		if len(answers) == 0 {
			flags = []string{"--set", "Subject.age=P90D"}
		}
		if file, shown := asked(t, answers, flags...); strings.Contains(shown, "date_of_birth") || valueOf(file, "age") != "P90D" {
			t.Errorf("asked for both:\n%s", shown)
		}
	}
}

// A doubtful answer is taken when it is given twice.
func TestAskTwice(t *testing.T) {
	for _, tt := range []struct {
		answers []string
		want    string
	}{
		{[]string{"my favourite place", "my favourite place"}, `my favourite place`},
		{[]string{"my favourite place", "VISp"}, "VISp"},
		{[]string{"my place", "my other place", "my place", "my place"}, "my place"},
		{[]string{"my favourite place", ""}, "TODO"},
	} {
		file, shown := asked(t, map[string][]string{"Ophys.ImagingPlane[0].location": tt.answers}, "--set", "Subject.species=Mus musculus")
		if got := valueOf(file, "location"); got != tt.want {
			t.Errorf("%q: got %q\n%s", tt.answers, got, shown)
		}
	}
}

// A time without a zone is taken in that of --timezone, and the file says so.
func TestAskTimezone(t *testing.T) {
	for given, want := range map[string]string{"2024-05-17 14:30": "2024-05-17T14:30:00+02:00", "2024-01-17 14:30": "2024-01-17T14:30:00+01:00"} {
		file, shown := asked(t, map[string][]string{"NWBFile.session_start_time": {given}}, "--timezone", "Europe/Paris")
		if got := valueOf(file, "session_start_time"); got != strconv.Quote(want) {
			t.Errorf("got %s\n%s", got, shown)
		}
	}
}

// At the end of the input the rest is left open.
func TestAskEnds(t *testing.T) {
	file, shown := asked(t, map[string][]string{"NWBFile.session_description": {"A mouse"}, "NWBFile.session_id": {ctrlD}})
	if strings.Contains(shown, "NWBFile.experimenter") || valueOf(file, "session_description") != "A mouse" || valueOf(file, "session_id") != "TODO" {
		t.Errorf("\n%s\n%s", shown, file)
	}
	// A last line need not be ended.
	path := filepath.Join(t.TempDir(), "session.yaml")
	code := run(t.Context(), []string{"metadata", "init", testFile("cnmf2p_single.hdf5"), "--ask", "-o", path},
		Streams{In: strings.NewReader("A\n\nD1"), InIsTerminal: true, Out: io.Discard, Err: io.Discard})
	if got := valueOf(string(content(t, path)), "session_id"); code != exitDone || got != "D1" {
		t.Errorf("exit status %d, got %q", code, got)
	}
}

// An interrupt leaves nothing, even while nobody types.
func TestAskInterrupted(t *testing.T) {
	folder := t.TempDir()
	in, keys := io.Pipe()
	ctx, cancel := context.WithCancelCause(t.Context())
	go func() {
		_, _ = io.WriteString(keys, "one answer\n")
		cancel(errInterrupted)
	}()
	var bad bytes.Buffer
	code := run(ctx, []string{"metadata", "init", testFile("cnmf2p_single.hdf5"), "--ask", "-o", filepath.Join(folder, "session.yaml")},
		Streams{In: in, InIsTerminal: true, Out: io.Discard, Err: &bad})
	if left := names(t, folder); len(left) > 0 || code != exitInterrupted || !strings.Contains(bad.String(), "interrupted") {
		t.Errorf("exit status %d, left are %q\n%s", code, left, bad.String())
	}
	_ = keys.Close()
}
