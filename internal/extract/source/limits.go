package source

import "math"

const (
	// MaxPixels bounds a field of view, so that pixel numbers fit every type used
	// for them.
	MaxPixels = math.MaxInt32
	// ParameterBytes is the most of a parameter, as stored, that is kept: settings
	// are short, and what is longer is an image or a filter kernel.
	ParameterBytes = 64 << 10
	// SmallBytes is the most that is read of a value that should be a number, a
	// few numbers or a short text.
	SmallBytes = 64 << 10
)
