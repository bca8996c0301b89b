package metadata

import (
	"fmt"

	"roi2nwb/internal/metadata/schema"
)

// Pixels are between a tenth of a nanometre and a centimetre apart; what is
// beyond is in another unit than is said.
const nearestPixels, farthestPixels = 1e-10, 1e-2

// spacingUnit finds distances between pixels that cannot be in their unit.
func (r *resolver) spacingUnit(v view, spacing []float64, unit string, unitGiven bool) {
	each := schema.MetresPerUnit()[unit]
	for i, d := range spacing {
		item, metres := v.items()[i], d*each
		if r.faulty[item.path] || !(metres > 0) || metres >= nearestPixels && metres <= farthestPixels {
			continue
		}
		other := likelyUnit(d)
		if other == "" {
			continue
		}
		expected := "the unit is " + unit
		if !unitGiven {
			expected += " where no other is given"
		}
		r.fault("grid-spacing-unit", item, fmt.Sprintf("%s_unit: %s?", v.last, other),
			"%s looks like %s; %s", r.text(item), other, expected)
		return // the others are in the same unit
	}
}

// likelyUnit is the unit in which a distance between pixels is one that
// microscopes have: from 20 nm to 200 um.
func likelyUnit(distance float64) string {
	known := schema.MetresPerUnit()
	for _, unit := range []string{"micrometers", "meters", "millimeters", "nanometers"} {
		if metres := distance * known[unit]; metres >= 2e-8 && metres <= 2e-4 {
			return unit
		}
	}
	return ""
}
