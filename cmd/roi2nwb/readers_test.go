package main

import (
	"path/filepath"
	"strings"
	"testing"

	"roi2nwb/internal/sampletest"

	"roi2nwb/internal/chunkio/h5"
	"roi2nwb/internal/readertest"
)

// genuine returns the result files of CaImAn: those of testdata, and more where
// samples lie elsewhere.
func genuine(t *testing.T) []string {
	t.Helper()
	var all []string
	seen := map[string]bool{}
	for _, pattern := range []string{"caiman/*.hdf5", "ideas/*.hdf5"} {
		for _, f := range sampletest.Glob(t, pattern) {
			if name := filepath.Base(f); !seen[name] {
				seen[name] = true
				all = append(all, f)
			}
		}
	}
	if len(all) < 7 {
		t.Fatalf("only %q were found", all)
	}
	return all
}

// askedTogether collects conversions, since starting the readers takes seconds.
type askedTogether struct {
	folder string
	files  []readertest.File
}

// add converts a source in some way and notes what came of it.
func (b *askedTogether) add(t *testing.T, label string, file readertest.File, flags ...string) {
	t.Helper()
	var err error
	if file.Source, err = filepath.Abs(file.Source); err != nil {
		t.Fatal(err)
	}
	name := strings.TrimSuffix(filepath.Base(file.Source), ".hdf5")
	file.NWB = filepath.Join(b.folder, name+"_"+label+".nwb")
	args := append([]string{file.Source, "-o", file.NWB, "--quiet", "--mask", file.Mask}, flags...)
	if file.Metadata {
		args = append(args, example[:]...)
	} else {
		args = append(args, "--start-time", "2024-05-17T14:30:00+02:00")
	}
	converted(t, args...)
	b.files = append(b.files, file)
}

// ask gives all that was converted to each of the scripts in tests/readers.
func (b *askedTogether) ask(t *testing.T, scripts ...string) {
	for _, script := range scripts {
		t.Run(script, func(t *testing.T) {
			t.Parallel()
			readertest.Run(t, script+".py", b.files)
		})
	}
}

// Every genuine result, with each kind of mask, holds the numbers of its source
// for readers that share nothing with roi2nwb, and its structure is beyond
// reproach.
func TestReadersAgree(t *testing.T) {
	b := &askedTogether{folder: t.TempDir()}
	for _, source := range genuine(t) {
		sparse := "pixel"
		switch name := filepath.Base(source); {
		case strings.Contains(name, "3d"):
			sparse = "voxel"
		case strings.Contains(name, "zero_components"):
			o := convert(t, with(source, "-o", b.folder)...)
			if o.code != exitFailed || !strings.Contains(o.stderr, "no ROIs") {
				t.Errorf("%s: exit status %d: %s", name, o.code, o.stderr)
			}
			continue
		}
		for _, mask := range []string{"image", sparse, "both"} {
			b.add(t, mask, readertest.File{Source: source, Mask: mask, Metadata: true})
		}
	}
	b.ask(t, "verify_many", "validate_many", "agree_many", "hold")
}

// What select_components had removed is there with the numbers that the source has,
// where --with-discarded asks for it.
func TestReadersAgreeOnDiscarded(t *testing.T) {
	b := &askedTogether{folder: t.TempDir()}
	for _, source := range genuine(t) {
		switch filepath.Base(source) {
		case "cnmf2p_selected.hdf5", "old_1.4_selected.hdf5", "cnmf2p_zero_components.hdf5":
			b.add(t, "discarded", readertest.File{Source: source, Mask: "image", Metadata: true}, "--with-discarded")
		}
	}
	if len(b.files) == 0 {
		t.Fatal("no source has discarded components")
	}
	b.ask(t, "discarded", "validate_many")
}

// What the flags of storage change is no number. The made session has several
// chunks of each kind, and most of its tiles are empty.
func TestReadersAgreeOnStorage(t *testing.T) {
	b := &askedTogether{folder: t.TempDir()}
	made := writeMade(t, largeCaiman(140, 9000, 190, 170, 15), filepath.Join(b.folder, "made.hdf5"))
	full, volume := testFile("cnmf2p_full.hdf5"), testFile("cnmf3d.hdf5")
	both := readertest.File{Source: made, Mask: "both", Metadata: true}
	b.add(t, "gzip", both)
	b.add(t, "none", both, "--compression", "none")
	b.add(t, "odd_chunks", both, "--chunk-shape", "1000,33", "--compression-level", "9", "--jobs", "3", "--buffer-mb", "6", "--chunk-mb", "1")
	for _, source := range []string{made, full, volume} {
		b.add(t, "zstd", readertest.File{Source: source, Mask: "both", Metadata: true, Plugin: true}, "--compression", "zstd")
	}
	b.ask(t, "verify_many", "agree_many", "hold")
}

// Without metadata nothing is wrong but that the subject is missing; with parts
// left out, nothing at all.
func TestReadersFindNothing(t *testing.T) {
	b := &askedTogether{folder: t.TempDir()}
	for _, source := range genuine(t) {
		if !strings.Contains(source, "zero_components") {
			b.add(t, "bare", readertest.File{Source: source, Mask: "image"})
		}
	}
	for label, flags := range map[string][]string{
		"few":        {"--no-centroids", "--no-acceptance", "--no-background", "--no-images"},
		"two_traces": {"--traces", "raw,dff"},
		"no_traces":  {"--traces", "none"},
		"rate":       {"--rate", "7.5"},
		"repeatable": {"--reproducible"},
	} {
		b.add(t, label, readertest.File{Source: testFile("cnmf2p_full.hdf5"), Mask: "both", Metadata: true}, flags...)
	}
	onePhoton := readertest.File{Source: testFile("old_1.8.5_full.hdf5"), Mask: "pixel", Metadata: true}
	b.add(t, "one_photon", onePhoton, "-m", filepath.Join("..", "..", "configs", "example_1p.yaml"))
	b.ask(t, "validate_many", "hold")
}

// A table without masks is one that pynwb does not read, so --mask none leaves
// masks of which nothing is stored.
func TestReadersWithoutMasks(t *testing.T) {
	b := &askedTogether{folder: t.TempDir()}
	b.add(t, "no_masks", readertest.File{Source: testFile("cnmf2p_full.hdf5"), Mask: "none", Metadata: true})
	b.ask(t, "validate_many", "hold")
}

// Any reader of HDF5 opens what gzip packed.
func TestCommonFilters(t *testing.T) {
	out := filepath.Join(t.TempDir(), "out.nwb")
	converted(t, with(testFile("cnmf2p_full.hdf5"), "-o", out, "--mask", "both")...)
	chunked := 0
	everyDataset(t, out, func(at string, d *h5.Dataset) {
		if d.Chunk() != nil {
			chunked++
		}
		for _, f := range d.Filters() {
			const deflate, shuffle = 1, 2
			if f.ID != deflate && f.ID != shuffle {
				t.Errorf("%s is packed with %q", at, f.Name)
			}
		}
	})
	if chunked < 10 {
		t.Errorf("%d datasets are in chunks", chunked)
	}
}
