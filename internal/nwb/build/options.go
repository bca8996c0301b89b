package build

import (
	"fmt"
	"math"
	"slices"
	"time"

	"roi2nwb/internal/chunkio"
	"roi2nwb/internal/session"
)

// Options say what of a segmentation goes into the file, and how it is stored.
type Options struct {
	Masks        []MaskKind
	NoCentroids  bool
	NoAcceptance bool
	NoBackground bool
	NoImages     bool
	Traces       []session.TraceKind // nil for all

	Codec      chunkio.Codec // how chunks are packed; ids that a seed gives depend on it
	ChunkBytes int           // the largest chunk
	TraceChunk []int         // frames, ROIs; nil for the default

	// Tool is the converter's name and version.
	Tool, ToolVersion string
	// Fingerprint, where not empty, stands in the file for what it is made of, for
	// FingerprintIn to find.
	Fingerprint string
	// Created is when the file is made.
	Created time.Time
	// Seed, where not empty, makes all identifiers functions of itself, of the
	// plan, of the codec, and of the place of the object, so that equal input
	// gives equal files.
	Seed string
}

// MaskKind is one of the ways in which NWB keeps footprints.
type MaskKind string

// The kinds of mask columns.
const (
	ImageMask MaskKind = "image_mask" // dense: (ROIs, x, y) or (ROIs, x, y, z)
	PixelMask MaskKind = "pixel_mask" // sparse: x, y, weight
	VoxelMask MaskKind = "voxel_mask" // sparse: x, y, z, weight
)

// WrongMaskError is returned for a mask that does not fit the field of view.
type WrongMaskError struct {
	Mask    string // what was asked for
	Instead string // what fits
}

// Error says what the mask is for.
func (e *WrongMaskError) Error() string {
	if e.Instead == "voxel" {
		return fmt.Sprintf("mask %q is for a flat field of view, this one is a volume", e.Mask)
	}
	return fmt.Sprintf("mask %q is for volumes, this field of view is flat", e.Mask)
}

// MaskKinds returns the columns that are asked for by image, pixel, voxel, both
// or none, of a field of view that is flat or a volume. The error is a
// *WrongMaskError where the other of pixel and voxel fits.
func MaskKinds(mask string, volume bool) ([]MaskKind, error) {
	sparse, fits, other := PixelMask, "pixel", "voxel"
	if volume {
		sparse, fits, other = VoxelMask, "voxel", "pixel"
	}
	switch mask {
	case "image":
		return []MaskKind{ImageMask}, nil
	case "both":
		return []MaskKind{ImageMask, sparse}, nil
	case "none":
		return nil, nil
	case fits:
		return []MaskKind{sparse}, nil
	case other:
		return nil, &WrongMaskError{Mask: mask, Instead: fits}
	}
	return nil, fmt.Errorf("mask %q is not one of image, pixel, voxel, both, none", mask)
}

// The default extent of a trace chunk: it serves one ROI over all time and all
// ROIs over a short time alike.
const (
	traceChunkFrames = 8192
	traceChunkROIs   = 128
)

// DefaultChunkBytes is the largest chunk unless told otherwise: with it, two
// encoders fit chunkio.DefaultBuffer.
const DefaultChunkBytes = 4 << 20

// maskTile is the edge of the tiles in which dense masks are stored, in pixels,
// and its depth in a volume: about twice a cell, so that a footprint touches
// few tiles and the empty ones are never stored.
var maskTile = [...]int{1, 64, 64, 8}

func (o *Options) chunkBytes() int {
	if o.ChunkBytes > 0 {
		return o.ChunkBytes
	}
	return DefaultChunkBytes
}

// traceChunk returns the chunk of a (frames, ROIs) dataset.
func (o *Options) traceChunk(shape []int, size int) []int {
	if o.TraceChunk != nil {
		return chunkio.FitChunk(shape, o.TraceChunk, size, math.MaxInt)
	}
	return chunkio.FitChunk(shape, []int{traceChunkFrames, traceChunkROIs}, size, o.chunkBytes())
}

// wholeChunk returns a chunk that is the whole dataset where the limit allows.
func (o *Options) wholeChunk(shape []int, size int) []int {
	return chunkio.FitChunk(shape, shape, size, o.chunkBytes())
}

// wants reports whether a trace was asked for.
func (o *Options) wants(kind session.TraceKind) bool {
	return o.Traces == nil || slices.Contains(o.Traces, kind)
}
