package allen

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"

	"roi2nwb/internal/readertest"
)

func TestStructures(t *testing.T) {
	for term, want := range map[string]bool{
		"VISp": true, "Primary visual area": true, "root": true, "FRP2/3": true, "CA1": true,
		"visp": false, "Primary visual": false, "visual area": false, "": false, "VISp\tPrimary visual area": false,
	} {
		if got, err := Has(term); got != want || err != nil {
			t.Errorf("%q: got %t and error %v, want %t", term, got, err, want)
		}
	}
	acronyms, names, err := Terms()
	if err != nil || len(acronyms) != 1327 || len(names) != 1327 {
		t.Fatalf("got %d acronyms, %d names and error %v, want 1327 each", len(acronyms), len(names), err)
	}
	if i := slices.Index(acronyms, "VISp"); i < 0 || names[i] != "Primary visual area" {
		t.Errorf("VISp is at %d, want the primary visual area there", i)
	}
}

// The compressed bytes depend on the zlib of the machine, so what is compared
// is all that they unpack to.
func TestAssetIsFresh(t *testing.T) {
	python := readertest.Python(t)
	path := filepath.Join(t.TempDir(), "structures.txt.gz")
	if out, err := exec.Command(python, "gen.py", path).CombinedOutput(); err != nil {
		t.Fatalf("gen.py: %v\n%s", err, out)
	}
	packed, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	list := func(packed []byte) (all []string) {
		if err := each(packed, func(acronym, name string) bool {
			all = append(all, acronym+"\t"+name)
			return true
		}); err != nil {
			t.Fatal(err)
		}
		return all
	}
	if !slices.Equal(list(packed), list(asset)) {
		t.Error("structures.txt.gz is not what gen.py makes: make it anew with make generate")
	}
}

func TestDamagedAsset(t *testing.T) {
	for _, n := range []int{0, 5, len(asset) / 2, len(asset) - 4} {
		if err := each(asset[:n], func(string, string) bool { return true }); err == nil {
			t.Errorf("%d bytes of %d: got no error", n, len(asset))
		}
	}
}
