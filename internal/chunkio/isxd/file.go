package isxd

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"roi2nwb/internal/chunkio"
)

// Kind is what a file holds.
type Kind int

// The kinds of files, as the footer numbers them.
const (
	KindMovie        Kind = 0
	KindCellSet      Kind = 1
	KindBehavior     Kind = 2
	KindGPIO         Kind = 3
	KindImage        Kind = 4
	KindEventSet     Kind = 5
	KindMetrics      Kind = 6
	KindIMU          Kind = 7
	KindVesselSet    Kind = 8
	KindNVisionMovie Kind = 9
)

// String names the kind with its article.
func (k Kind) String() string {
	names := [...]string{"a movie", "a cell set", "a behaviour movie", "a GPIO recording", "an image", "an event set",
		"a set of metrics", "a recording of an IMU", "a vessel set", "a movie of nVision"}
	if k < 0 || int(k) >= len(names) {
		return fmt.Sprintf("a file of kind %d", int(k))
	}
	return names[k]
}

const (
	lengthBytes = 8               // of the footer's length, at the end of the file
	tailBytes   = lengthBytes + 1 // with the zero byte
	maxFooter   = 64 << 20        // bytes of a footer
	baseFooter  = 8 << 20         // bytes of one behind no data
	perData     = 64              // bytes of one for each byte of data: a cell has a few hundred in it, and more data
	minFile     = tailBytes + len("{}")
)

// File is an open file.
type File struct {
	Kind     Kind
	Producer string          // what wrote the file, with its version: "isxcore 2.0.1"; "" where it does not say
	Extra    json.RawMessage // extraProperties, nil where there are none
	Remarks  []string        // what is odd about the file and does no harm

	r      io.ReaderAt
	data   int64 // bytes before the footer
	footer object
	closer io.Closer
}

// Open opens the file at path and reads its footer. What does not end as an
// .isxd file matches ErrNoFooter.
func Open(path string) (*File, error) {
	f, err := chunkio.OpenRegular(path)
	if err != nil {
		return nil, err
	}
	info, err := f.Stat()
	if err == nil {
		var file *File
		if file, err = Read(f, info.Size()); err == nil {
			file.closer = f
			return file, nil
		}
	}
	return nil, errors.Join(err, f.Close())
}

// Read reads the footer of a file of size bytes.
func Read(r io.ReaderAt, size int64) (*File, error) {
	text, at, err := readFooter(r, size)
	if err != nil {
		return nil, err
	}
	if !utf8.Valid(text) {
		return nil, noFooter(at+int64(firstInvalid(text)), "begins no character of UTF-8, in which the footer is")
	}
	var footer object
	if err := json.Unmarshal(text, &footer); err != nil {
		return nil, noFooter(at+offsetOf(err), "is in no footer: %s", plainJSON(err))
	}
	if footer == nil {
		return nil, noFooter(at, "is the begin of %q, not of a footer's JSON object", text)
	}
	f := &File{r: r, data: at, footer: footer}
	kind, err := footer.integer("type", 0, 1<<31)
	if err != nil {
		return nil, err
	}
	f.Kind = Kind(kind)
	f.Producer = footer.producer()
	if footer.has("extraProperties") {
		f.Extra = footer["extraProperties"]
	}
	return f, nil
}

// Close closes the file.
func (f *File) Close() error {
	if f.closer == nil {
		return nil
	}
	return f.closer.Close()
}

// DataBytes returns how many bytes of data there are before the footer.
func (f *File) DataBytes() int64 { return f.data }

// Keys returns the keys of the footer, sorted.
func (f *File) Keys() []string { return slices.Sorted(maps.Keys(f.footer)) }

// Value returns the JSON of a key of the footer, nil where there is none.
func (f *File) Value(key string) json.RawMessage { return f.footer[key] }

func (f *File) remark(format string, args ...any) {
	f.Remarks = append(f.Remarks, fmt.Sprintf(format, args...))
}

// readFooter returns the JSON at the end of a file, and where it begins. The
// length at the end is that of the longest footer that the file ever had.
func readFooter(r io.ReaderAt, size int64) (text []byte, at int64, err error) {
	if size < int64(minFile) {
		return nil, 0, noFooter(0, "begins a file of %d bytes, which is too short for a footer", size)
	}
	var last [lengthBytes]byte
	if err := readAt(r, last[:], size-lengthBytes); err != nil {
		return nil, 0, err
	}
	n := binary.LittleEndian.Uint64(last[:])
	if n < 2 || n > uint64(size-tailBytes) {
		return nil, 0, noFooter(size-lengthBytes, "begins the length of the footer, %d, which does not fit a file of %d bytes: was the file cut off?", n, size)
	}
	at = size - tailBytes - int64(n)
	var first [1]byte
	if err := readAt(r, first[:], at); err != nil {
		return nil, 0, err
	}
	if !strings.ContainsRune("{ \t\r\n", rune(first[0])) {
		return nil, 0, noFooter(at, "should begin the footer, and does not begin a JSON object")
	}
	if most := min(maxFooter, baseFooter+perData*min(at, maxFooter)); n > uint64(most) {
		return nil, 0, noFooter(at, "begins a footer of %d bytes; at most %d are read behind %d bytes of data", n, most, at)
	}
	text = make([]byte, n+1)
	if err := readAt(r, text, at); err != nil {
		return nil, 0, err
	}
	end := bytes.IndexByte(text, 0)
	if end < 0 {
		return nil, 0, noFooter(at, "begins a footer that no zero byte ends")
	}
	return text[:end], at, nil
}

// IsISXD reports whether a file ends as .isxd files do. It reads a few bytes of
// other files.
func IsISXD(path string) bool {
	f, err := Open(path)
	if err != nil {
		return false
	}
	return f.Close() == nil && (f.footer.has("timingInfo") || f.footer.has("timing info") || f.footer.has("global times") || f.footer.has("producer"))
}

// readAt fills b from r; that r ends before is an error.
func readAt(r io.ReaderAt, b []byte, offset int64) error {
	n, err := r.ReadAt(b, offset)
	if n == len(b) {
		return nil
	}
	if err == nil || errors.Is(err, io.EOF) {
		err = io.ErrUnexpectedEOF
	}
	return fmt.Errorf("read %d bytes at byte %d: %w", len(b), offset, err)
}

// firstInvalid returns where a text stops being UTF-8.
func firstInvalid(text []byte) int {
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRune(text[i:])
		if r == utf8.RuneError && size <= 1 {
			return i
		}
		i += size
	}
	return len(text)
}
