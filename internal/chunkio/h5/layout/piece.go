package layout

import (
	"bytes"
	"math"
)

// Class is the family of an element's type.
type Class uint8

// The classes that Piece knows.
const (
	Int   Class = iota
	Uint        // without a sign
	Float       // of IEEE 754
	Bool        // an enumeration of one byte, FALSE = 0 and TRUE = 1
	Text
)

// Element is the type of the elements of a Piece.
type Element struct {
	Class     Class
	Size      int // bytes in the file
	BigEndian bool
	Variable  bool // of texts: their length, place, and number in a heap (III.E)
	ASCII     bool // of texts: not UTF-8
}

// A Piece is a dataset whose elements lie in the file one after another.
type Piece struct {
	Element  Element
	Shape    []int // nil for a scalar
	MaxShape []int // -1 for an axis without a limit
	Null     bool  // HDF5's empty dataspace; Shape and MaxShape are (0)
	Address  uint64
	Bytes    uint64
}

// The messages of an object header that tell of a piece.
const (
	messageSpace = 0x01
	messageType  = 0x03
)

// mostRank is how many axes the format allows.
const mostRank = 32

// usualHeader is the most bytes of the first part of an object header that is
// read. libhdf5 begins with 272 for a dataset, and goes on elsewhere.
const usualHeader = 512

// Piece describes the dataset whose object header is at an address. ok is false
// for a dataset that is not stored in one piece, and for types and headers of
// rarer kinds, which libhdf5 knows. Nothing else is checked.
func (f File) Piece(header uint64) (p Piece, ok bool) {
	room := f.Size - f.Base
	if f.Base < 0 || room <= 0 || header >= uint64(room) {
		return Piece{}, false
	}
	var memory [usualHeader]byte
	b := memory[:min(uint64(len(memory)), uint64(room)-header)]
	if n, _ := f.ReadAt(b, f.Base+int64(header)); n < len(b) {
		return Piece{}, false
	}
	h := &fields{b: b}
	version := h.u8()
	h.next(7) // reserved, the number of messages, and of references
	size := h.u32()
	h.next(4) // the messages follow at a multiple of 8 bytes
	messages := &fields{b: h.next(int(size))}
	if version != 1 || h.short {
		return Piece{}, false
	}
	return pieceOf(messages)
}

// pieceOf finds the three messages that make a piece, each once.
func pieceOf(messages *fields) (p Piece, ok bool) {
	const constant, all = 1, 1<<messageSpace | 1<<messageType | 1<<messageLayout
	seen := 0
	for len(messages.b) > 0 {
		m := message1(messages)
		if messages.short {
			break
		}
		data := &fields{b: m.data}
		switch m.kind {
		case messageSpace:
			ok = p.readSpace(data)
		case messageType:
			ok = p.Element.read(data)
		case messageLayout:
			ok = p.readLayout(data)
		default:
			continue
		}
		// Other flags are set of what is shared with other objects.
		if !ok || data.short || m.flags&^constant != 0 || seen>>m.kind&1 == 1 {
			return Piece{}, false
		}
		seen |= 1 << m.kind
	}
	return p, seen == all
}

// readSpace reads the message "Dataspace" (IV.A.2.b).
func (p *Piece) readSpace(f *fields) bool {
	const limited, scalar, simple, null = 1, 0, 1, 2
	version, rank, flags, kind := f.u8(), f.u8(), f.u8(), f.u8()
	switch version {
	case 1:
		f.next(4)
		kind = min(rank, simple)
	case 2:
	default:
		return false
	}
	switch {
	case kind == null && rank == 0:
		p.Null, p.Shape, p.MaxShape = true, []int{0}, []int{0}
		return true
	case kind == scalar && rank == 0:
		return true
	case kind != simple || rank == 0 || rank > mostRank || flags&^limited != 0:
		return false
	}
	var known bool
	if p.Shape, known = f.lengths(rank); !known {
		return false
	}
	p.MaxShape = p.Shape
	if flags&limited != 0 {
		p.MaxShape, _ = f.lengths(rank)
	}
	return true
}

