package main

import (
	"fmt"
	"testing"

	"roi2nwb/internal/session"
)

// What is no source has its cure in the words of flags, however it is wrapped.
func TestFormatHint(t *testing.T) {
	for _, tt := range []struct {
		wrong session.FormatError
		want  string
	}{
		{session.FormatError{Path: "a.isxd", ReadBy: "inscopix"}, "--format inscopix is for such files; without --format they are recognised"},
		{session.FormatError{Path: "my lab.yaml", MayBeMetadata: true}, "where it is metadata, give the result as the source, and this with --metadata 'my lab.yaml'"},
		{session.FormatError{Path: "a.zip", Cure: "unpack it first"}, "unpack it first"},
		{session.FormatError{Path: "a"}, ""},
	} {
		if got := hintOf(fmt.Errorf("open: %w", &tt.wrong)); got != tt.want {
			t.Errorf("%+v: got %q, want %q", tt.wrong, got, tt.want)
		}
	}
	around := &usageError{&session.FormatError{ReadBy: "inscopix"}, "do this instead"}
	if got := hintOf(around); got != "do this instead" {
		t.Errorf("around it: %q", got)
	}
}
