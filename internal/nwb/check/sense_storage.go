package check

import (
	"context"
	"fmt"
	"strings"

	"roi2nwb/internal/chunkio/h5"
)

// The checks of how data are packed.
const (
	h5pyFilter    = "h5py-filter"
	pluginFilter  = "plugin-filter"
	unknownFilter = "unknown-filter"
)

// filterRule checks that readers have the filters that data went through.
func filterRule() rule {
	return rule{
		checks: []Check{
			{Name: h5pyFilter, Severity: Remark, Doc: "a dataset is packed by a filter that comes with h5py, and not with every reader"},
			{Name: pluginFilter, Severity: Warning, Doc: "a dataset is packed by a filter that readers need a plugin for"},
			{Name: unknownFilter, Doc: "a dataset is packed by a filter that hardly any reader has"},
		},
		run: func(ctx context.Context, e *examination) error {
			for _, n := range e.tree.nodes {
				if n.data == nil {
					continue
				}
				for _, f := range n.data.Filters {
					e.filter(n, f)
				}
			}
			return context.Cause(ctx)
		},
	}
}

// lzf is registered for h5py, which brings it.
const lzf = 32000

// filter checks that readers have a filter of a dataset.
func (e *examination) filter(n *node, f h5.FilterInfo) {
	const right = "gzip, which every reader has"
	plugin := pluginOf(f.ID)
	switch {
	case isBuiltIn(f.ID):
	case f.ID == lzf:
		e.find(h5pyFilter, n.path, right, "it is packed by LZF, which h5py has, and readers without it lack")
	case plugin != "":
		e.find(pluginFilter, n.path, right, "it is packed by %s (filter %d), which readers need a plugin for, as Python's hdf5plugin brings it", plugin, f.ID)
	default:
		e.find(unknownFilter, n.path, right, "it is packed by %s, which hardly any reader has", filterName(f))
	}
}

// isBuiltIn reports whether a filter is one of libhdf5's own: deflate, shuffle,
// fletcher32, szip, nbit, scaleoffset.
func isBuiltIn(id int) bool { return id >= 1 && id <= 6 }

// pluginOf names the filters that hdf5plugin brings, as The HDF Group has
// registered them; "" for others.
func pluginOf(id int) string {
	switch id {
	case 307:
		return "bzip2"
	case 32001:
		return "Blosc"
	case 32004:
		return "LZ4"
	case 32008:
		return "bitshuffle"
	case 32013:
		return "ZFP"
	case 32015:
		return "Zstandard"
	case 32017:
		return "SZ"
	case 32018:
		return "FCIDECOMP"
	case 32024:
		return "SZ3"
	case 32026:
		return "Blosc2"
	case 32028:
		return "SPERR"
	}
	return ""
}

func filterName(f h5.FilterInfo) string {
	if name := strings.TrimSpace(f.Name); name != "" {
		return fmt.Sprintf("%.60q (filter %d)", name, f.ID)
	}
	return fmt.Sprintf("filter %d", f.ID)
}

// isPacked reports whether a dataset went through any filter that makes data
// smaller: not shuffle or fletcher32 alone.
func isPacked(n *node) bool {
	const shuffle, fletcher32 = 2, 3
	for _, f := range n.data.Filters {
		if f.ID != shuffle && f.ID != fletcher32 {
			return true
		}
	}
	return false
}
