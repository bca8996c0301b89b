package source

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"roi2nwb/internal/session"
)

// What is no result is named by its content first, else by its name, with a cure
// that says what to give instead.
func TestForeignFiles(t *testing.T) {
	for _, c := range []struct{ name, content, found, cure string }{
		{"movie.isxd", "ISXD....", "an Inscopix file", "read by inscopix"},
		{"memmap__d1_512.mmap", "\x00\x01\x02\x03", "a movie that CaImAn mapped into memory", "movies are not read"},
		{"movie.tif", "II*\x00....", "a TIFF image", "movies are not read"},
		{"movie.TIFF", "II+\x00....", "a TIFF image", "movies are not read"},
		{"movie.avi", "RIFF....", "a movie", "movies are not read"},
		{"neuron.mat", "MATLAB 5.0 MAT-file", "a MATLAB file older than version 7.3", "not read"},
		{"stat.npy", "\x93NUMPY..", "a part of a Suite2p result", "not read"},
		{"traces.npy", "\x93NUMPY..", "a NumPy array", "not read"},
		{"traces.dat", "\x93NUMPY..", "a NumPy array", giveResult},
		{"result.pkl", "\x80\x04....", "a Python pickle", giveResult},
		{"result.hdf5.gz", "\x1f\x8b....", "a gzip file", "unpack it first"},
		{"lab.yaml", "NWBFile: {}", "a text", "metadata"},
		{"results.hdf5", "<html>404", "a file of an unknown kind", "copy it again"},
		{"results.hdf5", "", "an empty file", "copy it again"},
		{"lab.yaml", "", "an empty file", "copy it again"},
		{"results", "whatever", "a file of an unknown kind", giveResult},
	} {
		path := filepath.Join(t.TempDir(), c.name)
		if err := os.WriteFile(path, []byte(c.content), 0o644); err != nil {
			t.Fatal(err)
		}
		var wrong *session.FormatError
		if err := DescribeFile(path, "a result"); !errors.As(err, &wrong) || wrong.Found != c.found || !strings.Contains(hint(wrong), c.cure) {
			t.Errorf("%s: got %v with the cure %q, want %q with %q", c.name, err, hint(wrong), c.found, c.cure)
		}
	}
}

func hint(e *session.FormatError) string {
	switch {
	case e == nil:
		return ""
	case e.ReadBy != "":
		return "read by " + e.ReadBy
	case e.MayBeMetadata:
		return "metadata"
	case e.Cure == "":
		return "no cure"
	}
	return e.Cure
}

func TestDescribeForeignFolder(t *testing.T) {
	for _, inside := range []string{".", "plane0", "suite2p/plane0"} {
		root := t.TempDir()
		if found, _ := DescribeForeignFolder(root); found != "" {
			t.Errorf("an empty folder is %s", found)
		}
		plane := filepath.Join(root, inside)
		if err := errors.Join(os.MkdirAll(plane, 0o755), os.WriteFile(filepath.Join(plane, "stat.npy"), nil, 0o644)); err != nil {
			t.Fatal(err)
		}
		if found, cure := DescribeForeignFolder(root); found != "a Suite2p result" || cure == "" {
			t.Errorf("%s: got %q with the cure %q", inside, found, cure)
		}
	}
}
