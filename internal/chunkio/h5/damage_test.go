package h5

import (
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"roi2nwb/internal/chunkio"
	"roi2nwb/internal/chunkio/h5/damagetest"
)

// readAll reads whatever can be read, and tells how many errors there were.
func readAll(path string) (failures int) {
	f, err := Open(path)
	if err != nil {
		return 1
	}
	defer f.Close()
	note := func(err error) {
		if err != nil {
			failures++
		}
	}
	const mostVisits = 500 // hard links may lead in circles
	visits := 0
	var visit func(path string, depth int)
	visit = func(path string, depth int) {
		if visits++; visits > mostVisits || depth > 8 {
			return
		}
		names, err := f.AttrNames(path)
		note(err)
		for _, name := range names {
			_, _, err := f.Attr(path, name)
			note(err)
		}
		if d, err := f.Dataset(path); err == nil {
			_, err := d.Read(1 << 20)
			note(err)
			_, err = f.Scales(path)
			note(err)
			return
		}
		entries, err := f.List(path)
		note(err)
		for _, e := range entries {
			visit(join(path, e.Name), depth+1)
		}
	}
	visit("/", 0)
	return failures
}

func TestTruncatedCopies(t *testing.T) {
	checkIDs(t)
	whole, err := os.ReadFile(sample)
	must(t, err)
	path := filepath.Join(t.TempDir(), "cut.h5")
	for size := 0; size < len(whole); size += 1009 {
		must(t, os.WriteFile(path, whole[:size], 0o600))
		if f, err := Open(path); err == nil {
			f.Close()
			t.Errorf("a file of %d of %d bytes was opened", size, len(whole))
		}
	}
}

// A file that has lost its end, but whose superblock was told, as happens
// where a copy is repaired.
func TestDatasetBeyondEnd(t *testing.T) {
	f := createFile(t)
	d, err := f.CreateDataset("/d", Spec{Type: NumberType(chunkio.Float64), Shape: []int{1000}})
	must(t, err)
	must(t, d.WriteAll(make([]byte, 8000)), f.Close())
	whole, err := os.ReadFile(f.Path())
	must(t, err)
	size := len(whole) - 4000
	// The end of file address of superblock version 0 (III.A of the format).
	copy(whole[40:], little(t, uint64(size)))
	must(t, os.WriteFile(f.Path(), whole[:size], 0o600))
	f = openFile(t, f.Path())
	if _, err := f.Dataset("/d"); !errors.Is(err, ErrTruncated) {
		t.Errorf("dataset beyond the end: %v, want ErrTruncated", err)
	}
}

// damageStep is the distance of the bytes that are flipped, one at a time;
// DAMAGE_STEP=1 flips them all.
const damageStep = 1511

// TestFlippedBytes reads copies of the sample with one byte changed each.
func TestFlippedBytes(t *testing.T) {
	step := damageStep
	if s, err := strconv.Atoi(os.Getenv("DAMAGE_STEP")); err == nil {
		step = s
	}
	whole, err := os.ReadFile(sample)
	must(t, err)
	unharmed := readAll(sample)
	path := filepath.Join(t.TempDir(), "flipped.h5")
	tally := damagetest.Each(t, (len(whole)+step-1)/step, func(i int) damagetest.Outcome {
		with := []byte{whole[i*step] ^ 0xff}
		must(t, os.WriteFile(path, damagetest.Apply(whole, []damagetest.Patch{{At: i * step, With: with}}), 0o600))
		failures := readAll(path)
		var crash *CrashError
		switch {
		case errors.As(locked(func() error { return nil }), &crash):
			return damagetest.Crashed
		case failures > unharmed:
			return damagetest.Refused
		default:
			return damagetest.Read
		}
	})
	t.Log(tally)
	if tally.Refused == 0 {
		t.Error("no damage was noticed")
	}
	if len(tally.Died)+len(tally.Hung) > 0 {
		t.Errorf("reading died of %d files and hung with %d", len(tally.Died), len(tally.Hung))
	}
}
