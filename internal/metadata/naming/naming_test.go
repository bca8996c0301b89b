package naming

import (
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"roi2nwb/internal/metadata/schema"

	"github.com/google/go-cmp/cmp"
)

// dandiPattern is what the archive compares paths with (dandi-cli,
// dandi/organize.py: ORGANIZED_FILENAME_REGEX and ORGANIZED_FOLDER_REGEX).
var dandiPattern = regexp.MustCompile(`^sub-` + dandiLabelPattern + `/sub-` + dandiLabelPattern + `(_ses-` + dandiLabelPattern + `)?` +
	`(_(tis|slice|cell|desc|probe|obj)-` + dandiLabelPattern + `)*(_[a-z]+(\+[a-z]+)*)?\.nwb$`)

const dandiLabelPattern = `[^_*\\/<>:|"'?%@;.]+`

// session is what is known of one session.
func session(subject, id string, start time.Time) Fields {
	return Fields{schema.SubjectIDPath: subject, schema.SessionIDPath: id, schema.SessionStartPath: start, "Subject.sex": "", "NWBFile.keywords": []string(nil)}
}

// afternoon is when the sessions of these tests started.
func afternoon() time.Time {
	return time.Date(2024, 5, 17, 14, 30, 5, 60000, time.FixedZone("", 7200))
}

func TestDANDIPath(t *testing.T) {
	long := strings.Repeat("x", 118)
	for _, tt := range []struct {
		name      string
		fields    Fields
		recording int
		want      string
		notes     []string
		mistake   string
	}{
		{name: "plain", fields: session("M042", "D1S4", afternoon()), want: "sub-M042/sub-M042_ses-D1S4_ophys.nwb"},
		{name: "one of a series", fields: session("M042", "D1S4", afternoon()), recording: 12, want: "sub-M042/sub-M042_ses-D1S4_desc-recording12_ophys.nwb"},
		{
			name: "underscores", fields: session("AA_058", "D1_S4", afternoon()), want: "sub-AA-058/sub-AA-058_ses-D1-S4_ophys.nwb",
			notes: []string{`subject_id "AA_058" is "AA-058" in the file's name`, `session_id "D1_S4" is "D1-S4" in the file's name`},
		},
		{
			name: "each forbidden character is a dash of its own", fields: session(`a_*\/<>:|"'?%@;.b`, "..", afternoon()),
			want:  "sub-a---------------b/sub-a---------------b_ses---_ophys.nwb",
			notes: []string{`subject_id "a_*\\/<>:|\"'?%@;.b" is "a---------------b" in the file's name`, `session_id ".." is "--" in the file's name`},
		},
		{
			name: "spaces of all kinds and commas", fields: session("a b,c\u00a0d\u3000e\tf\x1cg", "1", afternoon()), want: "sub-a-b-c-d-e-f-g/sub-a-b-c-d-e-f-g_ses-1_ophys.nwb",
			notes: []string{`subject_id "a b,c\u00a0d\u3000e\tf\x1cg" is "a-b-c-d-e-f-g" in the file's name`},
		},
		{
			name: "what cannot be seen", fields: session("a\x00b\u200bc\u202ed\xffe", "1", afternoon()), want: "sub-a-b-c-d-e/sub-a-b-c-d-e_ses-1_ophys.nwb",
			notes: []string{`subject_id "a\x00b\u200bc\u202ed\xffe" is "a-b-c-d-e" in the file's name`},
		},
		{name: "other scripts", fields: session("Mäuschen", "実験1", afternoon()), want: "sub-Mäuschen/sub-Mäuschen_ses-実験1_ophys.nwb"},
		{name: "what DANDI allows", fields: session("-a+b(c)#d&e=f~", "1", afternoon()), want: "sub--a+b(c)#d&e=f~/sub--a+b(c)#d&e=f~_ses-1_ophys.nwb"},
		{
			name: "no session_id", fields: session("M042", "", afternoon()), want: "sub-M042/sub-M042_ses-20240517T143005_ophys.nwb",
			notes: []string{`session_id was not given: "20240517T143005", from the start time, stands for it in the file's name`},
		},
		{
			name: "no session_id, midnight", fields: session("M042", "", afternoon().Truncate(24*time.Hour).Add(-2*time.Hour)), want: "sub-M042/sub-M042_ses-20240517_ophys.nwb",
			notes: []string{`session_id was not given: "20240517", from the start time, stands for it in the file's name`},
		},
		{name: "as long as can be", fields: session(long, long, afternoon()), want: "sub-" + long + "/sub-" + long + "_ses-" + long + "_ophys.nwb"},
		{name: "too long", fields: session(long, long+"é", afternoon()), mistake: "would be 257 bytes long: at most 255 are possible"},
		{name: "no subject", fields: session("", "D1S4", afternoon()), mistake: "the file is to be named after Subject.subject_id, which nobody gave"},
		{name: "a subject without a name", fields: Fields{"Subject.sex": "F"}, mistake: "Subject.subject_id, which nobody gave"},
		{name: "neither session_id nor time", fields: session("M042", "", time.Time{}), mistake: "NWBFile.session_id, which nobody gave"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			path, notes, err := DANDIPath(tt.fields, tt.recording)
			expectMistake(t, err, tt.mistake)
			if path != filepath.FromSlash(tt.want) {
				t.Errorf("path %q, want %q", path, tt.want)
			}
			if d := cmp.Diff(tt.notes, notes); err == nil && d != "" {
				t.Errorf("notes (-want +got):\n%s", d)
			}
			if err == nil && !dandiPattern.MatchString(filepath.ToSlash(path)) {
				t.Errorf("DANDI refuses %q", path)
			}
		})
	}
}

