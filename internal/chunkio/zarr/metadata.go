package zarr

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path/filepath"
	"syscall"

	"roi2nwb/internal/chunkio"
)

// maxMetadata is the most bytes a metadata file may have.
const maxMetadata = 16 << 20

// maxRank is the most axes an array may have, NumPy's limit of old.
const maxRank = 32

// maxAxis is the longest axis: the largest whole number every JSON reader
// takes as it was written.
const maxAxis = 1 << 53

// readJSON decodes a metadata file into v. Numbers without a type stay
// json.Number, so that 64-bit integers keep all their digits.
func readJSON(path string, v any) error {
	data, err := readMetadata(path)
	if err != nil {
		return err
	}
	if err := decodeJSON(data, v); err != nil {
		return fmt.Errorf("%q: %w", path, err)
	}
	return nil
}

func readMetadata(path string) ([]byte, error) {
	f, err := chunkio.OpenRegular(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, maxMetadata+1))
	if err != nil {
		return nil, err
	}
	if len(data) > maxMetadata {
		return nil, fmt.Errorf("%q: more than %d bytes of metadata", path, maxMetadata)
	}
	return data, nil
}

func decodeJSON(data []byte, v any) error {
	d := json.NewDecoder(bytes.NewReader(quoteNonFinite(data)))
	d.UseNumber()
	if err := d.Decode(v); err != nil {
		return err
	}
	if _, err := d.Token(); err != io.EOF {
		return errors.New("more than one JSON value")
	}
	return nil
}

// quoteNonFinite puts the bare words NaN, Infinity and -Infinity, which Python
// writes though they are not JSON, into quotes.
func quoteNonFinite(data []byte) []byte {
	if !bytes.Contains(data, []byte("NaN")) && !bytes.Contains(data, []byte("Infinity")) {
		return data
	}
	out := make([]byte, 0, len(data)+16)
	for len(data) > 0 {
		n := 1
		if data[0] == '"' {
			n = quotedLen(data)
		} else if w := nonFinite(data); w > 0 {
			n = w
			out = append(out, '"')
			out = append(out, data[:n]...)
			out = append(out, '"')
			data = data[n:]
			continue
		}
		out = append(out, data[:n]...)
		data = data[n:]
	}
	return out
}

// quotedLen returns the length of the JSON string that b begins with.
func quotedLen(b []byte) int {
	for i := 1; i < len(b); i++ {
		switch b[i] {
		case '\\':
			i++
		case '"':
			return i + 1
		}
	}
	return len(b)
}

// nonFinite returns the length of the bare word that b begins with, else 0.
func nonFinite(b []byte) int {
	for _, w := range []string{"NaN", "Infinity", "-Infinity"} {
		if bytes.HasPrefix(b, []byte(w)) {
			return len(w)
		}
	}
	return 0
}

// readAttrs returns the attributes of version 2, empty where there are none.
func readAttrs(dir string) (map[string]any, error) {
	attrs := map[string]any{}
	if err := readJSON(filepath.Join(dir, ".zattrs"), &attrs); err != nil && !absent(err) {
		return nil, err
	}
	return plainNumbers(attrs), nil
}

// absent tells whether a file is not there; a plain file where a folder was
// looked into is no file of the store either.
func absent(err error) bool {
	return errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ENOTDIR)
}

// plainNumbers replaces each json.Number in attrs by an int64 or a float64.
func plainNumbers(attrs map[string]any) map[string]any {
	if attrs == nil {
		return map[string]any{}
	}
	for k, v := range attrs {
		attrs[k] = plainNumber(v)
	}
	return attrs
}

func plainNumber(v any) any {
	switch v := v.(type) {
	case json.Number:
		if n, err := v.Int64(); err == nil {
			return n
		}
		f, err := v.Float64()
		if err != nil {
			return v.String() // beyond float64; its digits are all there is
		}
		return f
	case map[string]any:
		return plainNumbers(v)
	case []any:
		for i := range v {
			v[i] = plainNumber(v[i])
		}
	}
	return v
}

// checkShape tells whether shape and chunk are of one rank and within limits.
// An axis of no length may have a chunk of none.
func checkShape(shape, chunk []int) error {
	if len(shape) > maxRank {
		return fmt.Errorf("%d axes, at most %d can be", len(shape), maxRank)
	}
	if len(chunk) != len(shape) {
		return fmt.Errorf("chunk shape %v has another rank than shape %v", chunk, shape)
	}
	for i, n := range shape {
		if n < 0 || n > maxAxis {
			return fmt.Errorf("axis of length %d in shape %v", n, shape)
		}
		if chunk[i] < 1 && (n != 0 || chunk[i] < 0) {
			return fmt.Errorf("chunk shape %v", chunk)
		}
	}
	return nil
}
