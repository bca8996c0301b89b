package h5

import (
	"bytes"
	"errors"
	"testing"
)

func TestUnlzf(t *testing.T) {
	for _, c := range []struct {
		name string
		data []byte
		want string // "" where the data are damaged
		size int
	}{
		{"literals", []byte("\x04hello"), "hello", 5},
		{"two runs", []byte("\x01he\x02llo"), "hello", 5},
		{"match", []byte("\x02abc\x20\x02"), "abcabc", 6},
		{"match into itself", []byte("\x00a\x60\x00"), "aaaaaa", 6},
		{"long match", append([]byte("\x00a\xe0\x00"), 0), "aaaaaaaaaa", 10},
		{"literals cut off", []byte("\x04hel"), "", 5},
		{"match cut off", []byte("\x00a\x60"), "", 6},
		{"long match cut off", []byte("\x00a\xe0\x00"), "", 10},
		{"match before the begin", []byte("\x00a\x60\x01"), "", 6},
		{"too long", []byte("\x04hello"), "", 4},
		{"too short", []byte("\x04hello"), "", 6},
		{"match too long", []byte("\x00a\x60\x00"), "", 5},
		{"empty", nil, "", 1},
	} {
		got, err := new(decoder).unlzf(c.data, c.size)
		if c.want == "" {
			if !errors.Is(err, ErrDamaged) {
				t.Errorf("%s: %q, %v, want %v", c.name, got, err, ErrDamaged)
			}
			continue
		}
		if err != nil || string(got) != c.want {
			t.Errorf("%s: %q, %v, want %q", c.name, got, err, c.want)
		}
	}
}

// Whatever the bytes, unpacking gives as many as asked for, or an error.
func FuzzUnlzf(f *testing.F) {
	f.Add([]byte("\x02abc\x20\x02"), 6)
	f.Add([]byte("\x00a\xe0\x00\x00"), 10)
	f.Fuzz(func(t *testing.T, data []byte, size int) {
		size = min(max(size, 0), 1<<16)
		var d decoder
		got, err := d.unlzf(data, size)
		if (err == nil) != (len(got) == size && (err == nil)) {
			t.Fatalf("%d of %d bytes, %v", len(got), size, err)
		}
		if err == nil && len(data) > 0 {
			p := pipeline{filters: []int{filterLZF}, size: 1, chunk: size}
			if wrong := p.plausible(int64(len(data)), 0); wrong != nil {
				t.Fatalf("what unpacks is taken for damage: %v", wrong)
			}
			again, err := new(decoder).unlzf(bytes.Clone(data), size)
			if err != nil || !bytes.Equal(again, got) {
				t.Fatal("the same bytes unpack otherwise")
			}
		}
	})
}
