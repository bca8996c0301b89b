package settings

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"roi2nwb/internal/metadata"
)

// every is a command with a flag of each kind.
func every() *cobra.Command {
	root := &cobra.Command{Use: "roi2nwb"}
	c := &cobra.Command{Use: "make", RunE: func(*cobra.Command, []string) error { return nil }}
	f := c.Flags()
	f.String("text", "plain", "")
	f.String("log", "", "a `file`")
	f.Int("count", 1, "")
	f.Float64("rate", 0, "")
	f.String("timestamps", "", "a `file`")
	f.Float64("size-mb", 4, "")
	f.Bool("brief", false, "")
	f.StringSlice("parts", nil, "")
	f.StringArray("metadata", nil, "a `file`")
	f.StringArray("set", nil, "")
	other := &cobra.Command{Use: "look", RunE: c.RunE}
	other.Flags().Bool("deep", false, "")
	root.AddCommand(c, other)
	return root
}

// place is where settings stand in a test: the user's folder, the working
// folder, the environment.
type place struct {
	user, other, here string // other is a file of another name in the user's folder
	variables         map[string]string
}

// settle makes the place the process's own, and returns the user's folder.
func (p place) settle(t *testing.T) string {
	t.Helper()
	home := t.TempDir()
	t.Setenv("XDG_CONFIG_HOME", home)
	t.Setenv("HOME", home)
	t.Setenv("AppData", home)
	folder, err := os.UserConfigDir()
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv("ROI2NWB_SETTINGS", "") // so that it is restored
	if err := os.Unsetenv("ROI2NWB_SETTINGS"); err != nil {
		t.Fatal(err)
	}
	t.Chdir(t.TempDir())
	folder = filepath.Join(folder, "roi2nwb")
	if err := os.MkdirAll(folder, 0o755); err != nil {
		t.Fatal(err)
	}
	for path, text := range map[string]string{
		filepath.Join(folder, "roi2nwb.yaml"):  p.user,
		filepath.Join(folder, "settings.yaml"): p.other,
		"roi2nwb.yaml":                         p.here,
	} {
		if text == "" {
			continue
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for name, value := range p.variables {
		t.Setenv(name, value)
	}
	return folder
}

// rules are those of the command of every.
func rules() *Rules {
	return &Rules{
		CommandLineOnly: func(string, string) bool { return false },
		Rivals:          [][]string{{"rate", "timestamps"}},
		NoFlags:         []string{"PYTHON", "READERS", "VERSION"},
	}
}

// settled applies the settings to the command make, with a command line.
func settled(root *cobra.Command, args ...string) (*pflag.FlagSet, error) {
	c, _, err := root.Find([]string{"make"})
	if err != nil {
		return nil, err
	}
	if err := c.ParseFlags(args); err != nil {
		return nil, err
	}
	sources, err := Read(Find(), KnownOf(root, rules()))
	if err != nil {
		return nil, err
	}
	set, err := sources.For("make")
	if err != nil {
		return nil, err
	}
	return c.Flags(), set.Apply(c.Flags())
}

// Each kind of flag takes its value from the nearest of the five sources; lists
// of repeated flags are added up. The table takes the sources away one by one.
func TestPrecedence(t *testing.T) {
	for _, tt := range []struct {
		flag                      string
		user, here, variable, arg string
		from                      [5]string // the default, then with one more source each
	}{
		{"text", "text: mine", "text: ours", "now", "--text=last", [5]string{"plain", "mine", "ours", "now", "last"}},
		{"count", "count: 2", "count: 3", "4", "--count=5", [5]string{"1", "2", "3", "4", "5"}},
		{"size-mb", "size-mb: 2", "size-mb: 3.5", "4e1", "--size-mb=5", [5]string{"4", "2", "3.5", "40", "5"}},
		{"brief", "brief: true", "brief: false", "1", "--brief=false", [5]string{"false", "true", "false", "true", "false"}},
		{"parts", "parts: [a, b]", "parts: c", "d,e", "--parts=f", [5]string{"[]", "[a,b]", "[c]", "[d,e]", "[f]"}},
		{"log", "log: a", "log: b", "c", "--log=d", [5]string{"", "USER/a", "b", "c", "d"}},
		{"metadata", "metadata: [a, ~/b]", "metadata: sub/c", "d" + string(filepath.ListSeparator) + "e", "--metadata=f",
			[5]string{"[]", "[USER/a,HOME/b]", "[USER/a,HOME/b,sub/c]", "[USER/a,HOME/b,sub/c,d,e]", "[USER/a,HOME/b,sub/c,d,e,f]"}},
		{"set", "set: x=1", "set: ['y=1,2', 'z=a:b;c']", "v=1:2\nw=3\n", "--set=u=4",
			[5]string{"[]", "[x=1]", `[x=1,"y=1,2",z=a:b;c]`, `[x=1,"y=1,2",z=a:b;c,v=1:2,w=3]`, `[x=1,"y=1,2",z=a:b;c,v=1:2,w=3,u=4]`}},
	} {
		for n, want := range tt.from {
			var p place
			var args []string
			for i, give := range []func(){
				func() { p.user = tt.user },
				func() { p.here = tt.here },
				func() { p.variables = map[string]string{Variable(tt.flag): tt.variable} },
				func() { args = []string{tt.arg} },
			} {
				if i < n {
					give()
				}
			}
			user := p.settle(t)
			f, err := settled(every(), args...)
			if err != nil {
				t.Errorf("%s with %d sources: %v", tt.flag, n, err)
				continue
			}
			got := strings.ReplaceAll(f.Lookup(tt.flag).Value.String(), user, "USER")
			got = strings.ReplaceAll(got, os.Getenv("HOME"), "HOME")
			if got != want {
				t.Errorf("%s with %d sources: got %s, want %s", tt.flag, n, got, want)
			}
			if f.Lookup(tt.flag).Changed != (n == 4) {
				t.Errorf("%s with %d sources: changed on the command line: %t", tt.flag, n, n != 4)
			}
		}
	}
}

// Rules of precedence beyond the order of sources.
func TestPrecedenceRules(t *testing.T) {
	for _, tt := range []struct {
		name string
		place
		args       []string
		flag, want string
		origins    []string
	}{
		{"a section wins in its file", place{here: "make:\n  count: 7\ncount: 3\n"}, nil, "count", "7", []string{"roi2nwb.yaml:2"}},
		{"another's section does not", place{here: "look:\n  deep: true\ncount: 3\n"}, nil, "count", "3", []string{"roi2nwb.yaml:3"}},
		{"a nearer file wins over a section", place{user: "make: {count: 7}", here: "count: 3\n"}, nil, "count", "3", []string{"roi2nwb.yaml:1"}},
		{"a file of another name is not read", place{other: "count: 8"}, nil, "count", "1", nil},
		{"an empty list drops what is farther", place{user: "metadata: [a]", here: "metadata: []"}, []string{"--metadata=z"}, "metadata", "[z]", nil},
		{"an empty list that replaces", place{user: "parts: [a]", here: "parts: []"}, nil, "parts", "[]", []string{"roi2nwb.yaml:1"}},
		{"no value says nothing", place{user: "count: 2", here: "count:\ntext: ~\nmake:\n"}, nil, "count", "2", []string{"USER/roi2nwb.yaml:1"}},
		{"an empty variable says nothing", place{here: "count: 3", variables: map[string]string{"ROI2NWB_COUNT": ""}}, nil, "count", "3", []string{"roi2nwb.yaml:1"}},
		{"a named file replaces both", place{user: "count: 2", here: "text: x", variables: map[string]string{"ROI2NWB_SETTINGS": os.DevNull}}, nil, "count", "1", nil},
		{"an empty name for none", place{user: "count: 2", here: "count: 3", variables: map[string]string{"ROI2NWB_SETTINGS": ""}}, nil, "count", "1", nil},
		{"items know where they are from", place{user: "metadata: [/a]", here: "\nmetadata: [b]"}, []string{"--metadata=c"}, "metadata", "[/a,b,c]",
			[]string{"USER/roi2nwb.yaml:1", "roi2nwb.yaml:2", "command line"}},
		{"a folder stays one", place{here: "log: out/"}, nil, "log", "out" + string(filepath.Separator), []string{"roi2nwb.yaml:1"}},
		{"standard output stays that", place{user: "log: '-'"}, nil, "log", "-", []string{"USER/roi2nwb.yaml:1"}},
		{"a rival on the command line", place{here: "rate: 30"}, []string{"--timestamps=a"}, "rate", "0", nil},
		{"a rival that is nearer", place{user: "timestamps: a", here: "rate: 30"}, nil, "timestamps", "", nil},
		{"a rival that is farther", place{user: "timestamps: a", here: "rate: 30"}, nil, "rate", "30", []string{"roi2nwb.yaml:1"}},
		{"JSON is YAML", place{here: "\ufeff{\"count\": 5}"}, nil, "count", "5", []string{"roi2nwb.yaml:1"}},
		{"a file of comments", place{here: "# nothing\n"}, nil, "count", "1", nil},
	} {
		user := tt.settle(t)
		f, err := settled(every(), tt.args...)
		if err != nil {
			t.Errorf("%s: %v", tt.name, err)
			continue
		}
		flag := f.Lookup(tt.flag)
		var origins []string
		for _, o := range Origins(flag) {
			origins = append(origins, strings.ReplaceAll(o, user, "USER"))
		}
		if got := flag.Value.String(); got != tt.want || !cmp.Equal(origins, tt.origins) {
			t.Errorf("%s: got %s from %q, want %s from %q", tt.name, got, origins, tt.want, tt.origins)
		}
	}
}

// The working folder may be the user's own: its file is read once.
func TestSettingsReadOnce(t *testing.T) {
	t.Chdir(place{user: "metadata: [a]"}.settle(t))
	f, err := settled(every())
	if err != nil {
		t.Fatal(err)
	}
	if got := f.Lookup("metadata").Value.String(); got != "[a]" {
		t.Errorf("got %s", got)
	}
}

// Each mistake is told with its file and line.
func TestSettingsMistakes(t *testing.T) {
	for _, tt := range []struct {
		name string
		place
		want string
	}{
		{"unknown key", place{here: "text: x\ncuont: 2"}, `roi2nwb.yaml:2:1: unknown setting "cuont" (did you mean "count"?)`},
		{"far from any", place{here: "weather: x"}, `roi2nwb.yaml:1:1: unknown setting "weather" (roi2nwb config show lists the settings)`},
		{"other case", place{here: "Count: 2"}, `roi2nwb.yaml:1:1: unknown setting "Count" (did you mean "count"?)`},
		{"metadata", place{here: "Subject: {sex: M}"}, `roi2nwb.yaml:1:1: unknown setting "Subject" (this looks like metadata, which stands in a file of its own: ` +
			`give that with --metadata, or name it here, as in metadata: [lab.yaml])`},
		{"metadata below its name", place{here: "metadata: {Subject: {sex: M}}"}, `roi2nwb.yaml:1:11: metadata: a mapping was found, a text or a list of texts is expected ` +
			`(metadata stands in a file of its own: give its name, as in metadata: [lab.yaml])`},
		{"command line alone", place{here: "help: true"}, `roi2nwb.yaml:1:1: "help" is for the command line alone`},
		{"another's in a section", place{here: "make:\n  deep: true"}, `roi2nwb.yaml:2:3: the command "make" has no setting "deep" (these have it: look)`},
		{"no section", place{here: "look: 3"}, `roi2nwb.yaml:1:7: look: "3" was found, settings of the command "look" are expected`},
		{"whole number", place{here: "count: 2.5"}, `roi2nwb.yaml:1:8: count: "2.5" was found, a whole number is expected`},
		{"too large a number", place{here: "count: 99999999999999999999"}, `roi2nwb.yaml:1:8: count: "99999999999999999999" was found, a whole number is expected`},
		{"number", place{here: "size-mb: big"}, `roi2nwb.yaml:1:10: size-mb: "big" was found, a number is expected`},
		{"yes", place{here: "brief: yes"}, `roi2nwb.yaml:1:8: brief: "yes" was found, true or false is expected`},
		{"list for one", place{here: "text: [a]"}, `roi2nwb.yaml:1:7: text: a list was found, a text is expected`},
		{"list of lists", place{here: "set: [[a]]"}, `roi2nwb.yaml:1:6: set: a list was found, a text or a list of texts is expected`},
		{"null in a list", place{here: "set: [a, null]"}, `roi2nwb.yaml:1:6: set: a list was found, a text or a list of texts is expected`},
		{"alias", place{here: "text: &a x\nlog: *a"}, "roi2nwb.yaml:1:7: text: anchor was found, a text is expected\nroi2nwb.yaml:2:6: log: alias was found, a text is expected"},
		{"all at once", place{here: "count: x\nbrief: 3"}, "roi2nwb.yaml:1:8: count: \"x\" was found, a whole number is expected\nroi2nwb.yaml:2:8: brief: \"3\" was found, true or false is expected"},
		{"twice", place{here: "count: 1\ncount: 2"}, `roi2nwb.yaml:2:1: mapping key "count" already defined at [1:1]`},
		{"torn", place{here: "text: \"x"}, `roi2nwb.yaml:1:7: could not find end character of double-quoted text`},
		{"no mapping", place{here: "- text"}, `roi2nwb.yaml:1:1: a list was found, names with values are expected (settings are lines such as mask: pixel)`},
		{"two documents", place{here: "text: x\n---\ncount: 2"}, `roi2nwb.yaml:3:1: a second document starts here; settings are one`},
		{"no text", place{here: "text: \xff"}, `roi2nwb.yaml: is not UTF-8 text; save it as UTF-8`},
		{"deep", place{here: strings.Repeat("[", 3000)}, `roi2nwb.yaml: holds 3000 pieces of YAML; settings may hold 2000`},
		{"large", place{here: strings.Repeat("# large\n", 9000)}, `settings "roi2nwb.yaml": holds more than 65536 bytes, which settings do not`},
		{"variable", place{variables: map[string]string{"ROI2NWB_COUNT": "several"}}, `variable ROI2NWB_COUNT: "several" is not a whole number`},
		{"absent", place{variables: map[string]string{"ROI2NWB_SETTINGS": "absent.yaml"}}, `the settings file "absent.yaml" does not exist`},
		{"folder", place{variables: map[string]string{"ROI2NWB_SETTINGS": "."}}, `settings ".": is a folder; a file is expected`},
	} {
		tt.settle(t)
		_, err := settled(every())
		if err == nil {
			t.Errorf("%s: no error", tt.name)
			continue
		}
		if diff := cmp.Diff(tt.want, err.Error()); diff != "" {
			t.Errorf("%s: %s", tt.name, diff)
		}
		var problems metadata.Problems
		var other *Error
		if !errors.As(err, &problems) && !errors.As(err, &other) {
			t.Errorf("%s: %T", tt.name, err)
		}
	}
}

func TestStrays(t *testing.T) {
	got := KnownOf(every(), rules()).Strays([]string{
		"ROI2NWB_SIZE_MB=1", "ROI2NWB_SIZEMB=1", "ROI2NWB_CUONT=1", "ROI2NWB_WEATHER=fine", "ROI2NWB_EMPTY=", "HOME=/",
		"ROI2NWB_SETTINGS=x", "ROI2NWB_PYTHON=python3", "ROI2NWB_READERS=required", "ROI2NWB_VERSION=1.0",
	})
	want := []string{
		"the variable ROI2NWB_CUONT sets nothing; did you mean ROI2NWB_COUNT?",
		"the variable ROI2NWB_SIZEMB sets nothing; did you mean ROI2NWB_SIZE_MB?",
		"the variable ROI2NWB_WEATHER sets nothing",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// Whatever stands in a settings file, reading it ends in settings or in
// problems with a place.
func FuzzSettings(f *testing.F) {
	for _, text := range []string{"", "count: 1", "make: {count: 1}", "metadata: [a, b]", "a: &b [*b]", "? - : {", "\ttext: x", "text: |\n  x", "<<: {text: x}", "!!str : x", "- - -", "text: \"x"} {
		f.Add([]byte(text))
	}
	known := KnownOf(every(), rules())
	f.Fuzz(func(t *testing.T, text []byte) {
		if len(text) > maxBytes {
			return
		}
		d := &decoder{file: "f", known: known, section: "make"}
		values, err := d.decode(text)
		if (err == nil) != (len(d.problems) == 0) {
			t.Errorf("%v with %d problems", err, len(d.problems))
		}
		for _, p := range d.problems {
			if p.File != "f" || p.Message == "" {
				t.Errorf("problem %+v", p)
			}
		}
		for name, v := range values {
			if known.flags[name] == nil {
				t.Errorf("unknown setting %q was taken", name)
			}
			if v, ok := v.(value); !ok || len(v.origins) != 1 || !v.list && len(v.texts) != 1 {
				t.Errorf("%q is %+v", name, v)
			}
		}
	})
}

// What one command is given does not change what another is given: a list of the
// one goes on with its own command line.
func TestSettingsAreNotShared(t *testing.T) {
	place{user: "metadata: [/a]", here: "metadata: [/b]"}.settle(t)
	sources, err := Read(Find(), KnownOf(every(), rules()))
	if err != nil {
		t.Fatal(err)
	}
	set, err := sources.For("make")
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct{ arg, want string }{{"c", "[/a,/b,c]"}, {"d", "[/a,/b,d]"}, {"", "[/a,/b]"}} {
		c, _, err := every().Find([]string{"make"})
		if err != nil {
			t.Fatal(err)
		}
		if tt.arg != "" {
			if err := c.ParseFlags([]string{"--metadata=" + tt.arg}); err != nil {
				t.Fatal(err)
			}
		}
		if err := set.Apply(c.Flags()); err != nil {
			t.Fatal(err)
		}
		if got := c.Flags().Lookup("metadata").Value.String(); got != tt.want {
			t.Errorf("got %s, want %s", got, tt.want)
		}
	}
}
