package h5

import (
	"encoding/json"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"roi2nwb/internal/chunkio"
	"roi2nwb/internal/chunkio/h5/layout"
	"roi2nwb/internal/readertest"
)

// listed are the chunks of a dataset as libhdf5 lists them: place in elements,
// offset in the file, bytes, and mask.
type listed []struct {
	place []int
	chunk layout.Chunk
}

func (l *listed) UnmarshalJSON(text []byte) error {
	var all [][4]json.RawMessage
	if err := json.Unmarshal(text, &all); err != nil {
		return err
	}
	*l = make(listed, len(all))
	for i, raw := range all {
		c := &(*l)[i]
		for k, to := range []any{&c.place, &c.chunk.Offset, &c.chunk.Size, &c.chunk.Skipped} {
			if err := json.Unmarshal(raw[k], to); err != nil {
				return err
			}
		}
	}
	return nil
}

// makeIndexes makes files with all kinds of indexes, and tells what is in them.
func makeIndexes(t *testing.T) (dir string, files map[string]map[string]listed) {
	t.Helper()
	dir = t.TempDir()
	out, err := exec.Command(readertest.Python(t), filepath.Join("..", "..", "..", "tests", "readers", "chunk_indexes.py"), dir).Output()
	must(t, err)
	must(t, json.Unmarshal(out, &files))
	return dir, files
}

// Chunks are found where libhdf5 finds them, in all kinds of indexes, and read
// to the same values.
func TestIndexes(t *testing.T) {
	dir, files := makeIndexes(t)
	for name, datasets := range files {
		f := openFile(t, filepath.Join(dir, name+".h5"))
		for path, want := range datasets {
			t.Run(name+"/"+path, func(t *testing.T) {
				d := openDataset(t, f, path)
				if d.refused != nil {
					t.Fatal(d.refused)
				}
				if d.chunks.unlisted {
					t.Fatal("its chunks are not listed")
				}
				var expected []layout.Chunk
				var stored int64
				for _, c := range want {
					ends := false
					for i := range d.chunks.grid {
						ends = ends || c.place[i]+d.chunk[i] > d.shape[i]
					}
					if ends && len(path) > 3 && path[:4] == "ends" {
						c.chunk.Skipped = 1<<32 - 1
					}
					expected = append(expected, c.chunk)
					stored += int64(c.chunk.Size)
				}
				// What libhdf5 lists as places in extensible arrays is wrong where several
				// axes can grow; the values tell where chunks belong.
				byOffset := cmpopts.SortSlices(func(a, b layout.Chunk) bool { return a.Offset < b.Offset })
				placeless := cmpopts.IgnoreFields(layout.Chunk{}, "Number")
				if diff := cmp.Diff(expected, d.chunks.stored, byOffset, placeless, cmpopts.EquateEmpty()); diff != "" {
					t.Errorf("chunks (-want +got):\n%s", diff)
				}
				if d.StoredBytes() != stored {
					t.Errorf("%d bytes are stored, want %d", d.StoredBytes(), stored)
				}
				switch n, err := d.elements(1); {
				case err != nil:
					t.Error(err)
				case n > 10_000 || len(want) > 1000:
					checkPlaces(t, d)
				case d.dtype != chunkio.Invalid:
					checkBoxes(t, d)
				default:
					_, err := d.Read(1 << 20)
					must(t, err)
				}
				if n, _ := d.elements(1); n > 10_000 {
					return
				}
				checkStoredBoxes(t, d)
			})
		}
	}
}

// checkStoredBoxes compares the boxes that are stored with those of chunks.
func checkStoredBoxes(t *testing.T, d *Dataset) {
	t.Helper()
	boxes(d.Shape(), func(start, count []int) {
		var got, want [][2][]int
		err := d.StoredBoxes(start, count, func(at, n []int) error {
			got = append(got, [2][]int{append([]int(nil), at...), append([]int(nil), n...)})
			return nil
		})
		must(t, err)
		for _, c := range d.chunks.stored {
			at, n, number := make([]int, len(start)), make([]int, len(start)), c.Number
			inside := true
			for i := len(start) - 1; i >= 0; i-- {
				origin := number % d.chunks.grid[i] * d.chunk[i]
				number /= d.chunks.grid[i]
				at[i] = max(origin, start[i])
				n[i] = min(origin+d.chunk[i], start[i]+count[i]) - at[i]
				inside = inside && n[i] > 0
			}
			if inside {
				want = append(want, [2][]int{at, n})
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s, box %v+%v: stored boxes (-want +got):\n%s", d.Path(), start, count, diff)
		}
	})
}

// checkPlaces compares what is read beside libhdf5 with what it reads itself, of
// some stored chunks and what follows them.
func checkPlaces(t *testing.T, d *Dataset) {
	t.Helper()
	step := max(1, len(d.chunks.stored)/100)
	for i := 0; i < len(d.chunks.stored); i += step {
		start, count, number := make([]int, len(d.shape)), make([]int, len(d.shape)), d.chunks.stored[i].Number
		for axis := len(start) - 1; axis >= 0; axis-- {
			start[axis] = number % d.chunks.grid[axis] * d.chunk[axis]
			number /= d.chunks.grid[axis]
			count[axis] = min(2*d.chunk[axis], d.shape[axis]-start[axis])
			if d.thin != nil { // what is absent is not read
				count[axis] = min(d.chunk[axis], count[axis])
			}
		}
		v, err := d.ReadElements(start, count, 1<<20)
		must(t, err)
		if d.direct == nil {
			continue
		}
		got := make([]byte, len(v.Raw))
		must(t, d.ReadBlock(t.Context(), got, start, count))
		if string(got) != string(v.Raw) {
			t.Errorf("box %v+%v: %v, want %v", start, count, got, v.Raw)
		}
		if i == 0 && string(got) == string(make([]byte, len(got))) {
			t.Errorf("box %v+%v: nothing but zeros", start, count)
		}
	}
}
