package page

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
		{"unbroken", strings.Repeat("word ", 100) + "end", Unbroken, []string{strings.Repeat("word ", 100) + "end"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := Wrap(tt.text, tt.cells, 2)
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
		lines := Wrap(text, cells, 2)
		if got := bare(strings.Join(lines, "")); got != bare(text) {
			t.Fatalf("%d cells: %q", cells, got)
		}
		for _, line := range lines {
			if Cells(line) > cells {
				t.Errorf("%d cells: %q has %d", cells, line, Cells(line))
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
		if got := Fit(tt.text, tt.cells); got != tt.want || Cells(got) > tt.cells {
			t.Errorf("%q in %d cells: %q, want %q", tt.text, tt.cells, got, tt.want)
		}
	}
}

func TestTable(t *testing.T) {
	columns := []Column{{Cells: 14, Long: true}, {Cells: 6, Numbers: true}, {}}
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
		if d := cmp.Diff(tt.want, Table(columns, rows, tt.room)); d != "" {
			t.Errorf("%d cells (-want +got):\n%s", tt.room, d)
		}
	}
}

// The lines of a tree keep their indent when they are broken.
func TestWrapTree(t *testing.T) {
	tree := "NWBFile\n  session  text = \"a mouse on a wheel\"\n    data\n"
	want := "NWBFile\n  session  text = \"a\n      mouse on a wheel\"\n    data\n"
	if d := cmp.Diff(want, WrapTree(tree, 24, 4)); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
	if got := WrapTree(tree, Unbroken, 4); got != tree {
		t.Errorf("%q", got)
	}
}

func TestWidthOf(t *testing.T) {
	for columns, want := range map[int]int{-1: 100, 0: 100, 1: 40, 39: 40, 40: 40, 80: 80, 200: 200, 201: 200} {
		if got := WidthOf(columns); got != want {
			t.Errorf("%d columns: %d, want %d", columns, got, want)
		}
	}
	for width, want := range map[int]bool{59: true, 60: false} {
		if got := IsNarrow(width); got != want {
			t.Errorf("%d cells: narrow is %t", width, got)
		}
	}
}
