package build

import (
	"errors"
	"fmt"
	"strings"

	"roi2nwb/internal/chunkio"
	"roi2nwb/internal/metadata"
	"roi2nwb/internal/nwb/plan"
	"roi2nwb/internal/session"
)

// ErrNoTiming is returned where neither the source nor the user says when the
// frames were taken.
var ErrNoTiming = errors.New("no sampling rate and no timestamps")

// backgroundKey is the key of the background's trace in metadata files.
const backgroundKey = "background"

// traces appends Fluorescence and DfOverF with the series that were asked for.
func (b *planeBuilder) traces() error {
	names := b.Names
	segmentation := plan.Join(OphysPath, names.Segmentation.Name)
	fluorescence := b.box(names.Fluorescence.Name, "Fluorescence")
	dff := b.box(names.DfOverF.Name, "DfOverF")
	for _, trace := range b.seg.Traces {
		if !b.opt.wants(trace.Kind) {
			continue
		}
		box := fluorescence
		if trace.Kind == session.DFF {
			box = dff
		}
		if err := b.addSeries(box, string(trace.Kind), trace, plan.Join(segmentation, names.PlaneSegmentation.Name), "All ROIs of the table"); err != nil {
			return err
		}
	}
	if bg := b.background(); bg != nil && bg.Trace != nil && b.opt.wants(backgroundKey) {
		if err := b.addSeries(fluorescence, backgroundKey, *bg.Trace, plan.Join(segmentation, names.BackgroundSegmentation.Name), "All background components of the table"); err != nil {
			return err
		}
	}
	b.keep(fluorescence)
	b.keep(dff)
	return nil
}

// addSeries appends a RoiResponseSeries of (frames, ROIs) to box.
func (b *planeBuilder) addSeries(box *plan.Group, key string, trace session.Trace, tablePath, region string) error {
	name, ok := b.Names.Traces[key]
	if !ok || name.Name == "" {
		return fmt.Errorf("metadata names no series for trace %q", key)
	}
	shape := trace.Array.Shape()
	if len(shape) != 2 {
		return fmt.Errorf("trace %q has shape %v, not (ROIs, frames)", trace.Source, shape)
	}
	view, err := chunkio.Permute(trace.Array, []int{1, 0})
	if err != nil {
		return err
	}
	s := box.Add(plan.Core(name.Name, "RoiResponseSeries"))
	s.Set("description", b.ofSliced(describe(name, trace.Description)))
	s.Set("comments", "From "+trace.Source+" in the result of "+b.program())
	data := streamed("data", view)
	data.Chunk = b.opt.traceChunk(view.Shape(), view.DType().Size())
	unit := name.Unit
	if unit == "" {
		unit = trace.Unit
	}
	data.Attrs = []plan.Attr{{Name: "conversion", Value: 1.0}, {Name: "offset", Value: 0.0}, {Name: "resolution", Value: -1.0}, {Name: "unit", Value: unit}}
	s.Put(data)
	if err := b.timing(s, view.Shape()[0]); err != nil {
		return err
	}
	// One region serves all series of a table, as pynwb has it.
	if first, ok := b.series[tablePath]; ok {
		s.Links = append(s.Links, plan.Link{Name: "rois", Target: first})
		return nil
	}
	b.series[tablePath] = plan.Join(plan.Join(plan.Join(OphysPath, box.Name), s.Name), "rois")
	s.Put(&plan.Dataset{
		Name: "rois",
		Attrs: append(plan.Typed("hdmf-common", "DynamicTableRegion"),
			plan.Attr{Name: "description", Value: region}, plan.Attr{Name: "table", Value: plan.Reference(tablePath)}),
		Type: plan.NumberType(chunkio.Int64), Shape: []int{shape[0]}, Data: plan.Bytes(plan.Int64Bytes(plan.Indices(shape[0]))),
	})
	return nil
}

// shifts appends how far each frame was moved to correct for motion.
func (b *planeBuilder) shifts() error {
	shifts := b.seg.Shifts
	if shifts == nil {
		return nil
	}
	s := plan.Core(b.own("MotionShifts"), "TimeSeries")
	s.Set("description", shifts.Description)
	s.Set("comments", "From "+shifts.Source+" in the result of "+b.program())
	data := streamed("data", shifts.Array)
	data.Chunk = b.opt.traceChunk(data.Shape, data.Type.Size())
	data.Attrs = []plan.Attr{{Name: "conversion", Value: 1.0}, {Name: "offset", Value: 0.0}, {Name: "resolution", Value: -1.0}, {Name: "unit", Value: "pixels"}}
	s.Put(data)
	b.module.Add(s)
	return b.timing(s, data.Shape[0])
}

