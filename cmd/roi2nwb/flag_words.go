package main

import (
	"fmt"
	"strings"

	"roi2nwb/internal/chunkio"
	"roi2nwb/internal/extract"
	"roi2nwb/internal/session"
)

// masks are the values of --mask, the default first, as nwb.MaskKinds takes
// them.
func masks() []string { return []string{"image", "pixel", "voxel", "both", "none"} }

// compressions are the values of --compression.
func compressions() []string { return words(chunkio.Compressions()) }

// traceWords are the traces that --traces can name.
func traceWords() []string { return words(session.TraceKinds()) }

func words[T chunkio.Compression | session.TraceKind](all []T) []string {
	var texts []string
	for _, one := range all {
		texts = append(texts, fmt.Sprint(one))
	}
	return texts
}

// formatUsage is the help of --format.
func formatUsage() string {
	return "`format` of the source: " + either(extract.Formats()) + " (default: told by its content)"
}

// either joins words to "a, b or c".
func either(words []string) string {
	last := len(words) - 1
	if last < 1 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:last], ", ") + " or " + words[last]
}
