package main

import (
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"roi2nwb/internal/dump"
	"roi2nwb/internal/extract"
	"roi2nwb/internal/readertest"
)

// part is some of the ROIs of a source, and a span of its frames.
type part struct {
	ids        []string
	first, end int
}

func (p *part) frames() string { return fmt.Sprintf("%d:%d", p.first, p.end) }

// flags choose the part. Ids are given in a file, as they may hold commas.
func (p *part) flags(t *testing.T) []string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "ids.txt")
	if err := os.WriteFile(path, []byte(strings.Join(p.ids, "\n")+"\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	return []string{"--rois", "@" + path, "--frames", p.frames()}
}

// partsOf returns some parts of a source at random, and ones at its ends.
func partsOf(t *testing.T, random *rand.Rand, path string) []part {
	t.Helper()
	seg, err := extract.Open(t.Context(), path, "")
	if err != nil {
		return nil // other tests tell why
	}
	defer seg.Close()
	ids := slices.Clone(seg.IDs)
	slices.Sort(ids)
	ids = slices.Compact(ids)
	random.Shuffle(len(ids), func(i, j int) { ids[i], ids[j] = ids[j], ids[i] })
	n := seg.Frames
	first := random.IntN(n)
	return []part{
		{ids[:1+random.IntN(len(ids))], first, first + 1 + random.IntN(n-first)},
		{ids[:1], n - 1, n},
		{ids, 0, 1 + n/3},
	}
}

// seeded returns a source of random numbers whose seed a failure tells.
func seeded(t *testing.T) *rand.Rand {
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	return rand.New(rand.NewPCG(seed, 0))
}

// What is made of a part of a source is the part of what is made of the whole, for
// every format.
func TestPartOfFile(t *testing.T) {
	random := seeded(t)
	compared := 0
	for _, source := range dumpSources(t) {
		folder := t.TempDir()
		whole := filepath.Join(folder, "whole.nwb")
		flags := []string{source, "--start-time=2024-05-17T14:30:00Z"}
		o := convert(t, append(flags, "-o", whole)...)
		if strings.Contains(o.stderr, "--rate") {
			flags = append(flags, "--rate=20")
			o = convert(t, append(flags, "-o", whole)...)
		}
		if o.code != exitDone {
			continue
		}
		for i, p := range partsOf(t, random, source) {
			cut := filepath.Join(folder, fmt.Sprintf("part%d.nwb", i))
			chosen := p.flags(t)
			converted(t, slices.Concat(flags, []string{"-o", cut}, chosen)...)
			for _, what := range []dump.What{dump.Traces, dump.Masks, dump.Columns, dump.Events, dump.Times, dump.IDs, dump.Images} {
				want, complaint, code := dumped(t, append([]string{whole, string(what)}, chosen...)...)
				got, complaintToo, codeToo := dumped(t, cut, string(what))
				if code != exitDone || codeToo != exitDone {
					t.Fatalf("%s of %q: %s%s", what, source, complaint, complaintToo)
				}
				if at := firstDifference(what, got, want); at != "" {
					t.Errorf("%s of %q, %d ROIs, frames %s: %s", what, source, len(p.ids), p.frames(), at)
				}
				compared++
			}
		}
	}
	if compared < 100 {
		t.Errorf("only %d were compared", compared)
	}
}

// firstDifference compares what was dumped of two files. Frames are counted from
// the first in each, and times that are computed may differ in their last digits.
func firstDifference(what dump.What, got, want string) string {
	a, b := strings.Split(got, "\n"), strings.Split(want, "\n")
	if len(a) != len(b) {
		return fmt.Sprintf("%d rows, want %d", len(a), len(b))
	}
	for i := range a {
		x, y := strings.Split(a[i], ","), strings.Split(b[i], ",")
		if len(x) != len(y) {
			return fmt.Sprintf("row %d has %d fields, want %d", i, len(x), len(y))
		}
		for k := range x {
			framed := what == dump.Traces || what == dump.Times
			timed := framed && k == 1 || what == dump.Events
			may := framed && k == 0 || timed && nearly(x[k], y[k])
			if x[k] != y[k] && !may {
				return fmt.Sprintf("row %d has %q, want %q", i, x[k], y[k])
			}
		}
	}
	return ""
}

// nearly reports whether two texts are nearly the same number.
func nearly(a, b string) bool {
	x, err := strconv.ParseFloat(a, 64)
	y, errToo := strconv.ParseFloat(b, 64)
	return err == nil && errToo == nil && math.Abs(x-y) < 1e-9
}

// Parts of every genuine result hold the numbers of its source for readers that
// share nothing with roi2nwb.
func TestReadersAgreeOnParts(t *testing.T) {
	random := seeded(t)
	b := &askedTogether{folder: t.TempDir()}
	for _, source := range genuine(t) {
		for i, p := range partsOf(t, random, source) {
			mask := []string{"image", "both", "image"}[i]
			if strings.Contains(source, "3d") {
				mask = "both"
			}
			b.add(t, fmt.Sprint("part", i), readertest.File{Source: source, Mask: mask, Metadata: true, Frames: p.frames(), ROIs: strings.Join(p.ids, ",")}, p.flags(t)...)
		}
	}
	for n, s := range minianSources(t) {
		for i, p := range partsOf(t, random, s.convert) {
			out := filepath.Join(b.folder, fmt.Sprintf("minian%d_%d.nwb", n, i))
			flags := slices.Concat([]string{s.convert, "-o", out, "--quiet", "--no-acceptance"}, p.flags(t), example[:])
			if o := convert(t, flags...); strings.Contains(o.stderr, "--rate") {
				converted(t, append(flags, "--rate", "20")...)
			}
			judge, err := filepath.Abs(s.judge)
			if err != nil {
				t.Fatal(err)
			}
			b.files = append(b.files, readertest.File{Source: judge, NWB: out, Mask: "image", Metadata: true, Frames: p.frames(), ROIs: strings.Join(p.ids, ",")})
		}
	}
	b.ask(t, "verify_many", "agree_many", "hold")
}
