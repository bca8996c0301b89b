package minian

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"roi2nwb/internal/extract/recorder"
	"roi2nwb/internal/extract/source"
	"roi2nwb/internal/session"
)

const cure = `give the folder with the final A, C and S: "minian" beside the movies, unless it was named otherwise`

// DescribeFolder returns the error for a folder that is no result. results says
// what was found below it, "" for nothing, and giveInstead the cure then.
func DescribeFolder(path, expected, results, giveInstead string) error {
	e := &session.FormatError{Path: path, Expected: expected}
	entries, err := os.ReadDir(path)
	if err != nil {
		return err
	}
	names, _ := namesIn(path)
	around := filepath.Join(path, "..")
	switch working := workingState(path); {
	case len(entries) == 0:
		e.Found = "an empty folder"
	case isZarrArray(path):
		e.Found, e.Cure = fmt.Sprintf("one array of a Zarr group, %q", baseName(path)), "give the folder of the whole result: "+filepath.Join(around, "..")
	case holdsArrays(path):
		e.Found, e.Cure = fmt.Sprintf("a single variable, %q", strings.TrimSuffix(baseName(path), ".zarr")), "give the folder with all variables of the result: "+around
	case isIntermediate(names) || isWorking(names):
		e.Found, e.Cure = "Minian's intermediate folder ("+source.Listed(variablesOf(names))+")", cure
	case results != "":
		e.Found, e.Cure = results, giveInstead
	case working != "":
		e.Found, e.Cure = fmt.Sprintf("a folder with Minian's intermediate folder %q and no result", baseName(working)), cure
	case isBackup(path, entries):
		e.Found, e.Cure = "copies that CalTrig put aside before it changed a result", "give the folder around them: "+around
	case onlyMovies(names):
		e.Found, e.Cure = "a folder of movies that Minian saved ("+source.Listed(variablesOf(names))+")", cure
	case len(names) > 0:
		e.Found, e.Cure = "a folder of variables without the footprints A and the traces C or S of a Minian result ("+source.Listed(variablesOf(names))+")", cure
	default:
		e.Found = "a folder"
		if raw := rawFiles(entries); len(raw) > 0 {
			e.Found = "a raw Miniscope session (" + source.Listed(raw) + ")"
			e.Cure = "find the cells in it first, as with Minian, and give the folder that this saves"
		}
	}
	return e
}

// workingState returns the intermediate folder directly in dir, "" for none.
func workingState(dir string) string {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return ""
	}
	for _, e := range entries {
		if !e.IsDir() {
			continue
		}
		below := filepath.Join(dir, e.Name())
		if names, _ := namesIn(below); isIntermediate(names) || isWorking(names) {
			return below
		}
	}
	return ""
}

// isWorking reports whether variables of these names are the first that a run of
// Minian leaves.
func isWorking(names []string) bool {
	return !slices.Contains(names, footprintsName) && slices.ContainsFunc(names, func(name string) bool {
		return strings.HasSuffix(name, "_init") || strings.HasSuffix(name, "_mrg") || name == "varr_ref"
	})
}

// onlyMovies reports whether all variables of these names are movies.
func onlyMovies(names []string) bool {
	variables := variablesOf(names)
	return len(variables) > 0 && !slices.ContainsFunc(variables, func(name string) bool {
		return reasonLeftOut(name) != MovieReason
	})
}

// variablesOf leaves the coordinates out of the names of arrays.
func variablesOf(names []string) []string {
	return slices.DeleteFunc(slices.Clone(names), isKnownCoordinate)
}

// isZarrArray reports whether dir holds the metadata of an array.
func isZarrArray(dir string) bool {
	if info, err := os.Stat(filepath.Join(dir, ".zarray")); err == nil && info.Mode().IsRegular() {
		return true
	}
	return isZarrGroup(dir) && holdsArrays(filepath.Join(dir, ".."))
}

// isBackup reports whether dir is where CalTrig puts the variables that it is
// about to change, each in a folder named after it and the time.
func isBackup(dir string, entries []os.DirEntry) bool {
	for _, e := range entries {
		groups, _, err := entriesOf(filepath.Join(dir, e.Name()))
		if err == nil && len(groups) == 1 && strings.HasPrefix(e.Name(), strings.TrimSuffix(groups[0], ".zarr")+"_") {
			return true
		}
	}
	return false
}

// rawFiles returns the names of files that a Miniscope recorder writes.
func rawFiles(entries []os.DirEntry) []string {
	var names []string
	for _, e := range entries {
		switch lower := strings.ToLower(e.Name()); {
		case strings.HasSuffix(lower, ".avi"), lower == "timestamps.csv", lower == "timestamp.dat", lower == strings.ToLower(recorder.FileName):
			names = append(names, e.Name())
		}
	}
	return names
}

// baseName returns the last part of a path, also of one such as "..".
func baseName(path string) string {
	if full, err := filepath.Abs(path); err == nil {
		path = full
	}
	return filepath.Base(path)
}
