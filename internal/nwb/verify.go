package nwb

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"sync"

	"golang.org/x/sync/errgroup"

	"roi2nwb/internal/chunkio"
	"roi2nwb/internal/chunkio/h5"
	"roi2nwb/internal/nwb/plan"
)

// verify reopens the file at path and compares it with the plan: every group,
// dataset, attribute, reference and link, the values that are small, the ends of
// ragged columns, and the head of the last chunk of each streamed array. Faults of
// padding and of transposition show there first.
func verify(ctx context.Context, p *plan.Plan, path string) (err error) {
	f, err := h5.Open(path)
	if err != nil {
		return err
	}
	defer func() {
		if closed := f.Close(); err == nil {
			err = closed
		}
	}()
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	arrays, ctx := errgroup.WithContext(ctx)
	c := &verifier{file: f, arrays: arrays}
	err = p.Walk(func(at string, g *plan.Group, d *plan.Dataset) error {
		if err := context.Cause(ctx); err != nil {
			return err
		}
		if d == nil {
			return c.group(at, g)
		}
		return c.dataset(ctx, at, d)
	})
	if err != nil {
		stop()
	}
	if wrong := arrays.Wait(); err == nil {
		err = wrong
	}
	return err
}

// verifier compares a file with a plan. Arrays are compared on goroutines of their
// own.
type verifier struct {
	file   *h5.File
	arrays *errgroup.Group

	one       sync.Mutex // one array at a time, in the memory below
	got, want []byte
}

// leads checks that a path leads to an object of one of these kinds.
func (c *verifier) leads(at string, kinds ...h5.Kind) error {
	kind, err := c.file.Kind(at)
	if err != nil {
		return err
	}
	if !slices.Contains(kinds, kind) {
		return fmt.Errorf("%q leads to %s, not to a %s", at, kind, kinds[0])
	}
	return nil
}

func (c *verifier) group(at string, g *plan.Group) error {
	found, err := c.file.Attrs(at)
	if err != nil {
		return err
	}
	if err := c.leads(at, h5.Group); err != nil {
		return err
	}
	for _, l := range g.Links {
		if err := c.leads(plan.Join(at, l.Name), h5.Group, h5.DatasetKind); err != nil {
			return err
		}
	}
	return verifyAttrs(at, g.Attrs, found)
}

func verifyAttrs(at string, attrs []plan.Attr, found map[string]h5.Value) error {
	for _, a := range attrs {
		v, ok := found[a.Name]
		if !ok {
			return fmt.Errorf("%q has no attribute %q", at, a.Name)
		}
		switch want := a.Value.(type) {
		case string:
			ok = slices.Equal(v.Texts, []string{want})
		case []string:
			ok = slices.Equal(v.Texts, want)
		case plan.Reference:
			ok = slices.Equal(v.Targets, []string{string(want)})
		case float64:
			ok = bytes.Equal(v.Raw, plan.Float64Bytes(want))
		case int64:
			ok = bytes.Equal(v.Raw, plan.Int64Bytes([]int64{want}))
		}
		if !ok {
			return fmt.Errorf("attribute %q of %q is not %v", a.Name, at, a.Value)
		}
	}
	return nil
}

func (c *verifier) dataset(ctx context.Context, at string, want *plan.Dataset) error {
	d, err := c.file.Dataset(at)
	if err != nil {
		return err
	}
	err = verifyHead(at, d, want)
	if err != nil || slices.Contains(d.Shape(), 0) {
		return errors.Join(err, d.Close())
	}
	return want.Data.Visit(ctx, &dataVerifier{c, d}, plan.Place{Path: at, Dataset: want})
}

// verifyHead compares all of a dataset but its values.
func verifyHead(at string, d *h5.Dataset, want *plan.Dataset) error {
	if got := d.Type().String(); got != want.Type.String() {
		return fmt.Errorf("%q is %s, not %s", at, got, want.Type)
	}
	known := !slices.Contains(want.Shape, plan.Unknown)
	if known && !slices.Equal(d.Shape(), want.Shape) {
		return fmt.Errorf("%q has shape %v, not %v", at, d.Shape(), want.Shape)
	}
	found, err := d.Attrs()
	if err != nil {
		return err
	}
	return verifyAttrs(at, want.Attrs, found)
}

