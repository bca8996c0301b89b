package zarr

import "encoding/binary"

// scatter copies the elements of a box of the given shape between two arrays in
// memory, each with its own strides, in elements of size bytes. Strides of zero
// in src repeat its first element.
func scatter(dst []byte, dstStride []int, src []byte, srcStride, shape []int, size int) {
	// Axes that both arrays walk through as if they were one become one.
	var n, ds, ss [maxRank]int
	rank := 0
	for i := range shape {
		if shape[i] == 1 {
			continue
		}
		if k := rank - 1; k >= 0 && ds[k] == dstStride[i]*shape[i] && ss[k] == srcStride[i]*shape[i] {
			n[k], ds[k], ss[k] = n[k]*shape[i], dstStride[i], srcStride[i]
			continue
		}
		n[rank], ds[rank], ss[rank] = shape[i], dstStride[i], srcStride[i]
		rank++
	}
	if rank == 0 {
		copy(dst[:size], src)
		return
	}
	inner := rank - 1
	var at [maxRank]int
	for d, s := 0, 0; ; {
		copyRun(dst[d*size:], ds[inner], src[s*size:], ss[inner], n[inner], size)
		i := inner - 1
		for ; i >= 0; i-- {
			d, s = d+ds[i], s+ss[i]
			if at[i]++; at[i] < n[i] {
				break
			}
			d, s, at[i] = d-n[i]*ds[i], s-n[i]*ss[i], 0
		}
		if i < 0 {
			return
		}
	}
}

// copyRun copies n elements, a stride apart on either side.
func copyRun(dst []byte, dstStride int, src []byte, srcStride, n, size int) {
	if dstStride == 1 && srcStride == 1 {
		copy(dst[:n*size], src)
		return
	}
	if dstStride == 1 && srcStride == 0 {
		repeat(dst[:n*size], src[:size])
		return
	}
	ds, ss := dstStride*size, srcStride*size
	le := binary.LittleEndian
	switch size {
	case 1:
		for i := range n {
			dst[i*ds] = src[i*ss]
		}
	case 2:
		for i := range n {
			le.PutUint16(dst[i*ds:], le.Uint16(src[i*ss:]))
		}
	case 4:
		for i := range n {
			le.PutUint32(dst[i*ds:], le.Uint32(src[i*ss:]))
		}
	case 8:
		for i := range n {
			le.PutUint64(dst[i*ds:], le.Uint64(src[i*ss:]))
		}
	default:
		for i := range n {
			copy(dst[i*ds:i*ds+size], src[i*ss:])
		}
	}
}

// repeat fills dst with copies of one element.
func repeat(dst, element []byte) {
	for n := copy(dst, element); n < len(dst); {
		n += copy(dst[n:], dst[:n])
	}
}
