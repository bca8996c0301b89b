package main

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"roi2nwb/internal/metadata"
)

func TestTodosTogether(t *testing.T) {
	todo := func(file string, line int, path string, severity metadata.Severity, needed bool) metadata.Problem {
		return metadata.Problem{Rule: "todo", File: file, Line: line, Path: path, Severity: severity, Needed: needed, Message: "still says TODO"}
	}
	other := metadata.Problem{Rule: "subject-sex", File: "a.yaml", Line: 2, Message: "odd"}
	alone := todo("b.yaml", 1, "Subject.sex", metadata.Warning, false)
	got := todosTogether(metadata.Problems{
		todo("a.yaml", 1, "NWBFile.session_start_time", metadata.Error, true),
		other,
		todo("a.yaml", 3, "NWBFile.lab", metadata.Warning, false),
		todo("a.yaml", 4, "Ophys.Device[0].description", metadata.Error, false),
		todo("a.yaml", 5, "NWBFile.notes", metadata.Warning, false),
		alone,
		todo("--set", 0, "Subject.age", metadata.Error, true),
		todo("--set", 0, "Subject.species", metadata.Error, true),
	})
	want := []string{
		"a.yaml: 2 fields still say TODO: lines 1, 4 (fill them in, or empty those that you do not know, but not NWBFile.session_start_time; --json tells what belongs in each)",
		other.String(),
		"a.yaml: warning: 2 fields still say TODO and are left out: lines 3, 5 (fill them in, or empty those that you do not know; --json tells what belongs in each)",
		alone.String(),
		"--set: 2 fields still say TODO: Subject.age, Subject.species (fill them in; --json tells what belongs in each)",
	}
	var lines []string
	for _, p := range got {
		lines = append(lines, p.String())
	}
	if d := cmp.Diff(want, lines); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
}
