package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/pflag"

	"roi2nwb/cmd/roi2nwb/internal/page"
	"roi2nwb/cmd/roi2nwb/internal/settings"
	"roi2nwb/internal/chunkio"
	"roi2nwb/internal/session"
	"roi2nwb/internal/session/choice"
	"roi2nwb/internal/session/view"
)

// viewOptions choose ROIs and frames of a source or an NWB file.
type viewOptions struct {
	ROIs                 string
	MinSNR, MinR, MinCNN float64
	Frames               string
	Time                 string
	Stub                 int // frames; 0 where no stub is wanted

	Given []string // the flags of qualities that were given
}

// What a stub has, unless told otherwise.
const (
	stubFrames = 100
	stubROIs   = 10
)

// quality is a quantity of the ROIs of which a flag gives the least.
type quality struct {
	flag, column, what string
	least              *float64
}

// qualities returns those that can be asked for.
func (o *viewOptions) qualities() []quality {
	return []quality{
		{"min-snr", "snr", "signal-to-noise ratio", &o.MinSNR},
		{"min-r", "r_values", "correlation with the raw movie", &o.MinR},
		{"min-cnn", "cnn_preds", "probability by the classifier of shapes", &o.MinCNN},
	}
}

func (o *viewOptions) addFlags(f *pflag.FlagSet) {
	f.StringVar(&o.ROIs, "rois", choice.All, "only these `ROIs`, in this order: "+strings.Join(choice.Words(), ", ")+", ids and ranges as in 3,7,10-20, or @FILE with an id on each line")
	for _, q := range o.qualities() {
		f.Float64Var(q.least, q.flag, 0, fmt.Sprintf("only ROIs whose %s is at least this `value`; those without one stay out", q.what))
	}
	f.StringVar(&o.Frames, "frames", "", "only the frames `FIRST:END`, without END; either may be left out, and counts from the end where negative")
	f.StringVar(&o.Time, "time", "", "only the frames of a `span` of time from the first frame on, as in 10s:1m30s or 0:01:30:0:02:00")
	f.IntVar(&o.Stub, "stub", 0, fmt.Sprintf("a small file to try a pipeline with: only the first `frames` of what is chosen (%d, or as many as in --stub=500), and its first %d ROIs", stubFrames, stubROIs))
	f.Lookup("stub").NoOptDefVal = strconv.Itoa(stubFrames)
}

// validate checks what can be checked without a source. f are the flags of the
// command.
func (o *viewOptions) validate(f *pflag.FlagSet) error {
	if o.Frames != "" && o.Time != "" {
		return usagef("--frames and --time both choose frames: give one")
	}
	if f.Changed("stub") && o.Stub < 1 {
		return &usageError{fmt.Errorf("--stub=%d: a stub has one frame at least", o.Stub), "leave the number out for the first " + page.Plural(stubFrames, "frame")}
	}
	o.Given = nil
	for _, q := range o.qualities() {
		if settings.IsGiven(f.Lookup(q.flag)) {
			o.Given = append(o.Given, q.flag)
		}
	}
	return nil
}

// apply returns the view that was asked for, or seg itself where none was. It
// closes neither.
func (o *viewOptions) apply(ctx context.Context, seg *session.Segmentation) (*session.Segmentation, error) {
	seg, err := o.chooseROIs(ctx, seg)
	if err != nil {
		return nil, err
	}
	for _, q := range o.qualities() {
		if !slices.Contains(o.Given, q.flag) {
			continue
		}
		if seg, err = o.chooseByQuality(ctx, seg, q); err != nil {
			return nil, err
		}
	}
	if o.Stub > 0 && len(seg.IDs) > 0 {
		first := make([]int, min(len(seg.IDs), stubROIs))
		for i := range first {
			first[i] = i
		}
		if seg, err = view.Choose(ctx, seg, first, fmt.Sprintf("the first %d, for a stub", len(first))); err != nil {
			return nil, err
		}
	}
	return o.slice(ctx, seg)
}

func (o *viewOptions) chooseROIs(ctx context.Context, seg *session.Segmentation) (*session.Segmentation, error) {
	if o.ROIs == choice.All || o.ROIs == "" {
		return seg, nil
	}
	by := o.ROIs
	if !slices.Contains(choice.Words(), by) {
		by = "ids " + by
	}
	rows, err := o.rows(seg)
	if err != nil {
		return nil, &usageError{fmt.Errorf("--rois: %w", err), roisHint(err)}
	}
	return choose(ctx, seg, rows, by)
}

