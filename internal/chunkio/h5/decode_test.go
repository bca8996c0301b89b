package h5

import (
	"bytes"
	"encoding/binary"
	"errors"
	"hash/fnv"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/klauspost/compress/zlib"
	"github.com/klauspost/compress/zstd"

	"roi2nwb/internal/chunkio"
)

// Whatever is stored, decode gives a chunk or an error.
func FuzzDecode(f *testing.F) {
	var packed bytes.Buffer
	w := zlib.NewWriter(&packed)
	if _, err := w.Write(make([]byte, 24)); err != nil {
		f.Fatal(err)
	}
	if err := w.Close(); err != nil {
		f.Fatal(err)
	}
	f.Add(packed.Bytes(), uint32(0), uint8(0))
	f.Add(make([]byte, 28), uint32(0), uint8(1))
	f.Add(make([]byte, 24), uint32(7), uint8(2))
	pipelines := []pipeline{
		{filters: []int{filterShuffle, filterDeflate}, size: 8, chunk: 24},
		{filters: []int{filterShuffle, filterFletcher32}, size: 4, chunk: 24},
		{filters: []int{filterFletcher32, filterShuffle, filterDeflate}, size: 4, chunk: 24},
		{filters: []int{filterZstd}, size: 4, chunk: 24},
	}
	f.Fuzz(func(t *testing.T, raw []byte, mask uint32, which uint8) {
		p := pipelines[int(which)%len(pipelines)]
		var dec decoder
		dst := make([]byte, p.chunk)
		if err := dec.decode(p, dst, raw, mask); err != nil && !errors.Is(err, ErrDamaged) {
			t.Errorf("error %v is not ErrDamaged", err)
		}
	})
}

// What filters do on writing, decode undoes.
func TestDecode(t *testing.T) {
	chunk := make([]byte, 4*25+3)
	hash := fnv.New32a()
	for i := range chunk {
		hash.Write(chunk[:i])
		chunk[i] = byte(hash.Sum32())
	}
	apply := map[int]func([]byte) []byte{
		filterDeflate: func(b []byte) []byte {
			var out bytes.Buffer
			w := zlib.NewWriter(&out)
			_, err := w.Write(b)
			must(t, err, w.Close())
			return out.Bytes()
		},
		filterZstd: func(b []byte) []byte {
			w, err := zstd.NewWriter(nil)
			must(t, err)
			return w.EncodeAll(b, nil)
		},
		filterShuffle: func(b []byte) []byte {
			out := make([]byte, 0, len(b))
			for j := range 4 {
				for i := range len(b) / 4 {
					out = append(out, b[4*i+j])
				}
			}
			return append(out, b[len(b)&^3:]...)
		},
		filterFletcher32: func(b []byte) []byte {
			return binary.LittleEndian.AppendUint32(bytes.Clone(b), fletcher32(b))
		},
	}
	var dec decoder
	for _, filters := range [][]int{
		{}, {filterDeflate}, {filterShuffle}, {filterFletcher32}, {filterZstd}, {filterShuffle, filterDeflate},
		{filterShuffle, filterDeflate, filterFletcher32}, {filterFletcher32, filterShuffle, filterZstd},
	} {
		p := pipeline{filters: filters, size: 4, chunk: len(chunk)}
		for mask := range uint32(1) << len(filters) {
			raw := chunk
			for i, id := range filters {
				if mask>>i&1 == 0 {
					raw = apply[id](raw)
				}
			}
			must(t, p.plausible(int64(len(raw)), mask))
			got := make([]byte, len(chunk))
			if err := dec.decode(p, got, raw, mask); err != nil {
				t.Errorf("filters %v, mask %b: %v", filters, mask, err)
			} else if !bytes.Equal(got, chunk) {
				t.Errorf("filters %v, mask %b: another chunk", filters, mask)
			}
			if len(filters) > 0 && filters[len(filters)-1] == filterFletcher32 && mask>>(len(filters)-1)&1 == 0 {
				raw = bytes.Clone(raw)
				raw[0] ^= 1
				if err := dec.decode(p, got, raw, mask); !errors.Is(err, ErrDamaged) {
					t.Errorf("filters %v: a changed bit gave %v, want ErrDamaged", filters, err)
				}
			}
		}
	}
}

func TestPlausible(t *testing.T) {
	gzip := pipeline{filters: []int{filterDeflate, filterFletcher32}, size: 1, chunk: 1 << 30}
	for _, tt := range []struct {
		stored int64
		mask   uint32
		ok     bool
	}{
		{1_040_450, 0, false}, {1_040_451, 0, true}, {1 << 30, 3, true}, {1<<30 + 1, 3, false}, {1<<30 + 4, 1, true},
	} {
		if err := gzip.plausible(tt.stored, tt.mask); (err == nil) != tt.ok {
			t.Errorf("%d bytes, mask %b: %v", tt.stored, tt.mask, err)
		}
	}
}

// Whatever refs and heap hold, texts gives strings or an error.
func FuzzHeap(f *testing.F) {
	heapOf := func(length uint64, number uint16, size uint64, text string) []byte {
		b := append([]byte("GCOL\x01\x00\x00\x00"), make([]byte, 8)...)
		binary.LittleEndian.PutUint64(b[8:], length)
		b = binary.LittleEndian.AppendUint16(b, number)
		b = append(b, 0, 0, 0, 0, 0, 0)
		b = binary.LittleEndian.AppendUint64(b, size)
		return append(b, text...)
	}
	ref := func(n uint32, address uint64, number uint32) []byte {
		b := binary.LittleEndian.AppendUint32(nil, n)
		b = binary.LittleEndian.AppendUint64(b, address)
		return binary.LittleEndian.AppendUint32(b, number)
	}
	f.Add(heapOf(40, 1, 8, "neuron\x00\x00"), ref(6, 0, 1))
	f.Add(heapOf(40, 1, 4, "neuron\x00\x00"), ref(6, 0, 1))
	f.Add(heapOf(1<<40, 1, 8, "neuron\x00\x00"), ref(6, 0, 1))
	f.Add(heapOf(40, 1, 1<<40, "neuron\x00\x00"), ref(6, 0, 1))
	f.Add(heapOf(40, 1, 8, "neuron\x00\x00"), ref(6, 1<<63, 1))
	f.Add(heapOf(40, 1, 8, "neuron\x00\x00"), ref(1<<31, 0, 1<<31))
	f.Fuzz(func(t *testing.T, file, refs []byte) {
		h := heap{r: bytes.NewReader(file), size: int64(len(file)), limits: usualThresholds()}
		texts, err := h.texts(refs, 1<<16)
		if err != nil && !errors.Is(err, ErrDamaged) && !errors.Is(err, ErrTruncated) && !errors.Is(err, chunkio.ErrTooLarge) {
			t.Errorf("error %v is none of ours", err)
		}
		if err == nil && len(refs) >= heapRefSize && bytes.Equal(file, heapOf(40, 1, 8, "neuron\x00\x00")) {
			if diff := cmp.Diff("neuron", texts[0]); binary.LittleEndian.Uint32(refs) == 6 && diff != "" {
				t.Errorf("text (-want +got):\n%s", diff)
			}
		}
	})
}
