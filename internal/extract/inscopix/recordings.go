package inscopix

import (
	"cmp"
	"context"
	"fmt"
	"regexp"
	"slices"

	"roi2nwb/internal/chunkio/isxd"
	"roi2nwb/internal/extract/source"
	"roi2nwb/internal/session"
)

// recording is the parts of one recording; what is not there is nil, but for one
// of the cell sets.
type recording struct {
	raw, denoised, events *part
	offset                int // of its first frame in the run
}

// cells returns the cell set that says what the cells are.
func (r *recording) cells() *part {
	if r.raw != nil {
		return r.raw
	}
	return r.denoised
}

// parts returns the parts that there are.
func (r *recording) parts() []*part {
	return slices.DeleteFunc([]*part{r.raw, r.denoised, r.events}, func(p *part) bool { return p == nil })
}

func (r *recording) timing() *isxd.Timing { return &r.cells().cells.Timing }

// contradiction returns the error for two files that do not belong together.
func contradiction(a, b *part, format string, args ...any) error {
	return &contradictionError{a.path, b.path, fmt.Sprintf(format, args...)}
}

// contradictionError is returned for files that contradict each other.
type contradictionError struct {
	one, other string // paths
	what       string // "the one has 4 cells, the other 3"
}

func (e *contradictionError) Error() string {
	return fmt.Sprintf("%q and %q do not belong together: %s", e.one, e.other, e.what)
}

// Hint returns the cure.
func (e *contradictionError) Hint() string {
	return "give files that were made of the same recording, or one at a time"
}

// arrange finds which parts are of one recording. Recordings are in the order of
// their starts.
func (c *collection) arrange(ctx context.Context) ([]*recording, []string, error) {
	var sets, events []*part
	for _, p := range c.parts {
		if p.cells != nil {
			sets = append(sets, p)
		} else {
			events = append(events, p)
		}
	}
	var remarks []string
	groups := group(sets)
	if helper := previewOf(groups); helper != nil && !c.given {
		remarks = append(remarks, fmt.Sprintf("%q holds all recordings without their times, for previews: it is not read", helper.name))
		sets = slices.DeleteFunc(sets, func(p *part) bool { return p == helper })
		groups = group(sets)
	}
	var all []*recording
	for _, g := range groups {
		r, more, err := c.arrangeOne(ctx, g)
		if err != nil {
			return nil, nil, err
		}
		all, remarks = append(all, r...), append(remarks, more...)
	}
	for _, e := range events {
		if err := attach(e, all); err != nil {
			return nil, nil, err
		}
	}
	slices.SortStableFunc(all, func(a, b *recording) int {
		return a.timing().Start.Seconds.Rat().Cmp(b.timing().Start.Seconds.Rat())
	})
	return all, remarks, nil
}

// group puts cell sets together that begin at one time and are as long.
func group(sets []*part) [][]*part {
	var groups [][]*part
	for _, p := range sets {
		at := slices.IndexFunc(groups, func(g []*part) bool {
			a, b := &g[0].cells.Timing, &p.cells.Timing
			return a.Samples == b.Samples && sameStart(a.Start, b.Start)
		})
		if at < 0 {
			groups = append(groups, nil)
			at = len(groups) - 1
		}
		groups[at] = append(groups[at], p)
	}
	return groups
}

func sameStart(a, b isxd.Time) bool { return a.Seconds.Rat().Cmp(b.Seconds.Rat()) == 0 }

// previewOf returns the cell set over all recordings that a tool makes for its
// previews, nil where there is none: it begins at no time and is as long as all
// others together.
func previewOf(groups [][]*part) *part {
	for i, g := range groups {
		p := g[0]
		if len(g) != 1 || !p.start().IsEpoch() || p.file.Extra != nil {
			continue
		}
		samples, others := 0, 0
		for j, other := range groups {
			if j != i && slices.Equal(other[0].names(), p.names()) {
				samples, others = samples+other[0].cells.Timing.Samples*setsPer(other), others+1
			}
		}
		if others > 0 && samples == p.cells.Timing.Samples {
			return p
		}
	}
	return nil
}

// setsPer returns of how many recordings a group is, if each has a raw and a
// denoised cell set.
func setsPer(g []*part) int { return max(1, len(g)/2) }

