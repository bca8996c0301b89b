package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"testing"
)

// bytesRead returns how many bytes this process has read so far, from files and
// whatever else.
func bytesRead(t *testing.T) int {
	t.Helper()
	text, err := os.ReadFile("/proc/self/io")
	if err != nil {
		t.Skip(err)
	}
	n, err := strconv.Atoi(regexp.MustCompile(`rchar: (\d+)`).FindStringSubmatch(string(text))[1])
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// A part of a recording reads as much as it needs: a hundredth of the frames, or
// one ROI of a hundred, about a hundredth of the whole. Counted is what is read of
// the output, too, to verify it.
func TestPartReadsItsPart(t *testing.T) {
	const rois, frames = 100, 20000
	folder := t.TempDir()
	source := writeMade(t, largeCaiman(rois, frames, 128, 128, 9), filepath.Join(folder, "made.hdf5"))
	n := 0
	converting := func(flags ...string) int {
		n++
		out := filepath.Join(folder, strconv.Itoa(n)+".nwb")
		before := bytesRead(t)
		converted(t, with(append([]string{source, "-o", out}, flags...)...)...)
		return bytesRead(t) - before
	}
	printing := func(flags ...string) int {
		before := bytesRead(t)
		if _, complaint, code := dumped(t, append([]string{source, "traces", "--traces", "denoised"}, flags...)...); code != exitDone {
			t.Fatal(complaint)
		}
		return bytesRead(t) - before
	}
	const raw = 2 * 8 * rois * frames // bytes of both arrays
	whole := converting()
	if whole < raw {
		t.Fatalf("the whole reads %d bytes, fewer than the %d that it has", whole, raw)
	}
	printed := printing()
	for what, read := range map[string][2]int{
		"a hundredth of the frames": {converting("--frames", "10000:10200"), whole / 20},
		"one ROI":                   {converting("--rois", "42"), whole / 20},
		"a stub":                    {converting("--stub"), whole / 20},
		"one trace, printed":        {printing("--rois", "42"), printed / 20},
		"some frames, printed":      {printing("--frames", ":200"), printed / 20},
	} {
		t.Logf("%s: %d bytes", what, read[0])
		if read[0] > read[1] {
			t.Errorf("%s reads %d bytes, expected at most %d", what, read[0], read[1])
		}
	}
}