// lengths takes the lengths of some axes, -1 for those beyond what counts; known
// is true where there are none of these.
func (f *fields) lengths(rank int) (all []int, known bool) {
	all, known = make([]int, min(rank, len(f.b)/8)), true
	for i := range all {
		n := f.u64()
		if n > math.MaxInt {
			all[i], known = -1, false
			continue
		}
		all[i] = int(n)
	}
	if len(all) < rank {
		f.short = true
	}
	return all, known
}

// readLayout reads the message "Data Layout" of what is contiguous.
func (p *Piece) readLayout(f *fields) bool {
	const contiguous = 1
	version, class := f.u8(), f.u8()
	if version != 3 && version != 4 || class != contiguous {
		return false
	}
	p.Address, p.Bytes = f.u64(), f.u64()
	return p.Address != undefined
}

// read reads the message "Datatype" (IV.A.2.d).
func (e *Element) read(f *fields) bool {
	const fixed, float, text, enumeration, variable = 0, 1, 3, 8, 9
	first := f.u8()
	bits := int(f.uint(3))
	e.Size = int(f.u32())
	switch class := first & 0xf; class {
	case fixed:
		return e.readInt(f, bits)
	case float:
		return e.readFloat(f, bits)
	case text:
		const spaces = 2 // fill up what is too short, rather than NULs
		e.Class = Text
		return bits&0xf < spaces && e.readCharacters(bits>>4) && e.Size > 0
	case enumeration:
		e.Class = Bool
		return e.Size == 1 && bits == 2 && isBool(f.b, first>>4)
	case variable:
		const ofText, reference = 1, 16
		e.Class, e.Variable = Text, true
		return bits&0xf == ofText && e.Size == reference && e.readCharacters(bits>>8)
	default:
		return false
	}
}

// readCharacters reads the set of the characters of a text.
func (e *Element) readCharacters(set int) bool {
	const ascii, utf8 = 0, 1
	e.ASCII = set == ascii
	return set == ascii || set == utf8
}

func (e *Element) readInt(f *fields, bits int) bool {
	const bigEndian, signed = 1, 8
	e.Class, e.BigEndian = Uint, e.Size > 1 && bits&bigEndian != 0
	if bits&signed != 0 {
		e.Class = Int
	}
	offset, precision := f.u16(), f.u16()
	whole := e.Size == 1 || e.Size == 2 || e.Size == 4 || e.Size == 8
	return whole && bits&^(bigEndian|signed) == 0 && offset == 0 && precision == 8*e.Size
}

func (e *Element) readFloat(f *fields, bits int) bool {
	const bigEndian, implied = 1, 2 << 4 // the first bit of a mantissa is not stored
	e.Class, e.BigEndian = Float, bits&bigEndian != 0
	sign := 8*e.Size - 1
	if bits&^bigEndian != implied|sign<<8 {
		return false
	}
	// Offset, precision; place and size of the exponent, and of the mantissa; bias.
	switch e.Size {
	case 4:
		return bytes.Equal(f.next(12), []byte{0, 0, 32, 0, 23, 8, 0, 23, 127, 0, 0, 0})
	case 8:
		return bytes.Equal(f.next(12), []byte{0, 0, 64, 0, 52, 11, 0, 52, 0xff, 3, 0, 0})
	default:
		return false
	}
}

// isBool reports whether an enumeration is h5py's bool: the type of its numbers,
// its names, and their numbers. Names were filled up to 8 bytes before version 3.
func isBool(b []byte, version int) bool {
	const number = "\x10\x08\x00\x00\x01\x00\x00\x00\x00\x00\x08\x00" // signed, of 8 bits
	names := "FALSE\x00\x00\x00TRUE\x00\x00\x00\x00"
	if version >= 3 {
		names = "FALSE\x00TRUE\x00"
	}
	want := number + names + "\x00\x01"
	// The version of the number's type is that of the file's writer.
	return len(b) >= len(want) && b[0]&0xf == 0 && string(b[1:len(want)]) == want[1:]
}
