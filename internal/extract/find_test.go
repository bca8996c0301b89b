package extract

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Results are found below a folder by their content, each once, whatever links lead
// where; what is none is told.
func TestFind(t *testing.T) {
	root := filepath.Join("..", "..", "testdata")
	dir := t.TempDir()
	lay := func(from, to string) {
		t.Helper()
		to = filepath.Join(dir, "lab", to)
		if err := os.MkdirAll(filepath.Dir(to), 0o777); err != nil {
			t.Fatal(err)
		}
		info, err := os.Stat(filepath.Join(root, from))
		if err != nil {
			t.Fatal(err)
		}
		if info.IsDir() {
			if err := os.CopyFS(to, os.DirFS(filepath.Join(root, from))); err != nil {
				t.Fatal(err)
			}
			return
		}
		content, err := os.ReadFile(filepath.Join(root, from))
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(to, content, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	link := func(to, at string) {
		t.Helper()
		if err := os.Symlink(to, filepath.Join(dir, "lab", at)); err != nil {
			t.Skip(err)
		}
	}
	lay("caiman/cnmf2p_single.hdf5", "m1/d1/results.hdf5")
	lay("caiman/cnmf2p_single.hdf5", "elsewhere/results.h5")
	lay("caiman/cnmf2p_single.hdf5", ".hidden/results.hdf5")
	lay("minian/v202_subset/m01/s2/minian", "m2/d1/minian")
	lay("minian/v202_subset/m01/s2/minian", "m2/d1/minian backup")
	lay("caltrig/AA058", "AA058")
	lay("README.md", "m1/d1/notes.md")
	lay("README.md", "m1/d2/movie.h5")
	link("..", "m1/up")
	link(filepath.Join(dir, "lab", "elsewhere"), "m3")
	link("nowhere", "m1/d2/lost.hdf5")

	found, err := Find(t.Context(), filepath.Join(dir, "lab"))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, f := range found.Found {
		got = append(got, f.Format+" "+strings.TrimPrefix(f.Path, dir+"/"))
	}
	for _, p := range found.Passed {
		got = append(got, "passed over "+strings.TrimPrefix(p.Path, dir+"/")+": "+p.Why)
	}
	want := []string{
		"minian lab/AA058/D1S4", "caiman lab/elsewhere/results.h5", "caiman lab/m1/d1/results.hdf5", "minian lab/m2/d1/minian",
		"passed over lab/m1/d2/lost.hdf5: the link leads nowhere",
		"passed over lab/m1/d2/movie.h5: it is a file of an unknown kind",
		"passed over lab/m1/up: the link leads back to a folder around it",
		"passed over lab/m2/d1/minian backup: it is a copy that was put aside",
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}

	ctx, cancel := context.WithCancelCause(t.Context())
	stop := errors.New("stop")
	cancel(stop)
	if _, err := Find(ctx, dir); !errors.Is(err, stop) {
		t.Errorf("after it was stopped: %v", err)
	}
	if _, err := Find(t.Context(), filepath.Join(dir, "nothing")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("of a folder that is not there: %v", err)
	}
	one, err := Find(t.Context(), filepath.Join(root, "caiman", "cnmf2p_full.hdf5"))
	if err != nil || len(one.Found) != 1 {
		t.Errorf("of a file: %+v, %v", one, err)
	}
}
