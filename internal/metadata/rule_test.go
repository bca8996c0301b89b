package metadata

import (
	"fmt"
	"strings"
	"testing"

	"roi2nwb/internal/metadata/schema"
	"roi2nwb/internal/metadata/tree"
)

// valueCase is one value of one key, what it means for DANDI, and what is said
// of it: "severity rule: message (hint)", or "" where it is right.
type valueCase struct{ path, value, want string }

// yaml is a file with the value alone.
func (c valueCase) yaml() string {
	keys := strings.Split(c.path, ".")
	text := c.value
	for i := len(keys) - 1; i > 0; i-- {
		text = fmt.Sprintf("{%s: %s}", keys[i], text)
	}
	return keys[0] + ": " + text + "\n"
}

func fileOf(i int) string { return fmt.Sprintf("value_%d.yaml", i) }

const (
	plane   = "Ophys.ImagingPlane."
	channel = plane + "optical_channel."
)

var valueCases = []valueCase{
	{"NWBFile.session_id", "D1S4", ""},
	{"NWBFile.session_id", "'007'", ""},
	{"NWBFile.session_id", "007", `warning yaml-type: 007 is kept as it is written, but other readers of YAML take it for the number 7 (put the text in quotes: session_id: "007")`},
	{"NWBFile.session_id", "Sitzung-ä", ""},
	{"NWBFile.session_id", "D1/S4", `error id-slash: "D1/S4" holds a "/", and files are named after it (such as "D1-S4")`},
	{"NWBFile.session_id", "'2024_05'", `error id-characters: "2024_05" holds a character that DANDI replaces in file names (letters, digits and - are safe)`},
	{"NWBFile.session_id", "1.5", `error id-characters: "1.5" holds a character that DANDI replaces in file names (letters, digits and - are safe)`},
	{"Subject.subject_id", "M042", ""},
	{"Subject.subject_id", "'a:b'", `error id-characters: "a:b" holds a character that DANDI replaces in file names (letters, digits and - are safe)`},
	{"Subject.subject_id", `"a\\b"`, `error id-characters: "a\\b" holds a character that DANDI replaces in file names (letters, digits and - are safe)`},

	{"NWBFile.session_start_time", "2024-05-17T14:30:00+02:00", ""},
	{"NWBFile.session_start_time", "2024-05-17 14:30Z", ""},
	{"NWBFile.session_start_time", "2024-05-17T14:30:00", `error session-start: "2024-05-17T14:30:00" is a time without a zone`},
	{"NWBFile.session_start_time", "2024-05-17", `error session-start: "2024-05-17" is a date without a time of day (write it as 2024-05-17T14:30:00+02:00)`},
	{"NWBFile.session_start_time", "17.05.2024", `error session-start: "17.05.2024" is not a date and time in ISO 8601 (write it as 2024-05-17T14:30:00+02:00)`},
	{"NWBFile.session_start_time", "2026-01-01T00:00:00Z", `error session-start-future: "2026-01-01T00:00:00Z" is in the future`},
	{"NWBFile.session_start_time", "2025-12-31T23:59:59Z", ""},
	{"NWBFile.session_start_time", "1980-01-01T00:00:00Z", `warning session-start-old: "1980-01-01T00:00:00Z" is long ago: is the clock of the recorder right?`},

	{"NWBFile.experimenter", `["Doe, Jane"]`, ""},
	{"NWBFile.experimenter", `"Doe, Jane"`, ""},
	{"NWBFile.experimenter", `["Döring, Anna-Lena M."]`, ""},
	{"NWBFile.experimenter", `["O'Neill, J. R."]`, ""},
	{"NWBFile.experimenter", "[Jane Doe]", `suggestion experimenter-form: "Jane Doe" is not in the form "Last, First" (such as "Doe, Jane")`},
	{"NWBFile.experimenter", `["Doe,Jane"]`, `suggestion experimenter-form: "Doe,Jane" is not in the form "Last, First"`},
	{"NWBFile.experimenter", `["Doe, Jane, PhD"]`, `suggestion experimenter-form: "Doe, Jane, PhD" is not in the form "Last, First"`},
	{"NWBFile.experimenter", `["Doe, J (PI)"]`, `suggestion experimenter-form: "Doe, J (PI)" is not in the form "Last, First"`},
	{"NWBFile.related_publications", `["doi:10.1/x"]`, ""},
	{"NWBFile.related_publications", "10.1/x", `suggestion publication-doi: "10.1/x" is not a DOI (such as https://doi.org/10.7554/eLife.38173)`},
	{"NWBFile.experiment_description", "None.", `warning description-placeholder: "None." describes nothing (leave the key out, or say what it is)`},
	{"NWBFile.source_script", "x.py", `warning unused: is not used: the file names the program that writes it`},
	{"NWBFile.lab", "12", ""},
	{"NWBFile.lab", `""`, ""},
	{"NWBFile.lab", "TODO", "warning todo: still says TODO (fill it in, or empty it if you do not know: the lab where it was done, as in \"Doe lab\")"},
	{"NWBFile.notes", "'TODO: ask Jane'", "warning todo: still says TODO (fill it in, or empty it if you do not know: what else is worth knowing of the session, as in \"The wheel slipped in the last two minutes.\")"},
	{"NWBFile.notes", "TODOS of the day", ""},
	{"NWBFile.keywords", "[a, TODO]", "warning todo: still says TODO (fill it in, or empty it if you do not know: words by which the data is found, as in [hippocampus, place cells])"},
	{"NWBFile.protocol", `"a\0b"`, "error nul-character: holds a NUL character, which NWB texts cannot"},
	{"NWBFile.slices", "[a]", "error shape: found a list, expected a text"},

	{"Subject.species", "Mus musculus", ""},
	{"Subject.species", "http://purl.obolibrary.org/obo/NCBITaxon_10090", ""},
	{"Subject.species", "mouse", `error subject-species: "mouse" is neither a Latin name of two words nor an NCBITaxon IRI (write "Mus musculus")`},
	{"Subject.species", "Mus musculus domesticus", `error subject-species: "Mus musculus domesticus" is neither a Latin name of two words nor an NCBITaxon IRI (such as "Mus musculus")`},
	{"Subject.species", "C. elegans", `error subject-species: "C. elegans" is neither a Latin name of two words nor an NCBITaxon IRI (write "Caenorhabditis elegans")`},
	{"Subject.sex", "M", ""},
	{"Subject.sex", "O", ""},
	{"Subject.sex", "female", `error subject-sex: "female" is none of M, F, U (unknown), O (other) (write F)`},
	{"Subject.sex", "XX", `error subject-sex-of-species: "XX" is none of M, F, U (unknown), O (other)`},
	{"Subject.age", "P90D", ""},
	{"Subject.age", "P1Y2M3W4DT5H6M7.5S", ""},
	{"Subject.age", "PT12H", ""},
	{"Subject.age", "P80D/P90D", ""},
	{"Subject.age", "P90Y/", ""},
	{"Subject.age", "/P90Y", ""},
	{"Subject.age", "90", `error subject-age: 90 looks like days; an ISO 8601 duration is expected (P90D?)`},
	{"Subject.age", "12 weeks", `error subject-age: "12 weeks" is not an ISO 8601 duration (write P12W)`},
	{"Subject.age", "P", `error subject-age: "P" is not an ISO 8601 duration (such as P90D for 90 days, P12W for 12 weeks, P80D/P90D for a range)`},
	{"Subject.age", "P1DT", `error subject-age: "P1DT" is not an ISO 8601 duration (such as P90D for 90 days, P12W for 12 weeks, P80D/P90D for a range)`},
	{"Subject.age", "P1D2M", `error subject-age: "P1D2M" is not an ISO 8601 duration (such as P90D for 90 days, P12W for 12 weeks, P80D/P90D for a range)`},
	{"Subject.age", "P.5D", `error subject-age: "P.5D" is not an ISO 8601 duration (such as P90D for 90 days, P12W for 12 weeks, P80D/P90D for a range)`},
	{"Subject.age", "/", `error subject-age: "/" is not an ISO 8601 duration (such as P90D for 90 days, P12W for 12 weeks, P80D/P90D for a range)`},
	{"Subject.age", "P1D/P2D/P3D", `error subject-age: "P1D/P2D/P3D" is not an ISO 8601 duration (such as P90D for 90 days, P12W for 12 weeks, P80D/P90D for a range)`},
	{"Subject.age", "P3D/P1D", `error subject-age-range: "P3D/P1D" is a range whose end is not after its start`},
	{"Subject.age", "P3D/P3D", `error subject-age-range: "P3D/P3D" is a range whose end is not after its start`},
	{"Subject.age", "P30D/P1M", `error subject-age-range: "P30D/P1M" is a range whose end is not after its start`},
	{"Subject.age", "P1M/P2M", ""},
	{"Subject.age", "P2M/P3M2D", ""},
	{"Subject.age__reference", "gestational", ""},
	{"Subject.age__reference", "conception", `error subject-age-reference: "conception" is neither "birth" nor "gestational"`},
	{"Subject.date_of_birth", "2024-01-31", ""},
	{"Subject.date_of_birth", "yesterday", `error date-of-birth: "yesterday" is not a date and time in ISO 8601 (write it as 2024-01-31)`},
	{"Subject.weight", "0.022 kg", ""},
	{"Subject.weight", "22 G", ""},
	{"Subject.weight", "22g", `error subject-weight: "22g" is not a number, a space and a unit (write "22 g")`},
	{"Subject.weight", "22", `error subject-weight: 22 looks like grams; a number, a space and a unit are expected ("22 g"?)`},
	{"Subject.weight", "0.022", `error subject-weight: 0.022 looks like kilograms; a number, a space and a unit are expected ("0.022 kg"?)`},
	{"Subject.weight", "heavy", `error subject-weight: "heavy" is not a number, a space and a unit (with its unit, as in "0.022 kg" or "22 g")`},
	{"Subject.description", "no desc", `warning description-placeholder: "no desc" describes nothing (leave the key out, or say what it is)`},

	{plane + "excitation_lambda", "920", ""},
	{plane + "excitation_lambda", ".nan", ""},
	{plane + "excitation_lambda", "0.92", "error wavelength-unit: 0.92 looks like micrometres; nanometres are expected (920?)"},
	{plane + "excitation_lambda", "9.2e-7", "error wavelength-unit: 9.2e-7 looks like metres; nanometres are expected (920?)"},
	{plane + "excitation_lambda", "0.00092", "error wavelength-unit: 0.00092 looks like millimetres; nanometres are expected (920?)"},
	{plane + "excitation_lambda", "9200", "error wavelength-unit: 9200 looks like ångströms; nanometres are expected (920?)"},
	{plane + "excitation_lambda", "9.99", "error wavelength-unit: 9.99 is not a wavelength in nanometres (give it in nm)"},
	{plane + "excitation_lambda", "-920", "error wavelength-unit: -920 is not a wavelength in nanometres (give it in nm)"},
	{plane + "excitation_lambda", "92", "warning wavelength-light: 92 nm is no light that microscopes use"},
	{plane + "excitation_lambda", "920 nm", `error not-a-number: "920 nm" is not a number (write 920; the unit is always nm)`},
	{plane + "excitation_lambda", "0.92 um", `error not-a-number: "0.92 um" is not a number (write 920; the unit is always nm)`},
	{plane + "excitation_lambda", ".inf", `error not-a-number: ".inf" is not a number`},
	{plane + "excitation_lambda", "nan", `error not-a-number: "nan" is not a number (leave the key empty where the number is not known)`},
	{plane + "excitation_lambda", "-Inf", `error not-a-number: "-Inf" is not a number (leave the key empty where the number is not known)`},
	{plane + "imaging_rate", "NAN", `error not-a-number: "NAN" is not a number (leave the key empty where the number is not known)`},
	{plane + "excitation_lambda", "NaN", ""},
	{plane + "grid_spacing", "[nan, 1.0e-6]", `error not-a-number: "nan" is not a number (leave the key empty where the number is not known)`},
	{plane + "excitation_lambda", "'919,5'", `error not-a-number: "919,5" is not a number (write 919.5)`},
	{plane + "excitation_lambda", `"1'000"`, `error not-a-number: "1'000" is not a number (write 1000)`},
	{plane + "grid_spacing", "'1.2, 1.2'", `error not-a-number: "1.2, 1.2" is not a number (a list of numbers needs brackets: [1.2, 1.2])`},
	{plane + "excitation_lambda", "TODO", "error todo: still says TODO (fill it in, or empty it if you do not know: the wavelength of the light that excites the indicator, as in 920)"},
	{channel + "emission_lambda", "0.525", "error wavelength-unit: 0.525 looks like micrometres; nanometres are expected (525?)"},
	{plane + "imaging_rate", "30", ""},
	{plane + "imaging_rate", "0.5", ""},
	{plane + "imaging_rate", "0", "error frame-rate: 0 is not a frame rate in Hz"},
	{plane + "imaging_rate", "30000", "error frame-rate: 30000 is not a frame rate in Hz (30 if that was in millihertz)"},
	{plane + "imaging_rate", "0.03333", "warning frame-rate-unit: 0.03333 looks like seconds between frames; frames a second are expected (30?)"},
	{plane + "imaging_rate", "0.03 kHz", `error not-a-number: "0.03 kHz" is not a number (write 30; the unit is always Hz)`},
	{plane + "imaging_rate", "33 ms", `error not-a-number: "33 ms" is not a number (write 30.3; the unit is always Hz)`},
	{plane + "grid_spacing", "[1.0e-6, 1.0e-6]", ""},
	{plane + "grid_spacing", "[1.2, 1.2]", "error grid-spacing-unit: 1.2 looks like micrometers; the unit is meters where no other is given (grid_spacing_unit: micrometers?)"},
	{plane + "grid_spacing", "[0, 1.0e-6]", "error grid-spacing: 0 is not a distance between pixels"},
	{plane + "grid_spacing", "[1.0e-6]", "error coordinates: found 1 numbers, expected 2 or 3: x, y and z"},
	{plane + "grid_spacing", "[left, 1.0e-6]", `error not-a-number: "left" is not a number`},
	{plane + "origin_coords", "[-2.6, 3.1, 0]", ""},
	{plane + "name", "P", ""},
	{plane + "name", "a/b", `error object-name: the name "a/b" holds "/" or ":", which names in NWB files cannot`},
	{plane + "name", `'a\b'`, `error object-name-backslash: the name "a\\b" holds a backslash`},
	{"Ophys.Device.model_name", "a:b", `error object-name: the name "a:b" holds "/" or ":", which names in NWB files cannot`},
	{"Ophys.Device.description", "placeholder", `warning description-placeholder: "placeholder" describes nothing (leave the key out, or say what it is)`},
	{"Ophys.Fluorescence.PlaneSegmentation.raw.description", "none", `warning description-placeholder: "none" describes nothing (leave the key out, or say what it is)`},
	{"Ophys.Fluorescence.raw.name", "x", `error unknown-key: unknown key "raw" (it belongs under Ophys.Fluorescence.PlaneSegmentation)`},
	{"Ophys.SegmentationImages.PlaneSegmentation.correlation.name", "x", ""},
	{"extra.todo", "TODO", ""},
}

