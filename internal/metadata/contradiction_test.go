package metadata

import (
	"fmt"
	"strings"
	"testing"

	"roi2nwb/internal/metadata/schema"
	"roi2nwb/internal/metadata/tree"

	"github.com/google/go-cmp/cmp"
)

// Layers in their order, and what is said of those that differ.
func TestContradictions(t *testing.T) {
	hint := func(origin string, pairs ...string) *Layer {
		var hints []Hint
		for i := 0; i < len(pairs); i += 2 {
			hints = append(hints, Hint{Path: pairs[i], Value: pairs[i+1], Origin: fmt.Sprintf("%s.%d", origin, i/2)})
		}
		return must(FromHints(origin, hints))(t)
	}
	file := func(name, text string) *Layer { return must(fromText(name, []byte(text)))(t) }
	set := func(texts ...string) *Layer { return must(FromSets("--set", texts))(t) }
	const id, session = "Subject.subject_id", "NWBFile.session_id"
	for _, tt := range []struct {
		name   string
		layers []*Layer
		start  string
		want   []string
	}{
		{"agree", []*Layer{hint("source", id, "M1"), hint("path", id, " M1"), file("lab.yaml", "Subject: {subject_id: M1}"), set("Subject.subject_id=M1")}, "", nil},
		{"path and source", []*Layer{hint("source", id, "M1", session, "S"), hint("path", id, "M2")}, "",
			[]string{`path: path.0: warning: Subject.subject_id: "M2" is taken, but the source (source.0) says "M1"`}},
		{"shared file", []*Layer{hint("source", id, "M1"), hint("path", id, "M1"), file("lab.yaml", "Subject: {subject_id: M2}")}, "",
			[]string{`lab.yaml:1:23: Subject.subject_id: says "M2", but the source (source.0) says "M1", and the path (path.0) says "M1"`}},
		{"own file", []*Layer{hint("path", id, "M1"), file("lab.yaml", "Subject: {subject_id: M2}").OfSession()}, "",
			[]string{`lab.yaml:1:23: warning: Subject.subject_id: "M2" is taken, but the path (path.0) says "M1"`}},
		{"keyed file", []*Layer{hint("path", id, "M1"), file("lab.yaml", "Devices: {a: {name: b}}\nSubject: {subject_id: M2}")}, "",
			[]string{`lab.yaml:2:23: Subject.subject_id: says "M2", but the path (path.0) says "M1"`}},
		{"own file over shared", []*Layer{hint("path", id, "M1"), file("lab.yaml", "Subject: {subject_id: M2}"), file("s.yaml", "Subject: {subject_id: M1}").OfSession()}, "",
			[]string{`s.yaml:1:23: warning: Subject.subject_id: "M1" is taken, but lab.yaml:1:23 says "M2"`}},
		{"shared over own", []*Layer{hint("path", id, "M1"), file("s.yaml", "Subject: {subject_id: M1}").OfSession(), file("lab.yaml", "Subject: {subject_id: M2}")}, "",
			[]string{`lab.yaml:1:23: Subject.subject_id: says "M2", but the path (path.0) says "M1", and s.yaml:1:23 says "M1"`}},
		{"set", []*Layer{hint("path", id, "M1"), file("lab.yaml", "Subject: {subject_id: M2}"), set("Subject={subject_id: M3}")}, "",
			[]string{`--set: warning: Subject.subject_id: "M3" is taken, but the path (path.0) says "M1", and lab.yaml:1:23 says "M2"`}},
		{"not given", []*Layer{hint("path", id, "M1"), file("lab.yaml", "Subject: {subject_id: }")}, "", nil},
		{"left to do", []*Layer{hint("path", id, "M1"), file("lab.yaml", "Subject: {subject_id: TODO}").OfSession()}, "", nil},
		{"within the source", []*Layer{hint("source", id, "M1", session, "S", id, "M2")}, "",
			[]string{`source: source.0: warning: Subject.subject_id: "M1" is taken, but the source (source.2) says "M2"`}},
		{"within the source, and a file that knows", []*Layer{hint("source", id, "M1", id, "M2"), file("lab.yaml", "Subject: {subject_id: M1}")}, "", nil},
		{"within the source, and a file that differs", []*Layer{hint("source", id, "M1", id, "M2"), file("lab.yaml", "Subject: {subject_id: M2}")}, "",
			[]string{`lab.yaml:1:23: Subject.subject_id: says "M2", but the source (source.0) says "M1"`}},
		{"the same moment", []*Layer{hint("source", schema.SessionStartPath, "2024-05-17T12:30:00.250Z"), file("lab.yaml", "NWBFile: {session_start_time: 2024-05-17T14:30+02:00}")},
			"2024-05-17T08:30:00-04:00", nil},
		{"another moment", []*Layer{hint("source", schema.SessionStartPath, "2024-05-17T12:30:00Z"), file("lab.yaml", "NWBFile: {session_start_time: 2024-05-17T12:30:00+02:00}")}, "",
			[]string{`lab.yaml:1:31: NWBFile.session_start_time: says "2024-05-17T12:30:00+02:00", but the source (source.0) says "2024-05-17T12:30:00Z"`}},
		{"a clock without zone", []*Layer{hint("path", schema.SessionStartPath, "2024-05-17T14:30:00"), file("lab.yaml", "NWBFile: {session_start_time: 2024-05-17T14:30:00-04:00}")}, "", nil},
		{"a clock in UTC", []*Layer{hint("path", schema.SessionStartPath, "2024-05-17T18:30:00"), file("lab.yaml", "NWBFile: {session_start_time: 2024-05-17T14:30:00-04:00}")}, "", nil},
		{"another clock", []*Layer{hint("path", schema.SessionStartPath, "2024-05-17T15:30:00"), file("lab.yaml", "NWBFile: {session_start_time: 2024-05-17T14:30:00-04:00}")}, "",
			[]string{`lab.yaml:1:31: NWBFile.session_start_time: says "2024-05-17T14:30:00-04:00", but the path (path.0) says "2024-05-17T15:30:00"`}},
		{"flag", []*Layer{hint("path", schema.SessionStartPath, "2024-05-17T15:30:00Z")}, "2024-05-17T16:30:00Z",
			[]string{`--start-time: warning: NWBFile.session_start_time: "2024-05-17T16:30:00Z" is taken, but the path (path.0) says "2024-05-17T15:30:00Z"`}},
		{"birth", []*Layer{file("lab.yaml", "Subject: {date_of_birth: 2024-01-31}"), set("Subject.date_of_birth=2024-01-31T08:00:00Z")}, "", nil},
		{"another birth", []*Layer{file("lab.yaml", "Subject: {date_of_birth: 2024-01-31}"), set("Subject.date_of_birth=2024-02-01")}, "",
			[]string{`--set: warning: Subject.date_of_birth: "2024-02-01" is taken, but lab.yaml:1:26 says "2024-01-31"`}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var got []string
			for _, p := range Merge(append([]*Layer{must(Defaults())(t)}, tt.layers...)...).Report(Options{StartTime: tt.start, StartTimeOrigin: "--start-time", Now: testOptions().Now}) {
				if p.Rule != "contradiction" {
					continue
				}
				want := tree.SeeWhich
				switch {
				case strings.HasPrefix(p.File, "--"):
					want = tree.SeeHint
				case p.Severity == tree.Error:
					want = tree.GiveForSession
				}
				if p.Cure.Kind != want || p.Hint != "" {
					t.Errorf("cure %v, hint %q", p.Cure, p.Hint)
				}
				got = append(got, p.String())
			}
			if d := cmp.Diff(tt.want, got); d != "" {
				t.Errorf("(-want +got):\n%s", d)
			}
		})
	}
}

