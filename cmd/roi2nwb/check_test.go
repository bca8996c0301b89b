package main

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"roi2nwb/internal/chunkio/h5"
)

// checked runs check in this process.
func checked(ctx context.Context, t *testing.T, args ...string) (stdout, stderr string, code int) {
	t.Helper()
	var out, bad bytes.Buffer
	code = run(ctx, append([]string{"check"}, args...), Streams{Out: &out, Err: &bad})
	if n := h5.OpenIDs(); n != 0 {
		t.Errorf("check %q: %d handles are left open", args, n)
	}
	if fault := badWords(bad.String()); fault != "" {
		t.Errorf("check %q: %s", args, fault)
	}
	return out.String(), bad.String(), code
}

// What roi2nwb writes, of all sources and in all forms, has no finding but that
// a table with one row has one.
func TestCheckFindsNothingInOurs(t *testing.T) {
	folder := t.TempDir()
	sources := slices.DeleteFunc(genuine(t), func(path string) bool { return strings.Contains(path, "zero_components") })
	sources = append(sources, filepath.Join("..", "..", "testdata", "minian", "v202_subset", "m01", "s2", "minian"))
	n := 0
	for _, source := range sources {
		for i, flags := range [][]string{nil, {"--mask", "both"}, {"--mask", "none", "--compression", "none"}} {
			out := filepath.Join(folder, strings.NewReplacer("/", "_", "..", "").Replace(source)+string(rune('0'+i))+".nwb")
			converted(t, append(with(source, "-o", out), flags...)...)
			n++
		}
	}
	stdout, _, code := checked(t.Context(), t, folder, "--deep", "--json")
	var r checkReport
	if err := json.Unmarshal([]byte(stdout), &struct {
		Files *[]struct {
			Path     string
			Findings []json.RawMessage
		}
		*checkReport
	}{checkReport: &r}); err != nil {
		t.Fatal(err)
	}
	if single := strings.Count(stdout, `"check":"check_single_row"`); code != exitDone || r.Errors+r.Warnings+r.Remarks > single {
		t.Errorf("exit status %d\n%s", code, stdout)
	}
	if got := strings.Count(stdout, `"path":`+`"`+folder); got != n {
		t.Errorf("%d files are in the report, want %d", got, n)
	}
}

func TestCheckStatus(t *testing.T) {
	folder := t.TempDir()
	good, text := filepath.Join(folder, "good.nwb"), filepath.Join(folder, "text.nwb")
	converted(t, testFile("cnmf2p_full.hdf5"), "-o", good, "--start-time", "2024-05-17T14:30:00+02:00")
	if err := os.WriteFile(text, []byte("no HDF5"), 0o644); err != nil {
		t.Fatal(err)
	}
	none, empty := filepath.Join(folder, "none.nwb"), filepath.Join(folder, "empty")
	if err := os.Mkdir(empty, 0o755); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		args []string
		want int
		say  string // on stderr
	}{
		{[]string{good}, exitDone, ""},
		{[]string{good, text}, exitProblems, ""},
		{[]string{text, good, "--json"}, exitProblems, ""},
		{[]string{folder, "--quiet"}, exitProblems, ""},
		{[]string{text, none, good}, exitFailed, "no such file"},
		{[]string{empty}, exitFailed, "holds no file that ends in .nwb"},
		{nil, exitUsage, "one file or more is expected"},
		{[]string{good, "--no-such-flag"}, exitUsage, "--no-such-flag"},
	} {
		_, stderr, code := checked(t.Context(), t, tt.args...)
		if code != tt.want || !strings.Contains(stderr, tt.say) || tt.say == "" && stderr != "" {
			t.Errorf("check %q: exit status %d, want %d; stderr %q", tt.args, code, tt.want, stderr)
		}
	}
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(errInterrupted)
	if _, _, code := checked(ctx, t, good); code != exitInterrupted {
		t.Errorf("interrupted: exit status %d", code)
	}
}

// In JSON there is one report, whatever becomes of the files.
func TestCheckJSON(t *testing.T) {
	folder := t.TempDir()
	text := filepath.Join(folder, "text.nwb")
	if err := os.WriteFile(text, []byte("no HDF5"), 0o644); err != nil {
		t.Fatal(err)
	}
	stdout, stderr, code := checked(t.Context(), t, "--json", text, filepath.Join(folder, "none.nwb"))
	var got struct {
		Files []struct {
			Path, Error string
			Findings    []map[string]string
		}
		Errors int
		Exit   int `json:"exit_status"`
	}
	d := json.NewDecoder(strings.NewReader(stdout))
	if err := d.Decode(&got); err != nil || d.More() || stderr != "" {
		t.Fatalf("error %v, stderr %q, stdout\n%s", err, stderr, stdout)
	}
	if code != exitFailed || got.Exit != code || len(got.Files) != 2 || got.Errors != 1 {
		t.Errorf("exit status %d, report %+v", code, got)
	}
	if f := got.Files[0].Findings; len(f) != 1 || f[0]["severity"] != "error" || f[0]["check"] != "not-hdf5" || f[0]["path"] != "/" {
		t.Errorf("findings %v", f)
	}
	if !strings.Contains(got.Files[1].Error, "no such file") || got.Files[1].Findings == nil {
		t.Errorf("file that is not there: %+v", got.Files[1])
	}
}
