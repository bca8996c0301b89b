package main

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"roi2nwb/internal/readertest"
)

// The files of the recordings of one analysis concatenate to the file of the
// whole, are beyond reproach, and hold the numbers of the source.
func TestReadersConcatenateWhatWasSplit(t *testing.T) {
	folder := t.TempDir()
	var split, judged []readertest.File
	for name, source := range map[string]string{
		"caiman": testFile("cnmf2p_full.hdf5"), "volume": testFile("cnmf3d.hdf5"), "minian": minianSources(t)[0].convert,
	} {
		source, err := filepath.Abs(source)
		if err != nil {
			t.Fatal(err)
		}
		whole := filepath.Join(folder, name+".nwb")
		args := []string{source, "-o", whole}
		if name == "minian" {
			args = append(args, "--rate", "20")
		}
		converted(t, with(args...)...)
		frames := framesOf(t, source)
		counts := []int{frames / 3, frames / 4, frames - frames/3 - frames/4}
		table := filepath.Join(folder, name+".tsv")
		rows := "frames\toutput\tsession_id\tsession_start_time\n"
		shared := filepath.Join(folder, name+"_shared") + "/"
		args[2] = shared
		converted(t, with(append(args, "--split-frames", fmt.Sprintf("%d,%d,%d", counts[0], counts[1], counts[2]))...)...)
		first := 0
		for i, n := range counts {
			rows += fmt.Sprintf("%d\t%s_own/%d.nwb\ts%d\t2024-05-%02dT10:00:00+02:00\n", n, name, i+1, i+1, i+18)
			base := filepath.Base(source)
			part := filepath.Join(shared, fmt.Sprintf("%s_recording%d.nwb", base[:len(base)-len(filepath.Ext(base))], i+1))
			file := readertest.File{Source: whole, NWB: part, Frames: fmt.Sprintf("%d:%d", first, first+n), Metadata: true, Mask: "image"}
			if i == len(counts)-1 {
				file.Mask = "none"
			}
			split = append(split, file)
			file.Source, file.Mask = source, "image"
			judged = append(judged, file)
			first += n
		}
		if err := os.WriteFile(table, []byte(rows), 0o644); err != nil {
			t.Fatal(err)
		}
		if err := os.Mkdir(filepath.Join(folder, name+"_own"), 0o755); err != nil {
			t.Fatal(err)
		}
		args = append(append([]string{source}, args[3:]...), "--split-by", table)
		converted(t, with(args...)...)
		twin := filepath.Join(folder, name+"_twin.nwb") // whose frames are counted anew
		if err := os.Link(whole, twin); err != nil {
			t.Fatal(err)
		}
		for i := range counts {
			file := readertest.File{Source: twin, NWB: filepath.Join(folder, name+"_own", fmt.Sprintf("%d.nwb", i+1)), Metadata: true, Mask: "image"}
			if i == len(counts)-1 {
				file.Mask = "none"
			}
			split = append(split, file)
		}
	}
	for script, files := range map[string][]readertest.File{"concatenate": split, "verify_many": judged, "validate_many": split} {
		t.Run(script, func(t *testing.T) {
			t.Parallel()
			readertest.Run(t, script+".py", files)
		})
	}
}

// framesOf returns how many frames a source has.
func framesOf(t *testing.T, source string) int {
	t.Helper()
	o := &sourceOptions{}
	seg, err := o.open(t.Context(), source)
	if err != nil {
		t.Fatal(err)
	}
	if err := seg.Close(); err != nil {
		t.Fatal(err)
	}
	return seg.Frames
}
