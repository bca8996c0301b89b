package caiman_test

import (
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"roi2nwb/internal/chunkio/h5"
	"roi2nwb/internal/chunkio/h5/damagetest"
	"roi2nwb/internal/extract/extracttest"
)

// crashers are patches of genuine files upon which libhdf5 1.10.8 crashes, in
// the description of a type or the place of an attribute.
var crashers = []struct {
	name  string
	patch damagetest.Patch
}{
	{"old_1.8.5_full.hdf5", damagetest.Patch{At: 1719, With: []byte("=\x17")}},
	{"cnmf2p_full.hdf5", damagetest.Patch{At: 19645, With: []byte("\"\xd9\xca\xa1")}},
	{"cnmf2p_p0_raw.hdf5", damagetest.Patch{At: 46699, With: []byte("\xff\xff\xff\xff\xff\xff\xff\xff")}},
	{"cnmf2p_p0_raw.hdf5", damagetest.Patch{At: 60464, With: []byte("9")}},
	{"cnmf2p_full.hdf5", damagetest.Patch{At: 54491, With: []byte(">4\nGO\xb6")}},
	{"cnmf2p_single.hdf5", damagetest.Patch{At: 74985, With: []byte("3n)\xa0\x84t\x97")}},
}

// A crash of libhdf5 is an error like any other. Another version of it may
// not crash: then reading fails otherwise, or the damage is past noticing.
func TestCaimanCrashes(t *testing.T) {
	path := filepath.Join(t.TempDir(), "crasher.hdf5")
	says := regexp.MustCompile(`^".*/crasher\.hdf5" is damaged: libhdf5 crashed while reading "[^"]+"$`)
	tally := damagetest.Each(t, len(crashers), func(i int) damagetest.Outcome {
		whole, err := os.ReadFile(extracttest.Genuine(t, crashers[i].name))
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, damagetest.Apply(whole, []damagetest.Patch{crashers[i].patch}), 0o600); err != nil {
			t.Fatal(err)
		}
		err = extracttest.ReadEverything(path)
		var crash *h5.CrashError
		if !errors.As(err, &crash) {
			return damagetest.Refused
		}
		if !says.MatchString(err.Error()) {
			t.Fatalf("error %q", err)
		}
		return damagetest.Crashed
	})
	t.Log(tally)
	if len(tally.Died)+len(tally.Hung) > 0 {
		t.Errorf("crashes that were not caught: %v", tally)
	}
}
