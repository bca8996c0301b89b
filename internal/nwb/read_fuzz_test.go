package nwb

import (
	"context"
	"errors"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"roi2nwb/internal/chunkio"
	"roi2nwb/internal/chunkio/h5"
	"roi2nwb/internal/chunkio/h5/damagetest"
	"roi2nwb/internal/extract"
	"roi2nwb/internal/metadata"
	"roi2nwb/internal/nwb/build"
	nwbcheck "roi2nwb/internal/nwb/check"
	"roi2nwb/internal/nwb/nwbtest"
	"roi2nwb/internal/session"
)

// outcome reads of an NWB file what inspect does, and more.
func outcome(path string) damagetest.Outcome {
	var crash *h5.CrashError
	_, first := IsNWB(path)
	switch err := errors.Join(first, readNWB(path)); {
	case errors.As(err, &crash):
		return damagetest.Crashed
	case err != nil:
		return damagetest.Refused
	default:
		return damagetest.Read
	}
}

func readNWB(path string) error {
	ctx := context.Background()
	seg, _, err := Open(ctx, path, "")
	if err != nil {
		return err
	}
	defer seg.Close()
	var fp session.Footprint
	for i := range seg.Footprints.Len() {
		if err := seg.Footprints.Footprint(ctx, i, &fp); err != nil {
			return err
		}
	}
	for _, tr := range seg.Traces {
		shape := tr.Array.Shape()
		count := make([]int, len(shape))
		for i, n := range shape {
			count[i] = min(n, 100)
		}
		n, err := chunkio.Count(count, tr.Array.DType().Size())
		if err != nil {
			return err
		}
		if err := tr.Array.ReadBlock(ctx, make([]byte, n*tr.Array.DType().Size()), make([]int, len(shape)), count); err != nil {
			return err
		}
	}
	return nil
}

// checked checks an NWB file, and reads all of it.
func checked(path string) damagetest.Outcome {
	report, err := nwbcheck.File(context.Background(), path, nwbcheck.Options{Deep: true})
	if h5.OpenIDs() < 0 { // libhdf5 is not entered any more
		return damagetest.Crashed
	}
	if err != nil {
		return damagetest.Refused
	}
	for _, f := range report.Findings {
		if f.Severity == nwbcheck.Error {
			return damagetest.Refused
		}
	}
	return damagetest.Read
}

// The processes of the fuzz targets' Readers.
func TestReadOnRequest(*testing.T)  { damagetest.Serve(outcome) }
func TestCheckOnRequest(*testing.T) { damagetest.Serve(checked) }

// writeSmall converts a genuine result to an NWB file at path. It is the same
// for every process.
func writeSmall(path string) error {
	ctx := context.Background()
	seg, err := extract.Open(ctx, "../../testdata/caiman/cnmf2p_single.hdf5", "")
	if err != nil {
		return err
	}
	defer seg.Close()
	defaults, err := metadata.Defaults()
	if err != nil {
		return err
	}
	sets, err := metadata.FromSets("--set", []string{"NWBFile.session_start_time=2024-05-17T14:30:00+02:00", "NWBFile.session_id=D1S4"})
	if err != nil {
		return err
	}
	meta, err := metadata.Merge(defaults, sets).Resolve(metadata.Options{})
	if err != nil {
		return err
	}
	o := nwbtest.Options(build.PixelMask, build.ImageMask)
	plan, err := nwbtest.BuildOne(seg, meta, o)
	if err != nil {
		return err
	}
	_, err = Write(ctx, plan, Output{Path: path, Codec: o.Codec, Pipeline: chunkio.NewPipeline(chunkio.Options{})})
	return err
}

// FuzzOpen reads an NWB file with a few bytes replaced.
func FuzzOpen(f *testing.F) { fuzzPatches(f, "TestReadOnRequest", outcome) }

// FuzzCheck checks such a file.
func FuzzCheck(f *testing.F) { fuzzPatches(f, "TestCheckOnRequest", checked) }

// fuzzPatches reads an NWB file with the patches of a fuzz input, as damagetest
// codes them: in another process, that of the test of the given name, and here
// where that did no harm.
func fuzzPatches(f *testing.F, test string, read func(path string) damagetest.Outcome) {
	path := filepath.Join(f.TempDir(), "fuzzed.nwb")
	if err := writeSmall(path); err != nil {
		f.Fatal(err)
	}
	whole, err := os.ReadFile(path)
	if err != nil {
		f.Fatal(err)
	}
	f.Add([]byte{})
	for i, at := range damagetest.Places(whole) {
		if i%41 == 0 {
			f.Add(damagetest.Encode(damagetest.Patch{At: at + 8, With: []byte{0xff, 0, 0, 1}}))
		}
	}
	reader := damagetest.NewReader(f, test)
	f.Fuzz(func(t *testing.T, patches []byte) {
		data := damagetest.Apply(whole, damagetest.Decode(patches, len(whole)))
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		if err := reader.ReadHereToo(path, read); err != nil {
			t.Fatal(err)
		}
	})
}

// TestNWBPatches reads an NWB file of which a few bytes are replaced, as often
// as PATCH_TRIALS says.
func TestNWBPatches(t *testing.T) {
	trials := 150
	if n, err := strconv.Atoi(os.Getenv("PATCH_TRIALS")); err == nil {
		trials = n
	}
	path := filepath.Join(t.TempDir(), "patched.nwb")
	if err := writeSmall(path); err != nil {
		t.Fatal(err)
	}
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	places := damagetest.Places(whole)
	tally := damagetest.Each(t, trials, func(i int) damagetest.Outcome {
		r := rand.New(rand.NewPCG(2025, uint64(i)))
		if err := os.WriteFile(path, damagetest.Apply(whole, damagetest.Random(r, len(whole), places)), 0o600); err != nil {
			t.Fatal(err)
		}
		return min(outcome(path), checked(path)) // the worse of both
	})
	t.Log(tally)
	if tally.Refused == 0 {
		t.Error("no damage was noticed")
	}
	if len(tally.Died)+len(tally.Hung) > 0 {
		t.Errorf("reading died of %d files and hung with %d", len(tally.Died), len(tally.Hung))
	}
}
