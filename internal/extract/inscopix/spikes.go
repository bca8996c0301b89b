package inscopix

import (
	"context"
	"encoding/binary"
	"math"
	"math/big"
	"sort"

	"roi2nwb/internal/chunkio"
	"roi2nwb/internal/chunkio/isxd"
	"roi2nwb/internal/session"
)

// addDeconvolved adds the deconvolved trace that the events of CaImAn's tools are:
// each is a frame at which it is above zero, with its value.
func (s *series) addDeconvolved(ctx context.Context, seg *session.Segmentation) error {
	var all []chunkio.Array
	var alone []*recording // whose only cell set turns out to be denoised
	for _, r := range s.chosen {
		if r.events == nil || len(r.events.events.Channels) != len(seg.IDs) || r.events.isMeasured() {
			return nil
		}
		a, err := spikesOf(ctx, r.events.events, r.timing())
		if err != nil || a == nil {
			return err
		}
		isDeconvolved := r.raw != nil && r.denoised != nil
		if !isDeconvolved {
			fits, tested, err := isSource(ctx, r.cells(), a)
			if err != nil || !fits || tested == 0 && !isCalledDenoised(r.cells()) {
				return err
			}
			alone = append(alone, r)
		}
		all = append(all, a)
	}
	array, err := chunkio.Concat(1, all...)
	if err != nil {
		return err
	}
	if len(alone) == len(s.chosen) {
		for _, r := range alone {
			r.raw, r.denoised = nil, r.cells()
		}
		traces := seg.Traces[0].Array
		seg.Traces[0] = traceOf(s.first())
		seg.Traces[0].Array = traces
	}
	seg.Traces = append(seg.Traces, session.Trace{
		Kind: session.Deconvolved, Source: s.first().events.name, Unit: "a.u.", Array: array,
		Description: "Activity of each ROI at each frame, deconvolved from the fluorescence by CaImAn (S): the events at their frames, and 0 elsewhere.",
	})
	return nil
}

// spikes is events as a trace of each channel, of shape (channels, samples). The
// events of a channel follow each other in the file, in the order of time.
type spikes struct {
	set    *isxd.EventSet
	frames int
	period *big.Rat // microseconds
	first  []int    // of each channel, its first event; one more for the end
	marks  [][]int  // of each channel, the frame of every spikeStep-th event
}

const spikeStep = 1024

// spikesOf returns the events as a trace, nil where they are none: an event that
// lies between two samples, or is not above zero, or two at one sample.
func spikesOf(ctx context.Context, set *isxd.EventSet, t *isxd.Timing) (chunkio.Array, error) {
	n := len(set.Channels)
	s := &spikes{set: set, frames: t.Samples, first: make([]int, n+1), marks: make([][]int, n)}
	s.period = new(big.Rat).Mul(t.Period.Rat(), big.NewRat(1e6, 1))
	grid := gridOf(s.period)
	events := make([]isxd.Event, 4096)
	channel, last, in := -1, -1, 0
	for at := 0; at < set.Packets; at += len(events) {
		events = events[:min(len(events), set.Packets-at)]
		if err := set.ReadEvents(ctx, events, at); err != nil {
			return nil, err
		}
		for i, e := range events {
			if e.Channel < channel {
				return nil, nil
			}
			for channel < e.Channel {
				channel++
				s.first[channel], last, in = at+i, -1, 0
			}
			frame, ok := grid.frame(e.Offset)
			if !ok || frame <= last || frame >= s.frames || !(e.Value > 0) || math.IsInf(float64(e.Value), 0) {
				return nil, nil
			}
			if in%spikeStep == 0 {
				s.marks[channel] = append(s.marks[channel], frame)
			}
			last, in = frame, in+1
		}
	}
	for channel < n {
		channel++
		s.first[channel] = set.Packets
	}
	return s, nil
}

// grid tells which sample a time is of.
type grid struct{ micros float64 }

func gridOf(period *big.Rat) grid {
	v, _ := period.Float64()
	return grid{v}
}

// frame returns the sample at a time in microseconds, which may be off by one.
func (g grid) frame(offset int64) (int, bool) {
	frame := math.Round(float64(offset) / g.micros)
	if frame < 0 || frame > math.MaxInt32 {
		return 0, false
	}
	return int(frame), math.Abs(frame*g.micros-float64(offset)) <= 1.000001
}

