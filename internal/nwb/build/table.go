package build

import (
	"strings"

	"roi2nwb/internal/chunkio"
	"roi2nwb/internal/nwb/plan"
)

// table is a DynamicTable or one of its descendants while it is being made.
type table struct {
	*plan.Group
	path    string
	columns []string
}

// newTable returns a table of n rows that will stand at path.
func newTable(namespace, neurodataType, path, description string, n int) *table {
	name := path[strings.LastIndex(path, "/")+1:]
	t := &table{Group: &plan.Group{Name: name, Attrs: plan.Typed(namespace, neurodataType)}, path: path}
	t.Set("description", description)
	t.Put(&plan.Dataset{Name: "id", Attrs: plan.Typed("hdmf-common", "ElementIdentifiers"), Type: plan.NumberType(chunkio.Int64),
		Shape: []int{n}, Data: plan.Bytes(plan.Int64Bytes(plan.Indices(n)))})
	return t
}

// column appends a column; d has everything but the type and the description.
func (t *table) column(d *plan.Dataset, description string) {
	t.columnOf("hdmf-common", "VectorData", d, description)
}

// columnOf appends a column of a descendant of VectorData. What d has of
// attributes comes after those that all columns have.
func (t *table) columnOf(namespace, neurodataType string, d *plan.Dataset, description string) {
	d.Attrs = append(append(plan.Typed(namespace, neurodataType), plan.Attr{Name: "description", Value: description}), d.Attrs...)
	t.Put(d)
	t.columns = append(t.columns, d.Name)
}

// index appends the VectorIndex of a ragged column. Its values are cumulative
// end offsets.
func (t *table) index(column string, n int, data plan.Data) {
	t.Put(&plan.Dataset{
		Name: column + "_index",
		Attrs: append(plan.Typed("hdmf-common", "VectorIndex"),
			plan.Attr{Name: "description", Value: "Index for VectorData '" + column + "'"}, plan.Attr{Name: "target", Value: plan.Reference(plan.Join(t.path, column))}),
		Type: plan.NumberType(chunkio.Uint64), Shape: []int{n}, Data: data,
	})
}

// finish names the columns, which needs all of them.
func (t *table) finish() *plan.Group {
	return t.Set("colnames", t.columns)
}
