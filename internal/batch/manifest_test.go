package batch

import (
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// testGrammar knows a few flags of each kind.
func testGrammar() *Grammar {
	return &Grammar{
		Flags: []Flag{
			{Name: "metadata", List: true, Adds: true, Path: true, Input: ByBytes},
			{Name: "set", List: true, Adds: true},
			{Name: "with", List: true, Adds: true, Path: true, Input: ByState},
			{Name: "timestamps", Path: true, Input: ByBytes},
			{Name: "output", Path: true, Input: ByPlace},
			{Name: "path-template", Input: ByPlace},
			{Name: "dandi-layout", Path: true, Input: ByPlace},
			{Name: "mask"}, {Name: "rate"}, {Name: "frames"}, {Name: "no-images"}, {Name: "start-time"},
			{Name: "overwrite", Idle: true}, {Name: "if-exists", Idle: true}, {Name: "buffer-mb", Idle: true},
		},
		Rivals: [][]string{{"rate", "timestamps"}, {"output", "dandi-layout"}, {"overwrite", "if-exists"}},
		Metadata: func(name string) (string, bool) {
			path, ok := map[string]string{"sex": "Subject.sex", "subject_id": "Subject.subject_id", "Subject.sex": "Subject.sex"}[name]
			return path, ok
		},
		MetadataNames: []string{"sex", "subject_id"},
		Nearest: func(word string, of []string) string {
			for _, candidate := range of {
				if len(word) > 2 && strings.HasPrefix(candidate, word[:2]) && len(candidate) == len(word) {
					return candidate
				}
			}
			return ""
		},
	}
}

// parse reads a manifest that must be right.
func parse(t *testing.T, name, content string) []*Session {
	t.Helper()
	m, err := parseManifest(filepath.Join("lab", name), []byte(content), testGrammar())
	if err != nil {
		t.Fatalf("%q: %v", content, err)
	}
	return m.Sessions
}

// What spreadsheets make of a table is read as it was meant.
func TestSpreadsheets(t *testing.T) {
	want := []*Session{
		{ID: "m1", Source: "lab/a b.hdf5", Given: Values{"mask": {"pixel"}, "set": {"Subject.sex=F"}}},
		{ID: "m2", Source: "/abs/b.hdf5", Given: Values{}},
	}
	for name, content := range map[string]string{
		"tabs.tsv":         "session\tsource\tmask\tsex\nm1\ta b.hdf5\tpixel\tF\nm2\t/abs/b.hdf5\n",
		"bom.tsv":          "\xef\xbb\xbfsession\tsource\tmask\tsex\nm1\ta b.hdf5\tpixel\tF\nm2\t/abs/b.hdf5\t\t\n",
		"crlf.tsv":         "session\tsource\tmask\tsex\r\nm1\ta b.hdf5\tpixel\tF\r\nm2\t/abs/b.hdf5\t\t\r\n\t\t\t\r\n\r\n",
		"commas.csv":       "session,source,mask,sex\nm1,a b.hdf5,pixel,F\nm2,/abs/b.hdf5,,\n,,,\n,,,\n",
		"semicolons.csv":   "session;source;mask;sex\nm1;a b.hdf5;pixel;F\nm2;/abs/b.hdf5;;\n",
		"quotes.csv":       "\"session\",\"source\",\"mask\",\"sex\"\n\"m1\",\"a b.hdf5\",\"pixel\",\"F\"\n\"m2\",\"/abs/b.hdf5\",\"\",\"\"",
		"comments.tsv":     "# of the lab\nsession\tsource\tmask\tsex\n# first week\nm1\ta b.hdf5\tpixel\tF\nm2\t/abs/b.hdf5\n",
		"spaces.csv":       "session, source , mask,sex\nm1,a b.hdf5 , pixel, F\nm2, /abs/b.hdf5\n",
		"order.csv":        "mask,sex,source,session\npixel,F,a b.hdf5,m1\n,,/abs/b.hdf5,m2\n",
		"capitals.tsv":     "Session\tSOURCE\tMask\tsex\nm1\ta b.hdf5\tpixel\tF\nm2\t/abs/b.hdf5\n",
		"empty column.csv": "session,source,mask,sex,rate\nm1,a b.hdf5,pixel,F,\nm2,/abs/b.hdf5,,,\n",
	} {
		got := parse(t, name, content)
		for _, s := range got {
			s.Line, s.Columns = 0, nil
		}
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("%s (-want +got):\n%s", name, d)
		}
	}
}

