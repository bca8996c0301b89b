package main

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/spf13/pflag"

	"roi2nwb/cmd/roi2nwb/internal/settings"
	"roi2nwb/configs"
)

// A flag of one name is of one kind in every command, since a setting is for
// all of them.
func TestSettingsAreOfOneKind(t *testing.T) {
	kinds := map[string]string{}
	for _, c := range settings.KnownOf(newRootCommand(Streams{}), settingRules()).Commands {
		c.Flags().VisitAll(func(f *pflag.Flag) {
			if settingRules().CommandLineOnly(f.Name, sectionOf(c)) {
				return // no setting can give it
			}
			if kind, known := kinds[f.Name]; known && kind != f.Value.Type() {
				t.Errorf("--%s of %s is %s, elsewhere %s", f.Name, c.CommandPath(), f.Value.Type(), kind)
			}
			kinds[f.Name] = f.Value.Type()
		})
	}
}

// The settings file that config init prints has every setting once, with its
// default or an example, and is right once the settings in it are no comments.
func TestSettingsFileIsComplete(t *testing.T) {
	text, err := configs.FS.ReadFile("settings.yaml")
	if err != nil {
		t.Fatal(err)
	}
	flags := settableFlags()
	seen := map[string]bool{}
	for paragraph := range strings.SplitSeq(string(text), "\n\n") {
		for _, m := range regexp.MustCompile(`(?m)^#([a-z][a-z-]*): (.*)$`).FindAllStringSubmatch(paragraph, -1) {
			name, value := m[1], m[2]
			flag := flags[name]
			switch {
			case flag == nil:
				t.Errorf("%s is not a setting", name)
				continue
			case seen[name]:
				t.Errorf("%s is there twice", name)
			case value != flag.DefValue && !strings.Contains(paragraph, "No default"):
				t.Errorf("%s is %s, and %s by default", name, value, flag.DefValue)
			}
			seen[name] = true
		}
	}
	for name := range flags {
		if !seen[name] {
			t.Errorf("%s is missing", name)
		}
	}
	t.Chdir(t.TempDir())
	t.Setenv(settings.FileVariable, "all.yaml")
	in := regexp.MustCompile(`(?m)^#([a-z])`).ReplaceAll(text, []byte("$1"))
	if err := os.WriteFile("all.yaml", in, 0o644); err != nil {
		t.Fatal(err)
	}
	root := newRootCommand(Streams{})
	sources, err := settings.Read(settings.Find(), settings.KnownOf(root, settingRules()))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range settings.KnownOf(root, settingRules()).Commands {
		set, err := sources.For(sectionOf(c))
		if err == nil {
			err = set.Apply(c.Flags())
		}
		if err != nil {
			t.Errorf("%s: %v", c.CommandPath(), err)
		}
	}
}

// settableFlags returns the flags that settings can give, by their names.
func settableFlags() map[string]*pflag.Flag {
	flags := map[string]*pflag.Flag{}
	known := settings.KnownOf(newRootCommand(Streams{}), settingRules())
	for _, c := range known.Commands {
		c.Flags().VisitAll(func(f *pflag.Flag) {
			if !known.CommandLineOnly(f, sectionOf(c)) {
				flags[f.Name] = f
			}
		})
	}
	return flags
}
