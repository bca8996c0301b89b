package nwb

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"roi2nwb/internal/chunkio"
	"roi2nwb/internal/chunkio/h5"
	"roi2nwb/internal/nwb/plan"
)

// write fills a new file at path. First comes all that a reader needs to open
// the file: groups, attributes, the schema and what is small. It so lies
// together at the front, for readers that fetch a file piece by piece. The large
// arrays follow.
func write(ctx context.Context, p *plan.Plan, path string, o *Output, result *Written) (err error) {
	f, err := h5.Create(path)
	if err != nil {
		return err
	}
	defer func() {
		if closed := f.Close(); err == nil {
			err = closed
		}
	}()
	w := &writer{file: f, out: o, result: result, done: map[*plan.FootprintSet]bool{}, blank: map[string]string{}}
	if err := p.Walk(func(path string, g *plan.Group, d *plan.Dataset) error {
		if err := context.Cause(ctx); err != nil {
			return err
		}
		if d == nil {
			return w.group(path, g)
		}
		return d.Data.Visit(ctx, w, plan.Place{Path: path, Group: g, Dataset: d})
	}); err != nil {
		return err
	}
	if err := p.Walk(w.references); err != nil {
		return err
	}
	for _, fill := range slices.Concat(w.values, w.texts, w.arrays) {
		if err := context.Cause(ctx); err != nil {
			return err
		}
		if err := fill(ctx); err != nil {
			return err
		}
	}
	return p.Walk(func(path string, _ *plan.Group, _ *plan.Dataset) error {
		if what := w.blank[path]; what != "" {
			result.Blank = append(result.Blank, path+": "+what)
		}
		return nil
	})
}

// writer writes one plan into one file.
type writer struct {
	file   *h5.File
	out    *Output
	result *Written
	done   map[*plan.FootprintSet]bool
	blank  map[string]string // what arrays that hold nothing are full of, by their path

	// What fills the datasets that are not small, in this order: they exist, and
	// are open. Readers look into columns of values and texts upon opening.
	values, texts, arrays []filling
}

// filling fills a dataset and closes it.
type filling func(context.Context) error

func (w *writer) group(path string, g *plan.Group) error {
	if path != "/" {
		if err := w.file.CreateGroup(path); err != nil {
			return err
		}
	}
	if err := w.attrs(path, g.Attrs); err != nil {
		return err
	}
	for _, l := range g.Links {
		if err := w.file.Link(plan.Join(path, l.Name), l.Target); err != nil {
			return err
		}
	}
	return nil
}

// attrs writes all attributes but references, whose targets may not exist yet.
func (w *writer) attrs(path string, attrs []plan.Attr) error {
	return w.set(path, attrs, func(a plan.Attr) bool {
		_, later := a.Value.(plan.Reference)
		return !later
	})
}

