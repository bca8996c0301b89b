package naming

import (
	"strings"
	"testing"

	"roi2nwb/internal/metadata/schema"
	"roi2nwb/internal/metadata/tree"

	"github.com/google/go-cmp/cmp"
)

func TestFromPath(t *testing.T) {
	const start = "NWBFile.session_start_time"
	for _, tt := range []struct {
		name, pattern, path string
		want                map[string]string
		matched             string
		mistake             string
	}{
		{name: "folders", pattern: "{animal}/{session}/minian", path: "/data/AA058/D1S4/minian",
			want: map[string]string{schema.SubjectIDPath: "AA058", schema.SessionIDPath: "D1S4"}, matched: "AA058/D1S4/minian"},
		{name: "all names of ids", pattern: "{mouse}/{session_id}/", path: "/data/AA058/D1S4",
			want: map[string]string{schema.SubjectIDPath: "AA058", schema.SessionIDPath: "D1S4"}, matched: "AA058/D1S4"},
		{name: "digits stay as they are", pattern: "{subject}/{session}", path: "/007/1e3",
			want: map[string]string{schema.SubjectIDPath: "007", schema.SessionIDPath: "1e3"}, matched: "007/1e3"},
		{name: "several in one", pattern: "{animal}_{date}_{session}", path: "/x/AA_058_20240517_D1_S4",
			want: map[string]string{schema.SubjectIDPath: "AA_058", schema.SessionIDPath: "D1_S4"}, matched: "AA_058_20240517_D1_S4"},
		{name: "dates as people write them", pattern: "{animal}-{date}", path: "/x/M1-2024-05-17",
			want: map[string]string{schema.SubjectIDPath: "M1"}, matched: "M1-2024-05-17"},
		{name: "from the root", pattern: "/data/{animal}", path: "/data/M1",
			want: map[string]string{schema.SubjectIDPath: "M1"}, matched: "data/M1"},
		{name: "passed over", pattern: "{animal}/{_}/{}_s{session}", path: "/M1/any/thing_s2",
			want: map[string]string{schema.SubjectIDPath: "M1", schema.SessionIDPath: "2"}, matched: "M1/any/thing_s2"},
		{name: "stars", pattern: "{animal}/*/ses-{session}-*", path: "/M1/any/ses-4-",
			want: map[string]string{schema.SubjectIDPath: "M1", schema.SessionIDPath: "4"}, matched: "M1/any/ses-4-"},
		{name: "braces and other signs", pattern: "{{x}}.+{animal}(", path: "/{x}.+M1(",
			want: map[string]string{schema.SubjectIDPath: "M1"}, matched: "{x}.+M1("},
		{name: "other metadata", pattern: "{Subject.sex}/{NWBFile.lab}/{Ophys.ImagingPlane.location}", path: "/F/Doe/CA1",
			want: map[string]string{"Subject.sex": "F", "NWBFile.lab": "Doe", "Ophys.ImagingPlane.location": "CA1"}, matched: "F/Doe/CA1"},
		{name: "other scripts", pattern: "{animal}号/{session}", path: "/マウス1号/é\u00a0x",
			want: map[string]string{schema.SubjectIDPath: "マウス1", schema.SessionIDPath: "é\u00a0x"}, matched: "マウス1号/é\u00a0x"},
		{name: "the same twice", pattern: "{animal}/{subject}_{session}", path: "/AA_058/AA_058_D1_S4",
			want: map[string]string{schema.SubjectIDPath: "AA_058", schema.SessionIDPath: "D1_S4"}, matched: "AA_058/AA_058_D1_S4"},
		{name: "start time", pattern: "{animal}/{session_start_time:%Y-%m-%d_%H-%M-%S}", path: "/M1/2024-05-17_14-30-05",
			want: map[string]string{schema.SubjectIDPath: "M1", start: "2024-05-17T14:30:05"}, matched: "M1/2024-05-17_14-30-05"},
		{name: "start time as it is usual", pattern: "{session_start_time}", path: "/20240517T143005",
			want: map[string]string{start: "2024-05-17T14:30:05"}, matched: "20240517T143005"},
		{name: "start time in folders", pattern: "{animal}/{date:%Y_%m_%d}/{time:%H_%M_%S}/minian", path: "/M1/2019_11_07/15_13_28/minian",
			want: map[string]string{schema.SubjectIDPath: "M1", start: "2019-11-07T15:13:28"}, matched: "M1/2019_11_07/15_13_28/minian"},
		{name: "start time to the minute, old style", pattern: "{date:%y%m%d}-{time:%H%M}", path: "/990517-1430",
			want: map[string]string{start: "1999-05-17T14:30:00"}, matched: "990517-1430"},
		{name: "start time with a fraction", pattern: "{session_start_time:%y%m%d%H%M%S.%f}", path: "/240517143005.25",
			want: map[string]string{start: "2024-05-17T14:30:05.25"}, matched: "240517143005.25"},
		{name: "a date alone says nothing", pattern: "{date}/{animal}", path: "/20240517/M1",
			want: map[string]string{schema.SubjectIDPath: "M1"}, matched: "20240517/M1"},

		{name: "another literal", pattern: "{animal}/{session}/minian", path: "/data/AA058/D1S4/out", mistake: `"out" is not like "minian"`},
		{name: "nor other case", pattern: "{animal}/Minian", path: "/AA058/minian", mistake: `"minian" is not like "Minian"`},
		{name: "nor part of it", pattern: "{animal}/min", path: "/AA058/minian", mistake: `"minian" is not like "min"`},
		{name: "path and pattern are shown", pattern: "{animal}/x", path: "/AA058/y", mistake: `path "/AA058/y" does not fit the pattern "{animal}/x": "y" is not like "x"`},
		{name: "too short", pattern: "{animal}/{session}/minian", path: "/D1S4/minian", mistake: "the pattern has 3 names of folders or files, the path 2"},
		{name: "not from the root", pattern: "/{animal}", path: "/data/M1", mistake: "the pattern has 1 names of folders or files, the path 2"},
		{name: "nothing there", pattern: "M{animal}", path: "/M", mistake: `"M" is not like "M{animal}"`},
		{name: "no such day", pattern: "{animal}_{date}", path: "/M1_20241399", mistake: "is not like"},
		{name: "not the same", pattern: "{animal}/{animal}_{session}", path: "/M1/M2_D1", mistake: `"M2_D1" is not like "{animal}_{session}"`},
		{name: "not the same in one", pattern: "{animal}_{animal}", path: "/M1_M2", mistake: "is not like"},
		{name: "not the same day", pattern: "{animal}_{date}/{date}", path: "/M_20240517/20240518", mistake: `"20240518" is not like "{date}"`},
		{name: "two ways", pattern: "{animal}_{session}", path: "/AA_058_D1",
			mistake: `"AA_058_D1" is like "{animal}_{session}" in more than one way: subject_id "AA" and session_id "058_D1", or subject_id "AA_058" and session_id "D1"`},
		{name: "two ways past a star", pattern: "*_{session}", path: "/a_b_c", mistake: `in more than one way: session_id "b_c", or session_id "c"`},
		{name: "two ways to the same", pattern: "*_{session}_*", path: "/1_x_2_x_3", mistake: `in more than one way: session_id "x"`},
		{name: "not UTF-8", pattern: "{animal}", path: "/\xff", mistake: "is not like"},

		{name: "nothing between", pattern: "{animal}{session}", mistake: `nothing tells in "{animal}{session}" where one name ends and the next begins`},
		{name: "nothing before a star", pattern: "x/{animal}*", mistake: "nothing tells"},
		{name: "two stars", pattern: "**/{animal}", mistake: "nothing tells"},
		{name: "no names", pattern: "a/*/{_}/{date}", mistake: "names nothing"},
		{name: "empty", pattern: "", mistake: `an element of it is ""`},
		{name: "upwards", pattern: "{animal}/..", mistake: `an element of it is ".."`},
		{name: "unknown", pattern: "{anmal}", mistake: "unknown field {anmal}"},
		{name: "source", pattern: "{source}", mistake: "unknown field {source}"},
		{name: "a list", pattern: "{keywords}", mistake: "{keywords} is a list of texts"},
		{name: "a number", pattern: "{Ophys.ImagingPlane.excitation_lambda}", mistake: "is a number"},
		{name: "an object", pattern: "{Ophys.ImagingPlane}", mistake: "is a list of objects"},
		{name: "a format for a text", pattern: "{animal:%Y}", mistake: "{animal} has no format"},
		{name: "a format for nothing", pattern: "{_:%Y}", mistake: "says nothing and has no format"},
		{name: "an unknown format", pattern: "{date:%b}", mistake: `the format "%b" of a time has "%b"`},
		{name: "half a start time", pattern: "{animal}/{session_start_time:%Y%m%d}", mistake: "a start time without a year, month, day, hour or minute"},
		{name: "open brace", pattern: "{animal", mistake: "no } closes"},
		{name: "no UTF-8", pattern: "{animal}\xff", mistake: "is not UTF-8"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p, err := parsePattern(tt.pattern)
			var found *reading
			if err == nil {
				found, err = p.read(tt.path, false)
			}
			expectMistake(t, err, tt.mistake)
			if err != nil {
				return
			}
			got := map[string]string{}
			for _, f := range found.found() {
				got[f.Path] = f.Value
			}
			if d := cmp.Diff(tt.want, got); d != "" {
				t.Errorf("(-want +got):\n%s", d)
			}
			if matched := strings.Join(found.matched, "/"); matched != tt.matched {
				t.Errorf("matched %q, want %q", matched, tt.matched)
			}
		})
	}
}