// timing appends when the frames of a series were taken.
func (b *planeBuilder) timing(s *plan.Group, frames int) error {
	t := b.seg.Timing
	if t.Timestamps != nil {
		if len(t.Timestamps) != frames {
			return fmt.Errorf("%d timestamps for %d frames", len(t.Timestamps), frames)
		}
		if start, rate, even := EvenGrid(t.Timestamps); even {
			s.Put(startingTime(start, rate))
			return nil
		}
		stamps := plan.Numbers("timestamps", t.Timestamps)
		stamps.Chunk = b.opt.wholeChunk(stamps.Shape, stamps.Type.Size())
		stamps.Attrs = []plan.Attr{{Name: "interval", Value: int64(1)}, {Name: "unit", Value: "seconds"}}
		s.Put(stamps)
		return nil
	}
	if t.Rate <= 0 {
		return ErrNoTiming
	}
	s.Put(startingTime(t.Start, t.Rate))
	return nil
}

func startingTime(start, rate float64) *plan.Dataset {
	d := plan.Number("starting_time", start)
	d.Attrs = []plan.Attr{{Name: "rate", Value: rate}, {Name: "unit", Value: "seconds"}}
	return d
}

// gridTolerance is how far, in seconds, a sample may lie from the even grid that
// is stored for it.
const gridTolerance = 1e-6

// EvenGrid reports whether timestamps, in seconds, lie on an even grid, and returns
// its start in seconds and its rate in Hz.
func EvenGrid(t []float64) (start, rate float64, even bool) {
	last := len(t) - 1
	if last < 1 || !(t[last] > t[0]) {
		return 0, 0, false
	}
	rate = float64(last) / (t[last] - t[0])
	if session.CheckRate(rate) != nil {
		return 0, 0, false
	}
	for i, v := range t {
		at := t[0] + float64(i)/rate
		if !(v-at <= gridTolerance && at-v <= gridTolerance) {
			return 0, 0, false
		}
	}
	return t[0], rate, true
}

// streamed is a dataset that is read while it is written.
func streamed(name string, a chunkio.Array) *plan.Dataset {
	return &plan.Dataset{Name: name, Type: plan.NumberType(a.DType()), Shape: a.Shape(), Data: plan.Streamed{Array: a}}
}

// images appends the summary images. A GrayscaleImage is flat: an image of a
// volume becomes one image a plane.
func (b *planeBuilder) images() error {
	if b.opt.NoImages || len(b.seg.Images) == 0 {
		return nil
	}
	box := b.box(b.Names.ImagesBox.Name, "Images")
	if len(box.Datasets) == 0 {
		box.Set("description", describe(b.Names.ImagesBox, "Summary images of the movie, x first"))
	}
	for _, image := range b.seg.Images {
		name := b.Names.Images[image.Name]
		if name.Name == "" {
			name = metadata.Named{Name: b.own(image.Name)}
		}
		description := describe(name, image.Description+" ("+image.Source+")")
		shape := image.Array.Shape()
		if len(shape) == 2 {
			b.addImage(box, name.Name, description, image.Array)
			continue
		}
		for z := range shape[2] {
			plane, err := chunkio.Range(image.Array, 2, z, z+1)
			if err != nil {
				return err
			}
			if plane, err = chunkio.Reshape(plane, shape[:2]); err != nil {
				return err
			}
			b.addImage(box, fmt.Sprintf("%s_z%d", name.Name, z), fmt.Sprintf("%s; plane %d", strings.TrimSuffix(description, "."), z), plane)
		}
	}
	b.keep(box)
	return nil
}

func (b *planeBuilder) addImage(box *plan.Group, name, description string, a chunkio.Array) {
	d := streamed(name, a)
	d.Attrs = append(plan.Typed("core", "GrayscaleImage"), plan.Attr{Name: "description", Value: description})
	d.Chunk = b.opt.wholeChunk(d.Shape, d.Type.Size())
	box.Put(d)
}
