package recorder

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"roi2nwb/internal/session"
)

func writeText(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// recorded writes files and returns what they say of a result at a place among
// them: its hints, why others are in doubt, and its remarks.
func recorded(t *testing.T, at string, files map[string]string) (hints map[string]any, doubts, remarks []string) {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		writeText(t, path, text)
	}
	place := filepath.Join(dir, filepath.FromSlash(at))
	s := &session.Provenance{}
	Read(s, []string{place, filepath.Join(place, "..")})
	hints, doubts = taken(s.Hints)
	return hints, doubts, s.Remarks
}

// taken returns the hints that count, by their paths, and the doubts.
func taken(all []session.Hint) (hints map[string]any, doubts []string) {
	hints = map[string]any{}
	for _, h := range all {
		if h.Doubt != "" {
			doubts = append(doubts, h.Doubt)
		} else if _, known := hints[h.Path]; !known {
			hints[h.Path] = h.Value
		}
	}
	return hints, doubts
}

// genuineSession reads the two files of a session whose start is flat.
func genuineSession(t *testing.T) (session, device string) {
	t.Helper()
	dir := filepath.Join("testdata", "M1", "2021_10_14", "10_11_24")
	read := func(path string) string {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	return read(filepath.Join(dir, "metaData.json")), read(filepath.Join(dir, "Miniscope", "metaData.json"))
}

// A Miniscope session says who, when and with what, wherever the result lies
// in it, and whatever its folders are called.
func TestRecorderSession(t *testing.T) {
	whole, device := genuineSession(t)
	want := map[string]any{
		"Subject.subject_id": "M1", "NWBFile.session_start_time": "2021-10-14T10:11:24.779-04:00",
		"NWBFile.experimenter": "R", "NWBFile.experiment_description": "Maze2",
		"Ophys.Device.name":        "Miniscope",
		"Ophys.Device.description": "Miniscope_V4_BNO, gain 3.5, LED 12, lens position (EWL) 70, recorded at 30FPS",
	}
	camera := `{"deviceName": "Cam", "deviceType": "WebCam-640x480", "gain": 1}`
	for _, tt := range []struct{ name, at, device string }{
		{"below the device", "s/Miniscope/minian", "Miniscope"},
		{"deeper below the device", "s/Miniscope/analysis/run2/minian", "Miniscope"},
		{"below the session", "s/minian", "Miniscope"},
		{"beside the session's file", "s", "Miniscope"},
		{"another name", "s/minian", "My_Scope-1"},
		{"below another name", "s/My_Scope-1/minian", "My_Scope-1"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			dir := t.TempDir()
			place := filepath.Join(dir, filepath.FromSlash(tt.at))
			for _, folder := range []string{place, filepath.Join(dir, "s", tt.device), filepath.Join(dir, "s", "BehavCam")} {
				if err := os.MkdirAll(folder, 0o755); err != nil {
					t.Fatal(err)
				}
			}
			writeText(t, filepath.Join(dir, "s", "metaData.json"), whole)
			writeText(t, filepath.Join(dir, "s", tt.device, "metaData.json"), device)
			writeText(t, filepath.Join(dir, "s", "BehavCam", "metaData.json"), camera)
			s := &session.Provenance{}
			Read(s, []string{place, filepath.Join(place, "..")})
			hints, doubts := taken(s.Hints)
			if d := cmp.Diff(want, hints); d != "" || doubts != nil {
				t.Errorf("doubts %q, hints (-want +got):\n%s", doubts, d)
			}
			for _, remark := range s.Remarks {
				if strings.Contains(remark, "metaData") {
					t.Errorf("remark %q", remark)
				}
			}
		})
	}
}

