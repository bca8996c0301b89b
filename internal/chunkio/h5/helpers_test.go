package h5

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"roi2nwb/internal/chunkio"
)

// checkIDs fails the test where more is open in libhdf5 at its end than now.
func checkIDs(t *testing.T) {
	t.Helper()
	before := OpenIDs()
	t.Cleanup(func() {
		if n := OpenIDs(); n > before {
			t.Errorf("OpenIDs() = %d at the end, want at most %d", n, before)
		}
	})
}

// TestMain checks that the tests together leave nothing open.
func TestMain(m *testing.M) {
	code := m.Run()
	if n := OpenIDs(); n != 0 && code == 0 {
		fmt.Fprintf(os.Stderr, "OpenIDs() = %d after all tests, want 0\n", n)
		code = 1
	}
	os.Exit(code)
}

// openFile opens a file until the end of the test.
func openFile(t *testing.T, path string) *File {
	t.Helper()
	checkIDs(t)
	f, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	if narrow, ok := narrowThresholds()[os.Getenv(thresholdsSet)]; ok {
		f.limits = narrow
	}
	t.Cleanup(func() {
		if err := f.Close(); err != nil {
			t.Error(err)
		}
	})
	return f
}

// createFile makes a file to be closed by the test, at a path of its own.
func createFile(t *testing.T) *File {
	t.Helper()
	checkIDs(t)
	f, err := Create(filepath.Join(t.TempDir(), "made.h5"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}

// reopen closes what was created and opens it for reading.
func reopen(t *testing.T, f *File) *File {
	t.Helper()
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	return openFile(t, f.Path())
}

func openDataset(t *testing.T, f *File, path string) *Dataset {
	t.Helper()
	d, err := f.Dataset(path)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// little returns a slice of numbers as bytes.
func little(t *testing.T, numbers any) []byte {
	t.Helper()
	b, err := binary.Append(nil, binary.LittleEndian, numbers)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func must(t *testing.T, errs ...error) {
	t.Helper()
	if err := errors.Join(errs...); err != nil {
		t.Fatal(err)
	}
}

// boxes calls fn with boxes of shape: the whole, corners, rows, columns, and
// pieces that fit no chunk.
func boxes(shape []int, fn func(start, count []int)) {
	for _, pick := range []func(n int) (start, count int){
		func(n int) (int, int) { return 0, n },
		func(n int) (int, int) { return 0, min(n, 1) },
		func(n int) (int, int) { return max(0, n-1), min(n, 1) },
		func(n int) (int, int) { return n / 3, n - n/3 - n/4 },
	} {
		start, count := make([]int, len(shape)), make([]int, len(shape))
		for i, n := range shape {
			start[i], count[i] = pick(n)
		}
		fn(start, count)
		for i, n := range shape {
			s, c := start[i], count[i]
			start[i], count[i] = 0, n
			fn(start, count)
			start[i], count[i] = s, c
		}
	}
}

// checkBoxes compares boxes read by ReadBlock with the whole from Read, and
// the whole with what libhdf5 itself reads.
func checkBoxes(t *testing.T, d *Dataset) {
	t.Helper()
	whole, err := d.Read(1 << 28)
	if err != nil {
		t.Fatal(err)
	}
	size := d.DType().Size()
	direct := d.direct
	readers := []blockReader{direct, nil}
	if slices.ContainsFunc(d.filters, func(f FilterInfo) bool { return f.ID == filterLZF }) {
		readers = readers[:1] // libhdf5 itself has no such filter
	}
	boxes(d.Shape(), func(start, count []int) {
		n, err := chunkio.Count(count, size)
		if err != nil {
			t.Fatal(err)
		}
		want := make([]byte, n*size)
		if n > 0 {
			copyBox(want, box{count, make([]int, len(count))}, whole.Raw, box{d.Shape(), start}, count, size)
		}
		for _, reader := range readers {
			d.direct = reader
			got := make([]byte, n*size)
			if err := d.ReadBlock(context.Background(), got, start, count); err != nil {
				t.Fatal(err)
			}
			if string(got) != string(want) {
				t.Errorf("%s: box %v+%v (direct: %v) differs from the whole", d.Path(), start, count, reader != nil)
			}
		}
	})
	d.direct = direct
}
