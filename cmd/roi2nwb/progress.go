package main

import (
	"roi2nwb/cmd/roi2nwb/internal/progress"
	"roi2nwb/internal/inspect"
	"roi2nwb/internal/nwb"
)

// startProgress begins to show on stderr how far a session is. It returns nil,
// which shows nothing, where the command is to be quiet.
func startProgress(s Streams, name string, quiet, verbose bool) *progress.Progress {
	if quiet {
		return nil
	}
	return progress.Start(progress.Options{
		Out: s.Err, Prefix: messagePrefix, Name: name, Columns: s.Columns,
		Terminal: s.ErrIsTerminal, Dumb: s.Dumb, ASCII: s.ASCII, Verbose: verbose,
	})
}

// activities names what writing a file consists of.
var activities = [...]string{nwb.WritingMasks: "writing masks", nwb.WritingTraces: "writing traces", nwb.Checking: "checking"}

// writing returns a function that shows how far a file is.
func writing(p *progress.Progress) func(doing nwb.Activity, bytes int64) {
	return func(doing nwb.Activity, bytes int64) {
		if doing == nwb.Checking {
			p.Begin(activities[doing], 0)
			return
		}
		p.Add(activities[doing], bytes)
	}
}

// scanning shows how far inspecting is.
func scanning(p *progress.Progress) inspect.Progress {
	activities := [...]struct{ doing, unit string }{
		inspect.ReadingTraces: {"reading traces", ""},
		inspect.ReadingMasks:  {"reading masks", "ROIs"},
	}
	return inspect.Progress{
		Begin: func(doing inspect.Activity, total int64) {
			p.BeginCounted(activities[doing].doing, total, activities[doing].unit)
		},
		Advance: func(doing inspect.Activity, n int64) { p.Add(activities[doing].doing, n) },
	}
}
