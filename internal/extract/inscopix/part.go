package inscopix

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"roi2nwb/internal/chunkio/isxd"
	"roi2nwb/internal/extract/acquisition"
	"roi2nwb/internal/session"
)

// part is one open .isxd file; of cells and events the one is nil.
type part struct {
	path   string
	name   string // of the file
	file   *isxd.File
	cells  *isxd.CellSet
	events *isxd.EventSet
	info   acquisition.Info
}

// openPart opens one file. A movie, or what is neither a cell set nor an event
// set, has neither.
func openPart(ctx context.Context, path string) (*part, error) {
	f, err := isxd.Open(path)
	if err != nil {
		return nil, damaged(path, err)
	}
	p := &part{path: path, name: filepath.Base(path), file: f, info: acquisition.Decode(f.Extra)}
	switch f.Kind {
	case isxd.KindCellSet:
		p.cells, err = f.CellSet()
	case isxd.KindEventSet:
		p.events, err = f.EventSet(ctx)
	case isxd.KindMovie, isxd.KindImage:
		_, err = f.Movie()
	}
	if err != nil {
		return nil, errors.Join(damaged(path, err), f.Close())
	}
	return p, nil
}

// damagedError is returned for a file that does not end as it should.
type damagedError struct{ error }

func (e *damagedError) Unwrap() error { return e.error }

// Hint returns the cure.
func (e *damagedError) Hint() string {
	return "it was cut off or changed while it was written or copied: copy it again, or export it again"
}

func damaged(path string, err error) error {
	err = fmt.Errorf("read %q: %w", path, err)
	if errors.Is(err, isxd.ErrNoFooter) {
		return &damagedError{err}
	}
	return err
}

// names returns the names of the part's cells.
func (p *part) names() []string {
	if p.cells != nil {
		return p.cells.Names
	}
	names := make([]string, len(p.events.Channels))
	for i, c := range p.events.Channels {
		names[i] = c.Name
	}
	return names
}

// start returns when the part's recording began.
func (p *part) start() isxd.Time {
	if p.cells != nil {
		return p.cells.Timing.Start
	}
	return p.events.Start
}

// startText is the start for a message.
func (p *part) startText() string { return startText(p.start()) }

func startText(t isxd.Time) string {
	if t.IsEpoch() {
		return "1970, which stands for a time that is not known"
	}
	return t.Local().Format(startLayout)
}

// startLayout is how times are written, with the microseconds and the zone.
const startLayout = "2006-01-02T15:04:05.000000-07:00"

// remarks are what is odd about the file, with its name.
func (p *part) remarks() []string {
	all := make([]string, len(p.file.Remarks))
	for i, r := range p.file.Remarks {
		all[i] = session.Quoted(p.name) + ": " + r
	}
	return all
}

// isExtension reports whether a path is named as files of Inscopix are.
func isExtension(path string) bool { return strings.EqualFold(filepath.Ext(path), ".isxd") }

// knownKeys are the keys of footers that are read, or that say how the others
// are to be.
var knownKeys = [...]string{
	"CellActivity", "CellColors", "CellNames", "CellStatuses", "CentroidDistances", "Matches", "PairScores", "SizeGlobalCS",
	"cellMetrics", "dataType", "efocusValues", "extraProperties", "fileType", "fileVersion", "isRoiSet", "producer",
	"spacingInfo", "timingInfo", "type", "analog", "channel offsets", "timing info", "channel list", "global times",
	"numSamples", "signalSteps", "signalTypes", "startOffsets", "metrics", "mosaicVersion",
}

// parameters are what the footer says of the file that is neither of a cell nor
// of a sample.
func (p *part) parameters() []session.Parameter {
	said := map[string]any{}
	for _, key := range []string{"producer", "fileVersion", "isRoiSet", "efocusValues", "spacingInfo", "metrics"} {
		var v any
		d := json.NewDecoder(bytes.NewReader(p.file.Value(key)))
		d.UseNumber()
		if d.Decode(&v) == nil && v != nil {
			said[key] = v
		}
	}
	return acquisition.Flatten(p.name, said)
}

// isMeasured reports whether an event set has measures of its channels, as event
// detection computes them and CaImAn's tools do not.
func (p *part) isMeasured() bool {
	raw := p.file.Value("metrics")
	return raw != nil && string(raw) != "null"
}
