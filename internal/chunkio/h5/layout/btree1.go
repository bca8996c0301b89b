package layout

import (
	"fmt"
	"math"
	"slices"
)

// bTree1 walks through a version 1 B-tree, the only index that files have that
// older libraries can read.
func (s *scan) bTree1(root uint64) error {
	w := &walk1{scan: s, at: make([]uint64, len(s.grid))}
	return w.node(root, math.MaxInt)
}

type walk1 struct {
	*scan
	at, last []uint64 // in the grid: the chunk that is looked at, and the one before
}

// node walks through the node at an address and what is below it. Its level must
// be below the one given, to which it is set for the first.
func (w *walk1) node(address uint64, above int) error {
	const (
		headerSize = 24
		usualNode  = 4 << 10 // holds most of those that libhdf5 writes
		chunkNode  = 1
	)
	n := int64(usualNode)
	if room := w.file.Size - w.file.Base; address < uint64(max(room, 0)) {
		n = max(headerSize, min(n, room-int64(address)))
	}
	b, err := w.block(address, n)
	if err != nil {
		return err
	}
	f := &fields{b: b}
	signature, kind := f.next(4), f.u8()
	level, used := f.u8(), f.u16()
	if string(signature) != "TREE" || kind != chunkNode {
		return fmt.Errorf("%w: no node of its tree at %d", ErrDamaged, address)
	}
	if level >= above || above != math.MaxInt && level != above-1 {
		return fmt.Errorf("%w: a node of level %d below one of %d", ErrDamaged, level, above)
	}
	f.next(2 * addressSize) // the nodes beside it
	keySize := 8 + 8*(len(w.grid)+1)
	need := headerSize + int64(used)*int64(keySize+addressSize)
	if err := w.count(need); err != nil {
		return err
	}
	if need > n {
		if b, err = w.block(address, need); err != nil {
			return err
		}
		f = &fields{b: b[headerSize:]}
	}
	for range used {
		size, skipped := f.u32(), f.u32()
		if level == 0 {
			if err := w.place(f); err != nil {
				return err
			}
			if err := w.add(w.at, f.u64(), uint64(size), skipped); err != nil {
				return err
			}
			continue
		}
		f.next(keySize - 8)
		if err := w.node(f.u64(), level); err != nil {
			return err
		}
	}
	return nil
}

// place takes the place of a chunk, in elements, off a key. Places rise, so that
// none is met twice.
func (w *walk1) place(f *fields) error {
	for i, n := range w.d.Chunk {
		element := f.u64()
		if element%uint64(n) != 0 {
			return fmt.Errorf("%w: a chunk at element %d of axis %d, where chunks are %d long", ErrDamaged, element, i, n)
		}
		w.at[i] = element / uint64(n)
	}
	f.next(8) // the place in an element, which is 0
	if w.last != nil && slices.Compare(w.at, w.last) <= 0 {
		return fmt.Errorf("%w: chunk %v after chunk %v", ErrDamaged, w.at, w.last)
	}
	w.last = append(w.last[:0], w.at...)
	return nil
}