// arrangeOne sorts the cell sets of one start and length into recordings. Usually
// they are of one. Those whose start is not known are told apart by the numbers at
// the end of their names, as nothing else does.
func (c *collection) arrangeOne(ctx context.Context, g []*part) (all []*recording, remarks []string, err error) {
	if len(g) > 2 {
		if g, remarks, err = dropCopies(ctx, g); err != nil {
			return nil, nil, err
		}
	}
	if len(g) <= 2 {
		r, remark, err := pair(ctx, g)
		if remark != "" {
			remarks = append(remarks, remark)
		}
		return []*recording{r}, remarks, err
	}
	byNumber := map[string][]*part{}
	for _, p := range g {
		number := trailingNumber(p.name)
		byNumber[number] = append(byNumber[number], p)
	}
	if len(byNumber) < 2 {
		return nil, nil, contradiction(g[0], g[1], "%d cell sets begin at %s and are as long; at most a raw and a denoised one are of one recording", len(g), g[0].startText())
	}
	for _, number := range sortedKeys(byNumber) {
		if len(byNumber[number]) > 2 {
			return nil, nil, contradiction(byNumber[number][0], byNumber[number][1], "%d cell sets begin at %s and are as long", len(byNumber[number]), g[0].startText())
		}
		r, remark, err := pair(ctx, byNumber[number])
		if err != nil {
			return nil, nil, err
		}
		if remark != "" {
			remarks = append(remarks, remark)
		}
		all = append(all, r)
	}
	remarks = append(remarks, fmt.Sprintf("%d recordings begin at %s: they are told apart, and put in order, by the numbers in the names of the files", len(all), g[0].startText()))
	return all, remarks, nil
}

func trailingNumber(name string) string {
	all := regexp.MustCompile(`\d+`).FindAllString(name, -1)
	if all == nil {
		return ""
	}
	return all[len(all)-1]
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.SortFunc(keys, func(a, b string) int { return cmp.Or(cmp.Compare(len(a), len(b)), cmp.Compare(a, b)) })
	return keys
}

// attach finds the recording of an event set.
func attach(e *part, all []*recording) error {
	var same []*recording
	for _, r := range all {
		if sameStart(r.timing().Start, e.events.Start) {
			same = append(same, r)
		}
	}
	if len(same) > 1 {
		number := trailingNumber(e.name)
		same = slices.DeleteFunc(same, func(r *recording) bool { return trailingNumber(r.cells().name) != number })
	}
	switch {
	case len(all) == 0:
		return (&collection{parts: []*part{e}}).noCellSet(nil)
	case len(same) == 0:
		return differentStarts(all[0].cells(), e)
	}
	r := same[0]
	if r.events != nil {
		return contradiction(r.events, e, "both are event sets of the recording that begins at %s", e.startText())
	}
	if err := checkEvents(r.cells(), e); err != nil {
		return err
	}
	r.events = e
	return nil
}

func differentStarts(cells, events *part) error {
	return contradiction(cells, events, "the one begins at %s, the other at %s", cells.startText(), events.startText())
}

// checkEvents holds an event set against the cell set of the same start. Events
// may have been looked for in the accepted cells alone.
func checkEvents(cells, events *part) error {
	have, want := events.names(), cells.names()
	if !slices.Equal(have, want) && !slices.Equal(have, acceptedOf(cells)) {
		if len(have) != len(want) {
			return contradiction(cells, events, "the one has %s, the other %s, which are not the accepted cells", source.Counted(len(want), "cell"), source.Counted(len(have), "channel"))
		}
		for i, name := range have {
			if name != want[i] {
				return contradiction(cells, events, "cell %d is %s in the one and %s in the other", i, session.Quoted(want[i]), session.Quoted(name))
			}
		}
	}
	if n := events.events.Samples(); n > 0 {
		// The end of an event set is cut to the millisecond.
		slack := 1 + int(2e-3/max(events.events.Period.Float(), 1e-9))
		if diff := n - cells.cells.Timing.Samples; diff < -slack || diff > slack {
			return contradiction(cells, events, "the one has %d samples, the other %d", cells.cells.Timing.Samples, n)
		}
	}
	return nil
}

// acceptedOf returns the names of the accepted cells.
func acceptedOf(p *part) []string {
	var names []string
	for i, s := range p.cells.Statuses {
		if s == isxd.Accepted {
			names = append(names, p.cells.Names[i])
		}
	}
	return names
}
