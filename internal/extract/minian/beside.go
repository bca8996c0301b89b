package minian

import (
	"os"
	"path/filepath"
	"slices"
	"strings"

	"roi2nwb/internal/extract/caltrig"
	"roi2nwb/internal/extract/recorder"
	"roi2nwb/internal/extract/source"
)

// Names of tables of times, by the age of the recorder that writes them.
func tablesOfTimes() [][]string {
	return [][]string{{"timestamps.csv", "timestamp.csv"}, {"timestamp.dat", "timestamps.dat"}}
}

// behaviorNames are those of CalTrig's table of behaviour.
func behaviorNames() []string { return []string{"behavior.csv", "behaviour.csv"} }

// Beside returns the files and folders outside of a source that Open may read with
// it: the recorder's, CalTrig's configuration, and what that leads to. They are
// told by their names, and nothing of the source is opened: it may name one that is
// not read after all.
func Beside(path string) []string {
	config, near, ok := around(path)
	if !ok {
		return nil
	}
	var found []string
	add := func(path string) {
		if path != "" {
			found = append(found, path)
		}
	}
	if config != nil {
		add(config.Path)
		add(config.Locate(config.DataPath))
		add(config.Locate(config.Behavior))
	}
	for _, dir := range near {
		for _, names := range append(tablesOfTimes(), behaviorNames()) {
			add(source.FindFile(dir, names...))
		}
	}
	found = append(found, recorder.Files(near)...)
	return outside(path, found)
}

// around returns the configuration of CalTrig that is about a source, nil for none,
// and the folders near it in which the recorder's files may be; ok is false for
// files that are no source of Minian's by their name.
func around(path string) (config *caltrig.Config, near []string, ok bool) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, nil, false
	}
	if info.IsDir() {
		above := filepath.Join(path, "..")
		if config, err = caltrig.FindConfig(above, path); config == nil && err == nil {
			config, err = caltrig.FindConfig(path, "")
		}
		return config, []string{path, above}, err == nil
	}
	dir := filepath.Dir(path)
	switch strings.ToLower(filepath.Ext(path)) {
	case ".nc", ".nc4", ".netcdf", ".cdf":
		return nil, []string{dir, filepath.Join(dir, "..")}, true
	case ".ini":
		if config, err = caltrig.ReadConfig(path); err != nil || config == nil {
			return nil, nil, false
		}
		near = []string{dir}
		if data := config.Locate(config.DataPath); data != "" {
			near = []string{data, filepath.Join(data, ".."), dir}
		}
		return config, near, true
	}
	return nil, nil, false
}

// outside returns the paths that are neither a source nor within it, each once.
func outside(source string, paths []string) []string {
	var left []string
	for _, path := range paths {
		inside, err := filepath.Rel(source, path)
		if err != nil || inside == ".." || strings.HasPrefix(inside, ".."+string(filepath.Separator)) {
			left = append(left, path)
		}
	}
	slices.Sort(left)
	return slices.Compact(left)
}
