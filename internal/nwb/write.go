package nwb

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strings"

	"roi2nwb/internal/chunkio"
	"roi2nwb/internal/chunkio/h5"
)

// Output says where a file goes and how it is made.
type Output struct {
	Path      string
	Overwrite bool
	Pipeline  *chunkio.Pipeline
	Codec     chunkio.Codec
	Progress  Progress // may be nil
	// Unchanged tells, once all is read, whether the source is still what it was
	// when it was opened; an error leaves no output. It may be nil.
	Unchanged func() error
}

func (o *Output) unchanged() error {
	if o.Unchanged == nil {
		return nil
	}
	if err := o.Unchanged(); err != nil {
		return withHint(err, "wait until nothing writes to it any more, and convert again")
	}
	return nil
}

// Written is what Write made.
type Written struct {
	Bytes  int64          // size of the file
	Pixels map[string]int // nonzero pixels of the footprints, by the path of their table
	Blank  []string       // paths of arrays that are all zero or all NaN, and which of the two
}

// Write makes the file that p describes. The file appears at its path complete
// and checked, or not at all; what stood there before is untouched until then.
func Write(ctx context.Context, p *Plan, o Output) (w Written, err error) {
	r, err := replaceFile(o.Path, o.Overwrite)
	if err != nil {
		return w, err
	}
	defer r.abort()
	w.Pixels = map[string]int{}
	if err := write(ctx, p, r.temp, &o, &w); err != nil {
		if ctx.Err() != nil {
			return w, context.Cause(ctx)
		}
		return w, explain(err, o.Path)
	}
	o.Progress.tell(Checking, 0)
	o.Pipeline.Release()
	// The file is complete: it goes to the disk while it is being checked.
	synced := make(chan error, 1)
	go func() { synced <- syncPath(r.temp) }()
	standard := holdToStandard(ctx, r.temp)
	err = verify(ctx, p, r.temp)
	failed, standing := <-synced, <-standard
	if failed != nil {
		return w, explain(failed, o.Path)
	}
	if ctx.Err() != nil {
		return w, context.Cause(ctx)
	}
	// The check reads the source again: that it changed may be why it failed.
	if changed := o.unchanged(); changed != nil {
		return w, changed
	}
	if err := r.judge(err, standing); err != nil {
		return w, err
	}
	info, err := os.Stat(r.temp)
	if err != nil {
		return w, err
	}
	w.Bytes = info.Size()
	if err := context.Cause(ctx); err != nil {
		return w, err // from here on there is a file
	}
	return w, explain(r.commit(), o.Path)
}

// write fills a new file at path.
func write(ctx context.Context, p *Plan, path string, o *Output, result *Written) (err error) {
	f, err := h5.Create(path)
	if err != nil {
		return err
	}
	defer func() {
		if closed := f.Close(); err == nil {
			err = closed
		}
	}()
	w := &writer{file: f, out: o, result: result, done: map[*FootprintSet]bool{}}
	if err := p.Walk(func(path string, g *Group, d *Dataset) error {
		if err := context.Cause(ctx); err != nil {
			return err
		}
		if d == nil {
			return w.group(path, g)
		}
		return d.Data.Visit(ctx, w, Place{path, g, d})
	}); err != nil {
		return err
	}
	return p.Walk(w.references)
}

// writer writes one plan into one file.
type writer struct {
	file   *h5.File
	out    *Output
	result *Written
	done   map[*FootprintSet]bool
}

func (w *writer) group(path string, g *Group) error {
	if path != "/" {
		if err := w.file.CreateGroup(path); err != nil {
			return err
		}
	}
	if err := w.attrs(path, g.Attrs); err != nil {
		return err
	}
	for _, l := range g.Links {
		if err := w.file.Link(join(path, l.Name), l.Target); err != nil {
			return err
		}
	}
	return nil
}

// attrs writes all attributes but references, whose targets may not exist yet.
func (w *writer) attrs(path string, attrs []Attr) error {
	return w.set(path, attrs, func(a Attr) bool {
		_, later := a.Value.(Reference)
		return !later
	})
}

// set writes those attributes that are wanted.
func (w *writer) set(path string, attrs []Attr, want func(Attr) bool) error {
	if !slices.ContainsFunc(attrs, want) {
		return nil
	}
	return w.file.SetAttrs(path, func(yield func(string, any) bool) {
		for _, a := range attrs {
			if want(a) && !yield(a.Name, storedValue(a.Value)) {
				return
			}
		}
	})
}

func (w *writer) references(path string, g *Group, d *Dataset) error {
	attrs := g.Attrs
	if d != nil {
		attrs = d.Attrs
	}
	return w.set(path, attrs, func(a Attr) bool {
		_, now := a.Value.(Reference)
		return now
	})
}

// Texts writes texts in one piece.
func (w *writer) Texts(_ context.Context, at Place, data Texts) error {
	return w.put(at.Path, at.Dataset, func(to *h5.Dataset) error { return to.WriteTexts(data) })
}

