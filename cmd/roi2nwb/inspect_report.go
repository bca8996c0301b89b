package main

import (
	"context"
	"fmt"
	"math"
	"os"
	"slices"
	"strconv"

	"roi2nwb/internal/metadata"
	"roi2nwb/internal/nwb"
	"roi2nwb/internal/session"
)

// inspection is what inspect says of a path. What is not known is null.
type inspection struct {
	Path      string `json:"path"`
	Format    string `json:"format"` // "caiman", ... or "nwb"
	Program   string `json:"program"`
	Version   string `json:"program_version"`
	WrittenBy string `json:"written_by,omitempty"` // of an NWB file
	Curator   string `json:"curated_with,omitempty"`
	Imaging   string `json:"imaging"`       // "one-photon", "two-photon" or "unknown"
	Field     []int  `json:"field_of_view"` // x, y[, z] in pixels

	Frames     int      `json:"frames"`
	Rate       *float64 `json:"rate_hz"` // a mean where frames are at irregular times
	Regular    bool     `json:"regular_rate"`
	TimingFrom string   `json:"timing_from"`
	Duration   *float64 `json:"duration_s"`

	ROIs       roiCounts    `json:"rois"`
	MedianSize *float64     `json:"median_roi_pixels"`
	Background int          `json:"background_components"`
	Missed     int          `json:"missed_cells"` // drawn by hand
	Traces     []arrayFacts `json:"traces"`       // frames by ROIs
	Images     []arrayFacts `json:"images"`       // x by y[ by z]
	Quality    []rangeFacts `json:"quality"`
	Shifts     bool         `json:"motion_shifts"`
	Events     []eventFacts `json:"events"`

	Bytes     *int64 `json:"nwb_bytes"`
	Estimated bool   `json:"nwb_bytes_estimated"`

	Remarks  []string          `json:"remarks"`
	LeftOut  []leftOut         `json:"left_out"`
	Missing  []missing         `json:"missing"`
	Problems metadata.Problems `json:"metadata_problems"`

	light   float64 // the wavelength in nm that tells Imaging, 0 for none
	storage string  // how NWB size comes about, for people
}

// arrayFacts is one trace or image.
type arrayFacts struct {
	Name    string `json:"name"`
	Source  string `json:"source"`
	Shape   []int  `json:"shape"`
	Type    string `json:"type"`
	Content string `json:"content"` // "values", or "empty", "all zero", "all NaN"
}

// eventFacts is one kind of event.
type eventFacts struct {
	Name  string `json:"name"`
	Count int    `json:"count"`
}

// rangeFacts is the range of the finite values of one quantity of the ROIs;
// all null where there are none.
type rangeFacts struct {
	Name     string   `json:"name"`
	Source   string   `json:"source"`
	Min      *float64 `json:"min"`
	Median   *float64 `json:"median"`
	Max      *float64 `json:"max"`
	Infinite int      `json:"infinite"`
	NaN      int      `json:"nan"`
}

// imagingByLight tells the kind of imaging by the wavelength that excites the
// indicator, where nothing else does: an NWB file without its movie has no place
// for it. Two photons of light from 690 nm on do what one of up to 640 nm does.
func (n *inspection) imagingByLight(meta *metadata.Metadata) {
	if meta == nil || len(meta.Planes) == 0 {
		return
	}
	switch light := meta.Planes[0].ExcitationLambda; {
	case light >= 350 && light <= 640:
		n.Imaging, n.light = "one-photon", light
	case light >= 690 && light <= 1200:
		n.Imaging, n.light = "two-photon", light
	}
}