func (s *spikes) Shape() []int         { return []int{len(s.set.Channels), s.frames} }
func (s *spikes) DType() chunkio.DType { return chunkio.Float32 }
func (s *spikes) Grain() []int         { return nil }

// ReadBlock implements chunkio.Array.
func (s *spikes) ReadBlock(ctx context.Context, dst []byte, start, count []int) error {
	if err := chunkio.CheckBox(s.Shape(), start, count, 4, len(dst)); err != nil || len(dst) == 0 {
		return err
	}
	clear(dst)
	g := gridOf(s.period)
	events := make([]isxd.Event, spikeStep)
	for row := range count[0] {
		channel := start[0] + row
		// The last mark at or before the first frame that is asked for.
		mark := sort.SearchInts(s.marks[channel], start[1]+1) - 1
		at := s.first[channel] + max(mark, 0)*spikeStep
		out := dst[row*count[1]*4:]
		for at < s.first[channel+1] {
			part := events[:min(len(events), s.first[channel+1]-at)]
			if err := s.set.ReadEvents(ctx, part, at); err != nil {
				return err
			}
			last := 0
			for _, e := range part {
				frame, _ := g.frame(e.Offset)
				if last = frame; frame >= start[1] && frame < start[1]+count[1] {
					binary.LittleEndian.PutUint32(out[4*(frame-start[1]):], math.Float32bits(e.Value))
				}
			}
			if at += len(part); last >= start[1]+count[1] {
				break
			}
		}
	}
	return nil
}

// isSource reports whether traces come of the events, as CaImAn's denoised ones
// do of its deconvolved ones: between events a trace follows an autoregressive
// model of order two at most, and an event is what it rises by against that. Tested
// is how many traces were long enough to tell.
func isSource(ctx context.Context, p *part, a chunkio.Array) (fits bool, tested int, err error) {
	const (
		tolerance = 1e-3
		least     = 16 // samples that a model must be fitted to
	)
	frames := a.Shape()[1]
	if frames > 1<<20 {
		frames = 1 << 20
	}
	raw, spiked := make([]byte, 4*frames), make([]byte, 4*frames)
	for _, cell := range spread(a.Shape()[0], sampledCells) {
		if err := p.cells.Traces.ReadBlock(ctx, raw, []int{cell, 0}, []int{1, frames}); err != nil {
			return false, tested, err
		}
		if err := a.ReadBlock(ctx, spiked, []int{cell, 0}, []int{1, frames}); err != nil {
			return false, tested, err
		}
		c, e := floatsOf(raw), floatsOf(spiked)
		g1, g2, n := fitDecay(c, e)
		if n < least {
			continue
		}
		power, rest := 0.0, 0.0
		for i := 2; i < frames; i++ {
			r := c[i] - g1*c[i-1] - g2*c[i-2] - e[i]
			if r != r {
				continue // a sample that was dropped, or the two after one
			}
			power, rest = power+c[i]*c[i], rest+r*r
		}
		if power == 0 {
			continue
		}
		if math.Sqrt(rest/power) > tolerance {
			return false, tested, nil
		}
		tested++
	}
	return true, tested, nil
}

func floatsOf(raw []byte) []float64 {
	v := make([]float64, len(raw)/4)
	for i := range v {
		v[i] = float64(math.Float32frombits(binary.LittleEndian.Uint32(raw[4*i:])))
	}
	return v
}

// fitDecay fits c[i] = g1 c[i-1] + g2 c[i-2] where no event is, by least squares.
// N is how many samples it was fitted to.
func fitDecay(c, e []float64) (g1, g2 float64, n int) {
	var xx, xy, yy, xz, yz float64
	for i := 2; i < len(c); i++ {
		x, y, z := c[i-1], c[i-2], c[i]
		if e[i] != 0 || x == 0 || x+y+z != x+y+z {
			continue
		}
		xx, xy, yy, xz, yz, n = xx+x*x, xy+x*y, yy+y*y, xz+x*z, yz+y*z, n+1
	}
	if det := xx*yy - xy*xy; det > 1e-9*xx*yy {
		return (xz*yy - yz*xy) / det, (yz*xx - xz*xy) / det, n
	}
	if xx > 0 {
		return xz / xx, 0, n
	}
	return 0, 0, 0
}
