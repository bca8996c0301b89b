package minian

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"sync"

	"roi2nwb/internal/chunkio"
	"roi2nwb/internal/extract/align"
	"roi2nwb/internal/extract/source"
	"roi2nwb/internal/session"
)

// stackFootprints are images of shape (images, height, width) as footprints:
// footprint i is image rows[i]. An image is read when it is asked for, with the
// others that its chunk holds where they fit. It is safe for concurrent use.
type stackFootprints struct {
	at      string // path inside the source, for messages
	stack   chunkio.Array
	rows    []int
	readers sync.Pool // of *stackReader
}

// stackBytes is the most that is read of a stack at a time, but for one row of
// pixels.
const stackBytes = 8 << 20

// stackReader holds some rows of pixels of some images.
type stackReader struct {
	raw           []byte
	values        []float64
	start, count  [3]int    // the box that raw holds
	images, lines int       // how much of each is read at a time
	zeros         [512]byte // compared with pixels, most of which are zero, to pass them over
}

// newStackFootprints returns the given images of a stack, all where rows is nil.
func newStackFootprints(at string, stack chunkio.Array, rows []int) *stackFootprints {
	return stackFootprintsWithin(stackBytes, at, stack, rows)
}

// stackFootprintsWithin returns them to be read at most limit bytes at a time.
func stackFootprintsWithin(limit int, at string, stack chunkio.Array, rows []int) *stackFootprints {
	shape := stack.Shape()
	if rows == nil {
		rows = align.CountTo(shape[0])
	}
	s := &stackFootprints{at: at, stack: stack, rows: rows}
	grain := stack.Grain()
	line := max(shape[2]*stack.DType().Size(), 1)
	lines := max(min(shape[1], limit/line), 1)
	images := 1
	if grain != nil && lines == shape[1] {
		images = max(min(grain[0], limit/line/max(lines, 1)), 1)
	}
	if lines < shape[1] && grain != nil && grain[1] < lines {
		lines -= lines % grain[1]
	}
	s.readers.New = func() any { return &stackReader{images: images, lines: lines} }
	return s
}

func (s *stackFootprints) Len() int { return len(s.rows) }

// Bytes returns how many bytes are read for all footprints, unpacked.
func (s *stackFootprints) Bytes() int64 { return chunkio.Bytes(s.stack) }

func (s *stackFootprints) Footprint(ctx context.Context, i int, dst *session.Footprint) error {
	dst.Reset()
	if i < 0 || i >= len(s.rows) {
		return fmt.Errorf("footprint %d of %d", i, len(s.rows))
	}
	r := s.readers.Get().(*stackReader)
	defer s.readers.Put(r)
	height, width := s.stack.Shape()[1], s.stack.Shape()[2]
	for y := 0; y < height; y += r.lines {
		if err := r.load(ctx, s.stack, s.rows[i], y); err != nil {
			return fmt.Errorf("read %q: %w", s.at, err)
		}
		r.gather(s.stack.DType(), s.rows[i], y, width, dst)
	}
	return nil
}

// load makes r hold the lines from y on of an image.
func (r *stackReader) load(ctx context.Context, stack chunkio.Array, image, y int) error {
	shape := stack.Shape()
	start := [3]int{image - image%r.images, y, 0}
	count := [3]int{min(r.images, shape[0]-start[0]), min(r.lines, shape[1]-y), shape[2]}
	if r.start == start && r.count == count {
		return nil
	}
	n := count[0] * count[1] * count[2] * stack.DType().Size()
	r.raw = slices.Grow(r.raw[:0], n)[:n]
	r.start, r.count = start, [3]int{}
	if err := stack.ReadBlock(ctx, r.raw, start[:], count[:]); err != nil {
		return err
	}
	r.count = count
	return nil
}

// gather appends the pixels of the loaded lines that are not zero.
func (r *stackReader) gather(d chunkio.DType, image, y, width int, dst *session.Footprint) {
	size := d.Size()
	run := len(r.zeros) / size // pixels compared at once
	r.values = slices.Grow(r.values[:0], run)[:run]
	part := r.raw[(image-r.start[0])*r.count[1]*width*size:][:r.count[1]*width*size]
	for at := 0; at < len(part); at += run * size {
		pixels := part[at:min(at+run*size, len(part))]
		if bytes.Equal(pixels, r.zeros[:len(pixels)]) {
			continue
		}
		values := r.values[:len(pixels)/size]
		chunkio.Float64s(values, pixels, d)
		for i, w := range values {
			if w != 0 {
				pixel := at/size + i
				dst.X = append(dst.X, uint32(pixel%width))
				dst.Y = append(dst.Y, uint32(y+pixel/width))
				dst.W = append(dst.W, w)
			}
		}
	}
}

