package dump

import (
	"context"
	"encoding/binary"
	"io"
	"math"

	"roi2nwb/internal/chunkio"
	"roi2nwb/internal/nwb/build"
)

// times returns when each frame was taken, in seconds, as an NWB file has it;
// nil where nothing tells.
func (s *Source) times() func(frame int) float64 {
	t := s.Segmentation.Timing
	start, rate := t.Start, t.Rate
	if t.Timestamps != nil {
		var even bool
		if start, rate, even = build.EvenGrid(t.Timestamps); !even {
			return func(frame int) float64 { return t.Timestamps[frame] }
		}
	}
	if !(rate > 0) {
		return nil
	}
	return func(frame int) float64 { return start + float64(frame)/rate }
}

// knownTimes is times, and an error where nothing tells.
func (s *Source) knownTimes() (func(frame int) float64, error) {
	times := s.times()
	if times == nil {
		return nil, build.ErrNoTiming
	}
	return times, nil
}

// first is the place of the first frame among those of the source.
func (s *Source) first() int { return s.Segmentation.Sliced.First }

// timeTable has one row a frame: its place among the frames of the source, from
// 0, and its time.
func (s *Source) timeTable() (*Table, error) {
	times, err := s.knownTimes()
	if err != nil {
		return nil, err
	}
	n, first := s.Segmentation.Frames, s.first()
	return &Table{Columns: []string{"frame", "time"}, Rows: n, each: func(ctx context.Context, to Writer) error {
		for i := range n {
			to.Int(int64(first + i))
			to.Float(times(i), 64)
			if err := to.EndRow(); err != nil {
				return err
			}
			if err := ctx.Err(); err != nil {
				return err
			}
		}
		return nil
	}}, nil
}

// writeNumbers writes n numbers as an array of float64.
func writeNumbers(to io.Writer, n int, at func(i int) float64) error {
	if err := writeHeader(to, []int{n}, chunkio.Float64); err != nil {
		return err
	}
	var b []byte
	for i := range n {
		b = binary.LittleEndian.AppendUint64(b[:0], math.Float64bits(at(i)))
		if _, err := to.Write(b); err != nil {
			return err
		}
	}
	return nil
}

// timeOr returns when a frame was taken, NaN where nothing tells.
func timeOr(times func(int) float64, frame int) float64 {
	if times == nil {
		return math.NaN()
	}
	return times(frame)
}
