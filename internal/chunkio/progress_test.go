package chunkio

import "testing"

// The shares of all steps are the whole, however large and uneven.
func TestShare(t *testing.T) {
	for _, total := range []int64{0, 1, 7, 1000, 1<<40 + 3} {
		for _, n := range []int{1, 3, 7, 10_000} {
			var sum int64
			for i := range n {
				part := Share(total, i, n)
				if part < total/int64(n)-1 || part > total/int64(n)+1 {
					t.Fatalf("share %d of %d of %d is %d", i, n, total, part)
				}
				sum += part
			}
			if sum != total {
				t.Errorf("%d shares of %d are %d", n, total, sum)
			}
		}
	}
}

func TestBytes(t *testing.T) {
	if got := Bytes(FromFloat64s([]int{3, 4}, make([]float64, 12))); got != 96 {
		t.Errorf("%d", got)
	}
}