// A cell gives a flag of the conversion, metadata, or several flags.
func TestCells(t *testing.T) {
	for _, tt := range []struct {
		column, cell string
		want         Values
	}{
		{"mask", "pixel", Values{"mask": {"pixel"}}},
		{"start_time", "2024-01-01", Values{"start-time": {"2024-01-01"}}},
		{"start-time", "2024-01-01", Values{"start-time": {"2024-01-01"}}},
		{"no_images", "true", Values{"no-images": {"true"}}},
		{"metadata", "a.yaml; /b.yaml", Values{"metadata": {"lab/a.yaml", "/b.yaml"}}},
		{"timestamps", "t.csv", Values{"timestamps": {"lab/t.csv"}}},
		{"output", "nwb/", Values{"output": {"lab/nwb/"}}},
		{"sex", "F", Values{"set": {"Subject.sex=F"}}},
		{"set:NWBFile.lab", "a; b = c", Values{"set": {"NWBFile.lab=a; b = c"}}},
		{"set", "Subject.sex=F; NWBFile.lab=x", Values{"set": {"Subject.sex=F", "NWBFile.lab=x"}}},
		{"opts", "--mask pixel --no-images --frames=0:100", Values{"mask": {"pixel"}, "no-images": {"true"}, "frames": {"0:100"}}},
		{"opts", `--set 'NWBFile.lab=the "old" lab' --timestamps "a b.csv"`, Values{"set": {`NWBFile.lab=the "old" lab`}, "timestamps": {"lab/a b.csv"}}},
		{"opts", "--rate=-1", Values{"rate": {"-1"}}},
	} {
		got := parse(t, "s.tsv", "session\tsource\t"+tt.column+"\nm1\ta.hdf5\t"+`"`+strings.ReplaceAll(tt.cell, `"`, `""`)+`"`+"\n")
		if d := cmp.Diff(tt.want, got[0].Given); d != "" {
			t.Errorf("%s = %q (-want +got):\n%s", tt.column, tt.cell, d)
		}
	}
}

// Everything that is wrong is told at once, each with its line and a cure.
func TestWrongManifests(t *testing.T) {
	const head = "session\tsource\tmask\n"
	for content, want := range map[string][]string{
		"":                                      {"the manifest is empty | begin with"},
		"session\tmask\n":                       {"line 1: there is no column \"source\" |"},
		"session\tsource\tmaks\n":               {"line 1: unknown column \"maks\" | did you mean mask?"},
		"session\tsource\tset:\n":               {"line 1: unknown column \"set:\" |"},
		"session\tsource\tsex\tSubject.sex\n":   {"line 1: column \"Subject.sex\" gives what another column gives |"},
		"session\t\tsource\n":                   {"line 1: column 2 has no name |"},
		head + "m1\ta\n\nm1\tb\n":               {"line 4: column session: session \"m1\" stands twice: line 2 has it too |"},
		head + "m1\ta\nM1\tb\n":                 {"line 3: column session: session \"M1\" stands twice: line 2 has it too |"},
		head + "a/b\ta\n../x\tb\n":              {"line 2: column session: \"a/b\" cannot be", "line 2: column session: no session", "line 3: column session: \"../x\" cannot", "line 3: column session: no session"},
		head + "\ta\nm2\n":                      {"line 2: column session: no session is given |", "line 3: column source: no source is given |"},
		head + "m1\ta\tpixel\tmore\n":           {"line 2: the row has 4 cells, and the header 3 columns |"},
		"session\tsource\topts\nm\ta\t--maks 1": {"line 2: column opts: \"--maks\" is no flag of the conversion | did you mean mask?"},
		"session\tsource\topts\nm\ta\tmask":     {"line 2: column opts: \"mask\" is no flag of the conversion |"},
		"session\tsource\topts\nm\ta\t--set 'x": {"line 2: column opts: the quote ' is not closed |"},
		head + "m1\t\"a\n":                      {"line 2: extraneous or missing"},
		head + "m\xff\ta\n":                     {"line 2: the table is not UTF-8 text |"},
		"\xff\xfes\x00":                         {"the table is UTF-16 text |"},
		"PK\x03\x04...":                         {"the table is a spreadsheet, and not text |"},
	} {
		_, err := parseManifest("s.tsv", []byte(content), testGrammar())
		var problems Problems
		if !errors.As(err, &problems) {
			t.Errorf("%q: %v", content, err)
			continue
		}
		var got []string
		for _, p := range problems {
			got = append(got, fmt.Sprintf("%v | %s", p, p.Hint))
			if p.Hint == "" {
				t.Errorf("%q: no cure for %v", content, p)
			}
		}
		if !slices.EqualFunc(got, want, strings.HasPrefix) {
			t.Errorf("%q:\n got %q\nwant %q", content, got, want)
		}
	}
}

// A row's values win over the run's, and leave out what answers the same question;
// what adds up stands before the row's.
func TestMerge(t *testing.T) {
	g := testGrammar()
	run := Values{"mask": {"image"}, "timestamps": {"t.csv"}, "metadata": {"lab.yaml"}, "set": {"a=1"}, "dandi-layout": {"ds"}}
	row := Values{"rate": {"30"}, "metadata": {"m1.yaml"}, "mask": {"pixel"}, "output": {"x.nwb"}}
	want := Values{"mask": {"pixel"}, "rate": {"30"}, "metadata": {"lab.yaml", "m1.yaml"}, "set": {"a=1"}, "output": {"x.nwb"}}
	if d := cmp.Diff(want, g.merge(run, row)); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
	if len(run) != 5 || len(run["metadata"]) != 1 {
		t.Errorf("the run's values changed: %v", run)
	}
	wantArgs := []string{"--mask=pixel", "--metadata=lab.yaml", "--metadata=m1.yaml", "--output=x.nwb", "--rate=30", "--set=a=1"}
	if d := cmp.Diff(wantArgs, want.Arguments()); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
}