// A file is meant by a pattern that ends as it does, and else its folder.
func TestFromPathOfFile(t *testing.T) {
	const path = "/data/M1/D1/cnmf_2.hdf5"
	for pattern, want := range map[string]string{
		"{animal}/{session}":                  "M1 D1",
		"{animal}/{session}/*":                "M1 D1",
		"{animal}/{session}/{_}":              "M1 D1",
		"{animal}/{session}/cnmf*":            "M1 D1",
		"{animal}/D1/cnmf_{session}.hdf5":     "M1 2",
		"{animal}/D1/cnmf_{session}.*":        "M1 2",
		"{animal}/D1/cnmf_{session}":          `error: "cnmf_2.hdf5" is not like "cnmf_{session}"`,
		"{animal}/{session}/out.hdf5":         `error: "cnmf_2.hdf5" is not like "out.hdf5"`,
		"/data/{animal}/{session}":            "M1 D1",
		"/data/{animal}/{session}/{_}":        "M1 D1",
		"{animal}/{session}/cnmf_2.hdf5/more": `error: "D1" is not like "cnmf_2.hdf5"`,
	} {
		p, err := parsePattern(pattern)
		if err != nil {
			t.Fatal(err)
		}
		found, err := p.read(path, true)
		if reason, isError := strings.CutPrefix(want, "error: "); isError {
			expectMistake(t, err, reason)
			continue
		}
		if err != nil {
			t.Errorf("%s: %v", pattern, err)
			continue
		}
		if got := found.values[schema.SubjectIDPath] + " " + found.values[schema.SessionIDPath]; got != want {
			t.Errorf("%s: %q, want %q", pattern, got, want)
		}
	}
}

