package nwb

import (
	"strings"

	"roi2nwb/internal/chunkio"
)

// table is a DynamicTable or one of its descendants while it is being made.
type table struct {
	*Group
	path    string
	columns []string
}

// newTable returns a table of n rows that will stand at path.
func newTable(namespace, neurodataType, path, description string, n int) *table {
	name := path[strings.LastIndex(path, "/")+1:]
	t := &table{Group: &Group{Name: name, Attrs: typed(namespace, neurodataType)}, path: path}
	t.set("description", description)
	t.put(&Dataset{Name: "id", Attrs: typed("hdmf-common", "ElementIdentifiers"), Type: NumberType(chunkio.Int64),
		Shape: []int{n}, Data: Bytes(int64Bytes(rows(n)))})
	return t
}

// column appends a column; d has everything but the type and the description.
func (t *table) column(d *Dataset, description string) {
	t.columnOf("hdmf-common", "VectorData", d, description)
}

// columnOf appends a column of a descendant of VectorData. What d has of
// attributes comes after those that all columns have.
func (t *table) columnOf(namespace, neurodataType string, d *Dataset, description string) {
	d.Attrs = append(append(typed(namespace, neurodataType), Attr{"description", description}), d.Attrs...)
	t.put(d)
	t.columns = append(t.columns, d.Name)
}

// index appends the VectorIndex of a ragged column. Its values are cumulative
// end offsets.
func (t *table) index(column string, n int, data Data) {
	t.put(&Dataset{
		Name: column + "_index",
		Attrs: append(typed("hdmf-common", "VectorIndex"),
			Attr{"description", "Index for VectorData '" + column + "'"}, Attr{"target", Reference(join(t.path, column))}),
		Type: NumberType(chunkio.Uint64), Shape: []int{n}, Data: data,
	})
}

// finish names the columns, which needs all of them.
func (t *table) finish() *Group {
	return t.set("colnames", t.columns)
}
