package metadata

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// lengths are the units of length that people write, in metres.
func lengths() map[string]float64 {
	return map[string]float64{
		"meters": 1, "meter": 1, "metres": 1, "metre": 1, "m": 1,
		"centimeters": 1e-2, "centimeter": 1e-2, "centimetres": 1e-2, "centimetre": 1e-2, "cm": 1e-2,
		"millimeters": 1e-3, "millimeter": 1e-3, "millimetres": 1e-3, "millimetre": 1e-3, "mm": 1e-3,
		"micrometers": 1e-6, "micrometer": 1e-6, "micrometres": 1e-6, "micrometre": 1e-6,
		"um": 1e-6, "µm": 1e-6, "μm": 1e-6, "microns": 1e-6, "micron": 1e-6,
		"nanometers": 1e-9, "nanometer": 1e-9, "nanometres": 1e-9, "nanometre": 1e-9, "nm": 1e-9,
	}
}

// lengthUnits are the units to recommend, the largest first.
func lengthUnits() []string {
	return []string{"meters", "centimeters", "millimeters", "micrometers", "nanometers"}
}

// lengthUnitRule is that of units of coordinates.
func lengthUnitRule() *valueRule {
	return &valueRule{
		name: "length-unit", grade: doubtful,
		also: func(unit string) bool { return lengths()[unit] != 0 },
		explain: func(unit string) (string, string) {
			hint := "such as " + strings.Join(lengthUnits(), ", ")
			if near := Nearest(unit, slices.Collect(maps.Keys(lengths()))); near != "" && len(unit) > 1 {
				hint = fmt.Sprintf("did you mean %q?", near)
			}
			return fmt.Sprintf("%q is no unit of length", unit), hint
		},
	}
}

// Pixels are between a tenth of a nanometre and a centimetre apart; what is
// beyond is in another unit than is said.
const nearestPixels, farthestPixels = 1e-10, 1e-2

// spacingUnit finds distances between pixels that cannot be in their unit.
func (r *resolver) spacingUnit(v view, spacing []float64, unit string, unitGiven bool) {
	each := lengths()[unit]
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
	known := lengths()
	for _, unit := range []string{"micrometers", "meters", "millimeters", "nanometers"} {
		if metres := distance * known[unit]; metres >= 2e-8 && metres <= 2e-4 {
			return unit
		}
	}
	return ""
}
