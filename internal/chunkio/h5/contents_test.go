package h5

import (
	"encoding/hex"
	"testing"
)

// contents returns all that a file holds by its path ("/a/b", "/a@attribute"):
// floats, strings, paths of references, hexadecimal compounds, targets of soft
// links; several as a slice. testdata/contents.py does the same with h5py.
func contents(t *testing.T, f *File) map[string]any {
	t.Helper()
	all := map[string]any{}
	addAttributes(t, f, "/", all)
	addGroup(t, f, "/", all)
	return all
}

func addGroup(t *testing.T, f *File, group string, all map[string]any) {
	t.Helper()
	entries, err := f.List(group)
	must(t, err)
	for _, e := range entries {
		path := join(group, e.Name)
		switch e.Kind {
		case SoftLink:
			all[path] = e.Target
			continue
		case Group:
			addGroup(t, f, path, all)
		case DatasetKind:
			d := openDataset(t, f, path)
			v, err := d.Read(1 << 20)
			must(t, err, d.Close())
			all[path] = plainValue(t, v)
		}
		addAttributes(t, f, path, all)
	}
}

func addAttributes(t *testing.T, f *File, path string, all map[string]any) {
	t.Helper()
	names, err := f.AttrNames(path)
	must(t, err)
	for _, name := range names {
		v, _, err := f.Attr(path, name)
		must(t, err)
		all[path+"@"+name] = plainValue(t, v)
	}
}

func plainValue(t *testing.T, v Value) any {
	t.Helper()
	out := []any{}
	switch v.Type.Class {
	case ClassString:
		for _, s := range v.Texts {
			out = append(out, s)
		}
	case ClassReference:
		for _, s := range v.Targets {
			out = append(out, s)
		}
	case ClassCompound:
		return hex.EncodeToString(v.Raw)
	default:
		numbers, err := v.Float64s()
		must(t, err)
		for _, x := range numbers {
			out = append(out, x)
		}
	}
	if v.Shape == nil {
		return out[0]
	}
	return out
}
