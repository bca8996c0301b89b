package schema

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"roi2nwb/internal/spelling"
)

// MetresPerUnit are the units of length that people write, in metres.
func MetresPerUnit() map[string]float64 {
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
func lengthUnitRule() *Rule {
	return &Rule{
		Name: "length-unit", Grade: Doubtful,
		also: func(unit string) bool { return MetresPerUnit()[unit] != 0 },
		Explain: func(unit string) (string, string) {
			hint := "such as " + strings.Join(lengthUnits(), ", ")
			if near := spelling.Nearest(unit, slices.Collect(maps.Keys(MetresPerUnit()))); near != "" && len(unit) > 1 {
				hint = fmt.Sprintf("did you mean %q?", near)
			}
			return fmt.Sprintf("%q is no unit of length", unit), hint
		},
	}
}
