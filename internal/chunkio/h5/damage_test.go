package h5

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"

	"roi2nwb/internal/chunkio"
)

// filterScaleOffset is a filter of libhdf5's own that crashes upon damaged
// chunks, and that no program of the field uses.
const filterScaleOffset = 6

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
	var visit func(path string, depth int)
	visit = func(path string, depth int) {
		names, err := f.AttrNames(path)
		note(err)
		for _, name := range names {
			_, _, err := f.Attr(path, name)
			note(err)
		}
		if d, err := f.Dataset(path); err == nil {
			for _, filter := range d.Filters() {
				if filter.ID == filterScaleOffset {
					return
				}
			}
			_, err := d.Read(1 << 20)
			note(err)
			_, err = f.Scales(path)
			note(err)
			return
		}
		entries, err := f.List(path)
		note(err)
		for _, e := range entries {
			if depth < 8 { // hard links may lead in circles
				visit(join(path, e.Name), depth+1)
			}
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

// TestFlippedBytes reads copies with one byte changed each. It runs as another
// process, because what it looks for is a crash, and names the byte.
func TestFlippedBytes(t *testing.T) {
	step := damageStep
	if s, err := strconv.Atoi(os.Getenv("DAMAGE_STEP")); err == nil {
		step = s
	}
	if from := os.Getenv("DAMAGE_FROM"); from != "" {
		at, err := strconv.Atoi(from)
		must(t, err)
		flipBytes(t, at, step)
		return
	}
	progress := filepath.Join(t.TempDir(), "progress")
	cmd := exec.Command(os.Args[0], "-test.run=^TestFlippedBytes$")
	cmd.Env = append(os.Environ(), "DAMAGE_FROM=0", "DAMAGE_PROGRESS="+progress)
	if out, err := cmd.CombinedOutput(); err != nil {
		at, _ := os.ReadFile(progress)
		t.Errorf("flipping byte %s: %v\n%.4000s", at, err, out)
	}
}

// flipBytes reads a copy of the sample for every step-th byte from at on.
func flipBytes(t *testing.T, at, step int) {
	checkIDs(t)
	whole, err := os.ReadFile(sample)
	must(t, err)
	path := copyOf(t, sample)
	progress := os.Getenv("DAMAGE_PROGRESS")
	unharmed := readAll(path)
	failed := 0
	for ; at < len(whole); at += step {
		must(t, os.WriteFile(progress, []byte(strconv.Itoa(at)), 0o600))
		whole[at] ^= 0xff
		must(t, os.WriteFile(path, whole, 0o600))
		if readAll(path) > unharmed {
			failed++
		}
		whole[at] ^= 0xff
	}
	if failed == 0 {
		t.Error("no damage was noticed")
	}
}
