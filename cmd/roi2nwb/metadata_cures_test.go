package main

import (
	"testing"

	"roi2nwb/internal/metadata"
	"roi2nwb/internal/metadata/tree"
)

// Each cure of metadata names the flag that gives the value, as a shell takes it.
func TestCureWords(t *testing.T) {
	const plane = "Ophys.ImageSegmentation.plane_segmentations[0].imaging_plane"
	for _, tt := range []struct {
		cure tree.Cure
		want string
	}{
		{tree.CureOf(tree.GiveExample, "Ophys.ImagingPlane[0].indicator", "GCaMP6f"), `--set 'Ophys.ImagingPlane[0].indicator=GCaMP6f'`},
		{tree.CureOf(tree.GiveExample, "NWBFile.session_start_time", "2024-05-17T14:30:00+02:00"), `--start-time 2024-05-17T14:30:00+02:00`},
		{tree.CureOf(tree.GiveOneOf, plane, "Dan's plane", "B"), `--set '` + plane + `=Dan'\''s plane', or --set '` + plane + `=B'`},
		{tree.CureOf(tree.GiveOneOf, "p", "A", "B", "C", "D", "E", "F"), `--set 'p=A', or --set 'p=B', or --set 'p=C', or --set 'p=D', or one of 2 more`},
		{tree.CureOf(tree.GiveList, "NWBFile.keywords", `[a, "b: c"]`), `if they are several, write --set 'NWBFile.keywords=[a, "b: c"]'`},
		{tree.CureOf(tree.GiveStart, "NWBFile.session_start_time", "2024-05-17T14:30:00+02:00"),
			"give it with --start-time 2024-05-17T14:30:00+02:00, or NWBFile.session_start_time in a metadata file"},
		{tree.CureOf(tree.GiveZone, "NWBFile.session_start_time", "2024-05-17T14:30:00+02:00"),
			"add the zone of the recording, as in 2024-05-17T14:30:00+02:00, or give it with --timezone Europe/Berlin"},
		{tree.Cure{Kind: tree.SeeWhich}, "see which is right; the last to say it counts: the source, its path, files in their order, --set"},
		{tree.CureOf(tree.GiveForSession, "Subject.subject_id", "M1"),
			`"lab.yaml" counts as shared between sessions: take the value out of it, or say what is right for this session: --set 'Subject.subject_id=M1'`},
	} {
		got := worded(metadata.Problems{{File: "lab.yaml", Cure: tt.cure}})
		if got[0].Hint != tt.want || got[0].Cure != (tree.Cure{}) {
			t.Errorf("%v: got %q, want %q", tt.cure, got[0].Hint, tt.want)
		}
	}
	kept := worded(metadata.Problems{{Hint: "write it so"}, {}})
	if kept[0].Hint != "write it so" || kept[1].Hint != "" {
		t.Errorf("without a cure: %q", kept)
	}
}

// No kind of cure is without words.
func TestEveryCureHasWords(t *testing.T) {
	for kind := tree.SeeHint + 1; kind <= tree.GiveForSession; kind++ {
		if words := cureWords(&metadata.Problem{Cure: tree.CureOf(kind, "NWBFile.lab", "L")}); words == "" {
			t.Errorf("kind %d: no words", kind)
		}
	}
}
