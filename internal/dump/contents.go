package dump

import (
	"context"
	"strconv"
)

// content is a row of the table of contents.
type content struct {
	what        What
	name        string
	size, dtype string
}

// contentTable has one row for each thing that there is: which part it belongs
// to, its name, its size and its type, "" where it has none.
func (s *Source) contentTable() (*Table, error) {
	seg := s.Segmentation
	traces, err := s.traces()
	if err != nil {
		return nil, err
	}
	images, err := s.images()
	if err != nil {
		return nil, err
	}
	n := len(seg.IDs)
	var all []content
	add := func(what What, name, dtype string, shape ...int) {
		axes := make([]string, len(shape))
		for i, axis := range shape {
			axes[i] = strconv.Itoa(axis)
		}
		all = append(all, content{what, name, joined(axes), dtype})
	}
	for _, t := range traces {
		add(Traces, string(t.Kind), t.Array.DType().String(), t.Array.Shape()[1], t.Array.Shape()[0])
	}
	add(Masks, "", "float32", n)
	for _, i := range images {
		add(Images, i.Name, i.Array.DType().String(), i.Array.Shape()...)
	}
	if seg.Acceptance != nil {
		add(Columns, "is_accepted", "bool", n)
		add(Columns, "is_rejected", "bool", n)
	}
	for _, c := range seg.Columns {
		shape := []int{n}
		if c.Width > 1 {
			shape = append(shape, c.Width)
		}
		add(Columns, c.Name, c.TypeName(), shape...)
	}
	for _, e := range s.events() {
		add(Events, e.Name, "", len(e.Times))
	}
	if seg.Calcium != nil && seg.Calcium.Len() > 0 {
		add(Events, calciumName, "", seg.Calcium.Len())
	}
	if s.times() != nil {
		add(Times, "", "float64", seg.Frames)
	}
	add(Metadata, "", "text")
	add(IDs, "", "text", n)
	if b := seg.Background; b != nil {
		add(Background, "", "float32", b.Footprints.Len())
	}
	if m := seg.Missed; m != nil {
		add(Missed, "", "float32", len(m.IDs))
	}
	if seg.Shifts != nil {
		add(Shifts, "", seg.Shifts.Array.DType().String(), seg.Shifts.Array.Shape()...)
	}
	if len(seg.Parameters) > 0 {
		add(Parameters, "", "text", len(seg.Parameters))
	}
	return &Table{Columns: []string{"what", "name", "size", "type"}, Rows: len(all), each: func(_ context.Context, to Writer) error {
		for _, c := range all {
			for _, text := range []string{string(c.what), c.name, c.size, c.dtype} {
				to.Text(text)
			}
			if err := to.EndRow(); err != nil {
				return err
			}
		}
		return nil
	}}, nil
}
