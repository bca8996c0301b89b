package schema

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// wavelengthRule is that of wavelengths in nanometres. Below 10, where
// nwbinspector objects, is another unit, and so is what no microscope uses.
func wavelengthRule() *Rule {
	return &Rule{
		Name: "wavelength-unit", Bounds: &Bounds{Least: 10, Most: 3000},
		Explain: func(value string) (string, string) {
			x, _ := ParseNumber(value)
			for _, unit := range []struct {
				name string
				nm   float64
			}{{"micrometres", 1e3}, {"millimetres", 1e6}, {"metres", 1e9}, {"ångströms", 0.1}, {"picometres", 1e-3}} {
				if nm := math.Round(x * unit.nm); nm >= 200 && nm <= 3000 {
					return fmt.Sprintf("%s looks like %s; nanometres are expected", value, unit.name), fmt.Sprintf("%g?", nm)
				}
			}
			return value + " is not a wavelength in nanometres", "give it in nm"
		},
		Then: &Rule{
			Name: "wavelength-light", Grade: Doubtful, Bounds: atLeast(200),
			Explain: func(value string) (string, string) {
				return value + " nm is no light that microscopes use", ""
			},
		},
	}
}

// rateRule is that of frame rates in Hz.
func rateRule() *Rule {
	return &Rule{
		Name: "frame-rate", Bounds: &Bounds{Least: 0, Over: true, Most: 20_000},
		Explain: func(value string) (string, string) {
			if x, _ := ParseNumber(value); x > 0 {
				return value + " is not a frame rate in Hz", fmt.Sprintf("%s if that was in millihertz", short(x/1e3))
			}
			return value + " is not a frame rate in Hz", ""
		},
		Then: &Rule{
			Name: "frame-rate-unit", Grade: Doubtful, Bounds: atLeast(0.1),
			Explain: func(value string) (string, string) {
				x, _ := ParseNumber(value)
				return value + " looks like seconds between frames; frames a second are expected", short(1/x) + "?"
			},
		},
	}
}

// coordinateRule is that of the numbers of coordinates.
func coordinateRule() *Rule {
	return &Rule{
		Name: "not-a-number",
		also: func(value string) bool {
			x, _ := ParseNumber(value)
			return !math.IsNaN(x)
		},
		Explain: func(string) (string, string) {
			return "is not a number", "leave the whole key out where it is not known"
		},
	}
}

// spacingRule is that of distances between pixels.
func spacingRule() *Rule {
	return &Rule{
		Name: "grid-spacing", Bounds: &Bounds{Least: 0, Over: true, Most: math.Inf(1)},
		Explain: func(value string) (string, string) { return value + " is not a distance between pixels", "" },
		Then:    coordinateRule(),
	}
}

// short writes a number with four digits.
func short(x float64) string { return strconv.FormatFloat(x, 'g', 4, 64) }

// NumberHint returns how to write a text that is meant as a number and is not one,
// "" where that is not clear.
func NumberHint(value string, s *Schema) string {
	joined := strings.NewReplacer("_", "", "'", "").Replace(value)
	whole, fraction, comma := strings.Cut(value, ",")
	x, err := strconv.ParseFloat(value, 64)
	switch {
	case err == nil && (math.IsNaN(x) || math.IsInf(x, 0)):
		return "leave the key empty where the number is not known"
	case joined != value && IsNumber(joined):
		return "write " + joined
	case comma && s.Shape == Numbers && IsNumber(strings.TrimSpace(whole)):
		return "a list of numbers needs brackets: [" + value + "]"
	case comma && IsNumber(whole+"."+fraction):
		return "write " + whole + "." + fraction
	}
	return unitHint(value, s.Unit)
}

// unitHint is the cure for a number with its unit: the number alone, in the
// unit of its key.
func unitHint(value, unit string) string {
	end := strings.LastIndexAny(value, "0123456789.") + 1
	x, err := ParseNumber(strings.TrimSpace(value[:end]))
	if err != nil || unit == "" {
		return ""
	}
	factor := map[string]map[string]float64{
		"nm": {"nm": 1, "nanometers": 1, "nanometres": 1, "um": 1e3, "µm": 1e3, "μm": 1e3, "micrometers": 1e3, "micrometres": 1e3, "m": 1e9},
		"Hz": {"hz": 1, "fps": 1, "s-1": 1, "1/s": 1, "frames/s": 1, "khz": 1e3},
	}[unit][strings.ToLower(strings.TrimSpace(value[end:]))]
	number := strconv.FormatFloat(x*factor, 'g', 12, 64)
	if intervals := map[string]float64{"s": 1, "ms": 1e3, "us": 1e6}; factor == 0 && unit == "Hz" && x > 0 {
		factor = intervals[strings.ToLower(strings.TrimSpace(value[end:]))]
		number = short(factor / x)
	}
	if factor == 0 {
		return ""
	}
	return fmt.Sprintf("write %s; the unit is always %s", number, unit)
}