// dataVerifier compares the values of an open dataset with a plan, and closes it.
type dataVerifier struct {
	*verifier
	open *h5.Dataset
}

// Texts compares all texts.
func (c *dataVerifier) Texts(_ context.Context, at plan.Place, data plan.Texts) error {
	limit := 0
	for _, text := range data {
		limit += textReference + len(text)
	}
	v, err := c.open.Read(limit)
	if err == nil && !slices.Equal(v.Texts, data) {
		err = fmt.Errorf("%q does not hold its text", at.Path)
	}
	return errors.Join(err, c.open.Close())
}

// Values compares all values.
func (c *dataVerifier) Values(_ context.Context, at plan.Place, data plan.Bytes) error {
	v, err := c.open.Read(len(data))
	if err == nil && !bytes.Equal(v.Raw, data) {
		err = fmt.Errorf("%q does not hold its values", at.Path)
	}
	return errors.Join(err, c.open.Close())
}

// Array compares the end of an array, on a goroutine of its own.
func (c *dataVerifier) Array(ctx context.Context, at plan.Place, data plan.Streamed) error {
	c.arrays.Go(func() error {
		return errors.Join(c.lastChunk(ctx, at.Path, c.open, data.Array, at.Dataset.Chunk), c.open.Close())
	})
	return nil
}

// Footprints checks the index of a sparse mask.
func (c *dataVerifier) Footprints(_ context.Context, at plan.Place, data *plan.Footprints) error {
	var err error
	if data.Column == plan.SparseEnds {
		err = c.ends(at.Path, c.open)
	}
	return errors.Join(err, c.open.Close())
}

// Unstored compares nothing.
func (c *dataVerifier) Unstored(context.Context, plan.Place) error { return c.open.Close() }

// sampleEdge is how much of the last chunk is compared, along each axis.
const sampleEdge = 256

// lastChunk compares the head of a dataset's last chunk with its source.
func (c *verifier) lastChunk(ctx context.Context, at string, d *h5.Dataset, src chunkio.Array, chunk []int) error {
	shape := d.Shape()
	start, count := make([]int, len(shape)), slices.Clone(shape)
	if chunk != nil {
		for i := range shape {
			start[i] = (shape[i] - 1) / chunk[i] * chunk[i]
			count[i] = min(shape[i]-start[i], sampleEdge)
		}
	}
	n, err := chunkio.Count(count, d.Type().Size)
	if err != nil {
		return err
	}
	c.one.Lock()
	defer c.one.Unlock()
	if err := ctx.Err(); err != nil {
		return err
	}
	n *= d.Type().Size
	c.got, c.want = slices.Grow(c.got[:0], n), slices.Grow(c.want[:0], n)
	got, want := c.got[:n], c.want[:n]
	if err := d.ReadBlock(ctx, got, start, count); err != nil {
		return err
	}
	if err := src.ReadBlock(ctx, want, start, count); err != nil {
		return &sourceError{err}
	}
	if !bytes.Equal(got, want) {
		return fmt.Errorf("%q differs from its source from %v on", at, start)
	}
	return nil
}

// sourceError is why a source could not be read again. It says nothing of the file
// that is compared with it.
type sourceError struct{ error }

func (e *sourceError) Unwrap() error { return e.error }

// ends checks that cumulative offsets rise and end with the column they are of.
func (c *verifier) ends(at string, d *h5.Dataset) error {
	v, err := d.Read(d.Shape()[0] * d.Type().Size)
	if err != nil {
		return err
	}
	last := uint64(0)
	for raw := v.Raw; len(raw) >= 8; raw = raw[8:] {
		end := binary.LittleEndian.Uint64(raw)
		if end < last {
			return fmt.Errorf("%q falls from %d to %d", at, last, end)
		}
		last = end
	}
	column, err := c.file.Dataset(at[:len(at)-len("_index")])
	if err != nil {
		return err
	}
	n := column.Shape()[0]
	if err := column.Close(); err != nil {
		return err
	}
	if uint64(n) != last {
		return fmt.Errorf("%q ends at %d of %d", at, last, n)
	}
	return nil
}
