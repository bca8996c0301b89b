package main

import (
	"strconv"

	"roi2nwb/internal/extract/frametimes"
	"roi2nwb/internal/extract/recorder"
	"roi2nwb/internal/session"

	"github.com/spf13/pflag"
)

// timingOptions say when frames were taken, in place of the source.
type timingOptions struct {
	Rate       float64
	Timestamps string
}

func (o *timingOptions) addFlags(f *pflag.FlagSet) {
	f.Float64Var(&o.Rate, "rate", 0, "sampling rate of the frames in `Hz`, instead of the source's")
	f.StringVar(&o.Timestamps, "timestamps", "", "`file` with the time of each frame in seconds, one a line")
}

// validate checks what can be checked without a source.
func (o *timingOptions) validate() error {
	if o.Rate != 0 && o.Timestamps != "" {
		return usagef("--rate and --timestamps both say when frames were taken: give one")
	}
	if o.Rate < 0 {
		return usagef("a rate of %g Hz is not positive", o.Rate)
	}
	return nil
}

// apply takes the user's word on the timing of a source.
func (o *timingOptions) apply(seg *session.Segmentation) error {
	switch {
	case o.Rate > 0:
		seg.Retime(session.Timing{Rate: o.Rate, Origin: "--rate"})
	case o.Timestamps != "":
		times, err := frametimes.ReadTimestamps(o.Timestamps, seg.Frames, seg.FrameNumbers)
		if err != nil {
			return &usageError{err, hintOf(err)}
		}
		seg.Retime(session.Timing{Timestamps: times, Origin: strconv.Quote(o.Timestamps)})
		recorder.ReadBeside(&seg.Provenance, o.Timestamps)
	}
	return nil
}
