package check

import (
	"context"

	"roi2nwb/internal/chunkio/h5"
)

// nwbinspector's checks of how data are stored.
const (
	largePacked = "check_large_dataset_compression"
	smallPacked = "check_small_dataset_compression"
)

// Up to smallest bytes, data may be stored as they are; with more than largest
// they should not.
const (
	smallest = 50e6
	largest  = 20e9
)

// packingRule has nwbinspector's checks of data that are not compressed. It counts
// all filters that compress, nwbinspector only those of h5py.
func packingRule() rule {
	return rule{
		checks: []Check{
			practice(largePacked, violation, "more than 20 GB are not compressed"),
			practice(smallPacked, suggestion, "more than 50 MB are not compressed"),
		},
		run: func(ctx context.Context, e *examination) error {
			for _, n := range e.tree.nodes {
				if n.is("NWBContainer") && !e.isCached(n) {
					e.packing(n)
				}
			}
			return context.Cause(ctx)
		},
	}
}

// packing checks the datasets of an object that have no type of their own.
func (e *examination) packing(n *node) {
	for i := range n.links {
		l := &n.links[i]
		t := l.target
		if t.rows() < 0 || t.typeName != "" || l.kind != h5.HardLink || isPacked(t) {
			continue
		}
		size := t.data.Type.Size
		if t.data.Type.Variable {
			size = 8 // as references to text have
		}
		switch total := float64(t.elements()) * float64(size); {
		case total > largest:
			e.find(largePacked, t.path, "compression", "it has %.3g GB, and is not compressed", total/1e9)
		case total > smallest && total < largest:
			e.find(smallPacked, t.path, "compression", "it has %.3g MB, and is not compressed", total/1e6)
		}
	}
}
