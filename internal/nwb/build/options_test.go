package build

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"roi2nwb/internal/session"
)

func TestMaskKinds(t *testing.T) {
	for _, c := range []struct {
		mask         string
		flat, volume []MaskKind
	}{
		{"image", []MaskKind{ImageMask}, []MaskKind{ImageMask}},
		{"both", []MaskKind{ImageMask, PixelMask}, []MaskKind{ImageMask, VoxelMask}},
		{"none", nil, nil},
		{"pixel", []MaskKind{PixelMask}, nil},
		{"voxel", nil, []MaskKind{VoxelMask}},
	} {
		for volume, want := range map[bool][]MaskKind{false: c.flat, true: c.volume} {
			got, err := MaskKinds(c.mask, volume)
			if refused := want == nil && c.mask != "none"; (err != nil) != refused || !slices.Equal(got, want) {
				t.Errorf("%q, volume %v: %v, %v, want %v", c.mask, volume, got, err, want)
			}
		}
	}
	for _, c := range []struct {
		mask   string
		volume bool
		cure   string
	}{
		{"pixel", true, "voxel"},
		{"voxel", false, "pixel"},
		{"polygon", false, "image, pixel, voxel, both, none"},
		{"", false, "image, pixel, voxel, both, none"},
	} {
		_, err := MaskKinds(c.mask, c.volume)
		if err == nil {
			t.Errorf("%q, volume %v: no error", c.mask, c.volume)
			continue
		}
		var wrong *WrongMaskError
		if errors.As(err, &wrong) {
			if wrong.Mask != c.mask || wrong.Instead != c.cure {
				t.Errorf("%q, volume %v: %+v, want %s instead", c.mask, c.volume, *wrong, c.cure)
			}
		} else if !strings.Contains(err.Error(), c.cure) {
			t.Errorf("%q, volume %v: %q does not name %s", c.mask, c.volume, err, c.cure)
		}
	}
}

func TestTraceChunk(t *testing.T) {
	for _, c := range []struct {
		name    string
		options Options
		shape   []int
		size    int
		want    []int
	}{
		{"default", Options{}, []int{54000, 500}, 8, []int{8192, 64}},
		{"of float32", Options{}, []int{54000, 500}, 4, []int{8192, 128}},
		{"small", Options{}, []int{600, 20}, 8, []int{600, 20}},
		{"smaller limit", Options{ChunkBytes: 1 << 20}, []int{54000, 500}, 8, []int{8192, 16}},
		{"as asked, over the limit", Options{ChunkBytes: 1 << 10, TraceChunk: []int{1000, 100}}, []int{54000, 500}, 8, []int{1000, 100}},
		{"no more than there is", Options{TraceChunk: []int{1000, 100}}, []int{600, 20}, 8, []int{600, 20}},
	} {
		if got := c.options.traceChunk(c.shape, c.size); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}

func TestWants(t *testing.T) {
	for _, c := range []struct {
		traces []session.TraceKind
		want   bool
	}{
		{nil, true},
		{[]session.TraceKind{}, false},
		{[]session.TraceKind{session.Denoised}, false},
		{[]session.TraceKind{session.Denoised, session.Raw}, true},
	} {
		if got := (&Options{Traces: c.traces}).wants(session.Raw); got != c.want {
			t.Errorf("of %v, raw is wanted: %v, want %v", c.traces, got, c.want)
		}
	}
}
