package caiman

import (
	"cmp"
	"context"
	"errors"
	"maps"
	"path"
	"slices"

	"roi2nwb/internal/chunkio"
	"roi2nwb/internal/chunkio/h5"
	"roi2nwb/internal/extract/source"
	"roi2nwb/internal/session"
)

// maxParameterDepth bounds the groups within groups under params; CaImAn
// writes one level.
const maxParameterDepth = 8

// readParameters reads the settings under params, and those that CaImAn keeps
// at the root.
func (r *reader) readParameters(context.Context) error {
	for _, name := range []string{"mmap_file", "remove_very_bad_comps", "skip_refinement", "is1p"} {
		r.handled[name] = true
		text, err := r.file.text("/", name)
		if err != nil {
			return err
		}
		if text != "" {
			if err := r.addParameter("", name, name, h5.Value{Type: h5.TextType(), Texts: []string{text}}); err != nil {
				return err
			}
			continue
		}
		d, err := r.file.filled(name)
		if err != nil {
			return err
		}
		if d != nil {
			if err := r.readParameter("", name, name, d); err != nil {
				return err
			}
		}
	}
	if kind, err := r.file.Kind("params"); err != nil {
		return err
	} else if kind != h5.Group {
		r.remark("the file does not hold the parameters of the run")
		return nil
	}
	if err := r.readParameterGroup("", "params", 0); err != nil {
		return err
	}
	slices.SortStableFunc(r.seg.Parameters, func(a, b session.Parameter) int {
		return cmp.Or(cmp.Compare(a.Group, b.Group), cmp.Compare(a.Name, b.Name))
	})
	return r.remarkOnResolution()
}

// readParameterGroup reads the group at inside, whose name below params is
// group. Text is an attribute since version 1.9.9.
func (r *reader) readParameterGroup(group, inside string, depth int) error {
	if depth > maxParameterDepth {
		r.leaveOut(inside, "more than %d groups deep", maxParameterDepth)
		return nil
	}
	attributes, err := r.file.Attrs(inside)
	if err != nil {
		return err
	}
	for _, name := range slices.Sorted(maps.Keys(attributes)) {
		if err := r.addParameter(group, name, inside+"@"+name, attributes[name]); err != nil {
			return err
		}
	}
	entries, err := r.file.List(inside)
	if err != nil {
		return err
	}
	for _, e := range entries {
		at := inside + "/" + e.Name
		switch e.Kind {
		case h5.Group:
			err = r.readParameterGroup(path.Join(group, e.Name), at, depth+1)
		case h5.DatasetKind:
			var d *h5.Dataset
			if d, err = r.file.listed(at); err == nil {
				err = errors.Join(r.readParameter(group, e.Name, at, d), r.file.release(at))
			}
		default:
			r.leaveOut(at, "a %v, which CaImAn does not write", e.Kind)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// readParameter adds the value of d, null where that is nil.
func (r *reader) readParameter(group, name, at string, d *h5.Dataset) error {
	if d == nil {
		r.seg.Parameters = append(r.seg.Parameters, session.Parameter{Group: group, Name: name, Value: "null"})
		return nil
	}
	n, err := elements(d)
	if err != nil {
		return err
	}
	if size := n * d.Type().Size; size > source.ParameterBytes {
		r.leaveOut(at, "%d bytes: too long for a parameter", size)
		return nil
	}
	v, err := d.Read(source.ParameterBytes)
	if errors.Is(err, chunkio.ErrTooLarge) {
		r.leaveOut(at, "more than %d bytes: too long for a parameter", source.ParameterBytes)
		return nil
	}
	if err != nil {
		return err
	}
	return r.addParameter(group, name, at, v)
}

func (r *reader) addParameter(group, name, at string, v h5.Value) error {
	text, err := source.JSONText(v)
	if err != nil {
		r.leaveOut(at, "%v", err)
		return nil
	}
	r.seg.Parameters = append(r.seg.Parameters, session.Parameter{Group: group, Name: name, Value: text})
	return nil
}

// remarkOnResolution tells of dxy where it was set. It is no hint for the grid
// spacing: CaImAn's documentation calls it pixels per micrometre, its demos
// micrometres per pixel, and it is (1, 1) where nobody gave it.
func (r *reader) remarkOnResolution() error {
	const inside = "params/data/dxy"
	n, err := r.file.numbers(inside, source.SmallBytes)
	if errors.Is(err, errNotNumbers) || errors.Is(err, chunkio.ErrTooLarge) {
		return nil
	}
	if err != nil || n == nil || !slices.ContainsFunc(n.values, func(v float64) bool { return v != 1 }) {
		return err
	}
	r.remark("%q is %v, in pixels per um by CaImAn's documentation but um per pixel by its demos: grid_spacing is not set from it", inside, n.values)
	return nil
}
