package minian

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"roi2nwb/internal/chunkio/h5"
	"roi2nwb/internal/chunkio/netcdf3"
	"roi2nwb/internal/chunkio/zarr"
	"roi2nwb/internal/extract/caltrig"
	"roi2nwb/internal/extract/source"
	"roi2nwb/internal/session"
)

// Expected says what Open expects, for messages.
const Expected = "a Minian result or a CalTrig session"

// minianFootprints is the variable without which nothing is a result.
const footprintsName = "A"

// minianPlace is where the parts of a session are.
type place struct {
	data   string   // the folder of the variables, or the netCDF file
	near   []string // where to look for the recorder's tables of times, nearest first
	config *caltrig.Config
	twice  []string // other results in the folder, of which this one was taken
}

// locateMinian finds the session that path leads to: the folder of variables,
// the folder around it, a netCDF file, or CalTrig's configuration. It returns
// nil where path leads to none, and an error where it leads to several.
func locate(path string) (*place, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if !info.IsDir() {
		return locateFile(path)
	}
	own := resultsIn(path)
	if len(own) > 1 {
		return nil, severalResults(path, own)
	}
	if len(own) == 1 {
		copies, err := copiesBelow(path)
		if err != nil {
			return nil, err
		}
		if len(copies) > 0 {
			return locateTwice(path, copies)
		}
		config, err := caltrig.FindConfig(filepath.Join(path, ".."), path)
		return &place{data: path, near: []string{path, filepath.Join(path, "..")}, config: config}, err
	}
	results, err := resultsBelow(path)
	if err != nil {
		return nil, err
	}
	config, err := caltrig.FindConfig(path, "")
	if err != nil {
		return nil, err
	}
	if len(results) == 0 && config != nil {
		if data := config.Locate(config.DataPath); data != "" && isFolder(data) {
			results = []string{data}
		}
	}
	switch len(results) {
	case 0:
		return nil, nil
	case 1:
		return &place{data: results[0], near: []string{results[0], path}, config: config}, nil
	}
	return nil, severalResults(path, results)
}

// copiesBelow returns the results in the folders directly in a folder that is a
// result itself. Its own variables are folders too, which need not be opened.
func copiesBelow(dir string) ([]string, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	var results []string
	for _, e := range entries {
		below := filepath.Join(dir, e.Name())
		if !isZarrGroup(below) && !strings.HasSuffix(e.Name(), "backup") {
			results = append(results, resultsIn(below)...)
		}
	}
	return results, nil
}

// locateTwice is locate for a folder that holds a result and others in folders
// below it. The variables that Minian wrote one by one count for more than a
// netCDF file, which is a copy of them.
func locateTwice(path string, below []string) (*place, error) {
	p := &place{data: path, near: []string{path, filepath.Join(path, "..")}, twice: below}
	config, err := caltrig.FindConfig(filepath.Join(path, ".."), path)
	if names, files := namesIn(path); !isResult(names) && len(below) == 1 {
		p.data, p.near, p.twice = below[0], []string{below[0], path}, nil
		for _, name := range files {
			p.twice = append(p.twice, filepath.Join(path, name))
		}
		config, err = caltrig.FindConfig(path, "")
	}
	p.config = config
	return p, err
}

// locateFile is locateMinian for a path that is no folder.
func locateFile(path string) (*place, error) {
	config, err := caltrig.ReadConfig(path)
	if err != nil {
		return nil, err
	}
	if config == nil {
		ok, err := isFile(path)
		if err != nil || !ok {
			return nil, err
		}
		dir := filepath.Dir(path)
		return &place{data: path, near: []string{dir, filepath.Join(dir, "..")}}, nil
	}
	data := config.Locate(config.DataPath)
	if data == "" || !isFolder(data) {
		return nil, &session.FormatError{
			Path: path, Expected: Expected, Found: fmt.Sprintf("a CalTrig configuration whose data_path %q leads to no Minian result", config.DataPath),
			Cure: "give the folder with A, C and S itself, or correct data_path",
		}
	}
	return &place{data: data, near: []string{data, filepath.Join(data, ".."), filepath.Dir(path)}, config: config}, nil
}

// severalResults is the error for a folder with more than one result.
func severalResults(path string, results []string) error {
	return &session.FormatError{
		Path: path, Expected: Expected, Found: fmt.Sprintf("a folder of %d Minian results, %s", len(results), namesWithin(path, results)),
		Cure: "give one of them: " + results[0],
	}
}

// ResultsIn returns the results directly in a folder, as they are to be given:
// the session of CalTrig around one, where there is one.
func ResultsIn(dir string) []string {
	results := resultsIn(dir)
	for i, path := range results {
		if path == dir {
			results[i] = sessionAround(dir)
		}
	}
	return results
}

