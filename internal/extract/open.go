package extract

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"roi2nwb/internal/chunkio"
	"roi2nwb/internal/chunkio/h5"
	"roi2nwb/internal/extract/caiman"
	"roi2nwb/internal/extract/inscopix"
	"roi2nwb/internal/extract/minian"
	"roi2nwb/internal/session"
)

// format is one kind of result that Open knows.
type format struct {
	name      string // "caiman"
	alias     string // another name for it, "" for none: the program that adds to such results
	expected  string // "a CaImAn result file"
	takes     string // the format whose results are taken together with its own, "" for none
	recognise func(path string) (bool, error)
	open      func(ctx context.Context, s *Source) (*session.Segmentation, error)

	// isFile reports whether a file is a result, and within returns the results
	// directly in a folder. They are for naming results that lie further down, and
	// nil where a format has no such files or folders.
	isFile func(path string) bool
	within func(dir string) []string
}

// formats returns the formats in the order in which a path is tried. None
// recognises what another writes.
func formats() []format {
	return []format{
		{name: "caiman", expected: caiman.Expected, recognise: caiman.Recognise, open: openCaiman, isFile: caiman.IsResult},
		{name: "minian", alias: "caltrig", expected: minian.Expected, recognise: minian.Recognise, open: alone(minian.Open), within: minian.ResultsIn},
		{name: "inscopix", expected: inscopix.Expected, recognise: inscopix.Recognise, open: openParts, isFile: inscopix.IsResult, takes: "caiman"},
	}
}

// ErrUnknownFormat is returned for a name of a format that there is not.
var ErrUnknownFormat = errors.New("unknown format")

// Source is what is to be opened.
type Source struct {
	Path   string
	Format string   // "" where it is to be recognised by content
	With   []string // more files or folders of the same recording
	Join   bool     // a series of recordings is one
	// Discarded takes what CaImAn had removed from its result for rejected ROIs.
	// Where a source has none, or is of several files, nothing comes of it.
	Discarded bool
	Which     int // the number of one recording of a series, from 1; 0 for the only one
}

// SeveralError is returned for a source of several recordings of which none was
// chosen.
type SeveralError = inscopix.SeveralError

// Open opens the result at path. With format "" the format is recognised by
// content; otherwise it is the short name of one. A path that holds none ends
// in a *FormatError, one that does not exist in an error that is
// fs.ErrNotExist. Damage that libhdf5 crashes upon is an *h5.CrashError, after
// which no HDF5 file can be opened any more.
func Open(ctx context.Context, path, name string) (*session.Segmentation, error) {
	return OpenSource(ctx, Source{Path: path, Format: name})
}

// OpenSource is Open for a source of several files, or of several recordings.
func OpenSource(ctx context.Context, s Source) (*session.Segmentation, error) {
	seg, err := s.open(ctx)
	if err == nil {
		named, err := NamedPath(s.Path)
		if err != nil {
			return nil, errors.Join(err, seg.Close())
		}
		seg.Name = filepath.Base(named)
		remarkOthers(seg, s.Path)
		remarkParts(seg, s)
	}
	var crash *h5.CrashError
	if errors.As(err, &crash) {
		return nil, crash // says what was read of which file
	}
	if err == nil {
		seg.MendTexts()
	}
	return seg, err
}

func (s *Source) open(ctx context.Context) (*session.Segmentation, error) {
	path, name := s.Path, s.Format
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	tried := formats()
	if name != "" {
		at := slices.IndexFunc(tried, func(f format) bool { return name == f.name || name == f.alias })
		if at < 0 {
			return nil, fmt.Errorf("%w %q: known are %s", ErrUnknownFormat, name, strings.Join(Formats(), ", "))
		}
		tried = tried[at : at+1]
	}
	if !info.Mode().IsRegular() && !info.IsDir() {
		return nil, irregular(path, info.Mode(), tried)
	}
	if len(s.With) > 0 {
		return openParts(ctx, s)
	}
	var expected []string
	for _, f := range tried {
		ok, err := f.recognise(path)
		if err != nil {
			return nil, err
		}
		if ok {
			return f.open(ctx, s)
		}
		expected = append(expected, f.expected)
	}
	return nil, describe(path, anyOf(expected))
}

// anyOf lists what was expected.
func anyOf(expected []string) string {
	last := len(expected) - 1
	if last == 0 {
		return expected[0]
	}
	return strings.Join(expected[:last], ", ") + ", or " + expected[last]
}

// NamedPath returns the path of a source that ends in its own name. A path such
// as "." or "../.." has none: it becomes the absolute path of the folder that it
// leads to, behind all links, since ".." does not mean the folder around a link.
func NamedPath(given string) (string, error) {
	path := filepath.Clean(given)
	switch filepath.Base(path) {
	case ".", "..":
	default:
		return path, nil
	}
	here, err := os.Getwd()
	if err != nil {
		return "", err
	}
	if here, err = filepath.EvalSymlinks(here); err != nil {
		return "", err
	}
	return filepath.Join(here, path), nil
}

// irregular returns the error for a path that is neither a file nor a folder.
func irregular(path string, mode fs.FileMode, tried []format) error {
	var expected []string
	for _, f := range tried {
		expected = append(expected, f.expected)
	}
	return &session.FormatError{
		Path: path, Found: chunkio.FileKind(mode), Expected: anyOf(expected), Err: chunkio.ErrIrregular,
		Cure: "a source is read at many places at once: save it as a file first",
	}
}

// Formats returns the short names of the formats that Open knows.
func Formats() []string {
	var names []string
	for _, f := range formats() {
		names = append(names, f.name)
		if f.alias != "" {
			names = append(names, f.alias)
		}
	}
	return names
}
