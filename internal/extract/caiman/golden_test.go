package caiman_test

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

	"roi2nwb/internal/extract"
	"roi2nwb/internal/extract/caiman"
	"roi2nwb/internal/extract/extracttest"
	"roi2nwb/internal/session"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// The golden files were compared number by number with what h5py and SciPy
// read from the same files.
func TestCaimanGolden(t *testing.T) {
	for _, name := range []string{
		"cnmf2p_full", "cnmf2p_initonly_nofnames", "cnmf2p_p0_raw", "cnmf2p_refit_noeval", "cnmf2p_selected", "cnmf2p_single",
		"cnmf3d", "cnmfe1p_gnb0_patch", "cnmfe1p_gnb0_ssubB2", "old_1.4_selected", "old_1.8.5_full", "onacid_bare_mc",
	} {
		t.Run(name, func(t *testing.T) {
			extracttest.CheckIDs(t)
			got := extracttest.Summarise(t, extracttest.MustOpen(t, extracttest.Genuine(t, name+".hdf5")))
			golden := filepath.Join("testdata", name+".txt")
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
	extracttest.CheckIDs(t)
	_, err := extract.Open(context.Background(), extracttest.Genuine(t, "cnmf2p_zero_components.hdf5"), "")
	var empty *session.EmptyError
	if !errors.As(err, &empty) || empty.Discarded != 18 || empty.Hint() == "" {
		t.Fatalf("error %v, want an EmptyError with 18 discarded components and a hint", err)
	}
	if want := `no ROIs in "estimates/A", 18 discarded components`; !strings.HasSuffix(err.Error(), want) {
		t.Errorf("error %q does not end in %q", err, want)
	}
}

func TestCaimanConcurrently(t *testing.T) {
	extracttest.CheckIDs(t)
	s := extracttest.MustOpen(t, extracttest.Genuine(t, "cnmf2p_full.hdf5"))
	var wg sync.WaitGroup
	for worker := range 4 {
		wg.Go(func() {
			var fp session.Footprint
			for _, f := range []session.Footprints{s.Footprints, s.Background.Footprints} {
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
	extracttest.CheckIDs(t)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := caiman.Open(ctx, extracttest.Genuine(t, "cnmf2p_single.hdf5")); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v, want one of the context", err)
	}
}

func TestOpenRefuses(t *testing.T) {
	extracttest.CheckIDs(t)
	dir := t.TempDir()
	write := func(name, content string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
		return path
	}
	whole, err := os.ReadFile(extracttest.Genuine(t, "cnmf2p_single.hdf5"))
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct{ path, format, found string }{
		{dir, "", "a folder"},
		{write("empty.hdf5", ""), "", "an empty file"},
		{write("text.hdf5", "Dear all,"), "", "a file of an unknown kind"},
		{write("movie.tif", "II*\x00\x08\x00\x00\x00"), "caiman", "a TIFF image"},
		{write("masks.mat", "MATLAB 5.0 MAT-file"), "", "a MATLAB file older than version 7.3"},
		{write("cut.hdf5", string(whole[:len(whole)-1])), "", "an HDF5 file that ends too early"},
		{write("cut.hdf5", string(whole[:4096])), "caiman", "an HDF5 file that ends too early"},
		{write("other.hdf5", strings.ReplaceAll(string(whole), "estimates\x00", "estimatez\x00")), "", `an HDF5 file that holds "dims", "dview", "estimatez", "params", "remove_very_bad_comps", "skip_refinement"`},
	} {
		for _, open := range []func() (*session.Segmentation, error){
			func() (*session.Segmentation, error) { return extract.Open(context.Background(), tt.path, tt.format) },
			func() (*session.Segmentation, error) { return caiman.Open(context.Background(), tt.path) },
		} {
			_, err := open()
			var format *session.FormatError
			if !errors.As(err, &format) || format.Found != tt.found || format.Path != tt.path {
				t.Errorf("%s: error %v, want a FormatError that found %q", filepath.Base(tt.path), err, tt.found)
			}
		}
	}
	if _, err := extract.Open(context.Background(), filepath.Join(dir, "absent.hdf5"), ""); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("error %v for an absent file", err)
	}
	if _, err := extract.Open(context.Background(), dir, "suite3p"); err == nil || !strings.Contains(err.Error(), `"suite3p"`) {
		t.Errorf("error %v for an unknown format", err)
	}
}
