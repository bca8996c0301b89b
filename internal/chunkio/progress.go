package chunkio

// Bytes returns the unpacked size of an array.
func Bytes(a Array) int64 {
	n := int64(a.DType().Size())
	for _, length := range a.Shape() {
		n *= int64(length)
	}
	return n
}

// Share returns the part of total that step i of n is, so that the parts of all
// steps add up to total.
func Share(total int64, i, n int) int64 {
	upTo := func(i int) int64 { return int64(float64(total) * (float64(i) / float64(n))) }
	return upTo(i+1) - upTo(i)
}
