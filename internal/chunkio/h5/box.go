package h5

// maxRank is the most axes that HDF5 allows.
const maxRank = 32

// box is a place in an array of the given shape.
type box struct {
	shape, start []int
}

// eachRun calls fn for every run of elements that lies in one piece in both a
// and b, of the box of the given count that begins at a.start and b.start.
// Offsets and lengths are in elements. count has no zero.
func eachRun(a, b box, count []int, fn func(a, b, n int) error) error {
	// Axes from last on lie in one piece in both.
	last, run := len(count), 1
	for last > 0 {
		last--
		run *= count[last]
		if count[last] != a.shape[last] || count[last] != b.shape[last] {
			break
		}
	}
	aOff, bOff := a.offset(), b.offset()
	if last == 0 {
		return fn(aOff, bOff, run)
	}
	var buf [3 * maxRank]int
	at, aStride, bStride := buf[:last], buf[last:2*last], buf[2*last:3*last]
	a.strides(aStride)
	b.strides(bStride)
	for {
		if err := fn(aOff, bOff, run); err != nil {
			return err
		}
		i := last - 1
		for ; i >= 0; i-- {
			at[i]++
			aOff += aStride[i]
			bOff += bStride[i]
			if at[i] < count[i] {
				break
			}
			aOff -= aStride[i] * count[i]
			bOff -= bStride[i] * count[i]
			at[i] = 0
		}
		if i < 0 {
			return nil
		}
	}
}

// offset returns the index of b's first element in the flattened array.
func (b box) offset() int {
	n := 0
	for i, s := range b.shape {
		n = n*s + b.start[i]
	}
	return n
}

// strides fills out with the steps of the first len(out) axes.
func (b box) strides(out []int) {
	n := 1
	for i := len(b.shape) - 1; i >= 0; i-- {
		if i < len(out) {
			out[i] = n
		}
		n *= b.shape[i]
	}
}

// copyBox copies the box of the given count from src, an array that begins at
// from, to dst, one that begins at to. Elements have size bytes.
func copyBox(dst []byte, to box, src []byte, from box, count []int, size int) {
	// The callback never returns an error.
	_ = eachRun(from, to, count, func(a, b, n int) error {
		copy(dst[b*size:(b+n)*size], src[a*size:])
		return nil
	})
}

// swapBytes turns big-endian numbers of size bytes into little-endian ones.
func swapBytes(b []byte, size int) {
	for ; len(b) >= size; b = b[size:] {
		for i, j := 0, size-1; i < j; i, j = i+1, j-1 {
			b[i], b[j] = b[j], b[i]
		}
	}
}
