package main

import (
	"path/filepath"
	"strings"
	"testing"
)

// A volume and a flat plane are in one file by the masks that fit both.
func TestPlanesOfTwoDepths(t *testing.T) {
	out := filepath.Join(t.TempDir(), "out.nwb")
	args := with("--plane", "Volume="+testFile("cnmf3d.hdf5"), "--plane", "Flat="+testFile("cnmf2p_single.hdf5"), "-o", out)
	for _, mask := range []string{"pixel", "voxel", "both"} {
		o := convert(t, append(args, "--mask", mask)...)
		if o.code != exitUsage || !strings.Contains(o.stderr, "not both") || !strings.Contains(o.stderr, "hint: use --mask image") {
			t.Errorf("--mask %s: exit status %d: %s", mask, o.code, o.stderr)
		}
	}
	converted(t, append(args, "--mask", "image")...)
	converted(t, append(args, "--mask", "none", "--overwrite")...)
}
