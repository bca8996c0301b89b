package main

import (
	"bytes"
	"context"
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"roi2nwb/cmd/roi2nwb/internal/page"
	"roi2nwb/internal/chunkio"
	"roi2nwb/internal/chunkio/h5"
	"roi2nwb/internal/inspect"
	"roi2nwb/internal/metadata"
	"roi2nwb/internal/session"
)

// inspected runs inspect without settings of the machine, and returns what it
// prints.
func inspected(ctx context.Context, t *testing.T, args ...string) (stdout, stderr string, code int) {
	t.Helper()
	t.Setenv("ROI2NWB_SETTINGS", "")
	var out, bad bytes.Buffer
	code = run(ctx, append([]string{"inspect"}, args...), Streams{Out: &out, Err: &bad})
	if n := h5.OpenIDs(); n != 0 {
		t.Errorf("%d handles are left open", n)
	}
	return out.String(), bad.String(), code
}

// indented lays a record out for goldens, after a check that it is one line.
func indented(t *testing.T, record string) string {
	t.Helper()
	if strings.Count(record, "\n") != 1 {
		t.Errorf("a record is not one line: %q", record)
	}
	var b bytes.Buffer
	if err := json.Indent(&b, []byte(record), "", "  "); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// sizes are what depends on versions of the compressor.
var sizes = [...]*regexp.Regexp{regexp.MustCompile(`(?m)^(NWB size +(?:about )?)[\d.]+( .?B)`), regexp.MustCompile(`("nwb_bytes": )\d+()`)}

// goldenPage is golden for what inspect prints.
func goldenPage(t *testing.T, name, got string) {
	t.Helper()
	for _, size := range sizes {
		got = size.ReplaceAllString(got, "${1}0$2")
	}
	golden(t, filepath.Join("inspect", name), got)
}

// fits checks that a text is no wider than a page and ends no line with spaces.
func fits(t *testing.T, text string) {
	t.Helper()
	for line := range strings.Lines(text) {
		line = strings.TrimSuffix(line, "\n")
		if utf8.RuneCountInString(line) > 100 || strings.TrimRight(line, " ") != line {
			t.Errorf("a line is too wide or ends with spaces: %q", line)
		}
	}
}

func TestInspectGolden(t *testing.T) {
	for _, name := range []string{
		"cnmf2p_full", "cnmf2p_initonly_nofnames", "cnmf2p_p0_raw", "cnmf2p_single", "cnmf3d", "old_1.4_selected", "old_1.8.5_full",
	} {
		t.Run(name, func(t *testing.T) {
			source := filepath.Join("..", "..", "testdata", "caiman", name+".hdf5")
			text, stderr, code := inspected(t.Context(), t, source)
			if code != exitDone || stderr != "" {
				t.Fatalf("exit status %d: %s", code, stderr)
			}
			fits(t, text)
			goldenPage(t, name+".txt", text)
			text, _, _ = inspected(t.Context(), t, source, "--json")
			goldenPage(t, name+".json", indented(t, text))
		})
	}
}

func TestInspectNWB(t *testing.T) {
	for _, name := range []string{"cnmf2p_full", "cnmf3d"} {
		t.Run(name, func(t *testing.T) {
			t.Setenv("ROI2NWB_SETTINGS", "")
			source, err := filepath.Abs(filepath.Join("..", "..", "testdata", "caiman", name+".hdf5"))
			if err != nil {
				t.Fatal(err)
			}
			goldens, err := filepath.Abs(".")
			if err != nil {
				t.Fatal(err)
			}
			t.Chdir(t.TempDir())
			var out, bad bytes.Buffer
			args := []string{"convert", source, "-o", name + ".nwb", "--start-time", "2024-05-17T14:30:00+02:00", "--set", "Subject.sex=F", "-q"}
			if code := run(t.Context(), args, Streams{Out: &out, Err: &bad}); code != exitDone {
				t.Fatalf("exit status %d: %s", code, bad.String())
			}
			text, stderr, code := inspected(t.Context(), t, name+".nwb")
			if code != exitDone {
				t.Fatalf("exit status %d: %s", code, stderr)
			}
			asJSON, _, _ := inspected(t.Context(), t, name+".nwb", "--json")
			t.Chdir(goldens)
			fits(t, text)
			goldenPage(t, name+".nwb.txt", text)
			goldenPage(t, name+".nwb.json", indented(t, asJSON))
		})
	}
}

func TestInspectWithMetadata(t *testing.T) {
	const source = "../../testdata/caiman/cnmf2p_full.hdf5"
	bad := filepath.Join(t.TempDir(), "bad.yaml")
	if err := os.WriteFile(bad, []byte("Subject:\n  sex: female\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name, want string
		args       []string
	}{
		{"complete", "missing         nothing that NWB or DANDI ask for\n", []string{"-m", "../../configs/example.yaml"}},
		{"one value", "for DANDI:   Subject.subject_id, Subject.species, Subject.age,\n", []string{"--set", "Subject.sex=F"}},
		{"wrong", "bad.yaml:2:8: warning: Subject.sex: \"female\" is none of", []string{"-m", bad}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			text, stderr, code := inspected(t.Context(), t, append(tt.args, source)...)
			if code != exitDone || !strings.Contains(unwrapped(text), unwrapped(tt.want)) {
				t.Errorf("exit status %d, %s, without %q:\n%s", code, stderr, tt.want, text)
			}
			fits(t, text)
		})
	}
}

// unwrapped forgets where lines were broken.
func unwrapped(text string) string { return strings.Join(strings.Fields(text), "") }

func TestInspectMistakes(t *testing.T) {
	folder := t.TempDir()
	plain := filepath.Join(folder, "plain.txt")
	if err := os.WriteFile(plain, []byte("no HDF5"), 0o644); err != nil {
		t.Fatal(err)
	}
	root := filepath.Join(folder, "root.nwb")
	f, err := h5.Create(root)
	if err != nil {
		t.Fatal(err)
	}
	if err := f.SetAttr("/", "nwb_version", "2.11.0"); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name, want string
		args       []string
		code       int
	}{
		{"nothing", "one path is expected", nil, exitUsage},
		{"absent", "does not exist", []string{filepath.Join(folder, "absent.hdf5")}, exitFailed},
		{"folder", "", []string{folder}, exitFailed},
		{"plain text", "is a text, not ", []string{plain}, exitFailed},
		{"NWB without ROIs", "is an NWB file without a table of ROIs", []string{root}, exitFailed},
		{"metadata for NWB", "has its own metadata", []string{root, "--set", "NWBFile.lab=x"}, exitUsage},
		{"no metadata file", "absent.yaml", []string{"../../testdata/caiman/cnmf3d.hdf5", "-m", filepath.Join(folder, "absent.yaml")}, exitUsage},
		{"unknown flag", "unknown flag", []string{plain, "--deep"}, exitUsage},
	} {
		t.Run(tt.name, func(t *testing.T) {
			out, stderr, code := inspected(t.Context(), t, tt.args...)
			if code != tt.code || !strings.Contains(stderr, tt.want) || out != "" {
				t.Errorf("exit status %d, want %d; %q without %q; printed %q", code, tt.code, stderr, tt.want, out)
			}
		})
	}
}

