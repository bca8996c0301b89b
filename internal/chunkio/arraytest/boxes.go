package arraytest

import (
	"bytes"
	"slices"
	"testing"

	"roi2nwb/internal/chunkio"
)

// CheckBoxes reads every box of a small array, and compares it with the whole.
func CheckBoxes(t *testing.T, a chunkio.Array) {
	t.Helper()
	shape, size := a.Shape(), a.DType().Size()
	whole := read(t, a, make([]int, len(shape)), shape)
	start, end := make([]int, len(shape)), slices.Repeat([]int{1}, len(shape))
	for {
		count := make([]int, len(shape))
		for i := range shape {
			count[i] = end[i] - start[i]
		}
		if got, want := read(t, a, start, count), boxOf(whole, shape, start, count, size); !bytes.Equal(got, want) {
			t.Fatalf("box %v+%v of shape %v is % x, want % x", start, count, shape, got, want)
		}
		if !nextBox(shape, start, end) {
			return
		}
	}
}

func read(t *testing.T, a chunkio.Array, start, count []int) []byte {
	t.Helper()
	n, err := chunkio.Count(count, a.DType().Size())
	if err != nil {
		t.Fatal(err)
	}
	raw := bytes.Repeat([]byte{0xA5}, n*a.DType().Size()) // what is not written shows
	if err := a.ReadBlock(t.Context(), raw, start, count); err != nil {
		t.Fatal(err)
	}
	return raw
}

// nextBox steps to the next box that is not empty.
func nextBox(shape, start, end []int) bool {
	for i := len(shape) - 1; i >= 0; i-- {
		if end[i]++; end[i] <= shape[i] {
			return true
		}
		if start[i]++; start[i] < shape[i] {
			end[i] = start[i] + 1
			return true
		}
		start[i], end[i] = 0, 1
	}
	return false
}

// boxOf cuts a box out of an array that was read whole.
func boxOf(whole []byte, shape, start, count []int, size int) []byte {
	if len(shape) == 0 {
		return whole
	}
	row := len(whole) / shape[0]
	var out []byte
	for i := range count[0] {
		at := (start[0] + i) * row
		out = append(out, boxOf(whole[at:at+row], shape[1:], start[1:], count[1:], size)...)
	}
	return out
}

// CheckBoxesOf reads an array in boxes of so many elements along each axis, and
// compares each with the whole.
func CheckBoxesOf(t *testing.T, a chunkio.Array, extent ...int) {
	t.Helper()
	shape, size := a.Shape(), a.DType().Size()
	start := make([]int, len(shape))
	whole := read(t, a, start, shape)
	for {
		count := make([]int, len(shape))
		for i := range shape {
			count[i] = min(extent[i], shape[i]-start[i])
		}
		if got, want := read(t, a, start, count), boxOf(whole, shape, start, count, size); !bytes.Equal(got, want) {
			t.Fatalf("box %v+%v of shape %v differs", start, count, shape)
		}
		i := len(shape) - 1
		for ; i >= 0; i-- {
			if start[i] += extent[i]; start[i] < shape[i] {
				break
			}
			start[i] = 0
		}
		if i < 0 {
			return
		}
	}
}
