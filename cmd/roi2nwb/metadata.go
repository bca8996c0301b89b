package main

import (
	"roi2nwb/internal/extract"
	"roi2nwb/internal/metadata"
)

// mergeMetadata lays what is known over each other: the defaults, what the
// source says, each file, and single values, the later winning.
func mergeMetadata(seg *extract.Segmentation, files, sets []string) (*metadata.Document, error) {
	defaults, err := metadata.Defaults()
	if err != nil {
		return nil, err
	}
	hints := make([]metadata.Hint, len(seg.Hints))
	for i, h := range seg.Hints {
		hints[i] = metadata.Hint{Path: h.Path, Value: h.Value, Origin: h.Origin}
	}
	source, err := metadata.FromHints("source", hints)
	if err != nil {
		return nil, err
	}
	layers := []*metadata.Layer{defaults, source}
	for _, path := range files {
		layer, err := metadata.ReadFile(path)
		if err != nil {
			return nil, &usageError{error: err, hint: hintOf(err)}
		}
		layers = append(layers, layer)
	}
	values, err := metadata.FromSets(sets)
	if err != nil {
		return nil, &usageError{error: err, hint: hintOf(err)}
	}
	return metadata.Merge(append(layers, values)...), nil
}
