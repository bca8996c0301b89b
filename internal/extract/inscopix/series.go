package inscopix

import (
	"context"
	"math/big"
	"slices"

	"roi2nwb/internal/chunkio"
	"roi2nwb/internal/chunkio/isxd"
	"roi2nwb/internal/extract/source"
	"roi2nwb/internal/session"
)

// series is the recordings of a source, and those of them that are to be one
// segmentation.
type series struct {
	recordings, chosen []*recording
	collection         *collection
	rows               []int // of each cell the ROI of the run that it is; nil where cell i is ROI i
}

// first is the recording that says what the cells are.
func (s *series) first() *recording { return s.chosen[0] }

// segmentation makes a segmentation of the parts alone.
func (s *series) segmentation(ctx context.Context) (*session.Segmentation, error) {
	if err := s.checkJoined(ctx); err != nil {
		return nil, err
	}
	cells := s.first().cells()
	seg := &session.Segmentation{
		Provenance: session.Provenance{Program: "Inscopix", Version: cells.file.Producer, Closer: s.collection},
		Recording:  session.Recording{Imaging: session.OnePhoton, Field: session.Field{Width: cells.cells.Spacing.Width, Height: cells.cells.Spacing.Height}},
		Result:     session.Result{IDs: slices.Clone(cells.cells.Names), Named: true},
	}
	if len(seg.IDs) == 0 {
		return nil, &session.EmptyError{Inside: "CellNames"}
	}
	seg.Footprints = &footprints{images: cells.cells.Images}
	for _, r := range s.chosen {
		seg.Frames += r.timing().Samples
	}
	steps := []func(context.Context, *session.Segmentation) error{s.readTiming, s.readTraces, s.readEvents}
	for _, step := range steps {
		if err := step(ctx, seg); err != nil {
			return nil, err
		}
	}
	s.describe(seg)
	return seg, nil
}

// describe adds what only parts say, whether or not there is a run: invalid
// samples, verdicts, columns, and what is known of the session.
func (s *series) describe(seg *session.Segmentation) {
	s.readInvalid(seg)
	s.readVerdicts(seg)
	s.readColumns(seg)
	s.readHints(seg)
	s.remarkOnCrop(seg)
	for _, r := range s.chosen {
		for _, p := range r.parts() {
			seg.Remarks = appendNew(seg.Remarks, p.remarks()...)
			seg.Parameters = append(seg.Parameters, p.parameters()...)
			for _, key := range p.file.Keys() {
				if !slices.Contains(knownKeys[:], key) {
					seg.LeftOut = append(seg.LeftOut, session.LeftOut{Source: p.name + ", " + key, Reason: "a key of the footer whose meaning is not known"})
				}
			}
		}
	}
}

// remarkOnCrop says where the field of view lies in the sensor's image. The spacing
// of pixels on the sensor is no spacing in the tissue.
func (s *series) remarkOnCrop(seg *session.Segmentation) {
	p := s.first().cells()
	x, y := pixelsIn(p.cells.Spacing.Left, p.cells.Spacing.PixelSizeX), pixelsIn(p.cells.Spacing.Top, p.cells.Spacing.PixelSizeY)
	if x != 0 || y != 0 {
		seg.AddRemark("the field of view is part of a larger one, in which it begins at x %v, y %v: pixels are counted from its own corner", x, y)
	}
}

// pixelsIn returns how many pixels a length is, 0 where that cannot be told.
func pixelsIn(length, pixel isxd.Ratio) float64 {
	if pixel.Num <= 0 {
		return 0
	}
	v, _ := new(big.Rat).Quo(length.Rat(), pixel.Rat()).Float64()
	return v
}

// checkJoined holds the recordings of a series against each other.
func (s *series) checkJoined(ctx context.Context) error {
	for i, r := range s.chosen[1:] {
		a, b := s.chosen[i].cells(), r.cells()
		x, y := a.cells, b.cells
		switch {
		case (s.chosen[i].denoised == nil) != (r.denoised == nil) || (s.chosen[i].raw == nil) != (r.raw == nil):
			return contradiction(a, b, "the one recording has a raw and a denoised cell set, the other has one of them")
		case len(x.Names) != len(y.Names):
			return contradiction(a, b, "the one has %d cells, the other %d", len(x.Names), len(y.Names))
		case x.Spacing.Width != y.Spacing.Width || x.Spacing.Height != y.Spacing.Height:
			return contradiction(a, b, "the one has images of %d x %d pixels, the other of %d x %d", x.Spacing.Width, x.Spacing.Height, y.Spacing.Width, y.Spacing.Height)
		case a.start().IsEpoch() || b.start().IsEpoch():
			return contradiction(a, b, "nothing says when at least one of them began, and so how long the gap between them is")
		case endOf(&x.Timing).Cmp(y.Timing.Start.Seconds.Rat()) > 0:
			return contradiction(a, b, "the one begins at %s, before the other ends", b.startText())
		}
		if err := checkImages(ctx, a, b); err != nil {
			return err
		}
	}
	return nil
}

// endOf returns when the last sample ends, in seconds since 1970.
func endOf(t *isxd.Timing) *big.Rat {
	end := new(big.Rat).Mul(t.Period.Rat(), big.NewRat(int64(t.Samples), 1))
	return end.Add(end, t.Start.Seconds.Rat())
}

// concat joins arrays of the chosen recordings along an axis.
func (s *series) concat(axis int, of func(*recording) chunkio.Array) (chunkio.Array, error) {
	var all []chunkio.Array
	for _, r := range s.chosen {
		all = append(all, of(r))
	}
	if len(all) == 1 {
		return all[0], nil
	}
	return chunkio.Concat(axis, all...)
}

// readInvalid takes over which samples are invalid.
func (s *series) readInvalid(seg *session.Segmentation) {
	begin, count := 0, 0
	for _, r := range s.chosen {
		for _, v := range r.timing().Invalid {
			seg.Invalid = append(seg.Invalid, session.InvalidFrames{First: begin + v.First, Last: begin + v.Last, Reason: string(v.Reason)})
			count += v.Last - v.First + 1
		}
		begin += r.timing().Samples
	}
	if count > 0 {
		seg.AddRemark("%s dropped, cropped or blank: the intervals are in invalid_times, and the values stay as they are stored", source.Counted(count, "sample")+" of the movie "+isAre(count))
	}
}

func isAre(n int) string {
	if n == 1 {
		return "is"
	}
	return "are"
}
