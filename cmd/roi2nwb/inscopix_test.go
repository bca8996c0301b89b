package main

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"roi2nwb/internal/chunkio/isxd/isxdtest"
	"roi2nwb/internal/readertest"
	"roi2nwb/internal/sampletest"

	"github.com/rogpeppe/go-internal/testscript"
)

// recordings are those of a made series: the second begins half a minute after
// the first.
func recordings() []*isxdtest.Model {
	extra := isxdtest.Footer{"extraProperties": isxdtest.Footer{
		"animal":     isxdtest.Footer{"id": "M042", "sex": "f", "species": "Mus musculus", "dob": "2024-02-17", "weight": 25.5, "description": "Housed alone"},
		"microscope": isxdtest.Footer{"type": "NVista3", "serial": "11132301", "gain": 6, "led": isxdtest.Footer{"exPower": 1.3}},
		"name":       "D1S4", "personnel": isxdtest.Footer{"name": "Doe, Jane"}, "producer": isxdtest.Footer{"version": "1.5.2-abc"},
	}, "CellStatuses": []int{0, 2, 1, 0}}
	return []*isxdtest.Model{
		{Cells: 4, Samples: 120, StartMillis: isxdtest.StartMillis, Seed: 1, Timing: isxdtest.Footer{"dropped": []int{3}, "cropped": []string{"10 - 16"}}, Footer: extra},
		{Cells: 4, Samples: 80, StartMillis: isxdtest.StartMillis + 30100, Seed: 2, Footer: extra},
	}
}

// makeInscopix is `inscopix FOLDER NUMBER`: the folder gets the cell sets and
// event sets of so many recordings of a series.
func makeInscopix(ts *testscript.TestScript, neg bool, args []string) {
	n := 0
	if len(args) == 2 {
		_, err := fmt.Sscan(args[1], &n)
		ts.Check(err)
	}
	if neg || n < 1 || n > len(recordings()) {
		ts.Fatalf("usage: inscopix FOLDER NUMBER")
	}
	dir := ts.MkAbs(args[0])
	ts.Check(os.MkdirAll(dir, 0o755))
	for i, m := range recordings()[:n] {
		for name, content := range filesOf(m) {
			ts.Check(os.WriteFile(filepath.Join(dir, fmt.Sprintf("%s.%03d.isxd", name, n-1-i)), content, 0o644))
		}
	}
}

// filesOf returns the files of a recording by their names.
func filesOf(m *isxdtest.Model) map[string][]byte {
	spikes, denoised, raw := m.Traces()
	return map[string][]byte{"raw": m.CellSet(raw, nil), "denoised": m.CellSet(denoised, nil), "events": m.EventSet(spikes, nil)}
}

// What is written of cell sets and event sets is what readers find in both that
// share nothing with roi2nwb.
func TestReadersAgreeOnInscopix(t *testing.T) {
	folder := t.TempDir()
	var all []readertest.File
	add := func(source, label string, complete bool, flags ...string) {
		for _, mask := range []string{"image", "pixel"} {
			out := filepath.Join(folder, label+mask+".nwb")
			args := append([]string{source, "-o", out, "--quiet", "--mask", mask}, flags...)
			converted(t, args...)
			all = append(all, readertest.File{Source: source, NWB: out, Mask: mask, Metadata: complete})
		}
	}
	session := []string{"--set", "NWBFile.session_id=D1S4", "--set", "Subject.subject_id=M042"}
	for i, m := range recordings() {
		dir := filepath.Join(folder, fmt.Sprint("recording", i))
		if err := os.Mkdir(dir, 0o755); err != nil {
			t.Fatal(err)
		}
		for name, content := range filesOf(m) {
			isxdtest.Write(t, dir, name, content)
		}
		start := time.UnixMilli(m.StartMillis).In(time.FixedZone("", isxdtest.Zone)).Format("2006-01-02T15:04:05.000-07:00")
		add(dir, fmt.Sprint(i), true, append(append(example[:], session...), "--start-time", start)...)
	}
	for _, source := range sampletest.Glob(t, "isxd/cs_*.isxd") {
		name := filepath.Base(source)
		var flags []string
		if name == "cs_names.isxd" || name == "cs_nan.isxd" {
			flags = []string{"--start-time", "2024-05-17T14:30:00+02:00"}
		}
		add(source, name, false, flags...)
	}
	readertest.Run(t, "isxd_many.py", all)
	var valid []readertest.File
	for _, f := range all {
		if f.Metadata {
			valid = append(valid, f)
		}
	}
	readertest.Run(t, "validate_many.py", valid)
	readertest.Run(t, "hold.py", valid)
}

