package inscopix

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"roi2nwb/internal/chunkio/isxd"
	"roi2nwb/internal/extract/source"
	"roi2nwb/internal/session"
)

// addCellSets adds the cell sets of event sets that were given alone, where they
// lie beside them: events have no footprints. Which they are is told by when they
// begin, how long they are, and what their cells are called. Without any, or with
// several that cannot be told apart, the error names what is there.
func (c *collection) addCellSets(ctx context.Context) (err error) {
	if !c.given || len(c.runs) > 0 || len(c.parts) == 0 || slices.ContainsFunc(c.parts, func(p *part) bool { return p.cells != nil }) {
		return nil
	}
	fit, reasons, err := c.cellSetsBeside(ctx)
	if err != nil {
		return err
	}
	trial := collection{parts: append(slices.Clone(c.parts), fit...)}
	all, _, err := trial.arrange(ctx)
	defer func() {
		for _, p := range fit {
			if !slices.Contains(c.parts, p) {
				err = errors.Join(err, p.file.Close())
			}
		}
	}()
	var wrong *contradictionError
	switch {
	case errors.As(err, &wrong) && len(fit) > 0:
		return &severalSetsError{c.parts[0], fit}
	case err != nil && len(fit) > 0:
		return err
	case len(fit) == 0:
		return c.noCellSet(reasons)
	}
	for _, r := range all {
		if r.events == nil {
			continue
		}
		var names []string
		for _, p := range []*part{r.raw, r.denoised} {
			if p != nil {
				c.parts, c.beside, names = append(c.parts, p), append(c.beside, p.path), append(names, fmt.Sprintf("%q", p.name))
			}
		}
		c.remarks = append(c.remarks, fmt.Sprintf("%q was given alone: its cells are taken from %s beside it, by the start, the number of samples and the names of the cells", r.events.name, strings.Join(names, " and ")))
	}
	return nil
}

// cellSetsBeside opens the cell sets in the folder of the first event set that fit
// an event set, and returns why others do not.
func (c *collection) cellSetsBeside(ctx context.Context) (fit []*part, reasons []string, err error) {
	files, err := filesIn(filepath.Dir(c.parts[0].path))
	if err != nil {
		return nil, nil, nil //nolint:nilerr // a folder may be closed to us, and the file in it not
	}
	defer func() {
		if err != nil {
			for _, p := range fit {
				err = errors.Join(err, p.file.Close())
			}
		}
	}()
	for _, path := range files {
		if !isExtension(path) && !isxd.IsISXD(path) {
			continue
		}
		p, damage := openPart(ctx, path)
		if err := context.Cause(ctx); err != nil {
			return fit, nil, errors.Join(err, damage)
		}
		if damage != nil {
			reasons = append(reasons, fmt.Sprintf("%q cannot be read", filepath.Base(path)))
			continue
		}
		if p.cells != nil {
			reason, isNear := c.misfit(p)
			switch {
			case reason == "":
				fit = append(fit, p)
				continue
			case isNear:
				reasons = slices.Insert(reasons, 0, reason)
			default:
				reasons = append(reasons, reason)
			}
		}
		if err := p.file.Close(); err != nil {
			return fit, nil, err
		}
	}
	return fit, reasons, nil
}

// misfit returns why a cell set is of none of the event sets, "" where it is of
// one. It is near where it begins when one does.
func (c *collection) misfit(cells *part) (reason string, isNear bool) {
	for _, e := range c.parts {
		wrong := checkEvents(cells, e)
		if !sameStart(cells.start(), e.start()) {
			wrong = differentStarts(cells, e)
		}
		var different *contradictionError
		if !errors.As(wrong, &different) {
			return "", true
		}
		if near := sameStart(cells.start(), e.start()); reason == "" || near {
			reason, isNear = fmt.Sprintf("of %q and the events %s", cells.name, different.what), near
		}
	}
	return reason, isNear
}

// noCellSet returns the error for event sets without a cell set, of which those
// beside them do not fit for these reasons, the nearest first.
func (c *collection) noCellSet(reasons []string) error {
	e := c.parts[0]
	cure := "give the cell set that the events were found in as well: it has " + source.Counted(len(e.names()), "cell")
	if !e.start().IsEpoch() {
		cure += " and begins at " + e.startText()
	}
	if n := len(reasons); n > 0 {
		cure += "; what lies beside does not fit: " + reasons[0]
		if n > 1 {
			cure += fmt.Sprintf(" (and %d more)", n-1)
		}
	}
	return &session.FormatError{Path: e.path, Found: "an Inscopix event set, which has no footprints", Expected: Expected, Cure: cure}
}

// severalSetsError is returned for an event set beside which several cell sets fit.
type severalSetsError struct {
	events *part
	fit    []*part
}

func (e *severalSetsError) Error() string {
	names := make([]string, len(e.fit))
	for i, p := range e.fit {
		names[i] = fmt.Sprintf("%q", p.name)
	}
	return fmt.Sprintf("%q has no footprints, and several cell sets beside it fit that are not a raw and a denoised one: %s", e.events.path, strings.Join(names, ", "))
}

// Hint returns the cure.
func (e *severalSetsError) Hint() string {
	return fmt.Sprintf("give the one that the events were found in with them, as in %q %q", e.events.path, e.fit[0].path)
}
