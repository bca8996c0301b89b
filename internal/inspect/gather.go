package inspect

import (
	"math"
	"os"

	"roi2nwb/internal/metadata"
	"roi2nwb/internal/nwb"
	"roi2nwb/internal/session"
)

// Of returns what needs no reading of arrays. problems are those of the metadata
// that was given, and missing is what nobody gave.
func Of(seg *session.Segmentation, meta *metadata.Metadata, problems metadata.Problems, missing []Missing) *Facts {
	f := &Facts{
		Path: seg.Path, Format: seg.Format, Program: seg.Program, Version: seg.Version, Curator: seg.Curator,
		Field: FieldOf(seg), Frames: seg.Frames, ROIs: CountROIs(seg), Chosen: ChosenOf(seg), Sliced: SlicedOf(seg),
		Traces: []Array{}, Images: []Array{}, Quality: []Range{}, BackgroundIDs: []string{},
		Shifts: seg.Shifts != nil, Events: []Event{},
		Remarks: append([]string{}, seg.Remarks...), LeftOut: LeftOutOf(seg), Missing: append([]Missing{}, missing...),
		Problems: append(metadata.Problems{}, problems...),
	}
	f.imaging(seg.Imaging, meta)
	f.timing(&seg.Timing)
	f.ids(seg)
	f.Planes, f.Channels = []string{}, []string{}
	if meta != nil && len(meta.Planes) > 0 {
		for _, c := range meta.Planes[0].Channels {
			f.Channels = append(f.Channels, c.Name)
		}
	}
	if seg.Background != nil {
		f.BackgroundIDs = seg.Background.IDs()
		f.Background = len(f.BackgroundIDs)
	}
	if seg.Missed != nil {
		f.Missed = len(seg.Missed.IDs)
	}
	for _, e := range seg.Events {
		f.Events = append(f.Events, Event{e.Name, len(e.Times)})
	}
	if seg.Calcium != nil {
		f.Events = append(f.Events, Event{"events of ROIs", seg.Calcium.Len()})
	}
	for _, c := range seg.Columns {
		if values := valuesOf(c); values != nil {
			f.Quality = append(f.Quality, rangeOf(c, values))
		}
	}
	return f
}

// ids lists the ROIs by the verdict on them, and what each of them has.
func (f *Facts) ids(seg *session.Segmentation) {
	f.IDs, f.Properties = append([]string{}, seg.IDs...), []Property{}
	if a := seg.Acceptance; a != nil {
		f.Accepted, f.Rejected = []string{}, []string{}
		for i, id := range seg.IDs {
			if a.Accepted[i] {
				f.Accepted = append(f.Accepted, id)
			}
			if a.Rejected[i] {
				f.Rejected = append(f.Rejected, id)
			}
		}
	}
	for i := range seg.Columns {
		c := &seg.Columns[i]
		f.Properties = append(f.Properties, Property{c.Name, c.TypeName(), max(c.Width, 1)})
	}
}

// FieldOf returns the extent of the field of view in pixels: x, y, and z of a
// volume.
func FieldOf(seg *session.Segmentation) []int {
	field := []int{seg.Field.Width, seg.Field.Height}
	if seg.Field.Depth > 0 {
		field = append(field, seg.Field.Depth)
	}
	return field
}

// ChosenOf returns of how many the ROIs are a part, and by what; nil where they are
// all that the source has.
func ChosenOf(seg *session.Segmentation) *Chosen {
	if seg.Chosen.Of == 0 {
		return nil
	}
	return &Chosen{seg.Chosen.Of, seg.Chosen.By}
}

// SlicedOf returns of how many the frames are a part; nil where they are all that
// the source has.
func SlicedOf(seg *session.Segmentation) *Sliced {
	if seg.Sliced.Of == 0 {
		return nil
	}
	return &Sliced{seg.Sliced.Of, seg.Sliced.First}
}

// CountROIs counts the ROIs by the verdict on them.
func CountROIs(seg *session.Segmentation) ROIs {
	c := ROIs{Total: len(seg.IDs), Evaluated: seg.Acceptance != nil}
	for i := range seg.IDs {
		switch {
		case seg.Acceptance == nil || !seg.Acceptance.Accepted[i] && !seg.Acceptance.Rejected[i]:
			c.NotEvaluated++
		case seg.Acceptance.Accepted[i]:
			c.Accepted++
		default:
			c.Rejected++
		}
	}
	return c
}

// LeftOutOf lists what the reader of the source leaves out.
func LeftOutOf(seg *session.Segmentation) []LeftOut {
	all := []LeftOut{}
	for _, l := range seg.LeftOut {
		all = append(all, LeftOut{l.Source, l.Reason})
	}
	return all
}

// imaging notes the kind of imaging. Where the source does not tell, the
// wavelength that excites the indicator does: an NWB file without its movie has
// no other place for it. Two photons of light from 690 nm on do what one of up
// to 640 nm does.
func (f *Facts) imaging(told session.Imaging, meta *metadata.Metadata) {
	f.Imaging = UnknownImaging
	switch told {
	case session.OnePhoton:
		f.Imaging = OnePhoton
		return
	case session.TwoPhoton:
		f.Imaging = TwoPhoton
		return
	}
	if meta == nil || len(meta.Planes) == 0 {
		return
	}
	switch light := meta.Planes[0].ExcitationLambda; {
	case light >= 350 && light <= 640:
		f.Imaging, f.Light = OnePhoton, light
	case light >= 690 && light <= 1200:
		f.Imaging, f.Light = TwoPhoton, light
	}
}

// timing derives rate and duration from what is known of the two.
func (f *Facts) timing(t *session.Timing) {
	f.TimingFrom = t.Origin
	rate := t.Rate
	if last := len(t.Timestamps) - 1; last >= 0 {
		f.Native = &Native{t.Timestamps[0], t.Timestamps[last]}
	}
	if last := len(t.Timestamps) - 1; last > 0 {
		rate = float64(last) / (t.Timestamps[last] - t.Timestamps[0])
	}
	f.Regular = t.Timestamps == nil && rate > 0
	f.Rate = positive(rate)
	if f.Rate != nil {
		f.Duration = positive(float64(f.Frames) / rate)
	}
}

// positive returns nil for what is no finite number above 0.
func positive(v float64) *float64 {
	if !(v > 0) || math.IsInf(v, 0) {
		return nil
	}
	return &v
}

// OfFile adds what an NWB file tells as a file: its size, and what wrote it.
func (f *Facts) OfFile(path string) error {
	info, err := os.Stat(path)
	if err != nil {
		return err
	}
	size := info.Size()
	f.Bytes = &size
	if f.Planes, err = nwb.Planes(path); err != nil {
		return err
	}
	f.WrittenBy, err = nwb.WrittenBy(path)
	return err
}
