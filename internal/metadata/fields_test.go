package metadata

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"roi2nwb/internal/metadata/naming"
	"roi2nwb/internal/metadata/schema"
)

// What nobody gave but the defaults is not given.
func TestExpandPathStopgap(t *testing.T) {
	defaults := must(Defaults())(t)
	m, _ := Merge(defaults).Resolve(testOptions())
	if _, _, err := naming.ExpandPath("{session_description}", "a", m.Fields()); err == nil {
		t.Error("a description that says nothing names a file")
	}
}

// Every key that holds texts can name files.
func TestFieldsAreWhole(t *testing.T) {
	fields := (&Metadata{}).Fields()
	for _, section := range []string{"NWBFile", "Subject"} {
		for key := range schema.Known().Keys[section].Keys {
			path := section + "." + key
			if _, ok := fields[path]; !ok && !strings.HasPrefix(key, "source_script") {
				t.Errorf("%s cannot name files", path)
			}
			delete(fields, path)
		}
	}
	for path := range fields {
		t.Errorf("%s is no key", path)
	}
}

// The layer lies between what the source says and what files say.
func TestFromPathLayer(t *testing.T) {
	folder := t.TempDir()
	t.Chdir(folder)
	source := filepath.Join("007", "D1S4", "results.hdf5")
	if err := os.MkdirAll(filepath.Dir(source), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(source, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	path := must(FromPath("{animal}/{session}", source))(t)
	defaults := must(Defaults())(t)
	hints := must(FromHints("source", []Hint{{Path: schema.SubjectIDPath, Value: "old"}, {Path: "Subject.sex", Value: "F"}}))(t)
	sets := must(FromSets("--set", []string{"NWBFile.session_id=mine"}))(t)
	d := Merge(defaults, hints, path, sets)
	m, _ := d.Resolve(testOptions())
	if m.Subject == nil || m.Subject.ID != "007" || m.Subject.Sex != "F" || m.File.SessionID != "mine" {
		t.Errorf("subject %+v, session %q", m.Subject, m.File.SessionID)
	}
	if got, want := d.Origin(schema.SubjectIDPath), `path: "007/D1S4"`; got != want {
		t.Errorf("origin %q, want %q", got, want)
	}
	if _, err := FromPath("{animal}/{session}/minian", source); err == nil || !strings.HasPrefix(err.Error(), `path "/`) {
		t.Errorf("got %v", err)
	} else if h := (interface{ Hint() string })(nil); !errors.As(err, &h) {
		t.Errorf("no hint in %v", err)
	}
}
