package extract

import (
	"context"
	"errors"
	"flag"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"roi2nwb/internal/chunkio/h5"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// genuine returns the path of a file that CaImAn wrote; larger ones than the
// project keeps are looked for beside it.
func genuine(t *testing.T, name string) string {
	t.Helper()
	for _, dir := range []string{"../../testdata/caiman", "../../../shared/data/caiman"} {
		path := filepath.Join(dir, name)
		if _, err := os.Stat(path); err == nil {
			return path
		}
	}
	t.Skipf("no file %q here", name)
	return ""
}

// checkIDs fails the test where handles of libhdf5 are left at its end.
func checkIDs(t *testing.T) {
	t.Helper()
	t.Cleanup(func() {
		if n := h5.OpenIDs(); n != 0 {
			t.Errorf("%d handles are left open", n)
		}
	})
}

func mustOpen(t *testing.T, path string) *Segmentation {
	t.Helper()
	s, err := Open(context.Background(), path, "")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// The golden files were compared number by number with what h5py and SciPy
// read from the same files.
func TestCaimanGolden(t *testing.T) {
	for _, name := range []string{
		"cnmf2p_full", "cnmf2p_initonly_nofnames", "cnmf2p_p0_raw", "cnmf2p_refit_noeval", "cnmf2p_selected", "cnmf2p_single",
		"cnmf3d", "cnmfe1p_gnb0_patch", "cnmfe1p_gnb0_ssubB2", "old_1.4_selected", "old_1.8.5_full", "onacid_bare_mc",
	} {
		t.Run(name, func(t *testing.T) {
			checkIDs(t)
			got := summarise(t, mustOpen(t, genuine(t, name+".hdf5")))
			golden := filepath.Join("testdata", "caiman", name+".txt")
			if *update {
				if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(got, "\n")); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestCaimanWithoutROIs(t *testing.T) {
	checkIDs(t)
	_, err := Open(context.Background(), genuine(t, "cnmf2p_zero_components.hdf5"), "")
	var empty *EmptyError
	if !errors.As(err, &empty) || empty.Discarded != 18 || empty.Hint() == "" {
		t.Fatalf("error %v, want an EmptyError with 18 discarded components and a hint", err)
	}
	if want := `no ROIs in "estimates/A", 18 discarded components`; !strings.HasSuffix(err.Error(), want) {
		t.Errorf("error %q does not end in %q", err, want)
	}
}

func TestCaimanConcurrently(t *testing.T) {
	checkIDs(t)
	s := mustOpen(t, genuine(t, "cnmf2p_full.hdf5"))
	var wg sync.WaitGroup
	for worker := range 4 {
		wg.Go(func() {
			var fp Footprint
			for _, f := range []Footprints{s.Footprints, s.Background.Footprints} {
				for i := range f.Len() {
					i = (i + worker) % f.Len()
					if err := f.Footprint(context.Background(), i, &fp); err != nil || len(fp.W) == 0 {
						t.Errorf("footprint %d: %d pixels, error %v", i, len(fp.W), err)
					}
				}
			}
		})
	}
	wg.Wait()
}

func TestCaimanCancelled(t *testing.T) {
	checkIDs(t)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := OpenCaiman(ctx, genuine(t, "cnmf2p_single.hdf5")); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v, want one of the context", err)
	}
}

func TestOpenRefuses(t *testing.T) {
	checkIDs(t)
	dir := t.TempDir()
	write := func(name, content string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
		return path
	}
	whole, err := os.ReadFile(genuine(t, "cnmf2p_single.hdf5"))
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct{ path, format, found string }{
		{dir, "", "a folder"},
		{write("empty.hdf5", ""), "", "an empty file"},
		{write("text.hdf5", "Dear all,"), "", "no HDF5 file"},
		{write("movie.tif", "II*\x00\x08\x00\x00\x00"), "caiman", "a TIFF image"},
		{write("masks.mat", "MATLAB 5.0 MAT-file"), "", "a MATLAB file older than version 7.3"},
		{write("cut.hdf5", string(whole[:len(whole)-1])), "", "an HDF5 file that ends too early"},
		{write("cut.hdf5", string(whole[:4096])), "caiman", "an HDF5 file that ends too early"},
		{write("other.hdf5", strings.ReplaceAll(string(whole), "estimates\x00", "estimatez\x00")), "", `an HDF5 file that holds "dims", "dview", "estimatez", "params", "remove_very_bad_comps", "skip_refinement"`},
	} {
		for _, open := range []func() (*Segmentation, error){
			func() (*Segmentation, error) { return Open(context.Background(), tt.path, tt.format) },
			func() (*Segmentation, error) { return OpenCaiman(context.Background(), tt.path) },
		} {
			_, err := open()
			var format *FormatError
			if !errors.As(err, &format) || format.Found != tt.found || format.Path != tt.path {
				t.Errorf("%s: error %v, want a FormatError that found %q", filepath.Base(tt.path), err, tt.found)
			}
		}
	}
	if _, err := Open(context.Background(), filepath.Join(dir, "absent.hdf5"), ""); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("error %v for an absent file", err)
	}
	if _, err := Open(context.Background(), dir, "suite3p"); err == nil || !strings.Contains(err.Error(), `"suite3p"`) {
		t.Errorf("error %v for an unknown format", err)
	}
}
