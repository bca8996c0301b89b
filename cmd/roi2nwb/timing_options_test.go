package main

import (
	"fmt"
	"testing"

	"roi2nwb/internal/session"
)

// Each cure of times names the flags that it takes, and the rate that the times
// point to.
func TestTimingHint(t *testing.T) {
	for _, tt := range []struct {
		wrong session.TimingError
		want  string
	}{
		{session.TimingError{Cure: session.GiveRate}, "give the sampling rate with --rate"},
		{session.TimingError{Cure: session.MendTable}, "mend the table, or override it: --rate 30, or --timestamps FILE"},
		{session.TimingError{Cure: session.MendTable, Rate: 19.9561, Mendable: true},
			"--mend-times puts single frames that the recorder's clock got wrong between their neighbours; or mend the table, or override it: --rate 19.96, or --timestamps FILE"},
		{session.TimingError{Cure: session.KeepRepeat, Rate: 20},
			"--keep-repeated-times keeps it, where the recorder's clock is that coarse; or mend the table, or override it: --rate 20, or --timestamps FILE"},
		{session.TimingError{Cure: session.MendEvents}, "the times of the table do not rise: mend it, or override it: --rate 30, or --timestamps FILE"},
		{session.TimingError{Cure: session.ClockReset},
			"the recorder's clock was set while it ran: give the sampling rate with --rate, or mended times with --timestamps"},
	} {
		if got := hintOf(fmt.Errorf("torn: %w", &tt.wrong)); got != tt.want {
			t.Errorf("%+v: %q, want %q", tt.wrong, got, tt.want)
		}
	}
}
