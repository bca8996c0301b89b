package schema

import (
	"math"
	"testing"

	"roi2nwb/internal/metadata/tree"
)

func TestGradeSeverity(t *testing.T) {
	for _, tt := range []struct {
		grade        Grade
		plain, dandi tree.Severity
	}{
		{Refused, tree.Error, tree.Error}, {RefusedByDANDI, tree.Warning, tree.Error},
		{Doubtful, tree.Warning, tree.Warning}, {Unadvised, tree.Suggestion, tree.Suggestion},
	} {
		if plain, dandi := tt.grade.Severity(false), tt.grade.Severity(true); plain != tt.plain || dandi != tt.dandi {
			t.Errorf("grade %d: %v and %v", tt.grade, plain, dandi)
		}
	}
}

// Each rule of a chain on both sides of its border: what is broken, and in which
// words.
func TestBroken(t *testing.T) {
	for _, tt := range []struct {
		name    string
		rule    *Rule
		value   string
		broken  string
		message string
		hint    string
	}{
		{"wavelength", wavelengthRule(), "3000", "", "", ""},
		{"wavelength", wavelengthRule(), "3001", "wavelength-unit", "3001 looks like ångströms; nanometres are expected", "300?"},
		{"wavelength", wavelengthRule(), "0.92", "wavelength-unit", "0.92 looks like micrometres; nanometres are expected", "920?"},
		{"wavelength", wavelengthRule(), "9.2e-7", "wavelength-unit", "9.2e-7 looks like metres; nanometres are expected", "920?"},
		{"wavelength", wavelengthRule(), "1e9", "wavelength-unit", "1e9 is not a wavelength in nanometres", "give it in nm"},
		{"wavelength", wavelengthRule(), "200", "", "", ""},
		{"wavelength", wavelengthRule(), "199", "wavelength-light", "199 nm is no light that microscopes use", ""},
		{"wavelength", wavelengthRule(), ".nan", "", "", ""},
		{"wavelength", wavelengthRule(), "blue", "", "", ""}, // which the shape finds
		{"rate", rateRule(), "0", "frame-rate", "0 is not a frame rate in Hz", ""},
		{"rate", rateRule(), "20000", "", "", ""},
		{"rate", rateRule(), "30000", "frame-rate", "30000 is not a frame rate in Hz", "30 if that was in millihertz"},
		{"rate", rateRule(), "0.1", "", "", ""},
		{"rate", rateRule(), "0.05", "frame-rate-unit", "0.05 looks like seconds between frames; frames a second are expected", "20?"},
		{"coordinate", coordinateRule(), "-1", "", "", ""},
		{"coordinate", coordinateRule(), "NaN", "not-a-number", "is not a number", "leave the whole key out where it is not known"},
		{"spacing", spacingRule(), "1e-6", "", "", ""},
		{"spacing", spacingRule(), "0", "grid-spacing", "0 is not a distance between pixels", ""},
		{"spacing", spacingRule(), ".nan", "not-a-number", "is not a number", "leave the whole key out where it is not known"},
		{"id", idRule(), "M-042", "", "", ""},
		{"id", idRule(), "M/042", "id-slash", `"M/042" holds a "/", and files are named after it`, `such as "M-042"`},
		{"id", idRule(), "M_042", "id-characters", `"M_042" holds a character that DANDI replaces in file names`, "letters, digits and - are safe"},
		{"name", nameRule(), "Scope", "", "", ""},
		{"name", nameRule(), ".", "object-name", `the name "." means a place in HDF5`, ""},
		{"name", nameRule(), "a:b", "object-name", `the name "a:b" holds "/" or ":", which names in NWB files cannot`, ""},
		{"name", nameRule(), `a\b`, "object-name-backslash", `the name "a\\b" holds a backslash`, ""},
		{"description", descriptionRule(), "A scope.", "", "", ""},
		{"description", descriptionRule(), "No description.", "description-placeholder", `"No description." describes nothing`, "leave the key out, or say what it is"},
		{"person", personRule(), "Doe, Jane", "", "", ""},
		{"person", personRule(), "Jane Doe", "experimenter-form", `"Jane Doe" is not in the form "Last, First"`, `such as "Doe, Jane"`},
		{"person", personRule(), "Jane van Doe", "experimenter-form", `"Jane van Doe" is not in the form "Last, First"`, ""},
		{"doi", doiRule(), "doi:10.1/a", "", "", ""},
		{"doi", doiRule(), "10.1/a", "publication-doi", `"10.1/a" is not a DOI`, "such as https://doi.org/10.7554/eLife.38173"},
		{"unit", lengthUnitRule(), "um", "", "", ""},
		{"unit", lengthUnitRule(), "micormeters", "length-unit", `"micormeters" is no unit of length`, `did you mean "micrometers"?`},
		{"unit", lengthUnitRule(), "furlongs", "length-unit", `"furlongs" is no unit of length`, "such as meters, centimeters, millimeters, micrometers, nanometers"},
		{"sex", sexRule(), "F", "", "", ""},
		{"sex", sexRule(), "female", "subject-sex", `"female" is none of M, F, U (unknown), O (other)`, "write F"},
		{"unused", unusedRule(), "x", "unused", "is not used: the file names the program that writes it", ""},
	} {
		broken := tt.rule.Broken(tt.value)
		if broken == nil {
			if tt.broken != "" {
				t.Errorf("%s: %q breaks nothing", tt.name, tt.value)
			}
			continue
		}
		if message, hint := broken.Explain(tt.value); broken.Name != tt.broken || message != tt.message || hint != tt.hint {
			t.Errorf("%s: %q breaks %s: %q (%s)", tt.name, tt.value, broken.Name, message, hint)
		}
	}
}

