package main

import (
	"path"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"roi2nwb/internal/chunkio/h5"
)

// everyDataset calls visit for each dataset of a file.
func everyDataset(t *testing.T, file string, visit func(at string, d *h5.Dataset)) {
	t.Helper()
	f, err := h5.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var walk func(string)
	walk = func(group string) {
		entries, err := f.List(group)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range entries {
			at := path.Join(group, e.Name)
			switch {
			case e.Target != "":
			case e.Kind == h5.Group:
				walk(at)
			default:
				d, err := f.Dataset(at)
				if err != nil {
					t.Fatal(err)
				}
				visit(at, d)
				if err := d.Close(); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	walk("/")
}

const (
	traceAt = "/processing/ophys/Fluorescence/RoiResponseSeries/data"
	tableAt = "/processing/ophys/ImageSegmentation/PlaneSegmentation"
)

// layoutOf returns the chunks of the datasets of a file, and the bytes that
// they take.
func layoutOf(t *testing.T, file string) (chunks map[string][]int, stored map[string]int64) {
	chunks, stored = map[string][]int{}, map[string]int64{}
	everyDataset(t, file, func(at string, d *h5.Dataset) {
		chunks[at], stored[at] = d.Chunk(), d.StoredBytes()
	})
	return chunks, stored
}

func TestChunksOnDisk(t *testing.T) {
	folder := t.TempDir()
	source := writeMade(t, largeCaiman(140, 9000, 190, 170, 15), filepath.Join(folder, "made.hdf5"))
	for _, tt := range []struct {
		name  string
		flags []string
		trace []int
	}{
		{"default within 4 MB", nil, []int{8192, 64}},
		{"default within 16 MB", []string{"--chunk-mb", "16", "--buffer-mb", "128"}, []int{8192, 128}},
		{"shape given", []string{"--chunk-shape", "1000,33"}, []int{1000, 33}},
		{"shape given, larger than the traces", []string{"--chunk-shape", "20000,500", "--buffer-mb", "128"}, []int{9000, 140}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			out := filepath.Join(folder, "out.nwb")
			converted(t, with(append(tt.flags, source, "-o", out, "--overwrite", "--mask", "both")...)...)
			chunks, _ := layoutOf(t, out)
			for at, want := range map[string][]int{
				traceAt:                   tt.trace,
				tableAt + "/image_mask":   {1, 64, 64},
				tableAt + "/pixel_mask":   {16 << 10},
				tableAt + "/ROICentroids": nil,
			} {
				if d := cmp.Diff(want, chunks[at]); d != "" {
					t.Errorf("chunk of %s (-want +got):\n%s", at, d)
				}
			}
		})
	}
}

// Of the image masks only tiles that an ROI touches are stored: here four of a
// hundred and forty-four at most.
func TestEmptyTilesAreNotStored(t *testing.T) {
	folder := t.TempDir()
	source := writeMade(t, largeCaiman(20, 10, 768, 768, 10), filepath.Join(folder, "made.hdf5"))
	out := filepath.Join(folder, "out.nwb")
	converted(t, with(source, "-o", out, "--compression", "none")...)
	_, stored := layoutOf(t, out)
	const tile = 64 * 64 * 4
	got := stored[tableAt+"/image_mask"]
	if got < 20*tile || got > 20*4*tile || got%tile != 0 {
		t.Errorf("image masks take %d bytes, expected 20 to 80 tiles of %d", got, tile)
	}
	converted(t, with(source, "-o", out, "--overwrite")...)
	if _, stored = layoutOf(t, out); stored[tableAt+"/image_mask"] > 20*2000 {
		t.Errorf("packed, image masks of 100 pixels each take %d bytes", stored[tableAt+"/image_mask"])
	}
}