func TestRecorderDevices(t *testing.T) {
	const whole = `{"animalName": "M1", "miniscopes": ["Scope A", "Scope_B"], "cameras": ["Eye"]}`
	scope := func(name string) string { return `{"deviceName": "` + name + `", "deviceType": "Miniscope_V3"}` }
	two := map[string]string{"s/metaData.json": whole, "s/Scope_A/metaData.json": scope("Scope A"), "s/Scope_B/metaData.json": scope("Scope B"),
		"s/Eye/metaData.json": scope("Eye")}
	hints, _, remarks := recorded(t, "s/minian", two)
	if hints["Ophys.Device.name"] != nil || !strings.Contains(strings.Join(remarks, "\n"), "recorded with 2 miniscopes, and nothing tells which") {
		t.Errorf("several: hints %v, remarks %q", hints, remarks)
	}
	hints, _, remarks = recorded(t, "s/Scope_B/minian", two)
	if hints["Ophys.Device.name"] != "Scope B" || hints["Subject.subject_id"] != "M1" || strings.Contains(strings.Join(remarks, "\n"), "miniscopes") {
		t.Errorf("below one of several: hints %v, remarks %q", hints, remarks)
	}
	delete(two, "s/Scope_B/metaData.json")
	if hints, _, _ = recorded(t, "s/minian", two); hints["Ophys.Device.name"] != "Scope A" {
		t.Errorf("one listed: hints %v", hints)
	}
	hints, _, _ = recorded(t, "s/minian", map[string]string{"s/metaData.json": `{"animalName": 12}`, "s/x/metaData.json": `{"deviceName": "a/b:c", "led0": 0}`})
	if hints["Ophys.Device.name"] != "a-b-c" || hints["Ophys.Device.description"] != "LED 0" || hints["Subject.subject_id"] != "12" {
		t.Errorf("odd values: hints %v", hints)
	}
}

// Each pair of clocks, flat and nested, and the start that is taken.
func TestRecorderClocks(t *testing.T) {
	const wall = `"year": 2021, "month": 10, "day": 14, "hour": 10, "minute": 11, "second": 24`
	for _, tt := range []struct{ name, keys, want, doubt string }{
		{"both", wall + `, "msec": 779, "msecSinceEpoch": 1634220684779`, "2021-10-14T10:11:24.779-04:00", ""},
		{"no milliseconds", wall + `, "msecSinceEpoch": 1634220684779`, "2021-10-14T10:11:24.779-04:00", ""},
		{"read a moment apart", wall + `, "msec": 781, "msecSinceEpoch": 1634220684779`, "2021-10-14T10:11:24.779-04:00", ""},
		{"UTC", wall + `, "msecSinceEpoch": 1634206284000`, "2021-10-14T10:11:24.000+00:00", ""},
		{"half an hour", wall + `, "msecSinceEpoch": 1634186484000`, "2021-10-14T10:11:24.000+05:30", ""},
		{"three quarters", wall + `, "msecSinceEpoch": 1634185584000`, "2021-10-14T10:11:24.000+05:45", ""},
		{"far east", wall + `, "msecSinceEpoch": 1634155884000`, "2021-10-14T10:11:24.000+14:00", ""},
		{"texts", `"year": "2021", "month": "10", "day": "14", "hour": "10", "minute": "11", "second": "24", "msecSinceEpoch": "1634206284000"`, "2021-10-14T10:11:24.000+00:00", ""},
		{"epoch alone", `"msecSinceEpoch": 1634220684779`, "2021-10-14T14:11:24.779+00:00", ""},
		{"wall alone", wall + `, "msec": 779`, "2021-10-14T10:11:24.779", ""},
		{"wall without a minute", `"year": 2021, "month": 10, "day": 14, "hour": 10, "second": 24`, "", ""},
		{"no such day", `"year": 2021, "month": 2, "day": 30, "hour": 10, "minute": 11, "second": 24`, "", ""},
		{"no zone", wall + `, "msecSinceEpoch": 1634206704000`, "", "the clock says 2021-10-14T10:11:24.000, and msecSinceEpoch 2021-10-14T10:18:24.000 in UTC: no time zone"},
		{"a quarter that is no zone", wall + `, "msecSinceEpoch": 1634201784000`, "", "no time zone lies between the two, so neither is taken"},
		{"another day", wall + `, "msecSinceEpoch": 1634306284000`, "", "no time zone"},
	} {
		for _, shape := range []string{"flat", "nested"} {
			text := `{"animalName": "M1", ` + tt.keys + `}`
			if shape == "nested" {
				text = `{"animalName": "M1", "recordingStartTime": {` + tt.keys + `}}`
			}
			t.Run(tt.name+" "+shape, func(t *testing.T) {
				hints, doubts, remarks := recorded(t, "s/minian", map[string]string{"s/metaData.json": text})
				got, _ := hints["NWBFile.session_start_time"].(string)
				if got != tt.want || (len(doubts) > 0) != (tt.doubt != "") || !strings.Contains(strings.Join(doubts, "\n"), tt.doubt) {
					t.Errorf("start %q, doubts %q; want %q, %q", got, doubts, tt.want, tt.doubt)
				}
				if !strings.Contains(strings.Join(remarks, "\n"), tt.doubt) {
					t.Errorf("remarks %q do not say %q", remarks, tt.doubt)
				}
			})
		}
	}
	hints, _, _ := recorded(t, "s/minian", map[string]string{"s/metaData.json": `{"recordingStartTime": "2021-10-14T10:11:24"}`})
	if hints["NWBFile.session_start_time"] != "2021-10-14T10:11:24" {
		t.Errorf("a text: hints %v", hints)
	}
}

