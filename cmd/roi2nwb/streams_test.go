package main

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"roi2nwb/cmd/roi2nwb/internal/page"
)

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

// A command that does not know its terminal lays its pages out as for a file.
func TestPageWidth(t *testing.T) {
	for columns, want := range map[int]int{0: 100, 80: 80} {
		s := Streams{Columns: func() int { return columns }}
		if got := s.pageWidth(); got != want {
			t.Errorf("%d columns: %d, want %d", columns, got, want)
		}
	}
	if got := (&Streams{}).pageWidth(); got != page.UsualWidth {
		t.Errorf("without a terminal: %d", got)
	}
}
