package check

import (
	"context"
	"iter"
	"strings"
)

// The checks of tables.
const (
	tableColnames = "table-colnames"
	tableLength   = "table-length"
	raggedIndex   = "ragged-index"
	indexName     = "index-name"
)

// tableRule checks that the columns of a table belong together.
func tableRule() rule {
	return rule{
		checks: []Check{
			{Name: tableColnames, Doc: "colnames and the columns of a table disagree"},
			{Name: tableLength, Doc: "a column of a table is longer or shorter than its id"},
			{Name: raggedIndex, Doc: "the ends of a ragged column fall, lie beyond it, or leave something over"},
			{Name: indexName, Severity: Warning, Doc: "an index is not called as its column with _index behind it"},
			grave(idsUnique, "two rows of a table have the same id"),
			grave(regionValidity, "a region names rows that its table does not have"),
			{Name: regionRepeats, Severity: Warning, Doc: "the region of a series of ROIs names a row twice"},
		},
		run: func(ctx context.Context, e *examination) error {
			for n := range e.typed("DynamicTable") {
				e.colnames(n)
				e.lengths(n)
				if err := e.ids(ctx, n); err != nil {
					return err
				}
			}
			for n := range e.typed("VectorIndex") {
				if err := e.index(ctx, n); err != nil {
					return err
				}
			}
			ofROIs := map[*node]bool{}
			for n := range e.typed("RoiResponseSeries") {
				ofROIs[n.child("rois")] = true
			}
			for n := range e.typed("DynamicTableRegion") {
				if err := e.region(ctx, n, ofROIs[n]); err != nil {
					return err
				}
			}
			return nil
		},
	}
}

// colnames compares the names of the columns with the columns.
func (e *examination) colnames(table *node) {
	names, ok := table.texts("colnames")
	if !ok || len(table.attr("colnames").Shape) != 1 {
		return // the schema asks for them
	}
	path := table.attrPath("colnames")
	seen := map[string]bool{}
	for _, name := range names {
		l := table.link(name)
		switch {
		case seen[name]:
			e.find(tableColnames, path, "each column once", "the column %q is there twice", name)
		case name == "id":
			e.find(tableColnames, path, "the id is no column", `it lists "id"`)
		case l == nil:
			e.find(tableColnames, path, "columns that the table has; readers fail on such a table", "it lists the column %q, which is not there", name)
		case l.target == nil:
			// Other rules find links to nothing and what cannot be read.
		case l.target.data == nil:
			e.find(tableColnames, path, "datasets", "the column %q is a group", name)
		case l.target.is("VectorIndex"):
			e.find(tableColnames, path, "the column alone: its index is found by its name", "it lists the index %q", name)
		case l.target.typeName == "" && !l.target.unsure():
			e.find(tableColnames, l.target.path, "neurodata_type VectorData; readers fail on such a table", "the column has no neurodata_type")
		}
		seen[name] = true
	}
	for i := range table.links {
		l := &table.links[i]
		if l.target == nil || l.target.data == nil || seen[l.name] || isIndex(l) || !l.target.is("VectorData") {
			continue
		}
		e.find(tableColnames, path, "all columns; readers do not see the others", "it does not list the column %q", l.name)
	}
}

// isIndex reports whether a member of a table is the index of a column, or means
// to be one.
func isIndex(l *link) bool {
	return l != nil && l.target != nil && (l.target.is("VectorIndex") || strings.HasSuffix(l.name, "_index") && l.target.attr("target") != nil)
}

// lengths compares the columns of a table with its id.
func (e *examination) lengths(table *node) {
	rows := idRows(table)
	if rows < 0 {
		return
	}
	if height := e.height(table); height != rows {
		e.find(tableLength, table.child("id").path, "an id for each row", "it has %s, and each column %d", plural(rows, "element"), height)
		return
	}
	for name, outer := range e.outermost(table) {
		if found := outer.rows(); found != rows {
			what := "an element a row"
			if outer.name != name {
				what = "an end a row"
			}
			e.find(tableLength, outer.path, what+", as the table's id has them",
				"it has %s, and the table %s", plural(found, "element"), plural(rows, "row"))
		}
	}
}

// height returns how many rows a table has: as many as its id, unless there are
// columns which all say otherwise; -1 where that is not known.
func (e *examination) height(table *node) int {
	rows, columns, agreed := idRows(table), 0, -1
	for _, outer := range e.outermost(table) {
		if columns++; columns > 1 && outer.rows() != agreed {
			return rows
		}
		agreed = outer.rows()
	}
	if columns < 2 || rows < 0 {
		return rows
	}
	return agreed
}

// idRows returns the length of the id of a table, -1 where it has none.
func idRows(table *node) int {
	if id := table.child("id"); id.rows() >= 0 && len(id.data.Shape) == 1 {
		return id.rows()
	}
	return -1
}

// outermost returns the columns of a table, each with the dataset that has one
// element a row: the index of the index of a column, or its index, or the column
// itself.
func (e *examination) outermost(table *node) iter.Seq2[string, *node] {
	return func(yield func(string, *node) bool) {
		for i := range table.links {
			l := &table.links[i]
			if l.target.rows() < 0 || isIndex(l) || !l.target.is("VectorData") {
				continue
			}
			outer := l
			for next := e.indexOf(table, outer); next != nil; next = e.indexOf(table, outer) {
				outer = next
			}
			if outer.target.rows() >= 0 && !yield(l.name, outer.target) {
				return
			}
		}
	}
}

// indexOf returns the index of a column, or of an index: by its name, as most
// readers find it, or else by what it refers to; nil where there is none.
func (e *examination) indexOf(table *node, column *link) *link {
	if l := table.link(column.name + "_index"); isIndex(l) {
		return l
	}
	for i := range table.links {
		l := &table.links[i]
		if !strings.HasSuffix(l.name, "_index") && isIndex(l) && l.target != column.target && e.refersTo(l.target, "target") == column.target {
			return l
		}
	}
	return nil
}

// index compares the ends of a ragged column with it.
func (e *examination) index(ctx context.Context, n *node) error {
	target := e.refersTo(n, "target")
	if target == nil || target.data == nil || n.parent == nil {
		return nil // the schema asks for it
	}
	name, named := strings.CutSuffix(n.name, "_index")
	switch column := n.parent.child(name); {
	case !named:
		e.find(indexName, n.path, "the name of its column with _index behind it", "not all readers find an index of the name %q", n.name)
	case column != nil && column != target:
		e.find(raggedIndex, n.attrPath("target"), "the column "+n.parent.member(name), "it refers to %q", target.path)
		return nil
	}
	length := target.rows()
	if length < 0 {
		return nil
	}
	last, row, bad := 0.0, -1, false
	err := e.numbers(ctx, n, func(first int, block []float64) bool {
		for i, end := range block {
			switch {
			case !(end >= last):
				e.find(raggedIndex, n.path, "ends that never fall", "row %d ends at %g, and the one before at %g", first+i, end, last)
				bad = true
			case end > float64(length):
				e.find(raggedIndex, n.path, "ends within the column", "row %d ends at %g, and the column has %s", first+i, end, plural(length, "element"))
				bad = true
			}
			if bad {
				return false
			}
			last, row = end, first+i
		}
		return true
	})
	complete := n.rows() > 0 && row == n.rows()-1 && (n.rows() == e.height(n.parent) || e.indexOf(n.parent, n.parent.link(n.name)) != nil)
	if !bad && err == nil && complete && last != float64(length) {
		e.find(raggedIndex, n.path, "an end of the last row that is the end of the column",
			"the last row ends at %g, and the column has %s", last, plural(length, "element"))
	}
	return err
}
