package nwbtest

import (
	"maps"
	"testing"
	"time"

	"roi2nwb/internal/chunkio"
	"roi2nwb/internal/metadata"
	"roi2nwb/internal/nwb/build"
	"roi2nwb/internal/nwb/plan"
	"roi2nwb/internal/session"
)

// Where a plan of one plane has its ROIs and their raw trace.
const (
	TablePath  = "/processing/ophys/ImageSegmentation/PlaneSegmentation"
	SeriesPath = "/processing/ophys/Fluorescence/RoiResponseSeries"
)

// Metadata returns metadata with nothing but what is required.
func Metadata(t *testing.T) *metadata.Metadata {
	t.Helper()
	defaults, err := metadata.Defaults()
	if err != nil {
		t.Fatal(err)
	}
	meta, err := metadata.Merge(defaults).Resolve(metadata.Options{StartTime: "2024-05-17T14:30:00+02:00"})
	if err != nil {
		t.Fatal(err)
	}
	return meta
}

// Options returns options that pack with gzip, and give ids by a seed.
func Options(masks ...build.MaskKind) *build.Options {
	return &build.Options{
		Masks: masks, Codec: chunkio.Codec{Compression: chunkio.Gzip, Level: 1, Shuffle: true},
		Tool: "roi2nwb", ToolVersion: "test", Created: time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC), Seed: "test",
	}
}

// BuildOne plans a file of one plane.
func BuildOne(seg *session.Segmentation, meta *metadata.Metadata, o *build.Options) (*plan.Plan, error) {
	return build.File([]build.Plane{{Segmentation: seg, Names: &meta.Names}}, meta, o)
}

// Planned returns the plan of a segmentation with the least metadata.
func Planned(t *testing.T, seg *session.Segmentation, o *build.Options) *plan.Plan {
	t.Helper()
	p, err := BuildOne(seg, Metadata(t), o)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// TwoPlanes returns segmentations of different fields, rates and programs, with
// everything that a plane can hold.
func TwoPlanes(meta *metadata.Metadata) []build.Plane {
	first := Drawing(session.Field{Width: 12, Height: 7}, 5, session.Footprint{X: []uint32{3}, Y: []uint32{4}, W: []float64{2}})
	second := Drawing(session.Field{Width: 9, Height: 11}, 8,
		session.Footprint{X: []uint32{1, 2}, Y: []uint32{1, 1}, W: []float64{1, 3}}, session.Footprint{X: []uint32{8}, Y: []uint32{10}, W: []float64{1}})
	second.Timing.Rate, second.Program = 7, "Other"
	for _, seg := range []*session.Segmentation{first, second} {
		seg.Parameters = []session.Parameter{{Group: "data", Name: "fr", Value: "30"}}
		seg.Missed = &session.MissedCells{Description: "drawn", Source: "M", IDs: []string{"0"}, Footprints: seg.Footprints}
		if n := seg.Footprints.Len(); n > 1 {
			seg.Missed.IDs = append(seg.Missed.IDs, "1")
		}
		frames, field := seg.Frames, seg.Field
		seg.Background = &session.Background{Source: "drawn/b", Description: "Background",
			Footprints: &Drawn{All: []session.Footprint{{X: []uint32{0}, Y: []uint32{0}, W: []float64{1}}}},
			Trace: &session.Trace{Kind: session.BackgroundTrace, Source: "drawn/f", Description: "Background", Unit: "a.u.",
				Array: chunkio.FromFloat64s([]int{1, frames}, make([]float64, frames))}}
		seg.Shifts = &session.Shifts{Source: "drawn/shifts", Description: "Shifts", Array: chunkio.FromFloat64s([]int{frames, 2}, make([]float64, 2*frames))}
		for _, name := range []string{"correlation_image", "an_image_without_a_name"} {
			seg.Images = append(seg.Images, session.Image{Name: name, Source: "drawn/" + name, Description: "Image",
				Array: chunkio.FromFloat64s([]int{field.Width, field.Height}, make([]float64, field.Pixels()))})
		}
		seg.Events = []session.Events{
			{Name: "RNF", Source: "drawn/RNF", Description: "Reinforcement", Times: []float64{0.1}, Durations: []float64{0.05}, First: []int64{2}, End: []int64{3}},
			{Name: "ALP", Source: "drawn/ALP", Description: "Lever press"},
		}
	}
	return []build.Plane{
		{Name: "_upper", Segmentation: first, Names: namesOf(meta.Names, "_upper")},
		{Name: "_lower", Segmentation: second, Names: namesOf(meta.Names, "_lower")},
	}
}

// namesOf returns names of their own for a plane.
func namesOf(base metadata.Names, suffix string) *metadata.Names {
	for _, n := range []*metadata.Named{&base.PlaneSegmentation, &base.BackgroundSegmentation} {
		n.Name += suffix
	}
	for _, all := range []*map[string]metadata.Named{&base.Traces, &base.Images} {
		own := maps.Clone(*all)
		for key, n := range own {
			n.Name += suffix
			own[key] = n
		}
		*all = own
	}
	return &base
}

// Object returns a group (dataset nil) or a dataset of a plan by its path.
func Object(t *testing.T, p *plan.Plan, path string) (*plan.Group, *plan.Dataset) {
	t.Helper()
	var group *plan.Group
	var dataset *plan.Dataset
	p.Each(func(at string, g *plan.Group, d *plan.Dataset) {
		if at == path {
			group, dataset = g, d
		}
	})
	if group == nil {
		t.Fatalf("the plan has no %q", path)
	}
	return group, dataset
}
