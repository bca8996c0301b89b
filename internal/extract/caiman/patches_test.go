package caiman_test

import (
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"roi2nwb/internal/chunkio/h5/damagetest"
	"roi2nwb/internal/extract/extracttest"
)

// TestCaimanPatches reads genuine files of which a few bytes are replaced.
func TestCaimanPatches(t *testing.T) {
	names := []string{"cnmf2p_full.hdf5", "cnmf2p_initonly_nofnames.hdf5", "cnmf2p_p0_raw.hdf5", "cnmf2p_single.hdf5", "cnmf3d.hdf5", "old_1.4_selected.hdf5", "old_1.8.5_full.hdf5"}
	whole, places := make([][]byte, len(names)), make([][]int, len(names))
	for i, name := range names {
		var err error
		if whole[i], err = os.ReadFile(extracttest.Genuine(t, name)); err != nil {
			t.Fatal(err)
		}
		places[i] = damagetest.Places(whole[i])
	}
	path := filepath.Join(t.TempDir(), "patched.hdf5")
	tally := damagetest.Each(t, extracttest.PatchTrials(300), func(i int) damagetest.Outcome {
		file := i % len(names)
		r := rand.New(rand.NewPCG(2024, uint64(i)))
		patched := damagetest.Apply(whole[file], damagetest.Random(r, len(whole[file]), places[file]))
		if err := os.WriteFile(path, patched, 0o600); err != nil {
			t.Fatal(err)
		}
		return extracttest.Outcome(path)
	})
	t.Log(tally)
	if tally.Refused == 0 {
		t.Error("no damage was noticed")
	}
	if len(tally.Died)+len(tally.Hung) > 0 {
		t.Errorf("reading died of %d files and hung with %d", len(tally.Died), len(tally.Hung))
	}
}