func TestInspectStops(t *testing.T) {
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(errInterrupted)
	for _, flags := range [][]string{nil, {"--json"}} {
		if _, _, code := inspected(ctx, t, append(flags, "../../testdata/caiman/cnmf2p_full.hdf5")...); code != exitInterrupted {
			t.Errorf("exit status %d, want %d", code, exitInterrupted)
		}
	}
}

func TestInspectFlags(t *testing.T) {
	t.Setenv("ROI2NWB_SETTINGS", "")
	var got *inspectOptions
	c := newInspectCommand(Streams{}, func(_ context.Context, _ Streams, o *inspectOptions) error {
		got = o
		return nil
	})
	c.SetArgs([]string{"a.hdf5", "--json", "-m", "1.yaml", "-m", "2.yaml", "--set", "a=b"})
	if err := c.ExecuteContext(t.Context()); err != nil {
		t.Fatal(err)
	}
	got.storage = nil
	want := &inspectOptions{JSON: true, pathOptions: pathOptions{Path: "a.hdf5", View: viewOptions{ROIs: "all"}, metadataGiven: true,
		Metadata: metadataOptions{Files: []string{"1.yaml", "2.yaml"}, Sets: []string{"a=b"}}}}
	if d := cmp.Diff(want, got, cmp.AllowUnexported(inspectOptions{}, pathOptions{})); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
	fits(t, c.Long)
}

// Whatever a source says, a page stays in shape, and JSON can hold it.
func TestInspectAnything(t *testing.T) {
	long := strings.Repeat("unbroken", 40)
	words := strings.Repeat("many words ", 40) + "\x1b[31m\n\ttail"
	seg := &session.Segmentation{}
	seg.Provenance = session.Provenance{Path: long, Program: words, Version: long}
	seg.Recording = session.Recording{Frames: math.MaxInt, Timing: session.Timing{Timestamps: []float64{0, 1e-300}, Origin: long}}
	seg.Result = session.Result{
		IDs:     []string{"0"},
		Columns: []session.Column{{Name: long, Floats: []float64{math.Inf(1), math.NaN(), math.MaxFloat64, -math.MaxFloat64}, Width: 4}, {Name: "i", Ints: []int64{math.MinInt64}}},
		Traces: []session.Trace{
			{Kind: session.TraceKind(words), Array: chunkio.FromFloat64s([]int{2, 3}, make([]float64, 6))},
			{Kind: "nan", Array: chunkio.FromFloat64s([]int{1, 1}, []float64{math.NaN()})},
			{Kind: "none", Array: chunkio.FromFloat64s([]int{0, 4}, nil)},
		},
		Footprints: empty{},
		Events:     []session.Events{{Name: words}},
	}
	for range 20 {
		seg.Remarks = append(seg.Remarks, words)
		seg.LeftOut = append(seg.LeftOut, session.LeftOut{Source: long, Reason: words})
	}
	n := inspect.Of(seg, &metadata.Metadata{}, metadata.Problems{{Message: words}}, nil)
	if err := n.Scan(t.Context(), seg, false, inspect.Progress{}); err != nil {
		t.Fatal(err)
	}
	var contents []inspect.Content
	for _, a := range n.Traces {
		contents = append(contents, a.Content)
	}
	if d := cmp.Diff([]inspect.Content{inspect.AllZero, inspect.AllNaN, inspect.Empty}, contents); d != "" {
		t.Errorf("contents (-want +got):\n%s", d)
	}
	text := inspectText(n, "", page.UsualWidth)
	fits(t, text)
	if strings.ContainsRune(text, '\x1b') {
		t.Error("a control character was printed")
	}
	if lines := strings.Count(text, "\n"); lines > 100 {
		t.Errorf("%d lines", lines)
	}
	if _, err := json.Marshal(n); err != nil {
		t.Error(err)
	}
}

// empty is one footprint without pixels.
type empty struct{}

func (empty) Len() int { return 1 }

func (empty) Footprint(context.Context, int, *session.Footprint) error { return nil }