// readFootprints makes the footprints of the ROIs.
func (r *reader) readFootprints(ctx context.Context) error {
	stack, err := r.footprints.along("unit_id", "height", "width")
	if err != nil {
		return err
	}
	shape := stack.Shape()
	if n, err := chunkio.Count(shape[1:], 1); err != nil || n < 1 || n > source.MaxPixels {
		return session.ContentErrorf(r.footprints.at, "has shape %v, which is no field of view", r.footprints.array.Shape())
	}
	rows, err := r.rowsOf(ctx, r.footprints)
	if err != nil {
		return err
	}
	r.seg.Field = session.Field{Width: shape[2], Height: shape[1]}
	r.seg.Footprints = newStackFootprints(r.footprints.at, stack, rows)
	return nil
}

// image returns v as an image of the field, x first.
func (r *reader) image(v *variable) (chunkio.Array, error) {
	a, err := v.along("width", "height")
	if err != nil {
		return nil, err
	}
	if shape := a.Shape(); shape[0] != r.seg.Field.Width || shape[1] != r.seg.Field.Height {
		return nil, session.ContentErrorf(v.at, "has %d rows and %d columns, but %q has %d and %d", shape[1], shape[0],
			r.footprints.at, r.seg.Field.Height, r.seg.Field.Width)
	}
	return a, nil
}

// readBackground reads b (height, width), where the background lies, and f
// (frame), its one trace.
func (r *reader) readBackground(ctx context.Context) error {
	b, f := r.store.variables["b"], r.store.variables["f"]
	if b == nil || !b.has("height", "width") {
		return nil // what there is instead is named with the rest
	}
	if _, err := r.image(r.take("b")); err != nil {
		return err
	}
	rows, err := b.along("height", "width")
	if err != nil {
		return err
	}
	stack, err := chunkio.Reshape(rows, append([]int{1}, rows.Shape()...))
	if err != nil {
		return err
	}
	r.seg.Background = &session.Background{
		Source: b.at, Description: "Background that Minian fitted (b): where it lies in the field of view.",
		Footprints: newStackFootprints(b.at, stack, nil),
	}
	if f == nil || !f.has("frame") {
		return nil
	}
	r.take("f")
	values, err := f.along("frame")
	if err != nil {
		return err
	}
	if values, err = chunkio.Reshape(values, []int{1, f.length("frame")}); err != nil {
		return err
	}
	if values, err = r.alignFrames(ctx, f, values, 1); err != nil {
		return err
	}
	r.seg.Background.Trace = &session.Trace{
		Kind: session.BackgroundTrace, Source: f.at, Unit: "a.u.", Array: values,
		Description: "Fluorescence of the background at each frame, as fitted by Minian (f), in units such that b times f is the background movie.",
	}
	return r.addBackgroundMean(ctx, b, f, stack, values)
}

// addBackgroundMean adds the mean of the background movie, b times the mean of
// f.
func (r *reader) addBackgroundMean(ctx context.Context, b, f *variable, stack, trace chunkio.Array) error {
	means, err := chunkio.Means(ctx, trace)
	if err != nil {
		return fmt.Errorf("read %q: %w", f.at, err)
	}
	mean, err := chunkio.WeightedSum(stack, 0, means)
	if err != nil {
		return err
	}
	if mean, err = chunkio.Permute(mean, []int{1, 0}); err != nil {
		return err
	}
	r.seg.Images = append(r.seg.Images, session.Image{
		Name: "background_mean_image", Source: b.at + ", " + f.at, Array: mean,
		Description: "Mean over time of the background that Minian fitted: b times the mean of f.",
	})
	return nil
}

// readImages reads the summary image that Minian saves.
func (r *reader) readImages(context.Context) error {
	v := r.store.variables["max_proj"]
	if v == nil || !v.has("height", "width") {
		return nil
	}
	a, err := r.image(r.take("max_proj"))
	if err != nil {
		return err
	}
	r.seg.Images = append(r.seg.Images, session.Image{
		Name: "maximum_projection", Source: v.at, Array: a,
		Description: "Largest value of each pixel over time, of the movie after motion correction.",
	})
	return nil
}
