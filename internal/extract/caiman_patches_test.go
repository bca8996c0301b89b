package extract

import (
	"context"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"roi2nwb/internal/chunkio"
	"roi2nwb/internal/chunkio/h5/damagetest"
)

// readEverything opens a source and reads all that a conversion would.
func readEverything(path string) error {
	ctx := context.Background()
	s, err := Open(ctx, path, "")
	if err != nil {
		return err
	}
	defer s.Close()
	var fp Footprint
	sets := []Footprints{s.Footprints}
	var arrays []chunkio.Array
	for _, t := range s.Traces {
		arrays = append(arrays, t.Array)
	}
	for _, im := range s.Images {
		arrays = append(arrays, im.Array)
	}
	if b := s.Background; b != nil {
		sets = append(sets, b.Footprints)
		if b.Trace != nil {
			arrays = append(arrays, b.Trace.Array)
		}
	}
	for _, set := range sets {
		if set == nil {
			continue
		}
		for i := range set.Len() {
			if err := set.Footprint(ctx, i, &fp); err != nil {
				return err
			}
		}
	}
	for _, a := range arrays {
		if err := readInSteps(ctx, a); err != nil {
			return err
		}
	}
	return nil
}

// readInSteps reads an array of any length with 1 MB of memory, up to 64 MB.
func readInSteps(ctx context.Context, a chunkio.Array) error {
	const step, most = 1 << 20, 64
	shape := a.Shape()
	if len(shape) == 0 {
		return a.ReadBlock(ctx, make([]byte, a.DType().Size()), nil, nil)
	}
	row, err := chunkio.Count(shape[1:], a.DType().Size())
	if err != nil || row == 0 || row*a.DType().Size() > step {
		return err
	}
	row *= a.DType().Size()
	buf := make([]byte, step)
	start, count := make([]int, len(shape)), append([]int(nil), shape...)
	for i := 0; start[0] < shape[0] && i < most; i++ {
		count[0] = min(step/row, shape[0]-start[0])
		if err := a.ReadBlock(ctx, buf[:count[0]*row], start, count); err != nil {
			return err
		}
		start[0] += count[0]
	}
	return nil
}

// patchTrials is how many damaged files are read; PATCH_TRIALS sets another
// number.
func patchTrials(short int) int {
	if n, err := strconv.Atoi(os.Getenv("PATCH_TRIALS")); err == nil {
		return n
	}
	return short
}

// TestCaimanPatches reads genuine files of which a few bytes are replaced.
func TestCaimanPatches(t *testing.T) {
	names := []string{"cnmf2p_full.hdf5", "cnmf2p_initonly_nofnames.hdf5", "cnmf2p_p0_raw.hdf5", "cnmf2p_single.hdf5", "cnmf3d.hdf5", "old_1.4_selected.hdf5", "old_1.8.5_full.hdf5"}
	whole, places := make([][]byte, len(names)), make([][]int, len(names))
	for i, name := range names {
		var err error
		if whole[i], err = os.ReadFile(genuine(t, name)); err != nil {
			t.Fatal(err)
		}
		places[i] = damagetest.Places(whole[i])
	}
	path := filepath.Join(t.TempDir(), "patched.hdf5")
	tally := damagetest.Each(t, patchTrials(300), func(i int) damagetest.Outcome {
		file := i % len(names)
		r := rand.New(rand.NewPCG(2024, uint64(i)))
		patched := damagetest.Apply(whole[file], damagetest.Random(r, len(whole[file]), places[file]))
		if err := os.WriteFile(path, patched, 0o600); err != nil {
			t.Fatal(err)
		}
		return outcome(path)
	})
	t.Log(tally)
	if tally.Refused == 0 {
		t.Error("no damage was noticed")
	}
	if len(tally.Died)+len(tally.Hung) > 0 {
		t.Errorf("reading died of %d files and hung with %d", len(tally.Died), len(tally.Hung))
	}
}
