package nwb

import (
	"encoding/binary"
	"math"
	"strings"

	"roi2nwb/internal/chunkio"
)

// typed returns the attributes that make an object one of the schema's types.
// Its object_id is added when the whole tree stands.
func typed(namespace, name string) []Attr {
	return []Attr{{"namespace", namespace}, {"neurodata_type", name}}
}

func core(name, neurodataType string) *Group {
	return &Group{Name: name, Attrs: typed("core", neurodataType)}
}

// text is a scalar string.
func text(name, value string) *Dataset {
	return &Dataset{Name: name, Type: TextType(), Data: Texts{value}}
}

// putText appends a scalar string where there is one.
func (g *Group) putText(name, value string) {
	if value != "" {
		g.put(text(name, value))
	}
}

// putTexts appends a list of strings where there is one.
func (g *Group) putTexts(name string, values []string) {
	if len(values) > 0 {
		g.put(texts(name, values))
	}
}

func texts(name string, values []string) *Dataset {
	return &Dataset{Name: name, Type: TextType(), Shape: []int{len(values)}, Data: Texts(values)}
}

// date is a scalar ISO 8601 time: ASCII, as pynwb writes it.
func date(name, value string) *Dataset {
	d := text(name, value)
	d.Type = ASCIIType()
	return d
}

// number is a scalar float64.
func number(name string, v float64) *Dataset {
	return &Dataset{Name: name, Type: NumberType(chunkio.Float64), Data: Bytes(float64Bytes(v))}
}

func numbers(name string, v []float64) *Dataset {
	return &Dataset{Name: name, Type: NumberType(chunkio.Float64), Shape: []int{len(v)}, Data: Bytes(float64Bytes(v...))}
}

func float64Bytes(v ...float64) []byte {
	raw := make([]byte, 0, 8*len(v))
	for _, x := range v {
		raw = binary.LittleEndian.AppendUint64(raw, math.Float64bits(x))
	}
	return raw
}

func float32Bytes(v []float64) []byte {
	raw := make([]byte, 0, 4*len(v))
	for _, x := range v {
		raw = binary.LittleEndian.AppendUint32(raw, math.Float32bits(float32(x)))
	}
	return raw
}

func int64Bytes(v []int64) []byte {
	raw := make([]byte, 0, 8*len(v))
	for _, x := range v {
		raw = binary.LittleEndian.AppendUint64(raw, uint64(x))
	}
	return raw
}

func boolBytes(v []bool) []byte {
	raw := make([]byte, len(v))
	for i, b := range v {
		if b {
			raw[i] = 1
		}
	}
	return raw
}

// rows returns 0, 1, ... n-1.
func rows(n int) []int64 {
	v := make([]int64, n)
	for i := range v {
		v[i] = int64(i)
	}
	return v
}

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
