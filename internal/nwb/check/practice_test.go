package check

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"roi2nwb/internal/readertest"
)

// practiceWay is a way of break_practice.py to break a file.
type practiceWay struct {
	Name, What, File string
	Want             [][2]string // all that is found: checks and paths
}

// practiceWays breaks a file in all those ways. It returns their files, too.
func practiceWays(t *testing.T, folder string) (ways []practiceWay, paths []string) {
	t.Helper()
	if err := json.Unmarshal(python(t, "break_practice.py", folder), &ways); err != nil {
		t.Fatal(err)
	}
	for i := range ways {
		if ways[i].File == "" {
			ways[i].File = ways[i].Name + ".nwb"
		}
		ways[i].File = filepath.Join(folder, ways[i].File)
		paths = append(paths, ways[i].File)
	}
	return ways, paths
}

// Each way is found, and nothing but it; testdata/practice.txt has what is
// found.
func TestPractice(t *testing.T) {
	ways, _ := practiceWays(t, t.TempDir())
	var golden strings.Builder
	for _, w := range ways {
		var got, want []string
		fmt.Fprintf(&golden, "%s: %s\n", w.Name, w.What)
		for _, f := range report(t, w.File, Options{}).Findings {
			got = append(got, f.Check+" "+f.Path)
			fmt.Fprintf(&golden, "\t%s\n", anonymous(f.String()))
		}
		for _, f := range w.Want {
			want = append(want, f[0]+" "+f[1])
		}
		slices.Sort(got)
		slices.Sort(want)
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("%s (%s): found (-want +got):\n%s", w.Name, w.What, d)
		}
	}
	compare(t, filepath.Join("testdata", "practice.txt"), golden.String())
}

// What DANDI asks for is an error for it, and what it does not mind is none.
func TestImportanceForDANDI(t *testing.T) {
	folder := t.TempDir()
	practiceWays(t, folder)
	for name, want := range map[string]string{
		"no_subject":              "error CRITICAL",
		"no_species":              "error CRITICAL",
		"age_range_0":             "error CRITICAL",
		"session_slash":           "error CRITICAL",
		"future":                  "error CRITICAL",
		"wide":                    "warning BEST_PRACTICE_VIOLATION",
		"same_ids":                "error CRITICAL",
		"falling":                 "error BEST_PRACTICE_VIOLATION",
		"empty_unit":              "warning BEST_PRACTICE_VIOLATION",
		"experimenter_first_last": "remark BEST_PRACTICE_SUGGESTION",
		"region_twice":            "warning ",
	} {
		findings := report(t, filepath.Join(folder, name+".nwb"), Options{DANDI: true}).Findings
		if len(findings) != 1 {
			t.Errorf("%s: found %v, want one finding", name, findings)
			continue
		}
		if got := fmt.Sprint(findings[0].Severity, " ", findings[0].Importance); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
}

// leftOut are nwbinspector's checks that are not had, and why.
func leftOut() map[string]string {
	const ephys, behavior = "of files with electrophysiology alone", "of files with behaviour alone"
	return map[string]string{
		"check_image_series_starting_frame_without_external_file": "in a file starting_frame is an attribute of external_file",
		"check_ascending_spike_times":                             ephys,
		"check_electrical_series_dims":                            ephys,
		"check_electrical_series_reference_electrodes_table":      ephys,
		"check_electrical_series_unscaled_data":                   ephys,
		"check_electrodes_location_allen_ccf":                     ephys,
		"check_intracellular_electrode_cell_id_exists":            ephys,
		"check_intracellular_electrode_location_allen_ccf":        ephys,
		"check_negative_spike_times":                              ephys,
		"check_spike_times_not_in_samples":                        ephys,
		"check_spike_times_not_in_unobserved_interval":            ephys,
		"check_sweeptable_deprecated":                             ephys,
		"check_units_resolution_is_set":                           ephys,
		"check_units_resolution_is_valid":                         ephys,
		"check_units_table_duration":                              ephys,
		"check_units_table_has_spikes":                            ephys,
		"check_compass_direction_unit":                            behavior,
		"check_spatial_series_degrees_magnitude":                  behavior,
		"check_spatial_series_dims":                               behavior,
		"check_spatial_series_radians_magnitude":                  behavior,
		"check_spatial_series_unit":                               behavior,
		"check_optogenetic_stimulus_site_has_optogenetic_series":  "of files with optogenetics alone",
	}
}

// difference is a file in which a check and nwbinspector's differ, and why.
type difference struct {
	NWB    string `json:"nwb"`
	Check  string `json:"check"`
	Reason string `json:"reason"`
}

func differences() []difference {
	const onlyUnread = "the schema's rule has a finding already"
	return []difference{
		{"region_at_end.nwb", regionValidity, "nwbinspector allows for the row behind the last one"},
		{"one_trace.nwb", roiSeriesDims, "nwbinspector does not look at data of one axis"},
		{"no_data.nwb", dataEmpty, onlyUnread},
		{"no_rois_table.nwb", roiSeriesLink, onlyUnread},
	}
}

// Over samples, and files that are broken in many ways, the checks that
// nwbinspector has as well find what it finds.
func TestInspectorAgrees(t *testing.T) {
	python3 := readertest.Python(t)
	folder, broken := t.TempDir(), t.TempDir()
	_, paths := practiceWays(t, folder)
	paths = append(paths, strings.Fields(string(python(t, "pynwb_samples.py", t.TempDir())))...)
	var ways []struct{ Name string }
	if err := json.Unmarshal(python(t, "break_nwb.py", broken), &ways); err != nil {
		t.Fatal(err)
	}
	for _, w := range ways {
		paths = append(paths, filepath.Join(broken, w.Name+".nwb"))
	}
	type compared struct {
		NWB   string    `json:"nwb"`
		Plain []Finding `json:"plain"`
		DANDI []Finding `json:"dandi"`
	}
	var files []compared
	for _, path := range paths {
		files = append(files, compared{path, practices(report(t, path, Options{})), practices(report(t, path, Options{DANDI: true}))})
	}
	had := map[string]bool{}
	for _, c := range Checks() {
		if c.Importance != "" {
			had[c.Name] = true
		}
	}
	manifest, err := json.Marshal(map[string]any{"files": files, "checks": slices.Sorted(maps.Keys(had)), "left_out": leftOut(), "excused": differences()})
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), python3, filepath.Join("..", "..", "..", "tests", "readers", "inspector_agrees.py"))
	cmd.Stdin = bytes.NewReader(manifest)
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Errorf("inspector_agrees.py: %v\n%s", err, out)
	}
	t.Logf("%s", out)
}

// practices are the findings that nwbinspector has a check for.
func practices(r *Report) []Finding {
	all := []Finding{}
	for _, f := range r.Findings {
		if f.Importance != "" {
			all = append(all, f)
		}
	}
	return all
}
