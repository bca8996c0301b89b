package inspect

import (
	"context"
	"fmt"
	"math"
	"slices"

	"roi2nwb/internal/chunkio"
	"roi2nwb/internal/nwb"
	"roi2nwb/internal/session"
)

// Progress is told how far a scan is. Either function may be nil.
type Progress struct {
	// Begin is called before an activity, with all that it will do: bytes, of
	// ReadingMasks ROIs.
	Begin func(doing Activity, total int64)
	// Advance is called when n more of that is done, or need not be done.
	Advance func(doing Activity, n int64)
}

// Activity is a part of a scan.
type Activity int

// The parts of a scan, in their order.
const (
	ReadingTraces Activity = iota
	ReadingMasks
)

func (p *Progress) begin(doing Activity, total int64) {
	if p.Begin != nil {
		p.Begin(doing, total)
	}
}

// advance returns what is told of an activity.
func (p *Progress) advance(doing Activity) func(n int64) {
	if p.Advance == nil {
		return func(int64) {}
	}
	return func(n int64) { p.Advance(doing, n) }
}

// Scan looks into traces, images and footprints. With ranges it reads all of the
// traces and images, to know the least and the largest value of each. It stops when
// ctx is done.
func (f *Facts) Scan(ctx context.Context, seg *session.Segmentation, ranges bool, p Progress) error {
	traces := seg.Traces
	if b := seg.Background; b != nil && b.Trace != nil {
		background := *b.Trace
		background.Kind = session.BackgroundTrace
		traces = append(slices.Clip(traces), background)
	}
	var all int64
	for _, t := range traces {
		all += chunkio.Bytes(t.Array)
	}
	p.begin(ReadingTraces, all)
	for _, t := range traces {
		array, err := arrayOf(ctx, string(t.Kind), t.Source, t.Array, ranges, p.advance(ReadingTraces))
		if err != nil {
			return fmt.Errorf("read trace %q: %w", t.Kind, err)
		}
		slices.Reverse(array.Shape) // frames first, as in the NWB file
		f.Traces = append(f.Traces, array)
	}
	for _, i := range seg.Images {
		array, err := arrayOf(ctx, i.Name, i.Source, i.Array, ranges, func(int64) {})
		if err != nil {
			return fmt.Errorf("read image %q: %w", i.Name, err)
		}
		f.Images = append(f.Images, array)
	}
	return f.measure(ctx, seg.Footprints, p)
}

// measure finds the median number of pixels of the ROIs. Where no ROI has a
// pixel there are no masks to measure.
func (f *Facts) measure(ctx context.Context, footprints session.Footprints, p Progress) error {
	p.begin(ReadingMasks, int64(footprints.Len()))
	read := p.advance(ReadingMasks)
	var footprint session.Footprint
	sizes := make([]float64, 0, footprints.Len()+1) // median adds one
	largest := 0
	f.Sizes, f.Centroids = make([]int, 0, footprints.Len()), make([][]*float64, 0, footprints.Len())
	for i := range footprints.Len() {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := footprints.Footprint(ctx, i, &footprint); err != nil {
			return fmt.Errorf("read footprint of ROI %d: %w", i, err)
		}
		sizes = append(sizes, float64(len(footprint.W)))
		f.Sizes = append(f.Sizes, len(footprint.W))
		f.Centroids = append(f.Centroids, centroidOf(&footprint, len(f.Field)))
		largest = max(largest, len(footprint.W))
		read(1)
	}
	if largest > 0 {
		slices.Sort(sizes)
		middle := median(sizes)
		f.MedianSize = &middle
	}
	return nil
}

// centroidOf returns where an ROI is, as the column ROICentroids of an NWB file has
// it; nil where it has no pixels.
func centroidOf(p *session.Footprint, rank int) []*float64 {
	if len(p.W) == 0 {
		return nil
	}
	at := make([]*float64, rank)
	for i, v := range nwb.Centroid(p, rank) {
		if !math.IsNaN(v) {
			at[i] = &v
		}
	}
	return at
}
