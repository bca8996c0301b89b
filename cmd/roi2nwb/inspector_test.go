package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"roi2nwb/internal/readertest"
)

// A template that was filled in leaves nwbinspector nothing to find, for every
// source.
func TestInspectorFindsNothingInFilledTemplates(t *testing.T) {
	folder := t.TempDir()
	var files []readertest.File
	for i, source := range everySource(t) {
		path := templated(t, source, folder)
		filled(t, path)
		out := filepath.Join(folder, fmt.Sprintf("%d.nwb", i))
		args := []string{source, "-m", path, "-o", out, "--quiet"}
		if strings.Contains(source, "minian") || strings.Contains(source, "caltrig") {
			if _, err := os.Stat(filepath.Join(source, "timeStamps.csv")); err != nil {
				args = append(args, "--rate", "20")
			}
		}
		converted(t, args...)
		files = append(files, readertest.File{Source: source, NWB: out, Mask: "image", Metadata: true})
	}
	t.Run("validate_many", func(t *testing.T) {
		t.Parallel()
		readertest.Run(t, "validate_many.py", files)
	})
}

// critical is one way in which metadata makes nwbinspector call something
// critical.
type critical struct {
	name, check string
	sets        []string // over complete metadata
	rule, path  string   // of the problem that metadata check --dandi reports
	patches     []patch  // what makes a good file such a one, where convert refuses to
}

// patch changes a text in a file, or takes an object away, or renames it.
type patch struct {
	At     string `json:"at"`
	Value  string `json:"value,omitempty"`
	Delete bool   `json:"delete,omitempty"`
	Move   string `json:"move,omitempty"`
}

const subjectGroup = "/general/subject/"

// criticals are the ways that there are.
var criticals = []critical{
	{"no subject", "check_subject_exists",
		[]string{"Subject.subject_id=", "Subject.species=", "Subject.sex=", "Subject.age=", "Subject.age__reference=",
			"Subject.strain=", "Subject.genotype=", "Subject.weight=", "Subject.description="},
		"missing-dandi", "Subject.subject_id", []patch{{At: "/general/subject", Delete: true}}},
	{"no id", "check_subject_id_exists", []string{"Subject.subject_id="}, "missing-dandi", "Subject.subject_id",
		[]patch{{At: subjectGroup + "subject_id", Delete: true}}},
	{"slash in the subject's id", "check_subject_id_no_slashes", []string{"Subject.subject_id=a/b"}, "id-slash", "Subject.subject_id",
		[]patch{{At: subjectGroup + "subject_id", Value: "a/b"}}},
	{"slash in the session's id", "check_session_id_no_slashes", []string{"NWBFile.session_id=2024/05/17"}, "id-slash", "NWBFile.session_id",
		[]patch{{At: "/general/session_id", Value: "2024/05/17"}}},
	{"no species", "check_subject_species_exists", []string{"Subject.species="}, "missing-dandi", "Subject.species",
		[]patch{{At: subjectGroup + "species", Delete: true}}},
	{"English species", "check_subject_species_form", []string{"Subject.species=mouse"}, "subject-species", "Subject.species",
		[]patch{{At: subjectGroup + "species", Value: "mouse"}}},
	{"species by a wrong link", "check_subject_species_form", []string{"Subject.species=http://purl.obolibrary.org/obo/NCBITaxon_mouse"},
		"subject-species", "Subject.species", []patch{{At: subjectGroup + "species", Value: "http://purl.obolibrary.org/obo/NCBITaxon_mouse"}}},
	{"no sex", "check_subject_sex", []string{"Subject.sex="}, "missing-dandi", "Subject.sex",
		[]patch{{At: subjectGroup + "sex", Delete: true}}},
	{"sex in words", "check_subject_sex", []string{"Subject.sex=female"}, "subject-sex", "Subject.sex",
		[]patch{{At: subjectGroup + "sex", Value: "female"}}},
	{"a worm's sex", "check_subject_sex", []string{"Subject.species=Caenorhabditis elegans", "Subject.sex=M"}, "subject-sex-of-species", "Subject.sex",
		[]patch{{At: subjectGroup + "species", Value: "Caenorhabditis elegans"}, {At: subjectGroup + "sex", Value: "M"}}},
	{"a mouse with a worm's sex", "check_subject_sex", []string{"Subject.sex=XO"}, "subject-sex-of-species", "Subject.sex",
		[]patch{{At: subjectGroup + "sex", Value: "XO"}}},
	{"no age", "check_subject_age", []string{"Subject.age="}, "missing-dandi", "Subject.age",
		[]patch{{At: subjectGroup + "age", Delete: true}}},
	{"age in words", "check_subject_age", []string{"Subject.age=90 days"}, "subject-age", "Subject.age",
		[]patch{{At: subjectGroup + "age", Value: "90 days"}}},
	{"age without an end", "check_subject_age", []string{"Subject.age=P90D/P"}, "subject-age", "Subject.age",
		[]patch{{At: subjectGroup + "age", Value: "P90D/P"}}},
	{"a range backwards", "check_subject_proper_age_range", []string{"Subject.age=P90D/P80D"}, "subject-age-range", "Subject.age",
		[]patch{{At: subjectGroup + "age", Value: "P90D/P80D"}}},
	{"weight without a unit", "check_subject_weight", []string{"Subject.weight=22"}, "subject-weight", "Subject.weight",
		[]patch{{At: subjectGroup + "weight", Value: "22"}}},
	{"weight without a space", "check_subject_weight", []string{"Subject.weight=22g"}, "subject-weight", "Subject.weight",
		[]patch{{At: subjectGroup + "weight", Value: "22g"}}},
	{"a start in the future", "check_session_start_time_future_date", []string{"NWBFile.session_start_time=2124-05-17T14:30:00+02:00"},
		"session-start-future", "NWBFile.session_start_time", []patch{{At: "/session_start_time", Value: "2124-05-17T14:30:00+02:00"}}},
	{"a backslash in a name", "check_name_slashes", []string{`Ophys.Fluorescence.PlaneSegmentation.denoised.name=De\noised`},
		"object-name-backslash", "Ophys.Fluorescence.PlaneSegmentation.denoised.name",
		[]patch{{At: "/processing/ophys/Fluorescence/Denoised", Move: `/processing/ophys/Fluorescence/De\noised`}}},
}

