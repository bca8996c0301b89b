package metadata

import (
	"encoding/json"
	"math"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"roi2nwb/configs"
	"roi2nwb/internal/metadata/tree"
	"roi2nwb/internal/readertest"
)

// dandiCases are files, or single values, over the complete example: what nwbinspector finds in
// them with DANDI's configuration, and where ours must have found it before.
var dandiCases = []struct{ Check, path, Text string }{
	{"", "", "{}"},
	{"check_subject_exists", "Subject.subject_id", "Subject: {subject_id: , species: , sex: , age: , age__reference: , strain: , genotype: , weight: , description: }"},
	{"check_session_start_time_future_date", "NWBFile.session_start_time", "NWBFile: {session_start_time: 2100-01-01T00:00:00Z}"},
	{"check_subject_id_exists", "Subject.subject_id", "Subject: {subject_id: null}"},
	{"check_subject_id_no_slashes", "Subject.subject_id", "Subject: {subject_id: a/b}"},
	{"check_session_id_no_slashes", "NWBFile.session_id", "NWBFile: {session_id: a/b}"},
	{"check_subject_sex", "Subject.sex", "Subject: {sex: null}"},
	{"check_subject_sex", "Subject.sex", "Subject: {sex: male}"},
	{"check_subject_sex", "Subject.sex", "Subject: {species: Caenorhabditis elegans, sex: M}"},
	{"check_subject_sex", "Subject.sex", "Subject: {sex: XX}"},
	{"check_subject_species_exists", "Subject.species", "Subject: {species: null}"},
	{"check_subject_species_form", "Subject.species", "Subject: {species: mus musculus}"},
	{"check_subject_age", "Subject.age", "Subject: {age: null}"},
	{"check_subject_age", "Subject.age", "Subject: {age: 12 weeks}"},
	{"check_subject_age", "Subject.age", "Subject: {age: P1D2M}"},
	{"check_subject_proper_age_range", "Subject.age", "Subject: {age: P9D/P3D}"},
	{"check_subject_proper_age_range", "Subject.age", "Subject: {age: P1Y/P12M}"},
	{"check_subject_weight", "Subject.weight", "Subject: {weight: 22g}"},
	{"check_name_slashes", "Ophys.ImagingPlane[0].name", `--set Ophys.ImagingPlane[0].name=a\b`},
	{"check_name_slashes", "Ophys.Device[0].name", `--set Ophys.Device[0].name=a\b`},
	{"check_name_slashes", "Ophys.ImagingPlane[0].optical_channel[0].name", `--set Ophys.ImagingPlane[0].optical_channel[0].name=a\b`},
	{"check_experimenter_exists", "NWBFile.experimenter", "NWBFile: {experimenter: null}"},
	{"check_experimenter_form", "NWBFile.experimenter[0]", "NWBFile: {experimenter: [Jane Doe]}"},
	{"check_experimenter_form", "NWBFile.experimenter[0]", "NWBFile: {experimenter: [\"Do\\u0065\\u0301, Jane\"]}"},
	{"check_experiment_description", "NWBFile.experiment_description", "NWBFile: {experiment_description: null}"},
	{"check_institution", "NWBFile.institution", "NWBFile: {institution: null}"},
	{"check_keywords", "NWBFile.keywords", "NWBFile: {keywords: []}"},
	{"check_doi_publications", "NWBFile.related_publications[0]", "NWBFile: {related_publications: Doe 2024}"},
	{"check_session_start_time_old_date", "NWBFile.session_start_time", "NWBFile: {session_start_time: 1970-01-01T00:00:00Z}"},
	{"check_description", "Subject.description", "Subject: {description: null}"},
	{"check_description", "Subject.description", "Subject: {description: .None.}"},
	{"check_description", "Ophys.Device[0].description", "Ophys: {Device: {description: no description}}"},
	{"check_description", "Ophys.ImagingPlane[0].description", "Ophys: {ImagingPlane: {description: Placeholder}}"},
	{"check_excitation_lambda_in_nm", "Ophys.ImagingPlane[0].excitation_lambda", "Ophys: {ImagingPlane: {excitation_lambda: 9.5}}"},
	{"check_emission_lambda_in_nm", "Ophys.ImagingPlane[0].optical_channel[0].emission_lambda", "Ophys: {ImagingPlane: {optical_channel: {emission_lambda: 0.5}}}"},
	{"check_imaging_plane_location_allen_ccf", "Ophys.ImagingPlane[0].location", "Ophys: {ImagingPlane: {location: visp}}"},
	{"check_imaging_plane_location_allen_ccf", "Ophys.ImagingPlane[0].location", "Ophys: {ImagingPlane: {location: unknown}}"},
	{"", "", "Ophys: {ImagingPlane: {location: FRP2/3}}"},
	{"", "", "Ophys: {ImagingPlane: {location: anywhere}}\nSubject: {species: Rattus norvegicus}"},
	{"", "", "Subject: {age: P1M/P2M}"},
	{"", "", "Subject: {age: P1.5Y}"},
	{"", "", "Subject: {age: null, date_of_birth: 2024-01-01}"},
	{"", "", "NWBFile: {experimenter: [\"Ñandú-O'Neill Jr., María J. 2\"]}"},
}