// What is nearer to the result counts, and a file that is broken stops nothing.
func TestRecorderNearest(t *testing.T) {
	dir := t.TempDir()
	if err := os.MkdirAll(filepath.Join(dir, "s", "device", "minian"), 0o755); err != nil {
		t.Fatal(err)
	}
	writeText(t, filepath.Join(dir, "s", "device", "minian", "metaData.json"), "not JSON")
	writeText(t, filepath.Join(dir, "s", "device", "METADATA.json"), `{"deviceType": "near"}`)
	writeText(t, filepath.Join(dir, "s", "metaData.json"), `{"animalName": "m7", "deviceType": "far"}`)
	writeText(t, filepath.Join(dir, "metaData.json"), `{"animalName": "m8"}`)
	s := &session.Provenance{}
	Read(s, []string{filepath.Join(dir, "s", "device", "minian"), filepath.Join(dir, "s", "device")})
	hints, _ := taken(s.Hints)
	if d := cmp.Diff(map[string]any{"Subject.subject_id": "m7", "Ophys.Device.description": "near"}, hints); d != "" || len(s.Hints) != 2 {
		t.Errorf("hints %v (-want +got):\n%s", s.Hints, d)
	}
	if len(s.LeftOut) != 1 || !strings.Contains(s.LeftOut[0].Reason, "not the recorder's metadata") {
		t.Errorf("left out %v", s.LeftOut)
	}
}

// Times from another folder bring that folder's metadata with them, with a
// remark; what the source knows counts.
func TestReadRecorder(t *testing.T) {
	dir := filepath.Join("testdata", "M1", "2021_10_14", "10_11_24")
	s := &session.Provenance{Hints: []session.Hint{{Path: "Subject.subject_id", Value: "M2", Origin: "here"}}}
	ReadBeside(s, filepath.Join(dir, "Miniscope", "timeStamps.csv"))
	got := map[string][]any{}
	for _, h := range s.Hints {
		got[h.Path] = append(got[h.Path], h.Value)
	}
	want := map[string][]any{
		"Subject.subject_id": {"M2", "M1"}, "NWBFile.session_start_time": {"2021-10-14T10:11:24.779-04:00"},
		"NWBFile.experimenter": {"R"}, "NWBFile.experiment_description": {"Maze2"},
		"Ophys.Device.name": {"Miniscope"}, "Ophys.Device.description": {"Miniscope_V4_BNO, gain 3.5, LED 12, lens position (EWL) 70, recorded at 30FPS"},
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("hints (-want +got):\n%s", d)
	}
	if len(s.Remarks) != 1 || !strings.HasPrefix(s.Remarks[0], "the recorder's metadata was read with the times, from ") {
		t.Errorf("remarks %q", s.Remarks)
	}
	ReadBeside(s, filepath.Join(dir, "Miniscope", "timeStamps.csv"))
	if len(s.Remarks) != 1 {
		t.Errorf("read again: remarks %q", s.Remarks)
	}
}