func TestSelect(t *testing.T) {
	var all []*Session
	for _, id := range []string{"m1_a", "m1_b", "m2_a", "m2_b"} {
		all = append(all, &Session{ID: id})
	}
	for _, tt := range []struct {
		only, skip []string
		want       string
	}{
		{nil, nil, "m1_a m1_b m2_a m2_b"},
		{[]string{"m1*"}, nil, "m1_a m1_b"},
		{[]string{"m2_b", "m1_a"}, nil, "m1_a m2_b"},
		{nil, []string{"*_a"}, "m1_b m2_b"},
		{[]string{"m1*"}, []string{"*_a"}, "m1_b"},
		{[]string{"m3"}, nil, `error: no session is like "m3"`},
		{nil, []string{"["}, `error: pattern "[": syntax error in pattern`},
	} {
		got, err := Select(all, tt.only, tt.skip)
		text := ids(got)
		if err != nil {
			text = "error: " + err.Error()
		}
		if text != tt.want {
			t.Errorf("only %q, skip %q: %s, want %s", tt.only, tt.skip, text, tt.want)
		}
	}
}

func ids(all []*Session) string {
	var names []string
	for _, s := range all {
		names = append(names, s.ID)
	}
	return strings.Join(names, " ")
}

// Each row is in one part, and stays there when rows are added.
func TestShard(t *testing.T) {
	var all []*Session
	for i := range 11 {
		all = append(all, &Session{ID: fmt.Sprint(i)})
	}
	seen := map[string]int{}
	for part := 1; part <= 4; part++ {
		before := Shard(all[:7], part, 4)
		now := Shard(all, part, 4)
		if !slices.Equal(before, now[:len(before)]) {
			t.Errorf("part %d: %s became %s", part, ids(before), ids(now))
		}
		for _, s := range now {
			seen[s.ID]++
		}
	}
	for id, n := range seen {
		if n != 1 {
			t.Errorf("session %s is in %d parts", id, n)
		}
	}
	if len(seen) != len(all) {
		t.Errorf("%d of %d sessions are in a part", len(seen), len(all))
	}
}

func TestSessionName(t *testing.T) {
	for text, want := range map[string]string{
		"m042_d1": "m042_d1", "a b/c": "a-b-c", "_hidden": "hidden", "Ä": "session", "": "session", "-": "session", strings.Repeat("x", 500): strings.Repeat("x", 200),
	} {
		got := SessionName(text)
		if got != want || !validID.MatchString(got) {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

// What is frozen reads as what it was made of.
func TestFreeze(t *testing.T) {
	g := testGrammar()
	folder := t.TempDir()
	given := Values{
		"set":        {`NWBFile.lab=the "old" lab, it's`, "Subject.sex=F"},
		"metadata":   {filepath.Join(folder, "a b.yaml")},
		"timestamps": {filepath.Join(folder, "t\t.csv")},
		"mask":       {"pixel"},
		"output":     {filepath.Join(folder, "nwb") + "/"},
	}
	r := &Run{Grammar: g}
	path := filepath.Join(folder, "frozen.tsv")
	source := filepath.Join(folder, "it's a \"source\".hdf5")
	if err := r.freeze(path, []*Item{{Session: &Session{ID: "m1", Source: source}, Values: given}}); err != nil {
		t.Fatal(err)
	}
	m, err := ReadManifest(path, g)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(given, m.Sessions[0].Given); d != "" || m.Sessions[0].Source != source {
		t.Errorf("source %q, (-want +got):\n%s", m.Sessions[0].Source, d)
	}
}

// FuzzManifest: any bytes are read without harm, and every session that is made
// of them has a name that is safe as that of a file.
func FuzzManifest(f *testing.F) {
	f.Add("s.tsv", []byte("session\tsource\tmask\tsex\nm1\ta.hdf5\tpixel\tF\n"))
	f.Add("s.csv", []byte("\xef\xbb\xbfsession;source;opts\r\nm1;\"a\"\"b\";--set 'x=1'\r\n"))
	g := testGrammar()
	f.Fuzz(func(t *testing.T, name string, content []byte) {
		m, err := parseManifest(name, content, g)
		if err != nil {
			return
		}
		for _, s := range m.Sessions {
			if !validID.MatchString(s.ID) || s.Source == "" {
				t.Errorf("session %q of %q", s.ID, s.Source)
			}
		}
	})
}
