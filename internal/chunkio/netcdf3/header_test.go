package netcdf3

import (
	"bytes"
	"encoding/binary"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestTruncated: a file cut anywhere before its last padding does not open.
func TestTruncated(t *testing.T) {
	for _, name := range []string{"classic.nc", "data64.nc", "single_i2.nc"} {
		data, err := os.ReadFile("testdata/" + name)
		if err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(t.TempDir(), name)
		for n := 0; n < len(data)-4; n += 1 + n/100 {
			if err := os.WriteFile(path, data[:n], 0o600); err != nil {
				t.Fatal(err)
			}
			if f, err := Open(path); err == nil || !strings.Contains(err.Error(), path) {
				t.Errorf("%s: %d of %d bytes left: error %v, want one that names it", name, n, len(data), err)
				if f != nil {
					f.Close()
				}
			}
		}
	}
}

// TestFlipped: a changed byte in a header is an error or another header, never
// a crash.
func TestFlipped(t *testing.T) {
	for _, name := range []string{"classic.nc", "offset64.nc", "data64.nc", "single_i1.nc"} {
		data, err := os.ReadFile("testdata/" + name)
		if err != nil {
			t.Fatal(err)
		}
		h, err := readHeader(bytes.NewReader(data), int64(len(data)))
		if err != nil {
			t.Fatal(err)
		}
		failed := 0
		for i := range h.length {
			for _, mask := range []byte{0x01, 0x80, 0xff} {
				data[i] ^= mask
				if _, err := readHeader(bytes.NewReader(data), int64(len(data))); err != nil {
					failed++
				}
				data[i] ^= mask
			}
		}
		if failed == 0 {
			t.Errorf("%s: no change was noticed", name)
		}
	}
}

func TestBadHeaders(t *testing.T) {
	data, err := os.ReadFile("testdata/single_i2.nc")
	if err != nil {
		t.Fatal(err)
	}
	tests := map[string]struct {
		at    int
		bytes string
		want  string
	}{
		"version 3":          {3, "\x03", "not a netCDF classic file"},
		"negative records":   {4, "\x80\x00\x00\x00", "2147483648 records of 6 bytes leave a file of 186"},
		"too many records":   {4, "\x7f\xff\xff\xff", "leave a file of 186"},
		"tag":                {8, "\x00\x00\x00\x0b", "list with tag 0xb"},
		"too many elements":  {12, "\x00\x00\xff\xff", "list of 65535 elements"},
		"name too long":      {16, "\x00\x01\x00\x00", "bytes wanted"},
		"empty name":         {16, "\x00\x00\x00\x00", "a name is empty"},
		"negative length":    {28, "\xff\xff\xff\xfe", "negative count"},
		"two of records":     {44, "\x00\x00\x00\x00", "a second one of records"},
		"absent but counted": {48, "\x00\x00\x00\x00\x00\x00\x00\x02", "list with tag 0x0 and 2 elements"},
	}
	for name, tt := range tests {
		bad := bytes.Clone(data)
		copy(bad[tt.at:], tt.bytes)
		if _, err := readHeader(bytes.NewReader(bad), int64(len(bad))); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: error %v, want one with %q", name, err, tt.want)
		}
	}
}

// The size that a header tells of a variable is of no use from 2 GiB on, where
// it has no sign, and from 4 GiB on, where writers say the largest they can. It
// is not read as a number.
func TestSizeOfLargeVariable(t *testing.T) {
	for _, size := range []uint32{24, math.MaxInt32, math.MaxInt32 + 1, math.MaxUint32} {
		var data []byte
		for _, n := range []uint32{0x43444601, 0, tagDimension, 2, 1, 'y' << 24, 3, 1, 'x' << 24, 2, 0, 0,
			tagVariable, 1, 1, 'v' << 24, 2, 0, 1, 0, 0, 4, size, 96} {
			data = binary.BigEndian.AppendUint32(data, n)
		}
		h, err := readHeader(bytes.NewReader(data), 96+24)
		if err != nil || h.vars[0].slab != 24 {
			t.Errorf("size %d: %v", size, err)
		}
	}
}

// Records without bytes are bounded too.
func TestMostRecords(t *testing.T) {
	for records, ok := range map[int64]bool{maxRecords: true, maxRecords + 1: false} {
		if err := (&header{records: records}).layOutRecords(nil, 0); (err == nil) != ok {
			t.Errorf("%d records: %v", records, err)
		}
	}
}

// FuzzHeader parses any bytes; what it accepts lies within them.
func FuzzHeader(f *testing.F) {
	files, err := filepath.Glob("testdata/*.nc")
	if err != nil || len(files) < 7 {
		f.Fatalf("%d files, %v", len(files), err)
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		h, err := readHeader(bytes.NewReader(data), int64(len(data)))
		if err != nil {
			return
		}
		for _, v := range h.vars {
			end := v.begin
			for i, n := range v.shape {
				if n == 0 {
					end = 0
					break
				}
				end += int64(n-1) * v.strides[i]
			}
			if end > 0 && (end+int64(v.size()) > int64(len(data)) || v.begin < h.length) {
				t.Fatalf("variable %q: shape %v from %d to %d in a file of %d", v.name, v.shape, v.begin, end, len(data))
			}
		}
	})
}
