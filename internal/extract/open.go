package extract

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"

	"roi2nwb/internal/chunkio/h5"
)

// format is one kind of result that Open knows.
type format struct {
	name      string // "caiman"
	expected  string // "a CaImAn result file"
	recognise func(path string) (bool, error)
	open      func(ctx context.Context, path string) (*Segmentation, error)
}

// formats returns the formats in the order in which a path is tried. None
// recognises what another writes.
func formats() []format {
	return []format{
		{name: "caiman", expected: caimanExpected, recognise: isCaiman, open: OpenCaiman},
		{name: "minian", expected: minianExpected, recognise: isMinian, open: OpenMinian},
	}
}

// ErrUnknownFormat is returned for a name of a format that there is not.
var ErrUnknownFormat = errors.New("unknown format")

// Open opens the result at path. With format "" the format is recognised by
// content; otherwise it is the short name of one. A path that holds none ends
// in a *FormatError, one that does not exist in an error that is
// fs.ErrNotExist. Damage that libhdf5 crashes upon is an *h5.CrashError, after
// which no HDF5 file can be opened any more.
func Open(ctx context.Context, path, name string) (*Segmentation, error) {
	seg, err := open(ctx, path, name)
	var crash *h5.CrashError
	if errors.As(err, &crash) {
		return nil, crash // says what was read of which file
	}
	return seg, err
}

func open(ctx context.Context, path, name string) (*Segmentation, error) {
	if _, err := os.Stat(path); err != nil {
		return nil, err
	}
	known := formats()
	var names, expected []string
	for _, f := range known {
		if f.name == name {
			return f.open(ctx, path)
		}
		names, expected = append(names, f.name), append(expected, f.expected)
	}
	if name != "" {
		return nil, fmt.Errorf("%w %q: known are %s", ErrUnknownFormat, name, strings.Join(names, ", "))
	}
	for _, f := range known {
		ok, err := f.recognise(path)
		if err != nil {
			return nil, err
		}
		if ok {
			return f.open(ctx, path)
		}
	}
	return nil, describe(path, strings.Join(expected, " or "))
}

// inSteps reads a source step by step, until one fails or ctx ends.
func inSteps(ctx context.Context, steps ...func(context.Context) error) error {
	for _, step := range steps {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := step(ctx); err != nil {
			return err
		}
	}
	return nil
}
