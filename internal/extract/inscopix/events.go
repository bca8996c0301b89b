package inscopix

import (
	"cmp"
	"context"
	"encoding/binary"
	"fmt"
	"math"
	"math/big"
	"slices"

	"roi2nwb/internal/chunkio"
	"roi2nwb/internal/chunkio/isxd"
	"roi2nwb/internal/session"
)

// readEvents adds the events of the event sets: as they are, and as the
// deconvolved trace that they come from, where that can be told.
func (s *series) readEvents(ctx context.Context, seg *session.Segmentation) error {
	if err := s.addCalcium(ctx, seg); err != nil || seg.Calcium == nil {
		return err
	}
	for _, t := range seg.Traces {
		if t.Kind == session.Deconvolved {
			return nil // the run has it
		}
	}
	return s.addDeconvolved(ctx, seg)
}

// addCalcium adds the table of events.
func (s *series) addCalcium(ctx context.Context, seg *session.Segmentation) error {
	var rois, times, amplitudes []chunkio.Array
	var source *part
	zero := s.first().timing().Start
	for _, r := range s.chosen {
		if r.events == nil {
			continue
		}
		if source == nil {
			source = r.events
		}
		set := r.events.events
		begin := new(big.Rat).Sub(set.Start.Seconds.Rat(), zero.Seconds.Rat())
		micros, _ := begin.Mul(begin, big.NewRat(1e6, 1)).Float64()
		rows, err := rowsOf(r)
		if err != nil {
			return err
		}
		for i, cell := range rows {
			rows[i] = s.row(cell)
		}
		order, err := orderOf(ctx, set)
		if err != nil {
			return err
		}
		column := func(dtype chunkio.DType, bits func(isxd.Event) uint64) chunkio.Array {
			return &eventColumn{set, order, dtype, bits}
		}
		rois = append(rois, column(chunkio.Int64, func(e isxd.Event) uint64 { return uint64(rows[e.Channel]) }))
		times = append(times, column(chunkio.Float64, func(e isxd.Event) uint64 {
			return math.Float64bits((float64(e.Offset) + micros) / 1e6)
		}))
		amplitudes = append(amplitudes, column(chunkio.Float32, func(e isxd.Event) uint64 { return uint64(math.Float32bits(e.Value)) }))
		seg.Remarks = append(seg.Remarks, doubles(r.events)...)
	}
	if source == nil {
		return nil
	}
	c := &session.CalciumEvents{
		Source: source.name, Unit: "a.u.",
		Description: "Events of the ROIs, as the event set has them: the time of each to the microsecond, and its amplitude.",
	}
	for _, column := range []struct {
		to   *chunkio.Array
		from []chunkio.Array
	}{{&c.ROIs, rois}, {&c.Times, times}, {&c.Amplitudes, amplitudes}} {
		var err error
		if *column.to, err = chunkio.Concat(0, column.from...); err != nil {
			return err
		}
	}
	seg.Calcium = c
	return nil
}

// doubles says where channels share a name.
func doubles(p *part) []string {
	names := slices.Sorted(slices.Values(p.names()))
	if len(slices.Compact(slices.Clone(names))) == len(names) {
		return nil
	}
	return []string{fmt.Sprintf("%q has several channels of one name: they are told apart by their order", p.name)}
}

// rowsOf returns which cell each channel of a recording's event set is of.
func rowsOf(r *recording) ([]int, error) {
	channels, cells := r.events.names(), r.cells().names()
	rows := make([]int, len(channels))
	if len(channels) == len(cells) {
		for i := range rows {
			rows[i] = i
		}
		return rows, nil
	}
	next := 0
	for i, status := range r.cells().cells.Statuses {
		if status == isxd.Accepted && next < len(rows) {
			rows[next] = i
			next++
		}
	}
	if next < len(rows) {
		return nil, contradiction(r.cells(), r.events, "the one has %d accepted cells, the other %d channels", next, len(rows))
	}
	return rows, nil
}

// eventColumn is one value of each event of a set.
type eventColumn struct {
	set   *isxd.EventSet
	order []int32 // which event of the file comes at each place, nil for the file's own order
	dtype chunkio.DType
	bits  func(isxd.Event) uint64
}

func (c *eventColumn) Shape() []int         { return []int{c.set.Packets} }
func (c *eventColumn) DType() chunkio.DType { return c.dtype }
func (c *eventColumn) Grain() []int         { return nil }

// ReadBlock implements chunkio.Array.
func (c *eventColumn) ReadBlock(ctx context.Context, dst []byte, start, count []int) error {
	size := c.dtype.Size()
	if err := chunkio.CheckBox(c.Shape(), start, count, size, len(dst)); err != nil || len(dst) == 0 {
		return err
	}
	const step = 4096
	events := make([]isxd.Event, min(step, count[0]))
	for first, left := start[0], count[0]; left > 0; {
		part := events[:min(len(events), left)]
		if err := c.read(ctx, part, first); err != nil {
			return err
		}
		for _, e := range part {
			if size == 8 {
				binary.LittleEndian.PutUint64(dst, c.bits(e))
			} else {
				binary.LittleEndian.PutUint32(dst, uint32(c.bits(e)))
			}
			dst = dst[size:]
		}
		first, left = first+len(part), left-len(part)
	}
	return nil
}

// read reads events by their places in the order.
func (c *eventColumn) read(ctx context.Context, dst []isxd.Event, first int) error {
	if c.order == nil {
		return c.set.ReadEvents(ctx, dst, first)
	}
	for len(dst) > 0 {
		run := 1
		for run < len(dst) && c.order[first+run] == c.order[first+run-1]+1 {
			run++
		}
		if err := c.set.ReadEvents(ctx, dst[:run], int(c.order[first])); err != nil {
			return err
		}
		dst, first = dst[run:], first+run
	}
	return nil
}

// mostSorted is how many events are sorted at most, which takes memory.
const mostSorted = 1 << 20

// orderOf returns the events of a set channel by channel, each in the order of
// time; nil where they are so in the file, as they are in all that Inscopix'
// programs write, or where they are too many to sort. Of equal times the order
// stays.
func orderOf(ctx context.Context, set *isxd.EventSet) ([]int32, error) {
	if set.Packets > mostSorted {
		return nil, nil
	}
	all := make([]isxd.Event, set.Packets)
	if err := set.ReadEvents(ctx, all, 0); err != nil {
		return nil, err
	}
	compare := func(a, b isxd.Event) int {
		return cmp.Or(cmp.Compare(a.Channel, b.Channel), cmp.Compare(a.Offset, b.Offset))
	}
	if slices.IsSortedFunc(all, compare) {
		return nil, nil
	}
	order := make([]int32, len(all))
	for i := range order {
		order[i] = int32(i)
	}
	slices.SortStableFunc(order, func(a, b int32) int { return compare(all[a], all[b]) })
	return order, nil
}