// A time of the path has the zone of the same time as the source says it, and
// no other.
func TestPathTakesZoneOfSource(t *testing.T) {
	for _, tt := range []struct{ source, path, want string }{
		{"2021-10-14T10:11:24.779-04:00", "2021-10-14T10:11:24", "2021-10-14T10:11:24.779-04:00"},
		{"2021-10-14T10:11:24.779-04:00", "2021-10-14T14:11:24", ""},
		{"2021-10-14T10:11:24.779", "2021-10-14T10:11:24", ""},
	} {
		source := must(FromHints("source", []Hint{{Path: schema.SessionStartPath, Value: tt.source}}))(t)
		path := must(FromHints("path", []Hint{{Path: schema.SessionStartPath, Value: tt.path}}))(t)
		m, err := Merge(must(Defaults())(t), source, path).Resolve(testOptions())
		if tt.want == "" {
			if err == nil || !strings.Contains(err.Error(), "a time without a zone") {
				t.Errorf("%s and %s: error %v", tt.source, tt.path, err)
			}
			continue
		}
		if got := m.File.SessionStart.Format("2006-01-02T15:04:05.000-07:00"); err != nil || got != tt.want {
			t.Errorf("%s and %s: %s, error %v", tt.source, tt.path, got, err)
		}
	}
}
