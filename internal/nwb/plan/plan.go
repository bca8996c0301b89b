package plan

import "strings"

// Plan is an NWB file before it is written: a tree of groups, datasets and
// links, in the order in which they are written.
type Plan struct {
	Root *Group
	// Tables are the paths of the tables of ROIs, one a plane.
	Tables []string
	// Omitted is what the sources hold and the options keep out of the file.
	Omitted []Omitted
	// Remarks are for the user: what NWB will lack, what could surprise.
	Remarks []string
}

// Group is an HDF5 group.
type Group struct {
	Name     string
	Attrs    []Attr
	Groups   []*Group
	Datasets []*Dataset
	Links    []Link
}

// Attr is an attribute. Value is a string, a []string, a float64, an int64, or a
// Reference, which is written when its target exists.
type Attr struct {
	Name  string
	Value any
}

// Link is a soft link.
type Link struct {
	Name, Target string
}

// Dataset is an HDF5 dataset. An axis of Shape that is Unknown is found while
// the data stream.
type Dataset struct {
	Name  string
	Attrs []Attr
	Type  Type
	Shape []int // nil for a scalar
	Chunk []int // nil for contiguous
	Data  Data
}

// Unknown is the length of an axis that only the data tell.
const Unknown = -1

// Add appends a child group and returns it.
func (g *Group) Add(child *Group) *Group {
	g.Groups = append(g.Groups, child)
	return child
}

// Put appends a dataset.
func (g *Group) Put(d *Dataset) { g.Datasets = append(g.Datasets, d) }

// Set appends an attribute.
func (g *Group) Set(name string, value any) *Group {
	g.Attrs = append(g.Attrs, Attr{name, value})
	return g
}

// AttrValue returns the value of an attribute, nil where there is none.
func AttrValue(attrs []Attr, name string) any {
	for _, a := range attrs {
		if a.Name == name {
			return a.Value
		}
	}
	return nil
}

// Walk calls visit for every group (dataset nil) and every dataset, parents
// first, with its path.
func (p *Plan) Walk(visit func(path string, g *Group, d *Dataset) error) error {
	return walk("/", p.Root, visit)
}

func walk(path string, g *Group, visit func(string, *Group, *Dataset) error) error {
	if err := visit(path, g, nil); err != nil {
		return err
	}
	for _, d := range g.Datasets {
		if err := visit(Join(path, d.Name), g, d); err != nil {
			return err
		}
	}
	for _, child := range g.Groups {
		if err := walk(Join(path, child.Name), child, visit); err != nil {
			return err
		}
	}
	return nil
}

// Join appends a name to a path inside the file.
func Join(path, name string) string {
	return strings.TrimSuffix(path, "/") + "/" + name
}
