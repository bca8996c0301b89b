package build

import (
	"context"
	"encoding/binary"

	"roi2nwb/internal/chunkio"
	"roi2nwb/internal/nwb/plan"
)

// calciumTable holds events of single ROIs.
const calciumTable = "CalciumEvents"

// calcium appends the table of events of ROIs to the module. There may be
// millions: its columns are streamed.
func (b *planeBuilder) calcium() error {
	c := b.seg.Calcium
	if c == nil {
		return nil
	}
	n := c.Len()
	if n == 0 {
		b.remark(c.Source + ": no event occurred, no table is written")
		return nil
	}
	t := newStreamedTable("core", "EventsTable", plan.Join(OphysPath, b.own(calciumTable)), c.Description, n, b.opt)
	t.Set("source_description", c.Source)
	column := func(name string, a chunkio.Array) *plan.Dataset {
		d := streamed(name, a)
		d.Chunk = b.opt.wholeChunk(d.Shape, d.Type.Size())
		return d
	}
	times := column("timestamp", c.Times)
	times.Attrs = []plan.Attr{{Name: "unit", Value: "seconds"}}
	t.columnOf("core", "TimestampVectorData", times, "When the event was, in seconds after the start of the session")
	rois := column("roi", c.ROIs)
	rois.Attrs = []plan.Attr{{Name: "table", Value: plan.Reference(plan.Join(plan.Join(OphysPath, b.Names.Segmentation.Name), b.Names.PlaneSegmentation.Name))}}
	t.columnOf("hdmf-common", "DynamicTableRegion", rois, "The ROI that the event is of")
	t.column(column("amplitude", c.Amplitudes), "Amplitude of the event, in "+c.Unit)
	b.module.Add(t.finish())
	return nil
}

// newStreamedTable is newTable for so many rows that not even their numbers are
// held in memory.
func newStreamedTable(namespace, neurodataType, path, description string, n int, o *Options) *table {
	t := newTable(namespace, neurodataType, path, description, 0)
	id := t.Datasets[0]
	id.Shape, id.Data = []int{n}, plan.Streamed{Array: rowNumbers(n)}
	id.Chunk = o.wholeChunk(id.Shape, id.Type.Size())
	return t
}

// rowNumbers is the numbers 0, 1, ... n-1 as an array.
type rowNumbers int

func (r rowNumbers) Shape() []int         { return []int{int(r)} }
func (r rowNumbers) DType() chunkio.DType { return chunkio.Int64 }
func (r rowNumbers) Grain() []int         { return nil }

// ReadBlock implements chunkio.Array.
func (r rowNumbers) ReadBlock(_ context.Context, dst []byte, start, count []int) error {
	if err := chunkio.CheckBox(r.Shape(), start, count, 8, len(dst)); err != nil {
		return err
	}
	for i := range count[0] {
		binary.LittleEndian.PutUint64(dst[8*i:], uint64(start[0]+i))
	}
	return nil
}