// Each thing that a footer says is at its place in the file.
func TestWhereThingsOfInscopixAre(t *testing.T) {
	folder := t.TempDir()
	cellset := func(units string) isxdtest.Footer {
		extra := isxdtest.Footer{
			"animal":     isxdtest.Footer{"id": "M042", "sex": "f", "species": "Mus musculus", "dob": "2024-02-17", "weight": 25.5, "description": "Housed alone"},
			"microscope": isxdtest.Footer{"type": "NVista3", "serial": "11132301", "gain": 6, "focus": 940, "exp": 33, "led": isxdtest.Footer{"exPower": 1.3}, "customMetadata": isxdtest.Footer{"Lens": "µ-7"}},
			"name":       "D1S4", "personnel": isxdtest.Footer{"name": "Doe, Jane"}, "producer": isxdtest.Footer{"version": "1.5.2-abc"},
			"probe": isxdtest.Footer{"type": "Straight Lens", "length": 4.1, "flip": "none", "name": ""},
			"idps":  isxdtest.Footer{"efocus": 400, "channel": "green", "interpolatedFrames": []int{4, 9}},
		}
		if units != "" {
			extra["idps"].(isxdtest.Footer)["cellset"] = isxdtest.Footer{"units": units, "method": "cnmfe"}
		}
		metrics := func(i float64) []any {
			centre := isxdtest.Footer{"x": i, "y": i + 1}
			return []any{1 + i, centre, centre, 4.5 + i, 4 + i, 3.5 + i, 3 + i}
		}
		return isxdtest.Footer{
			"extraProperties": extra, "CellNames": []string{"C0", "C1", "dup", "dup"}, "CellStatuses": []int{0, 2, 1, 0}, "CellColors": []uint32{0xff0000ff, 1, 2, 0xffffffff},
			"CellActivity": []bool{true, false, true, true}, "SizeGlobalCS": 9, "Matches": []int{3, -1, 8, 0}, "PairScores": []float64{1, 0, 0.5, 0.25}, "CentroidDistances": []float64{0, 1.5, 2, 3},
			"cellMetrics": []any{metrics(1), metrics(2), metrics(3), metrics(4)}, "efocusValues": []int{400, 600},
		}
	}
	invalid := isxdtest.Footer{"dropped": []int{3}, "cropped": []string{"10 - 16", "19"}, "blank": []int{30, 31}}
	var all []readertest.File
	for _, units := range []string{"", "raw", "dF", "dF over noise", "dF over F"} {
		m := &isxdtest.Model{Cells: 4, Samples: 120, StartMillis: isxdtest.StartMillis, Seed: 3, Timing: invalid, Footer: cellset(units)}
		spikes, denoised, raw := m.Traces()
		dir := filepath.Join(folder, "cells of "+units)
		if err := os.Mkdir(dir, 0o755); err != nil {
			t.Fatal(err)
		}
		source := isxdtest.Write(t, dir, "raw.isxd", m.CellSet(raw, nil))
		if units == "" {
			isxdtest.Write(t, dir, "denoised.isxd", m.CellSet(denoised, nil))
			isxdtest.Write(t, dir, "events.isxd", m.EventSet(spikes, isxdtest.Footer{"channel list": []string{"C0", "C1", "dup", "dup"}}))
			source = dir
		}
		out := filepath.Join(folder, "of "+units+".nwb")
		converted(t, source, "-o", out, "--quiet")
		all = append(all, readertest.File{Source: source, NWB: out, Mask: "image"})
	}
	t.Log(readertest.Run(t, "isxd_table.py", all))
}

// A template that is filled in leaves nwbinspector nothing to say of cell sets.
func TestInspectorIsContentWithInscopix(t *testing.T) {
	folder := t.TempDir()
	dir := filepath.Join(folder, "recording")
	if err := os.Mkdir(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	for name, content := range filesOf(recordings()[0]) {
		isxdtest.Write(t, dir, name, content)
	}
	template := templated(t, dir, folder)
	filled(t, template)
	out := filepath.Join(folder, "out.nwb")
	converted(t, dir, "-o", out, "-m", template, "--quiet")
	readertest.Run(t, "validate_many.py", []readertest.File{{Source: dir, NWB: out, Mask: "image", Metadata: true}})
}
