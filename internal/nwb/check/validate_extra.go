package check

import (
	"slices"

	"roi2nwb/internal/nwb/check/schema"
)

// storageAttributes are those that HDF5's dimension scales add, and hdmf for its own
// use.
var storageAttributes = map[string]bool{
	"CLASS": true, "NAME": true, "DIMENSION_LIST": true, "REFERENCE_LIST": true, "DIMENSION_LABELS": true,
	"_Netcdf4Dimid": true, "_Netcdf4Coordinates": true, "_ARRAY_DIMENSIONS": true, "zarr_dtype": true, ".specloc": true,
}

// extras finds what none of the specs of an object mentions.
func (v *validator) extras() {
	for _, n := range v.tree.nodes {
		specs := v.specs[n]
		if len(specs) == 0 || n.unsure() {
			continue
		}
		for i := range n.attrs {
			name := n.attrs[i].Name
			if !isReserved(name) && !slices.ContainsFunc(specs, func(s *schema.Spec) bool { return s.Attribute(name) != nil }) {
				v.find(extraAttribute, n.attrPath(name), "", "%s has no attribute of that name", describeSpec(specs[0]))
			}
		}
		for i := range n.links {
			l := &n.links[i]
			if l.target == nil || l.target.unsure() || v.isCache(n, l) || slices.ContainsFunc(specs, func(s *schema.Spec) bool { return s.Member(l.name) != nil || bestMatch(l, s.Members) != nil }) {
				continue
			}
			v.find(extraObject, n.member(l.name), "", "%s has no such member, which is %s", describeSpec(specs[0]), describeNode(l.target))
		}
	}
}

// isReserved reports whether an attribute is there for every object.
func isReserved(name string) bool {
	return name == "neurodata_type" || name == "namespace" || name == "object_id" || storageAttributes[name]
}