// set writes those attributes that are wanted.
func (w *writer) set(path string, attrs []plan.Attr, want func(plan.Attr) bool) error {
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

func (w *writer) references(path string, g *plan.Group, d *plan.Dataset) error {
	attrs := g.Attrs
	if d != nil {
		attrs = d.Attrs
	}
	return w.set(path, attrs, func(a plan.Attr) bool {
		_, now := a.Value.(plan.Reference)
		return now
	})
}

// Texts writes texts in one piece. Few texts, such as the documents of the
// schema, are read upon opening, however long they are.
func (w *writer) Texts(ctx context.Context, at plan.Place, data plan.Texts) error {
	fill, err := w.put(at.Path, at.Dataset, func(_ context.Context, to *h5.Dataset) error { return to.WriteTexts(data) })
	if err != nil {
		return err
	}
	if len(data)*textReference <= plan.PlainBytes {
		return fill(ctx)
	}
	w.texts = append(w.texts, fill)
	return nil
}

// textReference is what a dataset of texts takes for each of them, in bytes; the
// text itself is in a heap of the file.
const textReference = 16

// Values writes values in one piece, or in chunks those that are worth
// compressing, such as timestamps.
func (w *writer) Values(ctx context.Context, at plan.Place, data plan.Bytes) error {
	d := at.Dataset
	if d.Chunk != nil {
		return w.stream(at.Path, d, chunkio.FromBytes(d.Shape, d.Type.DType(), data))
	}
	fill, err := w.put(at.Path, d, func(_ context.Context, to *h5.Dataset) error { return to.WriteAll(data) })
	if err != nil {
		return err
	}
	if len(data) <= plan.PlainBytes {
		return fill(ctx)
	}
	w.values = append(w.values, fill)
	return nil
}

// Array moves an array from the source into the file.
func (w *writer) Array(_ context.Context, at plan.Place, data plan.Streamed) error {
	return w.stream(at.Path, at.Dataset, data.Array)
}

// Unstored creates a dataset and writes nothing to it.
func (w *writer) Unstored(_ context.Context, at plan.Place) error {
	return w.chunked(at.Path, at.Dataset, nil)
}

// Footprints creates all columns of a set when it comes to the first of them.
func (w *writer) Footprints(_ context.Context, at plan.Place, data *plan.Footprints) error {
	if w.done[data.Set] {
		return nil
	}
	w.done[data.Set] = true
	return w.footprints(strings.TrimSuffix(at.Path, "/"+at.Dataset.Name), at.Group, data.Set)
}

// put creates a contiguous dataset, and returns what fills it.
func (w *writer) put(path string, d *plan.Dataset, write func(context.Context, *h5.Dataset) error) (filling, error) {
	to, err := w.plain(path, d)
	if err != nil {
		return nil, err
	}
	return func(ctx context.Context) (err error) {
		if !slices.Contains(d.Shape, 0) {
			err = write(ctx, to)
		}
		if closed := to.Close(); err == nil {
			err = closed
		}
		return err
	}, nil
}

// plain makes a contiguous dataset with its attributes, and leaves it open.
func (w *writer) plain(path string, d *plan.Dataset) (*h5.Dataset, error) {
	to, err := w.file.CreateDataset(path, h5.Spec{Type: storedType(d.Type), Shape: d.Shape})
	if err != nil {
		return nil, err
	}
	return to, w.attrs(path, d.Attrs)
}

// stream moves an array into a dataset when all else is written: in chunks, or as
// a whole where it is small.
func (w *writer) stream(path string, d *plan.Dataset, a chunkio.Array) error {
	a, content := chunkio.Watch(a)
	n, err := chunkio.Count(d.Shape, d.Type.Size())
	if err != nil {
		return fmt.Errorf("write %q: %w", path, err)
	}
	if n*d.Type.Size() > plan.PlainBytes && d.Chunk != nil {
		return w.chunked(path, d, func(ctx context.Context, t chunkio.Target) error {
			t.Progress = w.out.Progress.of(WritingTraces)
			err := w.out.Pipeline.Copy(ctx, a, t)
			w.note(path, content)
			return err
		})
	}
	fill, err := w.put(path, d, func(ctx context.Context, to *h5.Dataset) error {
		raw := make([]byte, n*d.Type.Size())
		if err := a.ReadBlock(ctx, raw, make([]int, len(d.Shape)), d.Shape); err != nil {
			return err
		}
		w.note(path, content)
		w.out.Progress.tell(WritingTraces, int64(len(raw)))
		return to.WriteAll(raw)
	})
	w.arrays = append(w.arrays, fill)
	return err
}

// note keeps that an array holds nothing.
func (w *writer) note(path string, c *chunkio.Content) {
	switch {
	case c.AllZero():
		w.blank[path] = "all zero"
	case c.AllNaN():
		w.blank[path] = "all NaN"
	}
}

// chunked creates a chunked dataset, to be filled chunk by chunk when all else is
// written. A nil fill leaves it empty.
func (w *writer) chunked(path string, d *plan.Dataset, fill func(context.Context, chunkio.Target) error) error {
	to, err := w.create(path, d)
	if err != nil {
		return err
	}
	if fill == nil {
		return to.Close()
	}
	w.arrays = append(w.arrays, func(ctx context.Context) error {
		err := fill(ctx, w.target(to, d))
		if closed := to.Close(); err == nil {
			err = closed
		}
		if err != nil {
			return fmt.Errorf("write %q: %w", path, err)
		}
		return nil
	})
	return nil
}

// create makes a chunked dataset with its attributes, and leaves it open.
func (w *writer) create(path string, d *plan.Dataset) (*h5.Dataset, error) {
	s := h5.Spec{Type: storedType(d.Type), Shape: d.Shape, Chunk: d.Chunk, Filter: h5.Filter{Level: w.out.Codec.Level}}
	if slices.Contains(d.Shape, plan.Unknown) {
		s.Shape, s.MaxShape = slices.Clone(d.Shape), slices.Clone(d.Shape)
		for i, n := range s.Shape {
			if n == plan.Unknown {
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
	to, err := w.file.CreateDataset(path, s)
	if err != nil {
		return nil, err
	}
	return to, w.attrs(path, d.Attrs)
}

// target connects the pipeline with a dataset.
func (w *writer) target(to *h5.Dataset, d *plan.Dataset) chunkio.Target {
	return chunkio.Target{
		Layout: chunkio.Layout{Shape: d.Shape, Chunk: d.Chunk, Size: d.Type.Size()},
		Codec:  w.out.Codec,
		Emit:   to.WriteChunk,
	}
}