// rows returns the rows that --rois means.
func (o *viewOptions) rows(seg *session.Segmentation) ([]int, error) {
	file, ok := strings.CutPrefix(o.ROIs, "@")
	if !ok {
		return choice.ROIs(seg, o.ROIs)
	}
	ids, err := readIDs(file)
	if err != nil {
		return nil, err
	}
	return choice.IDs(seg, ids)
}

// mostIDBytes is how long a file of ids may be.
const mostIDBytes = 16 << 20

// readIDs reads a file with an id on each line.
func readIDs(path string) (ids []string, err error) {
	raw, err := chunkio.ReadRegular(path, mostIDBytes)
	if err != nil {
		return nil, err
	}
	for line := range strings.Lines(strings.TrimPrefix(string(raw), "\ufeff")) {
		if id := strings.TrimSpace(line); id != "" {
			ids = append(ids, id)
		}
	}
	if len(ids) == 0 {
		return nil, fmt.Errorf("%q holds no id", path)
	}
	return ids, nil
}

// roisHint returns the cure for ids that mean no ROIs.
func roisHint(err error) string {
	var unknown *choice.UnknownError
	switch {
	case errors.As(err, &unknown) && len(unknown.Near) > 0:
		near := make([]string, len(unknown.Near))
		for i, id := range unknown.Near {
			near[i] = session.Quoted(id)
		}
		return "the ids that come nearest are " + strings.Join(near, ", ")
	case errors.Is(err, choice.ErrNotEvaluated):
		return "leave --rois out for all ROIs, or give ids, as in --rois 0,3,7-9"
	}
	return "give " + strings.Join(choice.Words(), ", ") + ", ids and ranges of them as in 3,7,10-20, or @FILE with an id on each line"
}

func (o *viewOptions) chooseByQuality(ctx context.Context, seg *session.Segmentation, q quality) (*session.Segmentation, error) {
	rows, without, err := choice.AtLeast(seg, q.column, *q.least)
	if err != nil {
		return nil, usagef("--%s: %v: leave it out, or choose by --rois", q.flag, err)
	}
	chosen, err := choose(ctx, seg, rows, fmt.Sprintf("%s of at least %v", q.column, *q.least))
	if err == nil && without > 0 {
		chosen.Remarks = slices.Clone(chosen.Remarks)
		text := "%s have no %q and stay out, by --%s"
		if without == 1 {
			text = "%s has no %q and stays out, by --%s"
		}
		chosen.AddRemark(text, page.Plural(without, "ROI"), q.column, q.flag)
	}
	return chosen, err
}

// choose is view.Choose of one ROI at least.
func choose(ctx context.Context, seg *session.Segmentation, rows []int, by string) (*session.Segmentation, error) {
	if len(rows) == 0 {
		return nil, usagef("none of the %s is left by the choice: %s", page.Plural(len(seg.IDs), "ROI"), by)
	}
	return view.Choose(ctx, seg, rows, by)
}

func (o *viewOptions) slice(ctx context.Context, seg *session.Segmentation) (*session.Segmentation, error) {
	first, end, err := o.span(seg)
	if err != nil {
		return nil, err
	}
	if o.Stub > 0 {
		end = min(end, first+o.Stub)
	}
	if first == 0 && end == seg.Frames {
		return seg, nil
	}
	return view.Slice(ctx, seg, first, end)
}

// span returns the frames that --frames or --time mean, all where neither is given.
func (o *viewOptions) span(seg *session.Segmentation) (first, end int, err error) {
	switch {
	case o.Frames != "":
		if first, end, err = choice.Frames(o.Frames, seg.Frames); err != nil {
			return 0, 0, &usageError{fmt.Errorf("--frames: %w", err), "frames are numbered from 0: give the first, and the one after the last, as in --frames 0:1000 or --frames -500:"}
		}
		return first, end, nil
	case o.Time != "":
		if err = seg.CheckTiming(); err != nil {
			return 0, 0, &usageError{fmt.Errorf("--time: %w", err), hintOf(err)}
		}
		if first, end, err = choice.Time(o.Time, seg); err != nil {
			hint := "give the begin and the end, counted from the first frame, as in --time 10s:1m30s"
			if errors.Is(err, choice.ErrNoTimes) {
				hint = "give the sampling rate with --rate, or choose by --frames"
			}
			return 0, 0, &usageError{fmt.Errorf("--time: %w", err), hint}
		}
		return first, end, nil
	}
	return 0, seg.Frames, nil
}