// excused are the critical checks that metadata has no part in.
var excused = map[string]string{
	"check_spatial_series_dims":                    "no spatial series are written",
	"check_units_table_has_spikes":                 "no units table is written",
	"check_spike_times_not_in_samples":             "no units table is written",
	"check_ascending_spike_times":                  "no units table is written",
	"check_units_table_duration":                   "no units table is written",
	"check_electrical_series_dims":                 "no electrical series are written",
	"check_image_series_external_file_valid":       "no movies are written",
	"check_time_intervals_start_time_not_constant": "intervals are the source's",
	"check_time_intervals_duration":                "intervals are the source's",
	"check_roi_response_series_dims":               "the shapes are those of the source's arrays, which are checked when it is opened",
	"check_dynamic_table_region_data_validity":     "regions count the rows of the table that is written with them",
	"check_ids_unique":                             "ids count rows",
	"check_timestamps_match_first_dimension":       "times come from the source, or from --timestamps, whose lines are counted",
	"check_rate_is_not_zero":                       "rates of traces come from the source or --rate; imaging_rate only describes the plane",
	"check_rate_is_positive":                       "rates of traces come from the source or --rate, which refuses negative ones",
}

// Whatever metadata can do that nwbinspector calls critical, metadata check
// --dandi reports first. The list is complete: nwbinspector's own is held
// against it.
func TestCriticalChecksAreReportedFirst(t *testing.T) {
	folder := t.TempDir()
	source := testFile("cnmf2p_single.hdf5")
	good := filepath.Join(folder, "good.nwb")
	converted(t, with(source, "-o", good)...)
	if problems, code := checkedForDANDI(t, source); code != exitDone || len(problems) > 0 {
		t.Fatalf("the example has problems: %v", problems)
	}
	type found struct {
		Name    string  `json:"name"`
		Check   string  `json:"check"`
		NWB     *string `json:"nwb"`
		Patches []patch `json:"patches"`
	}
	var cases []found
	for i, c := range criticals {
		problems, code := checkedForDANDI(t, source, c.sets...)
		reported := false
		for _, p := range problems {
			reported = reported || p.Severity == "error" && p.Rule == c.rule && p.Path == c.path
		}
		if !reported || code != exitUsage {
			t.Errorf("%s: exit status %d, reported are %v", c.name, code, problems)
		}
		f := found{c.name, c.check, nil, c.patches}
		out := filepath.Join(folder, fmt.Sprintf("%d.nwb", i))
		args := with(source, "-o", out)
		for _, set := range c.sets {
			args = append(args, "--set", set)
		}
		// Some of it convert allows where DANDI is not asked for.
		var stdout, stderr bytes.Buffer
		if run(t.Context(), append([]string{"convert"}, args...), Streams{Out: &stdout, Err: &stderr}) == exitDone {
			f.NWB = &out
		}
		cases = append(cases, f)
	}
	t.Run("inspector_criticals", func(t *testing.T) {
		t.Parallel()
		python := readertest.Python(t)
		manifest, err := json.Marshal(map[string]any{"good": good, "cases": cases, "excused": excused})
		if err != nil {
			t.Fatal(err)
		}
		cmd := exec.CommandContext(t.Context(), python, filepath.Join("..", "..", "tests", "readers", "inspector_criticals.py"))
		cmd.Stdin = bytes.NewReader(manifest)
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Errorf("inspector_criticals.py: %v\n%s", err, out)
		}
	})
}

// problem is one of metadata check's, as its JSON has it.
type problem struct{ Severity, Rule, Path, Message string }

// checkedForDANDI is what metadata check --dandi says of the example with some
// values set.
func checkedForDANDI(t *testing.T, source string, sets ...string) ([]problem, int) {
	t.Helper()
	args := append([]string{"metadata", "check", source, "--dandi", "--json"}, example[:]...)
	for _, set := range sets {
		args = append(args, "--set", set)
	}
	var stdout, stderr bytes.Buffer
	code := run(t.Context(), args, Streams{Out: &stdout, Err: &stderr})
	var report struct{ Problems []problem }
	if err := json.Unmarshal(stdout.Bytes(), &report); err != nil {
		t.Fatalf("%q: %v\n%s%s", args, err, stdout.String(), stderr.String())
	}
	return report.Problems, code
}

// A rate that is zero or negative, of which two critical checks are, is no
// better in metadata, where it describes the plane.
func TestRatesAreChecked(t *testing.T) {
	for _, rate := range []string{"0", "-30"} {
		problems, code := checkedForDANDI(t, testFile("cnmf2p_single.hdf5"), "Ophys.ImagingPlane[0].imaging_rate="+rate)
		if code != exitUsage || len(problems) != 1 || problems[0].Rule != "frame-rate" {
			t.Errorf("%s: exit status %d, reported are %v", rate, code, problems)
		}
	}
	o := convert(t, with(testFile("cnmf2p_single.hdf5"), "-o", t.TempDir(), "--rate", "-30")...)
	if o.code != exitUsage {
		t.Errorf("--rate -30: exit status %d: %s", o.code, o.stderr)
	}
}
