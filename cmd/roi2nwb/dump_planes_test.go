package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"roi2nwb/internal/chunkio"
	"roi2nwb/internal/dump"
	"roi2nwb/internal/session"
)

// Each plane of a file that holds several says what its own source says.
func TestDumpPlanesEqual(t *testing.T) {
	sources := map[string]string{"Upper": testFile("cnmf2p_full.hdf5"), "Deep": testFile("old_1.8.5_full.hdf5"), "Pl-2": minianSources(t)[0].convert}
	output := filepath.Join(t.TempDir(), "planes.nwb")
	args := []string{"-o", output, "--start-time=2024-05-17T14:30:00Z", "--plane-rate=Pl-2=20", "--mask=pixel", "-q"}
	for name, source := range sources {
		args = append(args, "--plane", name+"="+source)
	}
	converted(t, args...)
	for name, source := range sources {
		flags := []string{}
		if name == "Pl-2" {
			flags = append(flags, "--rate=20")
		}
		for _, what := range dump.Words() {
			if what == string(dump.Metadata) {
				continue // of the file, in which imaging planes are called after planes
			}
			want, complaint, code := dumped(t, append([]string{source, what}, flags...)...)
			if code != exitDone {
				t.Fatalf("%s of %q: %s", what, source, complaint)
			}
			got, complaint, code := dumped(t, output, what, "--plane", name)
			if code != exitDone {
				t.Fatalf("%s of plane %q: %s", what, name, complaint)
			}
			if got != want {
				t.Errorf("%s of plane %q differ (-source +file):\n%.2000s", what, name, cmp.Diff(want, got))
			}
		}
		text, complaint, code := inspected(t.Context(), t, output, "--plane", name, "--json")
		var facts struct {
			Plane, Program string
			LeftOut        []string `json:"left_out"`
			Remarks        []string
		}
		if err := json.Unmarshal([]byte(text), &facts); err != nil || code != exitDone {
			t.Fatalf("inspect of plane %q: %v %s", name, err, complaint)
		}
		program := "CaImAn"
		if name == "Pl-2" {
			program = "Minian"
		}
		if facts.Plane != name || facts.Program != program || len(facts.LeftOut) > 0 {
			t.Errorf("plane %q is %+v", name, facts)
		}
	}
}

// stopping is an array that ends in an error midway.
type stopping struct {
	chunkio.Array
	from int
}

var errStopping = errors.New("the disk is gone")

func (s *stopping) ReadBlock(ctx context.Context, dst []byte, start, count []int) error {
	if start[1]+count[1] > s.from {
		return errStopping
	}
	return s.Array.ReadBlock(ctx, dst, start, count)
}

// JSON that cannot be completed is JSON all the same, and says so.
func TestDumpCutShort(t *testing.T) {
	values := make([]float64, 3000)
	seg := &session.Segmentation{}
	seg.IDs, seg.Frames, seg.Timing.Rate = []string{"a"}, len(values), 10
	seg.Traces = []session.Trace{{Kind: session.Raw, Array: &stopping{chunkio.FromFloat64s([]int{1, len(values)}, values), 1000}}}
	source := &dump.Source{Segmentation: seg, Budget: 1600}
	var out, bad bytes.Buffer
	o := &dumpOptions{JSON: true, What: dump.Traces}
	err := o.write(t.Context(), Streams{Out: &out, Err: &bad}, source)
	var done told
	if !errors.As(err, &done) || done.code != exitFailed || !strings.Contains(bad.String(), "the disk is gone") {
		t.Errorf("%v, %s", err, bad.String())
	}
	var object struct {
		Rows  [][]any
		Error string
	}
	if err := json.Unmarshal(out.Bytes(), &object); err != nil || len(object.Rows) != 1000 || !strings.Contains(object.Error, "the disk is gone") {
		t.Errorf("%v: %d rows, %q", err, len(object.Rows), object.Error)
	}
	out.Reset()
	o.JSON = false
	if err := o.write(t.Context(), Streams{Out: &out, Err: &bad}, source); !errors.Is(err, errStopping) || strings.Count(out.String(), "\n") != 1001 {
		t.Errorf("%v, %d lines", err, strings.Count(out.String(), "\n"))
	}
}