// expectMistake fails where an error is not the one that was expected; every
// mistake in names has a hint, but where nothing can be said.
func expectMistake(t *testing.T, err error, want string) {
	t.Helper()
	switch {
	case (err == nil) != (want == ""):
		t.Errorf("got error %v, want %q", err, want)
	case err != nil && !strings.Contains(err.Error(), want):
		t.Errorf("got error %q, want %q", err, want)
	}
}

func TestDANDILabel(t *testing.T) {
	organized := regexp.MustCompile(`[_*\\/<>:|"'?%@;,\t\n\v\f\r .\x{1c}-\x{1f}\x{85}\x{a0}\x{1680}\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}]`)
	label := regexp.MustCompile(`^` + dandiLabelPattern + `$`)
	for r := rune(0); r < 0x3100; r++ {
		got := dandiLabel(string(r))
		if organized.MatchString(string(r)) && got != "-" {
			t.Errorf("%q is %q, and a dash to dandi organize", r, got)
		}
		if !label.MatchString(got) {
			t.Errorf("%q is %q, which DANDI refuses", r, got)
		}
		if got != string(r) && got != "-" {
			t.Errorf("%q is %q", r, got)
		}
	}
	if got := dandiLabel("Mouse-042+a"); got != "Mouse-042+a" {
		t.Errorf("a good label is %q", got)
	}
}

// complete is a session of which everything is known that templates show.
func complete() Fields {
	fields := session("M042", "D1_S4", afternoon())
	fields["Subject.species"], fields[schema.BirthPath] = "Mus musculus", time.Date(2024, 2, 1, 0, 0, 0, 0, time.UTC)
	fields["NWBFile.experimenter"] = []string{"Doe, Jane", "Roe, R. M."}
	fields["NWBFile.institution"], fields["NWBFile.lab"], fields["NWBFile.notes"] = "../../etc", "-rf", "CON.txt"
	return fields
}

