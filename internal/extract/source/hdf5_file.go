package source

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"roi2nwb/internal/chunkio"
	"roi2nwb/internal/chunkio/h5"
	"roi2nwb/internal/session"
)

// OpenHDF5 opens the HDF5 file at path. What is no such file, or a damaged one,
// ends in a *FormatError that says what is there instead of what was expected.
func OpenHDF5(path, expected string) (*h5.File, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	wrong := &session.FormatError{Path: path, Expected: expected}
	if info.IsDir() {
		wrong.Found = "a folder"
		return nil, wrong
	}
	f, err := h5.Open(path)
	switch {
	case errors.Is(err, h5.ErrNotHDF5):
		wrong.Err = err
		content, err := describeBytes(path)
		if err != nil {
			return nil, err
		}
		foreignFile(path, content).describe(wrong)
		return nil, wrong
	case errors.Is(err, h5.ErrTruncated):
		return nil, Truncated(path, expected, err)
	case err != nil:
		return nil, err
	}
	return f, nil
}

// Truncated returns the error for an HDF5 file that is shorter than it says.
func Truncated(path, expected string, err error) error {
	return &session.FormatError{
		Path: path, Found: "an HDF5 file that ends too early", Expected: expected, Err: err,
		Cure: "it was cut off while it was written or copied: copy it again, or save it again",
	}
}

// DescribeFile returns the error for a file that no format recognised.
func DescribeFile(path, expected string) error {
	f, err := OpenHDF5(path, expected)
	if err != nil {
		return err
	}
	wrong, err := DescribeHDF5(f, path, expected)
	return errors.Join(err, f.Close(), wrong)
}

// DescribeHDF5 returns the error for an HDF5 file of some other kind.
func DescribeHDF5(f *h5.File, path, expected string) (wrong, err error) {
	e := &session.FormatError{Path: path, Expected: expected}
	_, nwb, err := f.Attr("/", "nwb_version")
	if err != nil {
		return nil, err
	}
	entries, err := f.List("/")
	if err != nil {
		return nil, err
	}
	var names []string
	has := make(map[string]bool)
	for _, entry := range entries {
		names, has[entry.Name] = append(names, fmt.Sprintf("%q", entry.Name)), true
	}
	switch {
	case nwb:
		e.Found, e.Cure = "an NWB file", "the source of a conversion is the result file of the segmentation program"
	case has["unit_id"] && has["A"]:
		e.Found = "a Minian netCDF file"
	case len(names) == 0:
		e.Found = "an empty HDF5 file"
	case has["estimates"]:
		e.Found = `an HDF5 file whose "estimates" hold no footprints "A"`
		e.Cure = "was the fit run before the result was saved?"
	case strings.EqualFold(filepath.Ext(path), ".mat"):
		foreignFile(path, "").describe(e)
	default:
		const most = 8
		if more := len(names) - most; more > 0 {
			names = append(names[:most], fmt.Sprintf("%d more", more))
		}
		e.Found = "an HDF5 file that holds " + strings.Join(names, ", ")
	}
	return e, nil
}

// emptyFile is what a file of no bytes is called.
const emptyFile = "an empty file"

// describeBytes names the kind of a file that is not HDF5 by its first bytes, ""
// where they do not tell.
func describeBytes(path string) (string, error) {
	f, err := chunkio.OpenRegular(path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	head := make([]byte, 8)
	n, err := io.ReadFull(f, head)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return "", fmt.Errorf("read %q: %w", path, err)
	}
	if kind := KindOfBytes(head[:n]); kind != "" {
		return kind, nil
	}
	if n == 0 {
		return emptyFile, nil
	}
	return "", nil
}

// KindOfBytes names the kind of a file by its first bytes, "" where they tell
// nothing.
func KindOfBytes(head []byte) string {
	for _, kind := range []struct{ magic, name string }{
		{"II*\x00", "a TIFF image"},
		{"MM\x00*", "a TIFF image"},
		{"PK\x03\x04", "a Zip archive"},
		{"MATLAB 5", "a MATLAB file older than version 7.3"},
		{"\x93NUMPY", "a NumPy array"},
		{"\x1f\x8b", "a gzip file"},
		{"CDF", "a netCDF classic file"},
	} {
		if bytes.HasPrefix(head, []byte(kind.magic)) {
			return kind.name
		}
	}
	return ""
}