func TestParseNumber(t *testing.T) {
	for text, want := range map[string]float64{"1": 1, "-2.5e3": -2500, ".5": 0.5, ".nan": math.NaN(), ".NaN": math.NaN(), "NaN": math.NaN()} {
		if x, err := ParseNumber(text); err != nil || x != want && !(math.IsNaN(x) && math.IsNaN(want)) {
			t.Errorf("%q: %v, %v", text, x, err)
		}
	}
	for _, text := range []string{"", "nan", ".inf", "Inf", "1e999", "1,5", "five"} {
		if _, err := ParseNumber(text); err == nil || IsNumber(text) {
			t.Errorf("%q is a number", text)
		}
	}
	for text, want := range map[string]any{"5": 5.0, ".nan": nil, "five": "five"} {
		if got := NumberOf(text); got != want {
			t.Errorf("NumberOf(%q): %v", text, got)
		}
	}
	if got := NumberOf(" 5 "); got != 5.0 {
		t.Errorf("with spaces: %v", got)
	}
}

func TestNumberHint(t *testing.T) {
	one, many := &Schema{Shape: Number, Unit: "nm"}, &Schema{Shape: Numbers}
	rate, plain := &Schema{Shape: Number, Unit: "Hz"}, &Schema{Shape: Number}
	for _, tt := range []struct {
		s           *Schema
		value, want string
	}{
		{one, "inf", "leave the key empty where the number is not known"}, {one, "nan", "leave the key empty where the number is not known"},
		{one, "1_000", "write 1000"}, {one, "1'000", "write 1000"}, {one, "0,5", "write 0.5"}, {many, "1, 2", "a list of numbers needs brackets: [1, 2]"},
		{one, "920 nm", "write 920; the unit is always nm"}, {one, "0.92 um", "write 920; the unit is always nm"}, {one, "0.92µm", "write 920; the unit is always nm"},
		{rate, "30 fps", "write 30; the unit is always Hz"}, {rate, "33 ms", "write 30.3; the unit is always Hz"}, {rate, "0 s", ""},
		{one, "920 furlongs", ""}, {plain, "920 nm", ""}, {one, "blue", ""},
	} {
		if got := NumberHint(tt.value, tt.s); got != tt.want {
			t.Errorf("%q: %q, want %q", tt.value, got, tt.want)
		}
	}
}

func TestAges(t *testing.T) {
	for age, want := range map[string][2]bool{ // is an age, ascends
		"P90D": {true, true}, "P1.5Y": {true, true}, "P1Y2M3W4DT5H6M7S": {true, true}, "PT6H": {true, true},
		"P80D/P90D": {true, true}, "P90D/P80D": {true, false}, "P90D/P90D": {true, false}, "P90Y/": {true, true}, "/P90D": {true, true},
		"P30D/P1M": {true, false}, "P27D/P1M": {true, true}, "P1M/P2M": {true, true}, "P2M/P1M": {true, false},
	} {
		if got := [2]bool{isAge(age), isAscendingRange(age)}; got != want {
			t.Errorf("%s: %v, want %v", age, got, want)
		}
	}
	for _, text := range []string{"", "/", "P", "PT", "P1DT", "90D", "P90", "P.5D", "P5.D", "P1D1Y", "P1Y/x", "p90d", "P1D/P2D/P3D"} {
		if isAge(text) {
			t.Errorf("%q is an age", text)
		}
	}
}

func TestIsTodo(t *testing.T) {
	for text, want := range map[string]bool{"TODO": true, " TODO ": true, "TODO: who?": true, "TODO-1": true, "TODOs": false, "TODO_1": false, "todo": false, "": false, "a TODO": false} {
		if IsTodo(text) != want {
			t.Errorf("%q: %v", text, !want)
		}
	}
}

func TestIsBackground(t *testing.T) {
	for name, want := range map[string]bool{RoiTable: false, BackgroundTable: true, "My background": true, "BACKGROUND": true, "Cells": false, "": false} {
		if IsBackground(name) != want {
			t.Errorf("%q: %v", name, !want)
		}
	}
}
