package layout

import "fmt"

// layout is what the message "Data Layout" tells of chunked storage.
type layout struct {
	kind          indexKind
	address       uint64
	unfilteredEnd bool
	single        struct {
		filtered bool
		size     uint64
		skipped  uint32
	}
}

// indexKind is the number that layout messages of version 4 have for a kind of
// index, and 0 for the one kind that those of version 3 have.
type indexKind uint8

const (
	kindBTree1 indexKind = iota
	kindSingle
	kindImplicit
	kindFixed
	kindExtensible
	kindBTree2
)

// The messages of an object header that are looked for.
const (
	messageLayout       = 0x08
	messageContinuation = 0x10
)

// layout reads the object header up to the message "Data Layout".
func (s *scan) layout() (layout, error) {
	const longest = 16 // bytes of a header's beginning
	n := min(longest, max(0, s.file.Size-s.file.Base-int64(min(s.d.Header, 1<<62))))
	b, err := s.block(s.d.Header, n)
	if err != nil {
		return layout{}, err
	}
	if len(b) == longest && string(b[:4]) == "OHDR" {
		return s.layout2()
	}
	f := &fields{b: b}
	version := f.u8()
	f.next(7) // reserved, the number of messages, and of references
	size := f.u32()
	if version != 1 || f.short {
		return layout{}, fmt.Errorf("%w: object header of version %d", ErrUnknown, version)
	}
	// The messages follow at a multiple of 8 bytes.
	return s.findLayout(part{s.d.Header + longest, uint64(size)}, message1, "")
}

// message1 takes a message of an object header of version 1.
func message1(f *fields) message {
	m := message{kind: f.u16()}
	size := f.u16()
	m.flags = f.u8()
	f.next(3) // reserved
	m.data = f.next(size)
	return m
}

// layout2 is layout of object headers of version 2.
func (s *scan) layout2() (layout, error) {
	const (
		times, phases, creationOrder = 1 << 5, 1 << 4, 1 << 2
		most                         = 4 + 1 + 1 + 16 + 4 + 8
	)
	n := min(most, s.file.Size-s.file.Base-int64(s.d.Header))
	b, err := s.block(s.d.Header, n)
	if err != nil {
		return layout{}, err
	}
	f := &fields{b: b}
	f.next(4)
	version, flags := f.u8(), f.u8()
	if version != 2 {
		return layout{}, fmt.Errorf("%w: object header of version %d", ErrUnknown, version)
	}
	if flags&times != 0 {
		f.next(16)
	}
	if flags&phases != 0 {
		f.next(4)
	}
	size := f.uint(1 << (flags & 3))
	begin := uint64(len(b) - len(f.b))
	return s.findLayout(part{s.d.Header + begin, size}, func(f *fields) message {
		m := message{kind: f.u8()}
		size := f.u16()
		f.next(1) // flags
		if flags&creationOrder != 0 {
			f.next(2)
		}
		m.data = f.next(size)
		return m
	}, "OCHK")
}

// part is a part of an object header.
type part struct {
	address, size uint64
}

type message struct {
	kind  int
	flags int // in headers of version 1 alone
	data  []byte
}

// findLayout looks through the messages of a header, of which next takes one.
// Its further parts begin with a signature, and then end with a checksum.
func (s *scan) findLayout(first part, next func(*fields) message, signature string) (layout, error) {
	for parts := []part{first}; len(parts) > 0; parts = parts[1:] {
		p := parts[0]
		if p.size > mostBlock {
			return layout{}, fmt.Errorf("%w: part of an object header of %d bytes", ErrDamaged, p.size)
		}
		if err := s.count(int64(p.size)); err != nil {
			return layout{}, err
		}
		b, err := s.block(p.address, int64(p.size))
		if err != nil {
			return layout{}, err
		}
		f := &fields{b: b}
		if p != first && signature != "" {
			if f, err = unsummed(b, signature); err != nil {
				return layout{}, err
			}
		}
		for len(f.b) > 0 {
			m := next(f)
			if f.short {
				break // what is too short for a message is a gap
			}
			d := &fields{b: m.data}
			switch m.kind {
			case messageLayout:
				return s.parseLayout(d)
			case messageContinuation:
				more := part{address: d.u64(), size: d.u64()}
				if d.short || more.size == 0 {
					return layout{}, fmt.Errorf("%w: object header that goes on nowhere", ErrDamaged)
				}
				parts = append(parts, more)
			}
		}
	}
	return layout{}, fmt.Errorf("%w: the object header does not tell of one", ErrUnknown)
}

// parseLayout reads the message "Data Layout", of the versions 1 to 4.
func (s *scan) parseLayout(f *fields) (layout, error) {
	var l layout
	version, class, rank := f.u8(), f.u8(), 0
	if version < 3 {
		rank, class = class, f.u8()
		f.next(5)
	}
	if version < 1 || version > 4 {
		return l, fmt.Errorf("%w: layout of version %d", ErrUnknown, version)
	}
	const chunked = 2
	if class != chunked {
		return l, fmt.Errorf("%w: the object header tells of another layout, %d", ErrDamaged, class)
	}
	if version < 4 {
		if version == 3 {
			rank = f.u8()
		}
		l.address = f.u64()
		return l, s.sameChunk(f, rank, 4)
	}
	return s.parseLayout4(f)
}

func (s *scan) parseLayout4(f *fields) (layout, error) {
	var l layout
	const unfilteredEnd, singleFiltered = 1, 2
	flags, rank, width := f.u8(), f.u8(), f.u8()
	if err := s.sameChunk(f, rank, width); err != nil {
		return l, err
	}
	l.kind, l.unfilteredEnd = indexKind(f.u8()), flags&unfilteredEnd != 0
	switch l.kind {
	case kindSingle:
		if l.single.filtered = flags&singleFiltered != 0; l.single.filtered {
			l.single.size, l.single.skipped = f.u64(), f.u32()
		}
	case kindImplicit:
	case kindFixed:
		f.next(1) // how it was made is said by the index itself, too
	case kindExtensible:
		f.next(5)
	case kindBTree2:
		f.next(6)
	default:
		return l, fmt.Errorf("%w: kind %d", ErrUnknown, l.kind)
	}
	if l.address = f.u64(); f.short {
		return l, fmt.Errorf("%w: the layout message is too short", ErrDamaged)
	}
	return l, nil
}

// sameChunk compares the shape of a chunk in the message with the one that is
// known. The size of an element follows the shape.
func (s *scan) sameChunk(f *fields, rank, width int) error {
	same := rank == len(s.d.Chunk)+1 && width >= 1 && width <= 8
	for i := 0; same && i < len(s.d.Chunk); i++ {
		same = f.uint(width) == uint64(s.d.Chunk[i])
	}
	if same {
		f.next(width)
	}
	if !same || f.short {
		return fmt.Errorf("%w: the layout message tells of other chunks", ErrDamaged)
	}
	return nil
}
