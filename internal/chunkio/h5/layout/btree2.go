package layout

import (
	"fmt"
	"math/bits"
)

// Records of version 2 B-trees.
const (
	recordPlain    = 10 // of chunks that go through no filter
	recordFiltered = 11
)

// bTree2 walks through a version 2 B-tree, the index of datasets that can grow
// along several axes.
func (s *scan) bTree2(address uint64) error {
	const headerSize = 4 + 1 + 1 + 4 + 2 + 2 + 1 + 1 + addressSize + 2 + 8 + checksumSize
	f, err := s.summed(address, headerSize, "BTHD")
	if err != nil {
		return err
	}
	version, record := f.u8(), f.u8()
	nodeSize, recordSize, depth := int64(f.u32()), f.u16(), f.u16()
	f.next(2) // when nodes are split, and merged
	root, records := f.u64(), f.u16()
	want := recordPlain
	if s.d.Filtered {
		want = recordFiltered
	}
	w := &walk2{scan: s, record: record, recordSize: recordSize, nodeSize: nodeSize, at: make([]uint64, len(s.grid))}
	w.sizeWidth = recordSize - addressSize - maskSize - 8*len(s.grid)
	const deepest = 64 // of more records than could be numbered
	switch {
	case version != 0:
		return fmt.Errorf("%w: tree of version %d", ErrUnknown, version)
	case record != want:
		return fmt.Errorf("%w: records of type %d, expected %d", ErrDamaged, record, want)
	case record == recordPlain && recordSize != addressSize+8*len(s.grid),
		record == recordFiltered && (w.sizeWidth < 1 || w.sizeWidth > 8),
		nodeSize < nodeExtra+int64(recordSize), depth > deepest:
		return fmt.Errorf("%w: records of %d bytes in nodes of %d, %d levels", ErrDamaged, recordSize, nodeSize, depth)
	}
	if root == undefined {
		return nil
	}
	w.setWidths(depth)
	return w.node(root, records, depth)
}

// nodeExtra is what a node has beside records: signature, version, type and
// checksum.
const nodeExtra = 4 + 1 + 1 + checksumSize

type walk2 struct {
	*scan
	record, recordSize int
	sizeWidth          int // bytes of a chunk's size
	nodeSize           int64
	countWidth         int   // bytes of the number of records in a node
	totalWidth         []int // bytes of the number of records below a node, by its level
	at                 []uint64
}

// setWidths finds out how many bytes numbers of records have in pointers: as many
// as the largest has that could be (H5B2__hdr_init).
func (w *walk2) setWidths(depth int) {
	most := uint64(w.nodeSize-nodeExtra) / uint64(w.recordSize)
	w.countWidth = widthOf(most)
	w.totalWidth = make([]int, depth+1)
	total := most
	for level := 1; level <= depth; level++ {
		pointer := uint64(addressSize + w.countWidth + w.totalWidth[level-1])
		room := uint64(max(0, w.nodeSize-nodeExtra-int64(pointer)))
		here := room / (uint64(w.recordSize) + pointer)
		high, low := bits.Mul64(here+1, total)
		if total = low + here; high != 0 || total < low {
			total = 1<<64 - 1
		}
		w.totalWidth[level] = widthOf(total)
	}
}

// widthOf returns how many bytes a number takes.
func widthOf(n uint64) int { return max(1, (bits.Len64(n)+7)/8) }

func (w *walk2) node(address uint64, records, level int) error {
	signature, pointer := "BTLF", 0
	if level > 0 {
		signature, pointer = "BTIN", addressSize+w.countWidth+w.totalWidth[level-1]
	}
	size := nodeExtra + int64(records)*int64(w.recordSize+pointer) + int64(pointer)
	if size > w.nodeSize {
		return fmt.Errorf("%w: %d records in a node of %d bytes", ErrDamaged, records, w.nodeSize)
	}
	f, err := w.summed(address, size, signature)
	if err != nil {
		return err
	}
	version, record := f.u8(), f.u8()
	if version != 0 || record != w.record {
		return fmt.Errorf("%w: node of version %d, records of type %d", ErrDamaged, version, record)
	}
	for range records {
		if err := w.addRecord(f); err != nil {
			return err
		}
	}
	if level == 0 {
		return nil
	}
	for range records + 1 {
		child, n := f.u64(), f.uint(w.countWidth)
		f.next(w.totalWidth[level-1])
		if f.short || n > 1<<16 {
			return fmt.Errorf("%w: a node of %d records", ErrDamaged, n)
		}
		if err := w.node(child, int(n), level-1); err != nil {
			return err
		}
	}
	return nil
}

func (w *walk2) addRecord(f *fields) error {
	address := f.u64()
	size, skipped := uint64(w.d.Bytes), uint32(0)
	if w.record == recordFiltered {
		size, skipped = f.uint(w.sizeWidth), f.u32()
	}
	for i := range w.at {
		w.at[i] = f.u64()
	}
	if address == undefined {
		return nil
	}
	return w.add(w.at, address, size, skipped)
}
