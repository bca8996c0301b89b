package chunkio

import (
	"encoding/binary"
	"errors"

	"github.com/klauspost/compress/flate"
)

// deflater packs chunks as zlib streams (RFC 1950, 1951), which is what HDF5's
// deflate filter holds. A shuffled chunk of floating-point numbers consists of
// planes of different kinds: signs and exponents, which repeat; upper
// mantissas, whose bytes are unequally frequent but do not repeat, so that a
// Huffman code alone packs them as well as or better than a search for
// matches, several times as fast; and lower mantissas, which are noise and
// best stored as they are. A sample of each plane tells which it is.
type deflater struct {
	thresholds planThresholds
	matches    *flate.Writer // at the level
	huffman    *flate.Writer
	sample     packed
	parts      []part // of the chunk at hand
}

// planThresholds say what a plane is worth, by what is left of its samples.
type planThresholds struct {
	store  float64 // a plane of which more is left by either method is stored
	better float64 // matches are searched for where they leave less than this share of what the code leaves
}

// part is what is packed in one way, up to end.
type part struct {
	end int
	how method
}

// add appends a part; parts that follow each other and are packed alike are one.
func (d *deflater) add(end int, how method) {
	switch last := len(d.parts) - 1; {
	case last >= 0 && d.parts[last].end == end:
	case last >= 0 && d.parts[last].how == how:
		d.parts[last].end = end
	default:
		d.parts = append(d.parts, part{end, how})
	}
}

// method is how a plane is packed.
type method uint8

const (
	store method = iota
	huffmanOnly
	findMatches
)

const (
	// planeBytes is the size from which a plane is worth a sample.
	planeBytes = 64 << 10
	// sampleBytes is how much of a plane is tried at each of two places.
	sampleBytes = 8 << 10
	// storedBytes is the most that one stored block can hold (RFC 1951, 3.2.4).
	storedBytes = 1<<16 - 1
)

func newDeflater(level int) (*deflater, error) {
	matches, err := flate.NewWriter(nil, level)
	if err != nil {
		return nil, err
	}
	huffman, err := flate.NewWriter(nil, flate.HuffmanOnly)
	if err != nil {
		return nil, err
	}
	return &deflater{
		thresholds: thresholdsOf(level), matches: matches, huffman: huffman, sample: packed{data: make([]byte, 0, sampleBytes)},
	}, nil
}

// thresholdsOf returns the thresholds of a level. At level 1 time counts, at
// the others bytes. BenchmarkThresholds, in a chunk of float64 traces without
// noise and in one with noise: 0.80 for better leaves 65.8 % and 79.9 % instead
// of the 63.5 % and 79.3 % of 1, at 1.3 to 1.5 and 2.1 to 3 times the speed. A
// search in all planes without noise saves 0.1 % more, and takes 2.4 times as
// long. The thresholds 0.80 and 0.60 leave 66.1 % and 79.9 %, at 1.3 and 1.2 times
// the speed of 0.90 and 0.80. That 0.90 and 0.98 for store differ is for planes of
// which a code saves little; these chunks have none.
func thresholdsOf(level int) planThresholds {
	if level == 1 {
		return planThresholds{store: 0.90, better: 0.80}
	}
	return planThresholds{store: 0.98, better: 1}
}

// pack writes chunk to out as one zlib stream, or returns errNoGain. The chunk
// consists of so many planes of equal size; of each, all but the first used
// bytes are padding.
func (d *deflater) pack(chunk []byte, planes, used int, out *packed) error {
	// A window of 32 KiB; the second byte makes the two divisible by 31.
	if _, err := out.Write([]byte{0x78, 0x01}); err != nil {
		return err
	}
	d.parts = d.parts[:0]
	size := len(chunk) / planes
	for at := 0; at < len(chunk); at += size {
		d.add(at+used, d.choose(chunk[at:at+used]))
		d.add(at+size, findMatches)
	}
	from := 0
	for _, p := range d.parts {
		if err := d.write(p.how, out, chunk[from:p.end]); err != nil {
			return err
		}
		from = p.end
	}
	// An empty last block, and the checksum of the whole.
	last := [9]byte{1, 0, 0, 0xff, 0xff}
	binary.BigEndian.PutUint32(last[5:], adler32(chunk))
	_, err := out.Write(last[:])
	return err
}

// write appends data as blocks of which none is the last, up to a byte's end.
func (d *deflater) write(how method, out *packed, data []byte) error {
	w := d.matches
	switch how {
	case store:
		return storeRaw(out, data)
	case huffmanOnly:
		w = d.huffman
	}
	w.Reset(out)
	if _, err := w.Write(data); err != nil {
		return err
	}
	return w.Flush()
}

// storeRaw appends data as stored blocks.
func storeRaw(out *packed, data []byte) error {
	for len(data) > 0 {
		n := min(len(data), storedBytes)
		header := [5]byte{0, byte(n), byte(n >> 8), ^byte(n), ^byte(n >> 8)}
		if _, err := out.Write(header[:]); err != nil {
			return err
		}
		if _, err := out.Write(data[:n]); err != nil {
			return err
		}
		data = data[n:]
	}
	return nil
}

// choose tries the methods on samples of a plane.
func (d *deflater) choose(plane []byte) method {
	if len(plane) < planeBytes {
		return findMatches
	}
	matches, huffman := d.ratio(findMatches, plane), d.ratio(huffmanOnly, plane)
	switch {
	case min(matches, huffman) > d.thresholds.store:
		return store
	case matches < huffman*d.thresholds.better:
		return findMatches
	}
	return huffmanOnly
}

// ratio returns how small a method makes samples of a plane.
func (d *deflater) ratio(how method, plane []byte) float64 {
	total := 0
	for _, at := range []int{len(plane) / 4, len(plane) * 3 / 4} {
		d.sample.data = d.sample.data[:0]
		if err := d.write(how, &d.sample, plane[at:at+sampleBytes]); errors.Is(err, errNoGain) {
			total += sampleBytes
		} else {
			total += len(d.sample.data)
		}
	}
	return float64(total) / (2 * sampleBytes)
}
