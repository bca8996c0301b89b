package check

import (
	"context"
	"slices"
)

// The checks of ids and regions, which say which rows are meant.
const (
	idsUnique      = "check_ids_unique"
	regionValidity = "check_dynamic_table_region_data_validity"
	regionRepeats  = "region-repeats"
)

// maxSorted is the most ids that are sorted to see whether they differ.
const maxSorted = 1 << 20

// ids looks for ids that two rows have. nwbinspector looks at the first 200.
func (e *examination) ids(ctx context.Context, table *node) error {
	id := table.child("id")
	var all []float64
	rising, last, same := true, 0.0, false
	err := e.numbers(ctx, id, func(first int, block []float64) bool {
		for i, v := range block {
			same = same || first+i > 0 && v == last
			rising = rising && (first+i == 0 || v > last)
			last = v
		}
		// Ids rise in almost every file, so that none has to be kept.
		all = append(all, block[:min(len(block), e.sizes.sorted-len(all))]...)
		return !same
	})
	if err != nil || rising {
		return err
	}
	if len(all) < id.rows() && !same {
		e.skip(id, "whether all of its %d ids differ is not known: %d are looked at", id.rows(), len(all))
	}
	slices.Sort(all)
	for i := 1; i < len(all); i++ {
		if all[i] == all[i-1] {
			e.find(idsUnique, id.path, "an id of its own for each row", "more than one row has the id %g", all[i])
			return nil
		}
	}
	return nil
}

// maxMarked is the most rows of a table that are marked to see which ones a
// region repeats.
const maxMarked = 1 << 26

// region compares the rows that a region names with its table. nwbinspector
// looks at the first 200.
func (e *examination) region(ctx context.Context, n *node, ofROIs bool) error {
	table := e.refersTo(n, "table")
	if table == nil || !table.is("DynamicTable") {
		return nil // the schema asks for it
	}
	rows := e.height(table)
	if rows < 0 {
		return nil
	}
	named := marks(nil)
	switch {
	case !ofROIs:
	case rows <= e.sizes.marked:
		named = make(marks, (rows+63)/64)
	default:
		e.skip(n, "whether it names a ROI twice is not known: %q has %s", table.path, plural(rows, "row"))
	}
	return e.numbers(ctx, n, func(first int, block []float64) bool {
		for i, v := range block {
			if !whole(v) || v >= float64(rows) {
				e.find(regionValidity, n.path, "rows from 0 on", "element %d is row %g of %q, which has %s", first+i, v, table.path, plural(rows, "row"))
				return false
			}
			if named != nil && named.set(int(v)) {
				e.find(regionRepeats, n.path, "each ROI once", "element %d is row %g of %q, which is named before", first+i, v, table.path)
				named = nil
			}
		}
		return true
	})
}

// marks is a set of small numbers.
type marks []uint64

// set adds i, and reports whether it was there.
func (m marks) set(i int) bool {
	bit := uint64(1) << (i % 64)
	was := m[i/64]&bit != 0
	m[i/64] |= bit
	return was
}
