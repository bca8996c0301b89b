package check

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestBoxOf(t *testing.T) {
	for _, tt := range []struct {
		shape, want []int
		size        int
	}{
		{[]int{10}, []int{10}, 8},
		{[]int{1 << 30}, []int{1 << 17}, 8},
		{[]int{5, 1 << 17}, []int{1, 1 << 17}, 8},
		{[]int{5, 1 << 18}, []int{1, 1 << 17}, 8},
		{[]int{100, 100, 100}, []int{13, 100, 100}, 8},
		{[]int{0, 3}, []int{1, 3}, 4},
	} {
		if d := cmp.Diff(tt.want, boxOf(tt.shape, tt.size, blockBytes)); d != "" {
			t.Errorf("%v of %d bytes (-want +got):\n%s", tt.shape, tt.size, d)
		}
	}
}

// Everything of a good file can be read, whatever its types.
func TestReadAll(t *testing.T) {
	s := tableFile(t)
	s.options.Deep = true
	var read, stored int64
	s.options.Read = func(n int64) { read += n }
	for _, n := range s.tree.nodes {
		if n.data == nil {
			continue
		}
		if err := s.readAll(t.Context(), n); err != nil {
			t.Errorf("%q: %v", n.path, err)
		}
		d, err := s.open(n)
		if err != nil {
			t.Fatal(err)
		}
		stored += d.StoredBytes()
		if err := d.Close(); err != nil {
			t.Error(err)
		}
	}
	if read != stored || stored == 0 {
		t.Errorf("%d bytes of %d are told of", read, stored)
	}
}
