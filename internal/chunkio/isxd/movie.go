package isxd

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"math"
	"strconv"
	"strings"

	"roi2nwb/internal/chunkio"
)

// Movie is what a movie says of itself. Its frames are stored one after the
// other, but for those that are invalid, which take no space.
type Movie struct {
	Version  int
	Timing   Timing
	Spacing  Spacing
	Samples  int           // values a pixel: 3 of a colour movie, otherwise 1
	DType    chunkio.DType // of a value
	Recorded int           // frames that are stored

	period Ratio
	stride int64 // bytes from one stored frame to the next
	head   int64 // bytes of a stored frame before its pixels
}

const (
	latestMovie     = 1
	colourMovie     = 3    // dataType of a movie of three values a pixel
	sensorLineBytes = 5120 // before and behind the pixels of a frame, in movies that keep the sensor's own lines
	counterAt       = 1272 * 2
	counterBytes    = 16
)

// Movie reads what a movie or an image says.
func (f *File) Movie() (*Movie, error) {
	if f.Kind != KindMovie && f.Kind != KindImage {
		return nil, wrong("type", "is %d: the file is %v, not a movie", f.Kind, f.Kind)
	}
	o, m := f.footer, &Movie{Samples: 1}
	code, err := o.integer("dataType", 0, colourMovie)
	if err != nil {
		return nil, err
	}
	m.DType = [...]chunkio.DType{chunkio.Uint16, chunkio.Float32, chunkio.Uint8, chunkio.Uint8}[code]
	if code == colourMovie {
		m.Samples = 3
	}
	if o.has("fileVersion") {
		version, err := o.integer("fileVersion", 0, latestMovie)
		if err != nil {
			return nil, err
		}
		m.Version = int(version)
	}
	if m.Timing, err = o.timing("timingInfo"); err != nil {
		return nil, err
	}
	if m.Spacing, err = o.spacing(); err != nil {
		return nil, err
	}
	if m.Version > 0 {
		lines, err := o.boolean("hasFrameHeaderFooter")
		if err != nil {
			return nil, err
		}
		if lines && m.DType != chunkio.Uint16 {
			return nil, wrong("hasFrameHeaderFooter", "is true, and the pixels are %v: only uint16 movies have lines of the sensor", m.DType)
		}
		if lines {
			m.head = sensorLineBytes
		}
	}
	if err := f.layFrames(m); err != nil {
		return nil, err
	}
	m.period = m.Timing.Period
	return m, f.countPeriod(m)
}

// layFrames compares the frames with the data.
func (f *File) layFrames(m *Movie) error {
	pixels := int64(m.Spacing.Width) * int64(m.Spacing.Height) // at most 2^48
	m.stride = pixels*int64(m.Samples*m.DType.Size()) + 2*m.head
	m.Recorded = m.Timing.Samples - m.Timing.InvalidSamples()
	if m.Recorded > 0 && m.stride > 0 && int64(m.Recorded) > f.data/m.stride {
		return wrong("timingInfo.numTimes", "and the invalid samples leave %d frames of %d bytes, and %d bytes of data hold %d",
			m.Recorded, m.stride, f.data, f.data/m.stride)
	}
	if slack := f.data - m.stride*int64(m.Recorded); slack > 0 {
		f.remark("%d bytes of data more than the frames take: they are not read", slack)
	}
	return nil
}

// FrameOffset returns the byte at which the pixels of a frame begin, row by row;
// ok is false for a frame that was not recorded.
func (m *Movie) FrameOffset(frame int) (offset int64, ok bool) {
	if frame < 0 || frame >= m.Timing.Samples {
		return 0, false
	}
	stored := frame
	for _, r := range m.Timing.Invalid {
		if r.First > frame {
			break
		}
		if frame <= r.Last {
			return 0, false
		}
		stored -= r.Last - r.First + 1
	}
	return int64(stored)*m.stride + m.head, true
}

// Period returns the seconds between frames: by the counter of microseconds that
// the sensor wrote beside the frames, where there is one, and otherwise by the
// footer.
func (m *Movie) Period() Ratio { return m.period }

// countPeriod reads the counter beside the first frame and the last.
func (f *File) countPeriod(m *Movie) error {
	if m.head == 0 || m.Recorded == 0 || !countsReliably(f.Extra) {
		return nil
	}
	first, last := 0, m.Timing.Samples-1
	for _, r := range m.Timing.Invalid {
		if r.First == first {
			first = r.Last + 1
		}
	}
	for i := len(m.Timing.Invalid) - 1; i >= 0 && m.Timing.Invalid[i].Last == last; i-- {
		last = m.Timing.Invalid[i].First - 1
	}
	if last-first <= 1 {
		return nil
	}
	from, err := f.Counter(m, first)
	if err != nil {
		return err
	}
	to, err := f.Counter(m, last)
	if err != nil {
		return err
	}
	if to > from && to-from <= math.MaxInt64 {
		m.period = Ratio{int64(to - from), int64(last-first) * 1e6}
	}
	return nil
}

// Counter returns the microseconds that the sensor had counted at a frame of a
// movie that has its lines. It is no time where the recorder is older than
// version 1.1.1.
func (f *File) Counter(m *Movie, frame int) (uint64, error) {
	offset, ok := m.FrameOffset(frame)
	if !ok || m.head == 0 {
		return 0, fmt.Errorf("frame %d has no counter", frame)
	}
	var raw [counterBytes]byte
	if err := readAt(f.r, raw[:], offset-m.head+counterAt); err != nil {
		return 0, err
	}
	// Each byte of the counter is four bits up in 16.
	var count uint64
	for i := range 4 {
		low, high := binary.LittleEndian.Uint16(raw[4*i:]), binary.LittleEndian.Uint16(raw[4*i+2:])
		count |= uint64(high<<4|low>>4) << (16 * i)
	}
	return count, nil
}

// countsReliably reports whether the recorder's counter is one: since version
// 1.1.1.
func countsReliably(extra json.RawMessage) bool {
	var p struct{ Producer struct{ Version string } }
	if json.Unmarshal(extra, &p) != nil {
		return false
	}
	version, _, _ := strings.Cut(p.Producer.Version, "-")
	least := [...]int{1, 1, 1}
	parts := strings.Split(version, ".")
	for i, want := range least {
		if i >= len(parts) {
			return false
		}
		n, err := strconv.Atoi(parts[i])
		if err != nil || n != want {
			return err == nil && n > want
		}
	}
	return true
}
