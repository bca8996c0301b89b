package metadata

import (
	"testing"

	"roi2nwb/internal/metadata/schema"
)

func BenchmarkResolve(b *testing.B) {
	text := []byte(`
NWBFile: {session_start_time: "2024-05-17T14:30:00+02:00", session_id: D1S4, keywords: [a, b], lab: L}
Subject: {subject_id: M042, species: Mus musculus, sex: F, age: P90D, weight: 22 g}
Ophys: {ImagingPlane: [{location: VISp, indicator: GCaMP6f, excitation_lambda: 920, optical_channel: {emission_lambda: 510}}]}
`)
	for b.Loop() {
		defaults, err := Defaults()
		if err != nil {
			b.Fatal(err)
		}
		layer, err := fromText("lab.yaml", text)
		if err != nil {
			b.Fatal(err)
		}
		if _, err := Merge(defaults, layer).Resolve(testOptions()); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkKnownKeys(b *testing.B) {
	for b.Loop() {
		schema.Known()
	}
}
