package main

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"roi2nwb/internal/dump"
	"roi2nwb/internal/sampletest"

	"github.com/google/go-cmp/cmp"
)

// dumped runs dump, and returns what it printed on each stream, and its status.
func dumped(t *testing.T, args ...string) (stdout, stderr string, code int) {
	t.Helper()
	var out, bad bytes.Buffer
	code = run(t.Context(), append([]string{"dump"}, args...), Streams{Out: &out, Err: &bad})
	return out.String(), bad.String(), code
}

// dumpSources returns the genuine sources of testdata, and small ones that lie
// elsewhere, and one of Inscopix that is made.
func dumpSources(t *testing.T) []string {
	t.Helper()
	all := slices.Concat(genuine(t), sampletest.Glob(t, "isxd/cs_*.isxd"))
	for _, s := range minianSources(t) {
		all = append(all, s.convert)
	}
	made := filepath.Join(t.TempDir(), "one")
	if err := os.Mkdir(made, 0o755); err != nil {
		t.Fatal(err)
	}
	for name, content := range filesOf(recordings()[0]) {
		if err := os.WriteFile(filepath.Join(made, name+".isxd"), content, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return append(all, made)
}

// Whatever a source says, the file that is made of it says the same, but for its
// own identifier and what the file had to call a model of a device.
func TestDumpEquals(t *testing.T) {
	const start = "--start-time=2024-05-17T14:30:00Z"
	compared, events := 0, 0
	for _, source := range dumpSources(t) {
		output := filepath.Join(t.TempDir(), "out.nwb")
		flags := []string{start}
		o := convert(t, source, "-o", output, start, "--mask", "pixel")
		if strings.Contains(o.stderr, "voxel") {
			o = convert(t, source, "-o", output, start)
		}
		if strings.Contains(o.stderr, "--rate") {
			flags = append(flags, "--rate=20")
			o = convert(t, append([]string{source, "-o", output}, flags...)...)
		}
		if o.code != exitDone {
			continue // other tests tell why
		}
		compared++
		for _, what := range dump.Words() {
			want, complaint, code := dumped(t, append([]string{source, what}, flags...)...)
			if code != exitDone {
				t.Fatalf("%s of %q: %s", what, source, complaint)
			}
			got, complaint, code := dumped(t, output, what)
			if code != exitDone {
				t.Fatalf("%s of what was made of %q: %s", what, source, complaint)
			}
			if what == string(dump.Metadata) {
				got = withoutOwn(got)
			}
			if what == string(dump.Events) {
				events += strings.Count(got, "\n") - 1
			}
			if got != want {
				t.Errorf("%s of %q differ (-source +file):\n%.2000s", what, source, cmp.Diff(want, got))
			}
		}
	}
	if compared < 9 || events < 30 {
		t.Errorf("%d sources and %d events were compared", compared, events)
	}
}

// withoutOwn takes out of a file's metadata what only the file has.
func withoutOwn(metadata string) string {
	var kept strings.Builder
	for line := range strings.Lines(metadata) {
		if !strings.HasPrefix(line, "NWBFile.identifier,") && !strings.HasSuffix(line, "model_description,Model of the device Microscope\n") {
			kept.WriteString(line)
		}
	}
	return kept.String()
}

// A terminal is shown the beginning, within its width, and how much more there is.
func TestDumpOnTerminal(t *testing.T) {
	source := sampletest.Own(t, "caiman/cnmf2p_full.hdf5")
	for _, c := range []struct {
		what  string
		lines int
		rest  string
	}{
		{"traces", 21, "... and 580 more rows, "},
		{"masks", 21, "... and more rows: --csv has all"},
		{"ids", 19, ""},
		{"contents", 21, "... and 3 more rows: --csv has all"},
	} {
		for _, width := range []int{48, 80, 200} {
			var out, bad bytes.Buffer
			s := Streams{Out: &out, Err: &bad, OutIsTerminal: true, Columns: func() int { return width }}
			if code := run(t.Context(), []string{"dump", source, c.what}, s); code != exitDone {
				t.Fatal(bad.String())
			}
			lines := strings.Split(strings.TrimRight(out.String(), "\n"), "\n")
			if len(lines) < c.lines {
				t.Fatalf("%s in %d columns:\n%s", c.what, width, out.String())
			}
			rest := strings.Join(strings.Fields(strings.Join(lines[c.lines:], " ")), " ")
			if !strings.HasPrefix(rest, c.rest) || c.rest == "" && rest != "" || strings.HasSuffix(out.String(), "\n\n") {
				t.Errorf("%s in %d columns ends with %q", c.what, width, rest)
			}
			for _, line := range lines {
				if len(line) > width {
					t.Errorf("%q is wider than %d", line, width)
				}
			}
		}
	}
	var out bytes.Buffer
	s := Streams{Out: &out, Err: &out, OutIsTerminal: true}
	if code := run(t.Context(), []string{"dump", source, "traces", "--traces", "raw", "--npy", "-"}, s); code != exitUsage {
		t.Errorf("an array for a terminal: exit status %d, %q", code, out.String())
	}
}
