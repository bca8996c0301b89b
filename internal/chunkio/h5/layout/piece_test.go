package layout

import (
	"bytes"
	"slices"
	"testing"
)

// pieceHeader is an object header of version 1 as libhdf5 writes it for a dataset:
// these messages, each filled up to 8 bytes.
func pieceHeader(messages ...[]byte) []byte {
	var body []byte
	for _, m := range messages {
		for len(m)%8 != 0 {
			m = append(m, 0)
		}
		body = append(body, m...)
	}
	head := []byte{1, 0, byte(len(messages)), 0, 1, 0, 0, 0, byte(len(body)), byte(len(body) >> 8), 0, 0, 0, 0, 0, 0}
	return append(head, body...)
}

func headerMessage(kind, flags byte, data ...byte) []byte {
	for len(data)%8 != 0 {
		data = append(data, 0)
	}
	return append([]byte{kind, 0, byte(len(data)), 0, flags, 0, 0, 0}, data...)
}

// The messages of a scalar of type float64 whose 8 bytes are at 2048.
func scalarSpace() []byte { return headerMessage(messageSpace, 0, 1, 0, 0, 0, 0, 0, 0, 0) }

func float64Type() []byte {
	return headerMessage(messageType, 1, 0x11, 0x20, 63, 0, 8, 0, 0, 0, 0, 0, 64, 0, 52, 11, 0, 52, 0xff, 3, 0, 0)
}

func contiguousAt2048() []byte {
	return headerMessage(messageLayout, 0, 3, 1, 0, 8, 0, 0, 0, 0, 0, 0, 8, 0, 0, 0, 0, 0, 0, 0)
}

func TestPiece(t *testing.T) {
	fillValue := headerMessage(0x05, 1, 2, 2, 2, 0)
	whole := pieceHeader(scalarSpace(), float64Type(), fillValue, contiguousAt2048())
	changed := func(at int, to byte) []byte {
		b := slices.Clone(whole)
		b[at] = to
		return b
	}
	far := slices.Clone(contiguousAt2048())
	copy(far[10:], bytes.Repeat([]byte{0xff}, 8))
	for name, c := range map[string]struct {
		header []byte
		ok     bool
	}{
		"a scalar":            {whole, true},
		"any order":           {pieceHeader(contiguousAt2048(), scalarSpace(), float64Type()), true},
		"a header of 2":       {changed(0, 2), false},
		"cut":                 {whole[:len(whole)-8], false},
		"a longer header":     {changed(9, 2), false},
		"no shape":            {pieceHeader(float64Type(), contiguousAt2048()), false},
		"no type":             {pieceHeader(scalarSpace(), contiguousAt2048()), false},
		"no layout":           {pieceHeader(scalarSpace(), float64Type()), false},
		"two shapes":          {pieceHeader(scalarSpace(), scalarSpace(), float64Type(), contiguousAt2048()), false},
		"a shared shape":      {changed(16+4, 2), false},
		"a shape of 3":        {changed(16+8, 3), false},
		"two axes in 8 bytes": {changed(16+9, 2), false},
		"a sign elsewhere":    {changed(32+10, 62), false},
		"a longer exponent":   {changed(32+8+13, 12), false},
		"an opaque type":      {changed(32+8, 0x15), false},
		"chunks":              {pieceHeader(scalarSpace(), float64Type(), append(headerMessage(messageLayout, 0, 3, 2), make([]byte, 16)...)), false},
		"never stored":        {pieceHeader(scalarSpace(), float64Type(), far), false},
	} {
		t.Run(name, func(t *testing.T) {
			const before = 7
			data := append(make([]byte, before), c.header...)
			p, ok := File{ReaderAt: bytes.NewReader(data), Size: int64(len(data))}.Piece(before)
			if ok != c.ok {
				t.Fatalf("%+v, %v, want %v", p, ok, c.ok)
			}
			if ok && (p.Element != Element{Class: Float, Size: 8} || p.Shape != nil || p.Address != 2048 || p.Bytes != 8) {
				t.Errorf("%+v", p)
			}
		})
	}
	for _, at := range []uint64{uint64(len(whole)), 1 << 63, undefined} {
		if p, ok := (File{ReaderAt: bytes.NewReader(whole), Size: int64(len(whole))}).Piece(at); ok {
			t.Errorf("at %d: %+v", at, p)
		}
	}
}

// Whatever a header says, what is told is within bounds that its reader relies on.
func FuzzPiece(f *testing.F) {
	f.Add(pieceHeader(scalarSpace(), float64Type(), contiguousAt2048()), uint16(0))
	for _, s := range seeds(f) {
		f.Add(s.whole, uint16(s.Header))
	}
	f.Fuzz(func(t *testing.T, data []byte, at uint16) {
		p, ok := File{ReaderAt: bytes.NewReader(data), Size: int64(len(data))}.Piece(uint64(at))
		if !ok {
			return
		}
		if len(p.Shape) > mostRank || len(p.MaxShape) != len(p.Shape) || p.Element.Size <= 0 || p.Address == undefined {
			t.Errorf("%+v", p)
		}
		for _, n := range p.Shape {
			if n < 0 {
				t.Errorf("shape %v", p.Shape)
			}
		}
	})
}
