// Package damagetest has tests read damaged copies of genuine files, each in a
// process that may crash or hang without the test doing so.
package damagetest

import (
	"bytes"
	"encoding/binary"
	"math/rand/v2"
	"slices"
)

// Patch replaces the bytes of a file from At on.
type Patch struct {
	At   int
	With []byte
}

// Apply returns a copy of whole with patches, of which what would pass the end
// is left out.
func Apply(whole []byte, patches []Patch) []byte {
	out := slices.Clone(whole)
	for _, p := range patches {
		copy(out[min(p.At, len(out)):], p.With)
	}
	return out
}

// Each patch is coded in patchSize bytes: place, length less one, new bytes.
const (
	longest   = 8
	patchSize = 4 + 1 + longest
)

// Encode returns patches of 8 bytes at most as the bytes of a fuzz input.
func Encode(patches ...Patch) []byte {
	var out []byte
	for _, p := range patches {
		out = binary.LittleEndian.AppendUint32(out, uint32(p.At))
		out = append(out, byte(len(p.With)-1))
		out = append(out, p.With...)
		out = append(out, make([]byte, longest-len(p.With))...)
	}
	return out
}

// Decode returns the patches that a fuzz input stands for, in a file of size
// bytes; any input stands for some, at most 64.
func Decode(input []byte, size int) []Patch {
	var patches []Patch
	for len(input) >= patchSize && len(patches) < 64 {
		at := int(binary.LittleEndian.Uint32(input)) % max(size, 1)
		n := int(input[4])%longest + 1
		patches = append(patches, Patch{at, input[5 : 5+n]})
		input = input[patchSize:]
	}
	return patches
}

// anchors are the signatures of HDF5's structures, beside which a patch hits
// what says how the file is to be read, and not only samples.
var anchors = []string{"TREE", "SNOD", "HEAP", "GCOL", "OHDR", "OCHK", "FRHP", "FHDB", "FHIB", "BTHD", "BTLF", "BTIN", "FADB", "FAHD", "EAHD", "SMTB", "\x89HDF"}

// Places returns where the structures of an HDF5 file begin.
func Places(whole []byte) []int {
	var places []int
	for _, a := range anchors {
		for at := 0; ; at++ {
			next := bytes.Index(whole[at:], []byte(a))
			if next < 0 {
				break
			}
			at += next
			places = append(places, at)
		}
	}
	for at := 0; at+16 <= len(whole); at += 8 {
		if isHeader(whole[at : at+16]) {
			places = append(places, at)
		}
	}
	return places
}

// isHeader reports whether the bytes are those that an object header of version 1,
// which has no signature, begins with: version, number of messages, one
// reference, and the size of the first block (HDF5 File Format IV.A.1.a).
func isHeader(b []byte) bool {
	return b[0] == 1 && b[1] == 0 && binary.LittleEndian.Uint32(b[4:]) == 1 &&
		b[8]%8 == 0 && binary.LittleEndian.Uint64(b[8:]) < 1<<16 && binary.LittleEndian.Uint32(b[12:]) == 0
}

// Random returns one to four patches of one to eight bytes: one in
// four anywhere, the others within 512 bytes of a structure.
func Random(r *rand.Rand, size int, places []int) []Patch {
	patches := make([]Patch, 1+r.IntN(4))
	for i := range patches {
		at := r.IntN(size)
		if len(places) > 0 && r.IntN(4) > 0 {
			at = min(size-1, places[r.IntN(len(places))]+r.IntN(512))
		}
		with := make([]byte, 1+r.IntN(longest))
		switch r.IntN(4) {
		case 0: // all zero
		case 1:
			for j := range with {
				with[j] = 0xff
			}
		default:
			for j := range with {
				with[j] = byte(r.Uint32())
			}
		}
		patches[i] = Patch{at, with}
	}
	return patches
}
