package main

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"

	"github.com/spf13/pflag"

	"roi2nwb/cmd/roi2nwb/internal/settings"
	"roi2nwb/internal/extract/frametimes"
	"roi2nwb/internal/extract/recorder"
	"roi2nwb/internal/session"
)

// timingOptions say when frames were taken, in place of the source.
type timingOptions struct {
	Rate       float64
	Timestamps string
	Mend       bool
	Keep       bool    // times that several frames have
	Offset     float64 // in seconds
}

func (o *timingOptions) addFlags(f *pflag.FlagSet) {
	f.Float64Var(&o.Rate, "rate", 0, "sampling rate of the frames in `Hz`, instead of the source's")
	f.StringVar(&o.Timestamps, "timestamps", "", "`file` with the time of each frame: seconds, one a line, in a .npy file, or the recorder's table")
	f.BoolVar(&o.Mend, "mend-times", false, "put single frames that the recorder's clock got wrong between their neighbours, and say which")
	f.BoolVar(&o.Keep, "keep-repeated-times", false, "let frames that have one time, by the recorder's clock, keep it")
	f.Float64Var(&o.Offset, "start-offset", 0, "`seconds` that are added to the times of the frames and of events: how long after the session the recording began")
}

// timingGiven reports whether the command line itself, and not a setting, says
// when frames were taken.
func timingGiven(f *pflag.FlagSet) bool {
	return slices.ContainsFunc([]string{"rate", "timestamps", "mend-times", "keep-repeated-times", "start-offset"}, f.Changed)
}

// validate checks what can be checked without a source. f are the flags of the
// command.
func (o *timingOptions) validate(f *pflag.FlagSet) error {
	rate := f.Lookup("rate")
	rated := settings.IsGiven(rate)
	if rated {
		if err := session.CheckRate(o.Rate); err != nil {
			return &usageError{settings.Locate(rate, fmt.Errorf("--rate: %w", err)), "give the frames of a second, as in --rate 30"}
		}
	}
	if rated && o.Timestamps != "" {
		return usagef("--rate and --timestamps both say when frames were taken: give one")
	}
	if o.Mend && o.Keep {
		return usagef("--mend-times and --keep-repeated-times contradict each other where frames have one time: give one")
	}
	if !session.IsSeconds(o.Offset) {
		offset := f.Lookup("start-offset")
		return &usageError{settings.Locate(offset, fmt.Errorf("--start-offset: %v s is no time", o.Offset)), "give seconds, as in --start-offset 12.5"}
	}
	return nil
}

// apply takes the user's word on the timing of a source.
func (o *timingOptions) apply(seg *session.Segmentation) error {
	switch {
	case o.Rate > 0:
		seg.Retime(session.Timing{Rate: o.Rate, Origin: "--rate"})
	case o.Timestamps != "":
		timing, err := frametimes.ReadTimestamps(o.Timestamps, seg.Frames, seg.FrameNumbers)
		if err != nil {
			return &usageError{err, hintOf(err)}
		}
		timing.Origin = strconv.Quote(o.Timestamps)
		seg.Retime(timing)
		recorder.ReadBeside(&seg.Provenance, o.Timestamps)
		seg.MendTexts() // the recorder's too
	}
	if o.Mend {
		if err := seg.MendTimes("--mend-times"); err != nil {
			return &usageError{err, hintOf(err)}
		}
	}
	seg.Timing.Repeats = seg.Timing.Repeats || o.Keep
	seg.Delay(o.Offset, "--start-offset")
	return nil
}

// timingHint returns the cure for times that do not serve.
func timingHint(e *session.TimingError) string {
	switch e.Cure {
	case session.GiveRate:
		return "give the sampling rate with --rate"
	case session.ClockReset:
		return "the recorder's clock was set while it ran: give the sampling rate with --rate, or mended times with --timestamps"
	}
	override := fmt.Sprintf("override it: --rate %.4g, or --timestamps FILE", cmp.Or(e.Rate, 30))
	switch {
	case e.Cure == session.KeepRepeat:
		hint := "--keep-repeated-times keeps it, where the recorder's clock is that coarse; "
		if e.Mendable {
			hint += "--mend-times puts such frames between their neighbours; "
		}
		return hint + "or mend the table, or " + override
	case e.Cure == session.MendEvents:
		return "the times of the table do not rise: mend it, or " + override
	case e.Mendable:
		return "--mend-times puts single frames that the recorder's clock got wrong between their neighbours; or mend the table, or " + override
	}
	return "mend the table, or " + override
}
