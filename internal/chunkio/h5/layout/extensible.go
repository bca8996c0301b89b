package layout

import (
	"fmt"
	"math/bits"
)

// extensible is an extensible array: some elements are in its index block, the
// others in data blocks that grow. The first data blocks are listed in the index
// block, the others in secondary blocks, whose lengths double at every second one
// (H5EA__hdr_init).
type extensible struct {
	*elements
	offsetWidth int // bytes of the number of a block's first element
	indexed     int // elements in the index block
	smallest    int // elements in the smallest data block
	pointers    int // data blocks of the first secondary block that is stored
	perPage     uint64
	most        int // bits of the largest number of elements
}

// extensibleArray walks through an extensible array, the index of datasets that
// can grow along one axis.
func (s *scan) extensibleArray(address uint64) error {
	const headerSize = 4 + 8 + 6*8 + addressSize + checksumSize
	f, err := s.summed(address, headerSize, "EAHD")
	if err != nil {
		return err
	}
	version, client, size := f.u8(), f.u8(), f.u8()
	a := extensible{most: f.u8(), indexed: f.u8(), smallest: f.u8(), pointers: f.u8()}
	pageBits := f.u8()
	f.next(6 * 8) // statistics
	block := f.u64()
	if version != 0 || pageBits > 32 || a.most > 64 || !isPower(a.smallest) || !isPower(a.pointers) || a.pointers < 2 || bits.Len(uint(a.smallest)) > a.most {
		return fmt.Errorf("%w: extensible array of version %d, with parameters %d, %d, %d, %d and %d",
			ErrUnknown, version, a.most, a.indexed, a.smallest, a.pointers, pageBits)
	}
	if block == undefined {
		return nil
	}
	axis, err := s.unlimitedAxis()
	if err != nil {
		return err
	}
	if a.elements, err = s.elements(client, size, axis); err != nil {
		return err
	}
	a.offsetWidth, a.perPage = (a.most+7)/8, 1<<pageBits
	return a.indexBlock(block)
}

func isPower(n int) bool { return bits.OnesCount(uint(n)) == 1 }

// secondary returns how many data blocks secondary block u has, and how many
// elements each of them.
func (a *extensible) secondary(u int) (blocks int, each uint64) {
	return 1 << (u / 2), uint64(a.smallest) << ((u + 1) / 2)
}

func (a *extensible) indexBlock(address uint64) error {
	count := 1 + a.most - (bits.Len(uint(a.smallest)) - 1) // secondary blocks in all
	direct := 2 * (bits.Len(uint(a.pointers)) - 1)         // those that are part of the index block
	if direct > count {
		return fmt.Errorf("%w: extensible array with parameters %d and %d", ErrUnknown, a.smallest, a.pointers)
	}
	listed := 2 * (a.pointers - 1) // data blocks in the index block
	const header = 4 + 1 + 1 + addressSize
	size := header + int64(a.indexed)*int64(a.size) + int64(listed+count-direct)*addressSize + checksumSize
	f, err := a.summed(address, size, "EAIB")
	if err != nil {
		return err
	}
	f.next(header - 4)
	if err := a.addAll(f, 0, uint64(a.indexed)); err != nil {
		return err
	}
	first := uint64(a.indexed)
	for u := range count {
		blocks, each := a.secondary(u)
		if u >= direct {
			if err := a.secondaryBlock(f.u64(), first, blocks, each); err != nil {
				return err
			}
			first += uint64(blocks) * each
			continue
		}
		for range blocks {
			if err := a.dataBlock(f.u64(), first, each, bitmap{}); err != nil {
				return err
			}
			first += each
		}
	}
	return nil
}

func (a *extensible) secondaryBlock(address, first uint64, blocks int, each uint64) error {
	if address == undefined {
		return nil
	}
	if err := a.fits(uint64(blocks)); err != nil {
		return err
	}
	// Data blocks of several pages have a bit for each, without gaps, in the
	// beginning of as many whole bytes as each would take.
	mapped := 0
	if each > a.perPage {
		if err := a.fits(each); err != nil {
			return err
		}
		mapped = int((each/a.perPage + 7) / 8)
	}
	header := 4 + 1 + 1 + addressSize + a.offsetWidth
	f, err := a.summed(address, int64(header)+int64(blocks)*int64(mapped+addressSize)+checksumSize, "EASB")
	if err != nil {
		return err
	}
	f.next(header - 4)
	bits := f.next(blocks * mapped)
	for i := range blocks {
		stored := bitmap{bits, uint64(i) * (each / a.perPage)}
		if err := a.dataBlock(f.u64(), first, each, stored); err != nil {
			return err
		}
		first += each
	}
	return nil
}

// dataBlock adds the elements of a data block, in which only some pages may be
// stored.
func (a *extensible) dataBlock(address, first, n uint64, stored bitmap) error {
	if address == undefined {
		return nil
	}
	if err := a.fits(n); err != nil {
		return err
	}
	header := int64(4 + 1 + 1 + addressSize + a.offsetWidth)
	if len(stored.bytes) > 0 {
		header += checksumSize
		if _, err := a.summed(address, header, "EADB"); err != nil {
			return err
		}
		return a.pages(address+uint64(header), first, n, a.perPage, stored)
	}
	f, err := a.summed(address, header+int64(n)*int64(a.size)+checksumSize, "EADB")
	if err != nil {
		return err
	}
	f.next(int(header) - 4)
	return a.addAll(f, first, n)
}