// FuzzFromPath asserts that no pattern and no path panic, and that what is read
// is part of the path.
func FuzzFromPath(f *testing.F) {
	f.Add("{animal}/{session}/minian", "/data/AA058/D1S4/minian", false)
	f.Add("{animal}_{date}_{session}.*", "/M1_20240517_D1.hdf5", true)
	f.Add("*x{_}y*{{/{session_start_time:%y%m%d %H%M%S.%f}", "/axbyc{/240517 143005.1", false)
	f.Add("/{animal}/{animal}-{Subject.sex}", "/\xff/\xff-F", true)
	f.Fuzz(func(t *testing.T, pattern, path string, isFile bool) {
		p, err := parsePattern(pattern)
		if err != nil {
			return
		}
		found, err := p.read(path, isFile)
		if err != nil {
			return
		}
		for at, value := range found.values {
			if value == "" || strings.Contains(value, "/") || !strings.Contains(path, value) {
				t.Errorf("pattern %q, path %q: %s is %q", pattern, path, at, value)
			}
		}
		for _, said := range found.found() {
			if steps, err := tree.ParsePath(said.Path); err != nil || schema.At(schema.Known(), steps) == nil {
				t.Errorf("pattern %q, path %q: %q is no key: %v", pattern, path, said.Path, err)
			}
		}
	})
}
