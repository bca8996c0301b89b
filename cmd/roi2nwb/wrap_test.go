package main

import (
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestWrap(t *testing.T) {
	for _, tt := range []struct {
		name, text string
		cells      int
		want       []string
	}{
		{"fits", "a page of words", 15, []string{"a page of words"}},
		{"empty", "", 15, []string{""}},
		{"between words", "a page of words", 14, []string{"a page of", "  words"}},
		{"a space at the end of a line", "abcde fgh", 5, []string{"abcde", "  fgh"}},
		{"a word that fits a line is not cut", "see documentation", 15, []string{"see", "  documentation"}},
		{"a path at its separators", "wrote data/M042/D1S4/results.nwb", 18, []string{"wrote", "  data/M042/D1S4/", "  results.nwb"}},
		{"an id at its separators", "session_2024_05_17_left", 14, []string{"session_2024_", "  05_17_left"}},
		{"no separator at all", "abcdefghijklmnop", 8, []string{"abcdefgh", "  ijklmn", "  op"}},
		{"a separator too early is no place", "a/bcdefghijkl", 10, []string{"a/bcdefghi", "  jkl"}},
		{"ideographs take two cells", "視野の記録は正しい", 10, []string{"視野の記録", "  は正しい"}},
		{"combining marks take none", strings.Repeat("e\u0301", 10), 10, []string{strings.Repeat("e\u0301", 10)}},
		{"a character is never cut", strings.Repeat("e\u0301", 6), 5, []string{strings.Repeat("e\u0301", 5), "  e\u0301"}},
		{"unbroken", strings.Repeat("word ", 100) + "end", unbroken, []string{strings.Repeat("word ", 100) + "end"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := wrap(tt.text, tt.cells, 2)
			if d := cmp.Diff(tt.want, got); d != "" {
				t.Errorf("(-want +got):\n%s", d)
			}
		})
	}
}

// Whatever the text and the width, nothing is lost, and no line is too wide.
func TestWrapKeepsAll(t *testing.T) {
	text := "path  /data/lab/视野/M042_D1S4/results.hdf5, of 漢字 and e\u0301 \U0001F42D; --set 'NWBFile.lab=East' " + strings.Repeat("x", 50)
	bare := func(s string) string { return strings.Join(strings.Fields(s), "") }
	for cells := 4; cells < 200; cells++ {
		lines := wrap(text, cells, 2)
		if got := bare(strings.Join(lines, "")); got != bare(text) {
			t.Fatalf("%d cells: %q", cells, got)
		}
		for _, line := range lines {
			if cellsOf(line) > cells {
				t.Errorf("%d cells: %q has %d", cells, line, cellsOf(line))
			}
		}
	}
}

func TestFit(t *testing.T) {
	for _, tt := range []struct {
		text  string
		cells int
		want  string
	}{
		{"raw", 10, "raw"},
		{"background_mean_image", 21, "background_mean_image"},
		{"background_mean_image", 20, "backgrou...ean_image"},
		{"background_mean_image", 13, "backg...image"},
		{"蛍光の平均画像です", 12, "蛍光...です"},
	} {
		if got := fit(tt.text, tt.cells); got != tt.want || cellsOf(got) > tt.cells {
			t.Errorf("%q in %d cells: %q, want %q", tt.text, tt.cells, got, tt.want)
		}
	}
}

func TestTable(t *testing.T) {
	columns := []column{{cells: 14, long: true}, {cells: 6, numbers: true}, {}}
	rows := [][]string{{"a_rather_long_name", "1", ""}, {"蛍光", "12345", "all NaN"}}
	for _, tt := range []struct {
		room int
		want []string
	}{
		{math.MaxInt32, []string{"a_rather_long_name       1", "蛍光                 12345  all NaN"}},
		{35, []string{"a_rather_long_name       1", "蛍光                 12345  all NaN"}},
		{34, []string{"a_rather_long_name      1", "蛍光                12345  all NaN"}},
		{30, []string{"a_rat...g_name      1", "蛍光            12345  all NaN"}},
		{20, []string{"a_r...name      1", "蛍光        12345  all NaN"}}, // no column goes below ten
	} {
		if d := cmp.Diff(tt.want, table(columns, rows, tt.room)); d != "" {
			t.Errorf("%d cells (-want +got):\n%s", tt.room, d)
		}
	}
}

// The lines of a tree keep their indent when they are broken.
func TestWrapTree(t *testing.T) {
	tree := "NWBFile\n  session  text = \"a mouse on a wheel\"\n    data\n"
	want := "NWBFile\n  session  text = \"a\n      mouse on a wheel\"\n    data\n"
	if d := cmp.Diff(want, wrapTree(tree, 24, 4)); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
	if got := wrapTree(tree, unbroken, 4); got != tree {
		t.Errorf("%q", got)
	}
}

// On a terminal messages are broken; in a log each is a line.
func TestTell(t *testing.T) {
	var b strings.Builder
	s := Streams{Err: &b, ErrIsTerminal: true, Columns: func() int { return 40 }}
	text := `"lab.yaml" is there, and says nothing of the session at all`
	s.tell(hint{}, text)
	want := "roi2nwb: hint: \"lab.yaml\" is there, and\n         says nothing of the session at\n         all\n"
	if d := cmp.Diff(want, b.String()); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
	b.Reset()
	s.ErrIsTerminal = false
	s.tell(hint{}, text)
	if got := b.String(); got != "roi2nwb: hint: "+text+"\n" {
		t.Errorf("in a log: %q", got)
	}
}

func TestPageWidth(t *testing.T) {
	for columns, want := range map[int]int{0: 100, 1: 40, 39: 40, 40: 40, 80: 80, 200: 200, 201: 200} {
		s := Streams{Columns: func() int { return columns }}
		if got := s.pageWidth(); got != want {
			t.Errorf("%d columns: %d, want %d", columns, got, want)
		}
	}
	if got := (&Streams{}).pageWidth(); got != usualWidth {
		t.Errorf("without a terminal: %d", got)
	}
}