func TestExpandPath(t *testing.T) {
	for _, tt := range []struct {
		template, want string
		notes          []string
		mistake        string
	}{
		{template: "{subject_id}/{session_id}.nwb", want: "M042/D1_S4.nwb"},
		{template: "{animal}/{session}", want: "M042/D1_S4.nwb"},
		{template: "{Subject.subject_id}.NWB", want: "M042.NWB"},
		{template: "{session_id}.v2", want: "D1_S4.v2.nwb"},
		{template: "data/{{{subject_id}}}", want: "data/{M042}.nwb"},
		{template: "{session_start_time}", want: "20240517T143005.nwb"},
		{template: "{session_start_time:%Y-%m-%d %Hh%M.%S,%f %y%%}", want: "2024-05-17 14h30.05,000060 24%.nwb"},
		{template: "{date}_{time}", want: "20240517_143005.nwb"},
		{template: "{date:%Y}/{date:%m}/{source}", want: "2024/05/results.v1.nwb"},
		{template: "{Subject.date_of_birth}", want: "20240201.nwb"},
		{template: "{species}/{ session_id }", want: "Mus musculus/D1_S4.nwb"},
		{template: "{experimenter}", want: "Doe, Jane+Roe, R. M..nwb"},
		{template: "実験/{session_id}ü", want: "実験/D1_S4ü.nwb"},
		{template: "no fields", want: "no fields.nwb"},
		{
			template: "{NWBFile.institution}/{lab}_{lab}", want: "______etc/_rf__rf.nwb",
			notes: []string{`institution "../../etc" is "______etc" in the file's name`, `lab "-rf" is "_rf" in the file's name`},
		},
		{template: "{notes}", want: "_CON.txt.nwb", notes: []string{`notes "CON.txt" is "_CON.txt" in the file's name`}},
		{template: "{date:%H:%M}", want: "14-30.nwb", notes: []string{`session_start_time "14:30" is "14-30" in the file's name`}},

		{template: "{sesion_id}", mistake: `template "{sesion_id}": unknown field {sesion_id}`},
		{template: "{}", mistake: "unknown field {}"},
		{template: "{NWBFile.extra}", mistake: "unknown field {NWBFile.extra}"},
		{template: "{Ophys.ImagingPlane.location}", mistake: "{Ophys.ImagingPlane.location} cannot name files"},
		{template: "{sex}", mistake: "the file is to be named after Subject.sex, which nobody gave"},
		{template: "{keywords}", mistake: "NWBFile.keywords, which nobody gave"},
		{template: "{subject_id:%Y}", mistake: "{subject_id} is not a time and has no format"},
		{template: "{date:%q}", mistake: `the format "%q" of a time has "%q"`},
		{template: "{date:100%}", mistake: `the format "100%" of a time has "%"`},
		{template: "{subject_id", mistake: `no } closes "{subject_id"`},
		{template: "{subject_id{", mistake: "no } closes"},
		{template: "subject_id}", mistake: `no { opens "}"`},
		{template: "{date:%Y/%m}", mistake: "a / stands inside of {date:%Y/%m}"},
		{template: "", mistake: "does not end with the name of a file"},
		{template: "{subject_id}/", mistake: "does not end with the name of a file"},
		{template: "/data/{subject_id}", mistake: `has an element "": it must lead down from a folder`},
		{template: "../{subject_id}", mistake: `has an element ".."`},
		{template: "a/./b", mistake: `has an element "."`},
		{template: "a//b", mistake: `has an element ""`},
		{template: "a\nb", mistake: "has a control character"},
		{template: strings.Repeat("é", 127), mistake: "would be 258 bytes long"},
	} {
		t.Run(tt.template, func(t *testing.T) {
			path, notes, err := ExpandPath(tt.template, filepath.Join("some", "results.v1.hdf5"), complete())
			expectMistake(t, err, tt.mistake)
			if path != filepath.FromSlash(tt.want) {
				t.Errorf("path %q, want %q", path, tt.want)
			}
			if d := cmp.Diff(tt.notes, notes); err == nil && d != "" {
				t.Errorf("notes (-want +got):\n%s", d)
			}
		})
	}
}

