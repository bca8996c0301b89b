package batch

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// What is done is left alone until something changes, and why it is done again is
// said.
func TestResume(t *testing.T) {
	l := newLab(t, map[string][2]string{"s00": {}, "s01": {}, "s02": {}})
	lab := filepath.Join(l.dir, "lab.yaml")
	writeFileT(t, lab, "NWBFile: {lab: A}\n")
	l.Given["metadata"] = []string{lab}
	got, _ := l.run(t)
	expect(t, "first", got, "s00 done", "s01 done", "s02 done")
	got, _ = l.run(t)
	expect(t, "again", got, "s00 done before", "s01 done before", "s02 done before")

	touch(t, l.path("s01"))
	got, _ = l.run(t)
	expect(t, "a source was touched", got, "s00 done before", "s01 done since the source changed", "s02 done before")

	touch(t, lab)
	got, _ = l.run(t)
	expect(t, "metadata was touched, and is the same", got, "s00 done before", "s01 done before", "s02 done before")
	writeFileT(t, lab, "NWBFile: {lab: B}\n")
	got, _ = l.run(t)
	expect(t, "metadata changed", got, `s00 done since "lab.yaml" changed`, `s01 done since "lab.yaml" changed`, `s02 done since "lab.yaml" changed`)

	l.Sessions[0].Given["mask"] = []string{"pixel"}
	got, _ = l.run(t)
	expect(t, "an option changed", got, `s00 done since --mask was "image" and is "pixel"`, "s01 done before", "s02 done before")

	if err := os.Remove(l.output("s02")); err != nil {
		t.Fatal(err)
	}
	got, _ = l.run(t)
	expect(t, "an output is gone", got, "s00 done before", "s01 done before", fmt.Sprintf("s02 done since %q is gone", l.output("s02")))

	l.Force = true
	got, _ = l.run(t)
	expect(t, "forced", got, "s00 done since by --force", "s01 done since by --force", "s02 done since by --force")
}

// By its content, a source that was touched is the same.
func TestChecksum(t *testing.T) {
	l := newLab(t, map[string][2]string{"s00": {}})
	l.Checksum = true
	l.run(t)
	touch(t, l.path("s00"))
	got, _ := l.run(t)
	expect(t, "touched", got, "s00 done before")
	l.source(t, "s00", [2]string{"", "sleep 1ms"})
	got, _ = l.run(t)
	expect(t, "changed", got, "s00 done since the source changed")
}

// A file that the journal does not know is never replaced, unless that is asked
// for.
func TestForeignOutput(t *testing.T) {
	l := newLab(t, map[string][2]string{"s00": {}, "s01": {}})
	l.run(t)
	writeFileT(t, l.output("s00"), "somebody added to it\n")
	touch(t, l.path("s00"))
	got, p := l.run(t)
	expect(t, "changed by others", got,
		fmt.Sprintf("s00 failed since %q is not what was written, the source changed: output %q exists, and the journal does not know it", l.output("s00"), l.output("s00")),
		"s01 done before")
	if text := readText(t, l.output("s00")); text != "somebody added to it\n" {
		t.Errorf("%q", text)
	}
	if !strings.Contains(p.Items[0].Problems[0].Hint, "--overwrite") {
		t.Errorf("hint %q", p.Items[0].Problems[0].Hint)
	}
	l.Given["if-exists"] = []string{"skip"}
	got, _ = l.run(t)
	if !strings.HasPrefix(got, "s00 kept") {
		t.Error(got)
	}
	l.Given = Values{"mask": {"image"}, "overwrite": {"true"}}
	got, _ = l.run(t)
	if !strings.HasPrefix(got, "s00 done since") {
		t.Error(got)
	}
}

// Moving all to another place changes nothing; another place for outputs does.
func TestMoved(t *testing.T) {
	l := newLab(t, map[string][2]string{"s00": {}})
	l.run(t)
	moved := filepath.Join(t.TempDir(), "moved")
	if err := os.Rename(l.dir, moved); err != nil {
		t.Fatal(err)
	}
	l.dir, l.Folder, l.Named = moved, FolderIn(moved, "lab"), filepath.Join(moved, "nwb")
	l.Sessions[0].Source = l.path("s00")
	before := readText(t, l.output("s00"))
	got, _ := l.run(t)
	if !strings.HasPrefix(got, "s00 done before") || readText(t, l.output("s00")) != before {
		t.Error(got)
	}
	l.Named = filepath.Join(moved, "other")
	got, _ = l.run(t)
	expect(t, "another place", got, "s00 done since its output has another place now")
}

// A thousand sessions that are done are told of at once.
func TestThousandDone(t *testing.T) {
	l := newLab(t, nil)
	j := newJournal(l.Folder.journal())
	for i := range 1000 {
		s := &Session{ID: fmt.Sprintf("s%d", i), Source: filepath.Join(l.dir, fmt.Sprintf("s%d.hdf5", i)), Given: Values{}}
		writeFileT(t, s.Source, "\n")
		l.Sessions = append(l.Sessions, s)
	}
	if err := os.MkdirAll(filepath.Join(l.dir, "nwb"), 0o777); err != nil {
		t.Fatal(err)
	}
	digests := &Digests{}
	for _, s := range l.Sessions {
		i := &Item{Session: s, Values: l.valuesOf(s)}
		if err := l.judge(i, nil, digests); err != nil {
			t.Fatal(err)
		}
		writeFileT(t, l.output(s.ID), "x")
		r := l.record(i, Done)
		r.Outputs = []Output{{Path: l.output(s.ID), Bytes: 1}}
		r.Status = Started // is not seen to the disk, which takes a while a thousand times
		if err := j.write(r); err != nil {
			t.Fatal(err)
		}
	}
	if err := j.close(); err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob(filepath.Join(l.Folder.journal(), "*.jsonl"))
	if err != nil || len(files) != 1 {
		t.Fatalf("%q: %v", files, err)
	}
	writeFileT(t, files[0], strings.ReplaceAll(readText(t, files[0]), `"status":"started"`, `"status":"done"`))
	l.Program = "/nonexistent" // none is run
	began := time.Now()
	p, err := l.Plan(t.Context())
	if err != nil || p.Count(Finished) != 1000 {
		t.Fatalf("%d: %v", p.Count(Finished), err)
	}
	if took := time.Since(began); took > 5*time.Second {
		t.Errorf("took %v", took)
	}
}