// With DANDI's rules as errors, each value is told as it is in the table, once.
func TestValues(t *testing.T) {
	for i, c := range valueCases {
		text := c.yaml()
		layer := must(fromText("lab.yaml", []byte(text)))(t)
		o := testOptions()
		o.DANDI = true
		if !strings.Contains(c.path, "session_start_time") {
			o.StartTime = schema.ExampleTime
		}
		var got []string
		for _, p := range Merge(must(Defaults())(t), layer).Report(o) {
			if strings.HasPrefix(p.Rule, "missing-") {
				continue
			}
			line := fmt.Sprintf("%v %s: %s", p.Severity, p.Rule, p.Message)
			if p.Hint != "" {
				line += " (" + p.Hint + ")"
			}
			if p.Excerpt() == "" {
				t.Errorf("%s%s has no excerpt", text, line)
			}
			got = append(got, line)
		}
		if all := strings.Join(got, "\n"); all != c.want {
			t.Errorf("case %d: %sgot  %s\nwant %s", i, text, all, c.want)
		}
	}
}

// What DANDI alone refuses is a warning where its rules are not asked for.
func TestSeverityWithoutDANDI(t *testing.T) {
	for path, value := range map[string]string{
		"Subject.species": "mouse", "Subject.sex": "male", "Subject.age": "90", "Subject.weight": "22",
		"Subject.subject_id": "a/b", "NWBFile.session_id": "a_b",
	} {
		c := valueCase{path: path, value: value}
		layer := must(fromText("lab.yaml", []byte(c.yaml())))(t)
		o := testOptions()
		o.StartTime = schema.ExampleTime
		m, err := Merge(must(Defaults())(t), layer).Resolve(o)
		if err != nil {
			t.Errorf("%s: %s: got error %v", path, value, err)
		}
		if len(m.Warnings) != 1 || m.Warnings[0].Severity != tree.Warning || m.Warnings[0].Path != path {
			t.Errorf("%s: %s: got warnings %v, want one of it", path, value, m.Warnings)
		}
	}
}
