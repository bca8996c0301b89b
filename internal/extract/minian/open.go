package minian

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"

	"roi2nwb/internal/chunkio/zarr"
	"roi2nwb/internal/session"
)

// openMinianStore opens the variables at path: a netCDF file, a Zarr group that
// holds them all, or a folder of Zarr groups, one a variable, or of netCDF
// files.
func openStore(path string) (*store, error) {
	s := &store{variables: map[string]*variable{}}
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	switch {
	case !info.IsDir():
		err = s.addNetCDF(path, "")
	case holdsArrays(path):
		err = s.addGroup(path, "", "")
	default:
		err = s.addFolder(path)
	}
	if err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

// addFolder adds what lies in a folder, as Minian's open_minian does: Minian
// writes one Zarr group a variable, and no group around them. Only where these
// hold no footprints are netCDF files looked into.
func (s *store) addFolder(dir string) error {
	names, files, err := entriesOf(dir)
	if err != nil {
		return err
	}
	for _, name := range names {
		path := filepath.Join(dir, name)
		if !isZarrGroup(path) {
			s.leftOut = append(s.leftOut, session.LeftOut{Source: name, Reason: "a folder without the metadata of a Zarr group"})
			continue
		}
		if err := s.addGroup(path, name+"/", strings.TrimSuffix(name, ".zarr")); err != nil {
			return err
		}
	}
	complete := s.variables[footprintsName] != nil
	for _, name := range files {
		if complete {
			s.leftOut = append(s.leftOut, session.LeftOut{Source: name, Reason: "a netCDF file beside the result"})
			continue
		}
		if err := s.addNetCDF(filepath.Join(dir, name), name+"/"); err != nil {
			return err
		}
	}
	return nil
}

// addGroup adds the arrays of one Zarr group; own names the one that the group
// was made for. The metadata beside the chunks is read, never the consolidated
// one, which is stale in folders that were rechunked.
func (s *store) addGroup(dir, prefix, own string) error {
	g, err := zarr.OpenGroup(dir)
	if err != nil {
		return err
	}
	arrays := map[string]*variable{}
	for _, name := range g.Arrays() {
		a, err := g.Array(name)
		if err != nil {
			return err
		}
		v := &variable{name: name, at: prefix + name, dims: a.DimensionNames(), array: a, attrs: map[string]any{}}
		if a.IsText() {
			v.texts = func(ctx context.Context, limit int) ([]string, error) { return a.ReadTexts(ctx, limit) }
		}
		for key, value := range a.Attrs() {
			if !isStoreAttribute(key) {
				v.attrs[key] = value
			}
		}
		arrays[name] = v
	}
	if arrays[own] == nil {
		own = ""
	}
	if err := s.add(arrays, own, strings.Fields(textOf(g.Attrs()["coordinates"]))); err != nil {
		return err
	}
	for key, value := range g.Attrs() {
		if v := s.variables[own]; v != nil && key != "coordinates" && v.attrs[key] == nil {
			v.attrs[key] = value
		}
	}
	return nil
}

// minianEntries returns what may belong to a result in the folder dir: folders
// that are Zarr groups or are named like them, and netCDF files.
func entriesOf(dir string) (groups, files []string, err error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, nil, err
	}
	for _, e := range entries {
		path := filepath.Join(dir, e.Name())
		info, err := os.Stat(path) // the entry may be a link
		if err != nil {
			continue // or one that leads nowhere
		}
		switch ext := strings.ToLower(filepath.Ext(e.Name())); {
		case info.IsDir() && (ext == ".zarr" || isZarrGroup(path)):
			groups = append(groups, e.Name())
		case info.Mode().IsRegular() && ext == ".nc":
			files = append(files, e.Name())
		}
	}
	return groups, files, nil
}

// holdsArrays reports whether dir is a Zarr group with arrays of its own. Some
// tools make a group of the folder around Minian's groups, to be able to open it.
func holdsArrays(dir string) bool {
	if !isZarrGroup(dir) {
		return false
	}
	g, err := zarr.OpenGroup(dir)
	return err == nil && len(g.Arrays()) > 0
}

// isZarrGroup reports whether dir has the metadata of a Zarr group.
func isZarrGroup(dir string) bool {
	for _, name := range []string{".zgroup", "zarr.json"} {
		if info, err := os.Stat(filepath.Join(dir, name)); err == nil && info.Mode().IsRegular() {
			return true
		}
	}
	return false
}
