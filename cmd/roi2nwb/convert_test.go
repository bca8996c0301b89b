package main

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// parsed returns the options that a command line makes of convert.
func parsed(t *testing.T, args ...string) *convertOptions {
	t.Helper()
	var got *convertOptions
	c := newConvertCommand(Streams{}, func(_ context.Context, _ Streams, o *convertOptions) error {
		got = o
		return nil
	})
	c.SetArgs(args)
	if err := c.ExecuteContext(t.Context()); err != nil {
		t.Fatal(err)
	}
	return got
}

func TestConvertFlags(t *testing.T) {
	got := parsed(t, "a.hdf5", "-o", "b.nwb", "--format", "caiman", "--with", "c", "--with", "d.isxd", "--join", "--parameters", "p.json", "-m", "1.yaml", "--metadata", "2.yaml",
		"--set", "a=b,c", "--set", "d=e", "--start-time", "2024-05-17", "--timezone", "UTC", "--from-path", "{animal}", "--dandi",
		"--mask", "both", "--no-centroids", "--no-acceptance", "--no-background", "--no-images",
		"--rois", "3,5-7", "--min-snr", "2.5", "--min-r=-1", "--frames", "1:9", "--stub=7",
		"--traces", "raw,dff", "--timestamps", "t.txt", "--mend-times", "--start-offset", "1.5", "--overwrite",
		"--compression", "zstd", "--compression-level", "19", "--chunk-mb", "0.5", "--chunk-shape", "100,7",
		"--buffer-mb", "12.5", "--jobs", "3", "--dry-run", "--reproducible", "--brief", "-q", "-v", "--json")
	want := &convertOptions{
		Source: "a.hdf5", Output: "b.nwb",
		sourceOptions: sourceOptions{Format: "caiman", With: []string{"c", "d.isxd"}, Join: true, Parameters: "p.json"},
		Metadata: metadataOptions{
			Files: []string{"1.yaml", "2.yaml"}, Sets: []string{"a=b,c", "d=e"}, StartTime: "2024-05-17", Timezone: "UTC",
			FromPath: "{animal}", DANDI: true,
		},
		View:        viewOptions{ROIs: "3,5-7", MinSNR: 2.5, MinR: -1, Frames: "1:9", Stub: 7, Given: []string{"min-snr", "min-r"}},
		NoCentroids: true, NoAcceptance: true, NoBackground: true, NoImages: true,
		Traces: []string{"raw", "dff"}, Timing: timingOptions{Timestamps: "t.txt", Mend: true, Offset: 1.5}, ChunkShape: "100,7",
		Overwrite: true, IfExists: existsReplaces, DryRun: true, Reproducible: true, Brief: true, Quiet: true, Verbose: true, JSON: true,
		storage: &storage{Mask: "both", Compression: "zstd", Level: 19, ChunkMB: 0.5, BufferMB: 12.5, Jobs: 3},
	}
	if d := cmp.Diff(want, got, cmp.AllowUnexported(convertOptions{}, splitOptions{})); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
}

func TestConvertDefaults(t *testing.T) {
	want := &convertOptions{
		Source: "a.hdf5", Brief: true, // there is no terminal
		IfExists: existsIsError, View: viewOptions{ROIs: "all"},
		storage: &storage{Mask: "image", Compression: "gzip", Level: 1, ChunkMB: 4, BufferMB: 32, Jobs: 0},
	}
	if d := cmp.Diff(want, parsed(t, "a.hdf5"), cmp.AllowUnexported(convertOptions{}, splitOptions{}), cmpopts.EquateEmpty()); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
}
