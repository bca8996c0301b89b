package nwb

import (
	"math"
	"testing"

	"roi2nwb/internal/chunkio"
	"roi2nwb/internal/chunkio/h5"
	"roi2nwb/internal/nwb/nwbtest"
)

// output says where a test writes, with a pipeline of its own.
func output(path string) Output {
	return Output{Path: path, Codec: nwbtest.Options().Codec, Pipeline: chunkio.NewPipeline(chunkio.Options{Jobs: 2, Buffer: 4 << 20})}
}

// stored reads a whole dataset of a file.
func stored(t *testing.T, path, dataset string) h5.Value {
	t.Helper()
	f, err := h5.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	d, err := f.Dataset(dataset)
	if err != nil {
		t.Fatal(err)
	}
	v, err := d.Read(1 << 26)
	if err != nil {
		t.Fatal(err)
	}
	if err := d.Close(); err != nil {
		t.Error(err)
	}
	if err := f.Close(); err != nil {
		t.Error(err)
	}
	return v
}

// same reports whether two numbers are equal, NaN to NaN.
func same(a, b float64) bool { return a == b || math.IsNaN(a) && math.IsNaN(b) }