// sessionAround returns the folder of a session of CalTrig around a result, or
// else the result.
func sessionAround(result string) string {
	around := filepath.Join(result, "..")
	if config, err := caltrig.FindConfig(around, result); err == nil && config != nil {
		return around
	}
	return result
}

// namesWithin lists paths as they are named from a folder on.
func namesWithin(dir string, paths []string) string {
	names := make([]string, len(paths))
	for i, path := range paths {
		if inside, err := filepath.Rel(dir, path); err == nil && inside != "." {
			path = inside
		}
		names[i] = fmt.Sprintf("%q", path)
	}
	return source.Listed(names)
}

// resultsIn returns dir where that is a result, or the netCDF files in it where
// more than one is a result of its own.
func resultsIn(dir string) []string {
	if !isFolder(dir) {
		return nil
	}
	if names, _ := namesIn(dir); !isResult(names) {
		if files := netCDFResults(dir); len(files) > 1 {
			return files
		}
	}
	return []string{dir}
}

// netCDFResults returns the netCDF files directly in dir that each hold
// footprints.
func netCDFResults(dir string) []string {
	_, files := namesIn(dir)
	var results []string
	for _, name := range files {
		path := filepath.Join(dir, name)
		if ok, err := isFile(path); ok && err == nil {
			results = append(results, path)
		}
	}
	slices.Sort(results)
	return results
}

// resultsBelow returns the results in the folders directly in dir. Copies that
// CalTrig put aside are none.
func resultsBelow(dir string) ([]string, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	var results []string
	for _, e := range entries {
		below := filepath.Join(dir, e.Name())
		if !strings.HasSuffix(e.Name(), "backup") {
			results = append(results, resultsIn(below)...)
		}
	}
	return results, nil
}

// isMinianFolder reports whether path is a folder with footprints and traces that
// Minian saved, or a copy of them in a netCDF file.
func isFolder(path string) bool {
	if info, err := os.Stat(path); err != nil || !info.IsDir() {
		return false
	}
	names, files := namesIn(path)
	if isResult(names) {
		return true
	}
	for _, name := range files {
		if ok, err := isFile(filepath.Join(path, name)); err == nil && ok {
			return true
		}
	}
	return false
}

// minianNames returns the names of the arrays in the Zarr groups of a folder,
// and its netCDF files.
func namesIn(dir string) (arrays, files []string) {
	var groups []string
	if holdsArrays(dir) {
		groups = []string{""}
	} else {
		var err error
		if groups, files, err = entriesOf(dir); err != nil {
			return nil, nil
		}
	}
	for _, name := range groups {
		if g, err := zarr.OpenGroup(filepath.Join(dir, name)); err == nil {
			arrays = append(arrays, g.Arrays()...)
		}
	}
	slices.Sort(arrays)
	return slices.Compact(arrays), files
}

// isResult reports whether variables of these names are a result: footprints and
// a trace, and not the working state of a run.
func isResult(names []string) bool {
	has := func(name string) bool { return slices.Contains(names, name) }
	return has(footprintsName) && has("unit_id") && (has("C") || has("S") || has("YrA")) && !isIntermediate(names)
}

// isIntermediate reports whether variables of these names are those of Minian's
// intermediate folder, in which each step of a run leaves its own. Some go by
// the names of results; what only the result folder gets tells the two apart.
// Minian 0.1 kept A_init and C_init with the result.
func isIntermediate(names []string) bool {
	has := func(name string) bool { return slices.Contains(names, name) }
	working := has("C_chk") || has("A_mrg") || has("C_mrg") || has("sn_spatial") || has("Y_hw_chk") && has("A_init")
	result := has("A") && has("C") && has("S") && (has("motion") || has("max_proj"))
	return working && !result
}

// isMinianFile reports whether path is a netCDF file with Minian's footprints.
func isFile(path string) (bool, error) {
	classic, err := netcdf3.Open(path)
	if err == nil {
		v, missing := classic.Variable(footprintsName)
		ok := missing == nil && slices.Contains(v.DimensionNames(), "unit_id")
		return ok, classic.Close()
	}
	if !errors.Is(err, netcdf3.ErrFormat) {
		return false, err
	}
	f, err := source.OpenHDF5(path, Expected)
	var other *session.FormatError
	if errors.As(err, &other) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	ok, err := hasFootprints(f)
	return ok, errors.Join(err, f.Close())
}

// hasMinianFootprints reports whether a netCDF-4 file has an image for each unit.
func hasFootprints(f *h5.File) (bool, error) {
	for _, name := range []string{footprintsName, "unit_id"} {
		if kind, err := f.Kind(name); err != nil || kind != h5.DatasetKind {
			return false, err
		}
	}
	d, err := f.Dataset(footprintsName)
	if err != nil {
		return false, err
	}
	const axes = 3 // unit, height, width
	return len(d.Shape()) == axes, d.Close()
}