// inspectionOf takes what needs no reading of arrays.
func inspectionOf(seg *session.Segmentation, meta *metadata.Metadata, problems metadata.Problems) *inspection {
	n := &inspection{
		Path: seg.Path, Format: seg.Format, Program: seg.Program, Version: seg.Version, Curator: seg.Curator,
		Imaging: "unknown", Field: []int{seg.Field.Width, seg.Field.Height}, Frames: seg.Frames, ROIs: countROIs(seg),
		Traces: []arrayFacts{}, Images: []arrayFacts{}, Quality: []rangeFacts{},
		Shifts: seg.Shifts != nil, Events: []eventFacts{},
		Remarks: append([]string{}, seg.Remarks...), LeftOut: []leftOut{}, Missing: []missing{},
		Problems: append(metadata.Problems{}, problems...),
	}
	switch seg.Imaging {
	case session.OnePhoton:
		n.Imaging = "one-photon"
	case session.TwoPhoton:
		n.Imaging = "two-photon"
	default:
		n.imagingByLight(meta)
	}
	if seg.Field.Depth > 0 {
		n.Field = append(n.Field, seg.Field.Depth)
	}
	n.timing(&seg.Timing)
	if seg.Background != nil {
		n.Background = seg.Background.Footprints.Len()
	}
	if seg.Missed != nil {
		n.Missed = len(seg.Missed.IDs)
	}
	for _, e := range seg.Events {
		n.Events = append(n.Events, eventFacts{e.Name, len(e.Times)})
	}
	for _, c := range seg.Columns {
		values := c.Floats
		if c.Ints != nil {
			values = make([]float64, len(c.Ints))
			for i, v := range c.Ints {
				values[i] = float64(v)
			}
		}
		if values != nil {
			n.Quality = append(n.Quality, rangeOf(c, values))
		}
	}
	for _, l := range seg.LeftOut {
		n.LeftOut = append(n.LeftOut, leftOut{l.Source, l.Reason})
	}
	for _, m := range meta.Missing() {
		n.Missing = append(n.Missing, missing(m))
	}
	return n
}

// timing derives rate and duration from what is known of the two.
func (n *inspection) timing(t *session.Timing) {
	n.TimingFrom = t.Origin
	rate := t.Rate
	if last := len(t.Timestamps) - 1; last > 0 {
		rate = float64(last) / (t.Timestamps[last] - t.Timestamps[0])
	}
	n.Regular = t.Timestamps == nil && rate > 0
	n.Rate = positive(rate)
	if n.Rate != nil {
		n.Duration = positive(float64(n.Frames) / rate)
	}
}

// positive returns nil for what is no finite number above 0.
func positive(v float64) *float64 {
	if !(v > 0) || math.IsInf(v, 0) {
		return nil
	}
	return &v
}

// rangeOf measures the values of a column.
func rangeOf(c session.Column, values []float64) rangeFacts {
	r := rangeFacts{Name: c.Name, Source: c.Source}
	finite := make([]float64, 0, len(values))
	for _, v := range values {
		switch {
		case math.IsNaN(v):
			r.NaN++
		case math.IsInf(v, 0):
			r.Infinite++
		default:
			finite = append(finite, v)
		}
	}
	if len(finite) > 0 {
		slices.Sort(finite)
		middle := medianOf(finite)
		r.Min, r.Median, r.Max = &finite[0], &middle, &finite[len(finite)-1]
	}
	return r
}

// medianOf returns the median of sorted values, of which there is one at least.
func medianOf(sorted []float64) float64 {
	half := len(sorted) / 2
	if len(sorted)%2 == 1 {
		return sorted[half]
	}
	return sorted[half-1]/2 + sorted[half]/2
}

// estimate tells how large the NWB file will be.
func (n *inspection) estimate(ctx context.Context, seg *session.Segmentation, meta *metadata.Metadata, s *settings) error {
	if len(meta.Planes) == 0 {
		return nil // so wrong is the metadata that there is no plan
	}
	sized := *seg
	if seg.Timing.Rate <= 0 && seg.Timing.Timestamps == nil {
		sized.Timing.Rate = 1 // any rate takes the same space
	}
	masks, err := nwb.MaskKinds(s.Mask, seg.Field.Depth > 0)
	if err != nil {
		return &usageError{error: err}
	}
	plan, err := nwb.Build(onePlane(&sized, meta), meta, s.buildOptions(masks))
	if err != nil && hasErrors(n.Problems) {
		return nil // they tell why there is no plan
	}
	if err != nil {
		return err
	}
	bytes, err := plan.EstimateBytes(ctx, s.codec())
	if err != nil {
		return err
	}
	n.Bytes, n.Estimated = &bytes, true
	n.storage = fmt.Sprintf("%s masks, %s", s.Mask, s.Compression)
	if s.Compression != "none" {
		n.storage += " level " + strconv.Itoa(s.Level)
	}
	return nil
}

// fileFacts adds what is known of an NWB file as a file.
func (n *inspection) fileFacts(path string) error {
	info, err := os.Stat(path)
	if err != nil {
		return err
	}
	size := info.Size()
	n.Bytes = &size
	n.WrittenBy, err = nwb.WrittenBy(path)
	return err
}
