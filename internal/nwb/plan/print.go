package plan

import (
	"fmt"
	"strconv"
	"strings"
)

// Array is a dataset that is read from the source while it is written.
type Array struct {
	Path  string `json:"path"`
	Shape []int  `json:"shape"` // an axis of Unknown length is told by the data
	Type  string `json:"type"`
}

// Arrays lists the masks, traces and images of a plan.
func (p *Plan) Arrays() []Array {
	arrays := []Array{}
	p.Each(func(path string, _ *Group, d *Dataset) {
		if d != nil && d.Data.FromSource() {
			arrays = append(arrays, Array{path, d.Shape, d.Type.String()})
		}
	})
	return arrays
}

// DenseMaskBytes returns the size of the image masks of a plan when they are
// read whole. On disk they take far less.
func (p *Plan) DenseMaskBytes() int64 {
	return p.bytes(func(d Data) bool {
		footprints, ok := d.(*Footprints)
		return ok && footprints.Column == ImageMasks
	})
}

// StreamedBytes returns the unpacked size of what a plan reads from its source
// while it is written, footprints aside.
func (p *Plan) StreamedBytes() int64 {
	return p.bytes(func(d Data) bool {
		_, ok := d.(Streamed)
		return ok
	})
}

// bytes returns the unpacked size of the datasets whose data count.
func (p *Plan) bytes(counts func(Data) bool) int64 {
	var n int64
	p.Each(func(_ string, _ *Group, d *Dataset) {
		if d != nil && counts(d.Data) {
			n += d.UnpackedBytes()
		}
	})
	return n
}

// UnpackedBytes returns the unpacked size of a dataset, 0 where an axis is unknown.
func (d *Dataset) UnpackedBytes() int64 {
	n := int64(d.Type.Size())
	for _, s := range d.Shape {
		n *= int64(max(s, 0))
	}
	return n
}

// Each is Walk for visitors that cannot fail.
func (p *Plan) Each(visit func(path string, g *Group, d *Dataset)) {
	_ = p.Walk(func(path string, g *Group, d *Dataset) error {
		visit(path, g, d)
		return nil
	})
}

// Node is an object of a plan as it is printed. Only groups have Children.
type Node struct {
	Name     string         `json:"name"`
	Type     string         `json:"type"` // neurodata type, "group", or the type of the elements
	Shape    []int          `json:"shape,omitempty"`
	Chunk    []int          `json:"chunk,omitempty"`
	Value    any            `json:"value,omitempty"`
	Target   string         `json:"target,omitempty"` // of a link
	Attrs    map[string]any `json:"attributes,omitempty"`
	Children []Node         `json:"children,omitempty"`
}

// Outline returns the plan for printing, without the cached schema.
func (p *Plan) Outline() Node { return outline("/", p.Root) }

func outline(name string, g *Group) Node {
	n := Node{Name: name, Type: typeOf(g.Attrs, "group"), Attrs: shownAttrs(g.Attrs)}
	for _, d := range g.Datasets {
		n.Children = append(n.Children, Node{Name: d.Name, Type: typeOf(d.Attrs, d.Type.String()), Shape: d.Shape, Chunk: d.Chunk,
			Value: shownValue(d), Attrs: shownAttrs(d.Attrs)})
	}
	for _, child := range g.Groups {
		if name == "/" && child.Name == SpecificationsPath[1:] {
			continue
		}
		n.Children = append(n.Children, outline(child.Name, child))
	}
	for _, l := range g.Links {
		n.Children = append(n.Children, Node{Name: l.Name, Type: "link", Target: l.Target})
	}
	return n
}

func typeOf(attrs []Attr, otherwise string) string {
	if name, ok := AttrValue(attrs, "neurodata_type").(string); ok {
		return name
	}
	return otherwise
}

// shownAttrs leaves out what every typed object has.
func shownAttrs(attrs []Attr) map[string]any {
	shown := map[string]any{}
	for _, a := range attrs {
		switch a.Name {
		case "namespace", "neurodata_type", "object_id":
		default:
			shown[a.Name] = a.Value
		}
	}
	return shown
}

// shownValue returns the value of a scalar text, or of a short list of texts.
func shownValue(d *Dataset) any {
	t, ok := d.Data.(Texts)
	switch {
	case !ok:
		return nil
	case d.Shape == nil:
		return t[0]
	case len(t) <= 8:
		return []string(t)
	}
	return nil
}

// String prints the plan as a tree.
func (p *Plan) String() string {
	var b strings.Builder
	p.Outline().print(&b, "")
	return b.String()
}

func (n Node) print(b *strings.Builder, indent string) {
	line := indent + n.Name
	switch {
	case n.Type == "group":
	case n.Target != "":
		line += " -> " + n.Target
	default:
		line += "  " + n.Type
	}
	if n.Shape != nil {
		line += " (" + shapeText(n.Shape) + ")"
	}
	if n.Chunk != nil {
		line += " in chunks of (" + shapeText(n.Chunk) + ")"
	}
	switch v := n.Value.(type) {
	case string:
		line += " = " + strconv.Quote(v)
	case []string:
		line += fmt.Sprintf(" = %q", v)
	}
	if about, ok := n.Attrs["description"].(string); ok {
		line += "  # " + about
	}
	if target, ok := n.Attrs["table"].(Reference); ok {
		line += " -> " + string(target)
	}
	b.WriteString(line + "\n")
	for _, c := range n.Children {
		c.print(b, indent+"  ")
	}
}

func shapeText(shape []int) string {
	parts := make([]string, len(shape))
	for i, n := range shape {
		parts[i] = strconv.Itoa(n)
		if n == Unknown {
			parts[i] = "?"
		}
	}
	return strings.Join(parts, ", ")
}
