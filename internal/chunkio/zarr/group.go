package zarr

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
)

// Group is a folder of arrays.
type Group struct {
	dir    string
	arrays []string
	attrs  map[string]any
}

// OpenGroup opens the group whose metadata lies in dir. Where there is none the
// error matches fs.ErrNotExist. Where a folder has both versions, version 3 is
// taken, as zarr-python does.
func OpenGroup(dir string) (*Group, error) {
	attrs, err := readGroup(dir)
	if err != nil {
		return nil, fmt.Errorf("open zarr group %q: %w", dir, err)
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, fmt.Errorf("open zarr group: %w", err)
	}
	g := &Group{dir: dir, attrs: attrs}
	for _, e := range entries {
		is, err := isArray(filepath.Join(dir, e.Name()))
		if err != nil {
			return nil, fmt.Errorf("open zarr group %q: %w", dir, err)
		}
		if is {
			g.arrays = append(g.arrays, e.Name())
		}
	}
	slices.Sort(g.arrays)
	return g, nil
}

// Arrays returns the names of the arrays directly in the group, sorted. The
// caller must not change the slice.
func (g *Group) Arrays() []string { return g.arrays }

// Attrs returns the group's attributes, as Array.Attrs does.
func (g *Group) Attrs() map[string]any { return g.attrs }

// Array opens one array of the group. Where the group has no array of that
// name the error matches fs.ErrNotExist.
func (g *Group) Array(name string) (*Array, error) {
	if !slices.Contains(g.arrays, name) {
		return nil, fmt.Errorf("zarr group %q: array %q: %w", g.dir, name, fs.ErrNotExist)
	}
	return OpenArray(filepath.Join(g.dir, name))
}

// readGroup returns the attributes of the group in dir.
func readGroup(dir string) (map[string]any, error) {
	var v3 struct {
		Format     int            `json:"zarr_format"`
		Node       string         `json:"node_type"`
		Attributes map[string]any `json:"attributes"`
	}
	err := readJSON(filepath.Join(dir, "zarr.json"), &v3)
	if err == nil {
		if v3.Format != 3 || v3.Node != "group" {
			return nil, fmt.Errorf("zarr.json is of an %q of version %d, want a group of version 3", v3.Node, v3.Format)
		}
		return plainNumbers(v3.Attributes), nil
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	var v2 struct {
		Format int `json:"zarr_format"`
	}
	err = readJSON(filepath.Join(dir, ".zgroup"), &v2)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("neither zarr.json nor .zgroup: %w", fs.ErrNotExist)
	}
	if err != nil {
		return nil, err
	}
	if v2.Format != 2 {
		return nil, fmt.Errorf(".zgroup is of version %d, want 2", v2.Format)
	}
	return readAttrs(dir)
}

// isArray tells whether dir is the folder of an array.
func isArray(dir string) (bool, error) {
	var v3 struct {
		Node string `json:"node_type"`
	}
	err := readJSON(filepath.Join(dir, "zarr.json"), &v3)
	if err == nil {
		return v3.Node == "array", nil
	}
	if !absent(err) {
		return false, err
	}
	_, err = os.Stat(filepath.Join(dir, ".zarray"))
	if absent(err) {
		return false, nil
	}
	return err == nil, err
}