// What only says that nobody gave it is not given, whatever format it is asked in.
func TestExpandPathNil(t *testing.T) {
	_, _, err := ExpandPath("{session_description:%Y}", "a", Fields{schema.SessionDescriptionPath: nil})
	expectMistake(t, err, "the file is to be named after NWBFile.session_description, which nobody gave")
}

func TestSafeElement(t *testing.T) {
	for value, want := range map[string]string{
		"M042":          "M042",
		"..":            "__",
		".":             "_",
		"-":             "_",
		"-.-x":          "___x",
		"/":             "_",
		"a/../b":        "a-..-b",
		`C:\x`:          "C--x",
		"a\x00b\x7fc":   "a-b-c",
		"a\u2028\u202e": "a--",
		"\xff\xfe":      "_",
		"é":             "é",
		"nul":           "_nul",
		"Aux .log":      "_Aux .log",
		"COM1":          "_COM1",
		"lpt9.x":        "_lpt9.x",
		"COM0":          "COM0",
		"COMM":          "COMM",
		"console":       "console",
	} {
		if got := safeElement(value); got != want {
			t.Errorf("%q is %q, want %q", value, got, want)
		}
	}
}

// Every key of the session and the subject can be called by itself.
func TestFieldsAreKeys(t *testing.T) {
	for _, section := range []string{"NWBFile", "Subject"} {
		for key := range schema.Known().Keys[section].Keys {
			if got, _, err := fieldAt(key); err != nil || got != section+"."+key {
				t.Errorf("{%s} is %q, %v", key, got, err)
			}
		}
	}
}

func TestFieldHint(t *testing.T) {
	for name, want := range map[string]string{
		"sesion_id":        "did you mean {session_id}?",
		"Session_ID":       "did you mean {session_id}?",
		"anmal":            "did you mean {animal}?",
		"sourc":            "did you mean {source}?",
		"Subject.geotype":  "did you mean {Subject.genotype}?",
		"NWBFile.sesionid": "did you mean {NWBFile.session_id}?",
		"rig":              "such as {subject_id}, {session_id}, {session_start_time}, or any other key of NWBFile and Subject",
	} {
		if got := fieldHint(name); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
}

// FuzzExpandPath asserts that what a template and values make stays below its
// folder, and is a path that can be written.
func FuzzExpandPath(f *testing.F) {
	f.Add("{subject_id}/{session_id}.nwb", "M042", "../x")
	f.Add("{{{lab}}}/{date:%Y%%}/{source}", "..", "a/b")
	f.Add(".{subject_id}/{session_id}.", ".", "-")
	f.Add("a/../{lab}", "\xff", "con")
	f.Fuzz(func(t *testing.T, template, subject, id string) {
		fields := session(subject, id, afternoon())
		fields["NWBFile.lab"] = subject + id
		for _, expand := range []func() (string, []string, error){
			func() (string, []string, error) { return ExpandPath(template, subject, fields) },
			func() (string, []string, error) { return DANDIPath(fields, 0) },
		} {
			path, _, err := expand()
			if err != nil {
				continue
			}
			elements := strings.Split(path, string(filepath.Separator))
			if !filepath.IsLocal(path) || slices.Contains(elements, "..") || strings.ContainsRune(path, 0) || !strings.EqualFold(filepath.Ext(path), ".nwb") {
				t.Errorf("template %q, subject %q, session %q: path %q", template, subject, id, path)
			}
			for _, e := range elements {
				if len(e) > maxElement {
					t.Errorf("element of %d bytes in %q", len(e), path)
				}
			}
		}
		if path, _, err := DANDIPath(fields, 0); err == nil && !dandiPattern.MatchString(filepath.ToSlash(path)) {
			t.Errorf("DANDI refuses %q", path)
		}
	})
}
