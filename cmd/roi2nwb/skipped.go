package main

import (
	"fmt"

	"roi2nwb/cmd/roi2nwb/internal/page"
)

// skippedSession is what convert says of a session whose output exists.
type skippedSession struct {
	Status string `json:"status"` // "skipped"
	Source string `json:"source"`
	Output string `json:"output"`
	Reason string `json:"reason"`
}

// showSkipped says that nothing was done since the output exists.
func (o *convertOptions) showSkipped(s Streams, output string) error {
	switch {
	case o.JSON:
		return writeJSON(s.Out, skippedSession{"skipped", o.Source, output, "the output exists"})
	case o.Quiet:
		return nil
	}
	_, err := fmt.Fprintln(s.Out, page.OneLine(fmt.Sprintf("skipped %q: %q exists", o.Source, output)))
	return err
}