// Whatever nwbinspector finds, ours finds in the same place, and what is
// critical there is an error here. Where ours finds nothing, it does neither.
func TestInspectorFindsNothingNew(t *testing.T) {
	python := readertest.Python(t)
	example := must(fromText("example.yaml", must(configs.FS.ReadFile("example.yaml"))(t)))(t)
	var files []map[string]any
	var reports []tree.Problems
	for _, c := range dandiCases {
		var layer *Layer
		if set, ok := strings.CutPrefix(c.Text, "--set "); ok {
			layer = must(FromSets("--set", []string{set}))(t)
		} else {
			layer = must(fromText("case.yaml", []byte(c.Text)))(t)
		}
		d := Merge(must(Defaults())(t), example, layer)
		o := testOptions()
		o.DANDI = true
		m, _ := d.Resolve(o)
		files, reports = append(files, forPython(m)), append(reports, d.Report(o))
	}
	told := inspect(t, python, files)
	if len(told) != len(dandiCases) {
		t.Fatalf("got %d answers, want %d", len(told), len(dandiCases))
	}
	for i, c := range dandiCases {
		found := strings.Join(told[i], "; ")
		if c.Check == "" {
			if found != "" || len(reports[i]) > 0 {
				t.Errorf("%s: the inspector finds %q and ours %q, want nothing", c.Text, found, reports[i].Error())
			}
			continue
		}
		if !strings.Contains(found, " "+c.Check) {
			t.Errorf("%s: the inspector finds %q, want %s", c.Text, found, c.Check)
		}
		ours := 0
		for _, p := range reports[i] {
			// The example below the case has another start time, which is told as well.
			if p.Path == c.path && p.Rule != "contradiction" && (p.Severity == tree.Error || !strings.Contains(found, "CRITICAL "+c.Check)) {
				ours++
			}
		}
		if ours != 1 {
			t.Errorf("%s: the inspector finds %q, ours %d times at %s: %q", c.Text, found, ours, c.path, reports[i].Error())
		}
	}
}

func inspect(t *testing.T, python string, files []map[string]any) (told [][]string) {
	t.Helper()
	input := must(json.Marshal(files))(t)
	cmd := exec.Command(python, filepath.Join("..", "..", "tests", "readers", "inspect_metadata.py"))
	cmd.Stdin = strings.NewReader(string(input))
	out, err := cmd.Output()
	if err == nil {
		err = json.Unmarshal(out, &told)
	}
	if err != nil {
		t.Fatalf("inspect_metadata.py: %v\n%s", err, out)
	}
	return told
}

// forPython is metadata as pynwb's classes take it.
func forPython(m *Metadata) map[string]any {
	given := func(pairs ...any) map[string]any {
		o := map[string]any{}
		for i := 0; i < len(pairs); i += 2 {
			switch v := pairs[i+1].(type) {
			case string:
				if v == "" {
					continue
				}
			case []string:
				if len(v) == 0 {
					continue
				}
			}
			o[pairs[i].(string)] = pairs[i+1]
		}
		return o
	}
	f, s, p := m.File, m.Subject, m.Planes[0]
	nm := func(x float64) any {
		if math.IsNaN(x) {
			return 9. // what the resolver has taken out, as any below 10
		}
		return x
	}
	o := given("session_description", f.SessionDescription, "identifier", "test", "session_id", f.SessionID,
		"session_start_time", f.SessionStart.Format(time.RFC3339), "experimenter", f.Experimenter,
		"experiment_description", f.ExperimentDescription, "institution", f.Institution, "keywords", f.Keywords,
		"related_publications", f.RelatedPublications)
	o["Subject"] = nil
	if s != nil {
		o["Subject"] = given("subject_id", s.ID, "species", s.Species, "sex", s.Sex, "age", s.Age, "weight", s.Weight, "description", s.Description)
		if !s.DateOfBirth.IsZero() {
			o["Subject"].(map[string]any)["date_of_birth"] = s.DateOfBirth.Format(time.RFC3339)
		}
	}
	o["Device"] = given("name", m.Devices[0].Name, "description", m.Devices[0].Description)
	o["ImagingPlane"] = given("name", p.Name, "description", p.Description, "indicator", p.Indicator, "location", p.Location,
		"excitation_lambda", nm(p.ExcitationLambda))
	o["OpticalChannel"] = given("name", p.Channels[0].Name, "description", p.Channels[0].Description,
		"emission_lambda", nm(p.Channels[0].EmissionLambda))
	return o
}
