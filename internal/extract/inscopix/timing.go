package inscopix

import (
	"context"
	"fmt"
	"math"
	"math/big"
	"math/bits"

	"roi2nwb/internal/chunkio/isxd"
	"roi2nwb/internal/session"
)

// readTiming sets when frames were taken: by a rate for one recording, by a time
// for each frame for a series, whose recordings have gaps between them.
func (s *series) readTiming(_ context.Context, seg *session.Segmentation) error {
	t := s.first().timing()
	const origin = "timingInfo.period"
	period := t.Period.Rat()
	rate, _ := new(big.Rat).Inv(period).Float64()
	if err := session.CheckRate(rate); err != nil {
		return fmt.Errorf("read %q: %w", s.first().cells().path, session.ContentErrorf(origin, "is %v s: %v", t.Period.Float(), err))
	}
	if len(s.chosen) == 1 {
		seg.Timing = session.Timing{Rate: rate, Origin: origin}
	} else {
		seg.Timing = session.Timing{Timestamps: s.timestamps(seg.Frames), Origin: "timingInfo of each recording"}
	}
	if isCut(t) {
		seg.AddRemark("%q says %d ms between samples and no start, as of a movie that was no .isxd file: the tool cuts the period to whole milliseconds, so that the rate may be %s to %s Hz",
			s.first().cells().name, wholeMillis(t.Period), hertz(wholeMillis(t.Period)+1), hertz(wholeMillis(t.Period)))
	}
	seg.Hints = append(seg.Hints, session.Hint{Path: "Ophys.ImagingPlane.imaging_rate", Value: rate, Origin: origin})
	return nil
}

func hertz(millis int64) string { return fmt.Sprintf("%.4g", 1000/float64(millis)) }

// isCut reports whether a timing is one that the platform's tools write for movies
// of other formats: from 1970, in whole milliseconds.
func isCut(t *isxd.Timing) bool {
	return t.Start.IsEpoch() && t.Start.Offset == 0 && wholeMillis(t.Period) > 0
}

// wholeMillis returns a period in milliseconds, 0 where it is no whole number of
// them.
func wholeMillis(period isxd.Ratio) int64 {
	ms := new(big.Rat).Mul(period.Rat(), big.NewRat(1000, 1))
	if !ms.IsInt() || !ms.Num().IsInt64() {
		return 0
	}
	return ms.Num().Int64()
}

// timestamps returns when each frame of the chosen recordings was taken, in
// seconds after the start of the first.
func (s *series) timestamps(frames int) []float64 {
	all := make([]float64, 0, frames)
	zero := s.first().timing().Start.Seconds.Rat()
	for _, r := range s.chosen {
		t := r.timing()
		begin := new(big.Rat).Sub(t.Start.Seconds.Rat(), zero)
		all = appendTimes(all, begin, t)
	}
	return all
}

// appendTimes appends the times of samples, each computed from the fractions.
func appendTimes(all []float64, begin *big.Rat, t *isxd.Timing) []float64 {
	period := t.Period.Rat()
	// One denominator for both, so that each time is an integer over it.
	den := new(big.Int).Mul(begin.Denom(), period.Denom())
	den.Quo(den, new(big.Int).GCD(nil, nil, begin.Denom(), period.Denom()))
	scaled := func(r *big.Rat) *big.Int {
		n := new(big.Int).Mul(r.Num(), den)
		return n.Quo(n, r.Denom())
	}
	first, step := scaled(begin), scaled(period)
	if !first.IsUint64() || !step.IsUint64() || !den.IsUint64() {
		for i := range t.Samples {
			v := new(big.Rat).Mul(period, big.NewRat(int64(i), 1))
			f, _ := v.Add(v, begin).Float64()
			all = append(all, f)
		}
		return all
	}
	d, f, p := den.Uint64(), first.Uint64(), step.Uint64()
	for i := range t.Samples {
		hi, lo := bits.Mul64(p, uint64(i))
		lo, carry := bits.Add64(lo, f, 0)
		hi += carry
		if hi >= d { // more than 2^64 seconds
			all = append(all, math.Inf(1))
			continue
		}
		whole, rest := bits.Div64(hi, lo, d)
		all = append(all, float64(whole)+float64(rest)/float64(d))
	}
	return all
}