// Values writes values in one piece, or in chunks those that are worth
// compressing, such as timestamps.
func (w *writer) Values(ctx context.Context, at Place, data Bytes) error {
	d := at.Dataset
	if d.Chunk != nil {
		return w.stream(ctx, at.Path, d, chunkio.FromBytes(d.Shape, d.Type.DType(), data))
	}
	return w.put(at.Path, d, func(to *h5.Dataset) error { return to.WriteAll(data) })
}

// Array moves an array from the source into the file.
func (w *writer) Array(ctx context.Context, at Place, data Streamed) error {
	return w.stream(ctx, at.Path, at.Dataset, data.Array)
}

// Unstored creates a dataset and writes nothing to it.
func (w *writer) Unstored(_ context.Context, at Place) error {
	return w.chunked(at.Path, at.Dataset, func(chunkio.Target) error { return nil })
}

// Footprints fills all columns of a set when it comes to the first of them.
func (w *writer) Footprints(ctx context.Context, at Place, data *FootprintData) error {
	if w.done[data.Set] {
		return nil
	}
	w.done[data.Set] = true
	return w.footprints(ctx, strings.TrimSuffix(at.Path, "/"+at.Dataset.Name), at.Group, data.Set)
}

// put creates a contiguous dataset and fills it.
func (w *writer) put(path string, d *Dataset, fill func(*h5.Dataset) error) error {
	to, err := w.file.CreateDataset(path, h5.Spec{Type: storedType(d.Type), Shape: d.Shape})
	if err != nil {
		return err
	}
	if !slices.Contains(d.Shape, 0) {
		err = fill(to)
	}
	if closed := to.Close(); err == nil {
		err = closed
	}
	if err != nil {
		return err
	}
	return w.attrs(path, d.Attrs)
}

// stream moves an array into a dataset: in chunks, or as a whole where it is
// small.
func (w *writer) stream(ctx context.Context, path string, d *Dataset, a chunkio.Array) error {
	a, content := chunkio.Watch(a)
	n, err := chunkio.Count(d.Shape, d.Type.Size())
	if err != nil {
		return fmt.Errorf("write %q: %w", path, err)
	}
	if n*d.Type.Size() <= plainBytes || d.Chunk == nil {
		raw := make([]byte, n*d.Type.Size())
		if err := a.ReadBlock(ctx, raw, make([]int, len(d.Shape)), d.Shape); err != nil {
			return err
		}
		err = w.put(path, d, func(to *h5.Dataset) error { return to.WriteAll(raw) })
		w.out.Progress.tell(WritingTraces, int64(len(raw)))
	} else {
		err = w.chunked(path, d, func(t chunkio.Target) error {
			t.Progress = w.out.Progress.of(WritingTraces)
			return w.out.Pipeline.Copy(ctx, a, t)
		})
	}
	if err == nil {
		w.note(path, content)
	}
	return err
}

// note keeps that an array holds nothing.
func (w *writer) note(path string, c *chunkio.Content) {
	switch {
	case c.AllZero():
		w.result.Blank = append(w.result.Blank, path+": all zero")
	case c.AllNaN():
		w.result.Blank = append(w.result.Blank, path+": all NaN")
	}
}

// chunked creates a chunked dataset and has it filled chunk by chunk.
func (w *writer) chunked(path string, d *Dataset, fill func(chunkio.Target) error) error {
	to, err := w.create(path, d)
	if err != nil {
		return err
	}
	err = fill(w.target(to, d))
	if closed := to.Close(); err == nil {
		err = closed
	}
	if err != nil {
		return fmt.Errorf("write %q: %w", path, err)
	}
	return w.attrs(path, d.Attrs)
}

func (w *writer) create(path string, d *Dataset) (*h5.Dataset, error) {
	s := h5.Spec{Type: storedType(d.Type), Shape: d.Shape, Chunk: d.Chunk, Filter: h5.Filter{Level: w.out.Codec.Level}}
	if slices.Contains(d.Shape, Unknown) {
		s.Shape, s.MaxShape = slices.Clone(d.Shape), slices.Clone(d.Shape)
		for i, n := range s.Shape {
			if n == Unknown {
				s.Shape[i] = 0
			}
		}
	}
	switch w.out.Codec.Compression {
	case chunkio.Gzip:
		s.Filter.Method, s.Filter.Shuffle = h5.Gzip, w.out.Codec.Shuffle
	case chunkio.Zstd:
		s.Filter.Method, s.Filter.Shuffle = h5.Zstd, w.out.Codec.Shuffle
	}
	return w.file.CreateDataset(path, s)
}

// target connects the pipeline with a dataset.
func (w *writer) target(to *h5.Dataset, d *Dataset) chunkio.Target {
	return chunkio.Target{
		Layout: chunkio.Layout{Shape: d.Shape, Chunk: d.Chunk, Size: d.Type.Size()},
		Codec:  w.out.Codec,
		Emit:   to.WriteChunk,
	}
}
