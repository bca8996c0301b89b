package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"roi2nwb/cmd/roi2nwb/internal/settings"
	"roi2nwb/internal/batch"
	"roi2nwb/internal/extract"
	"roi2nwb/internal/extract/recorder"
	"roi2nwb/internal/metadata/schema"
	"roi2nwb/internal/spelling"
)

// isOfRun reports whether a flag of convert is not a session's: it says how a run
// goes, or what is said of it.
func isOfRun(flag string) bool {
	return slices.Contains([]string{"jobs", "dry-run", "brief", "quiet", "verbose", "json", "events", "fingerprint"}, flag)
}

// conversion is what every session of a run is converted with.
type conversion struct {
	*pflag.FlagSet // the flags of convert that a batch, a row or a setting can give
	options        *convertOptions
}

// newConversion returns the flags, each with its default. A session is made of one
// source.
func newConversion() *conversion {
	o := &convertOptions{}
	groups := newFlagGroups(nil)
	o.addFlags(groups)
	all := pflag.NewFlagSet("conversion", pflag.ContinueOnError)
	for _, set := range groups.sets {
		set.VisitAll(func(f *pflag.Flag) {
			if !isOfRun(f.Name) && !slices.Contains(slices.Concat(planeFlags(), splitFlags()), f.Name) {
				all.AddFlag(f)
			}
		})
	}
	return &conversion{all, o}
}

// validate checks what convert checks of its flags before it has a source. f is
// all flags of the command.
func (c *conversion) validate(f *pflag.FlagSet) error {
	if _, err := loadStorage(f); err != nil {
		return err
	}
	if err := c.options.Timing.validate(f); err != nil {
		return err
	}
	if err := c.options.View.validate(f); err != nil {
		return err
	}
	if err := c.options.validate(f); err != nil {
		return err
	}
	return c.options.settleNames(f)
}

// hideFlags leaves flags out of help, where a line stands for them all.
func hideFlags(f *conversion) { f.VisitAll(func(f *pflag.Flag) { f.Hidden = true }) }

// grammarOf says what a session can be given.
func grammarOf(conversion *conversion) *batch.Grammar {
	g := &batch.Grammar{Rivals: settingRules().Rivals, Nearest: spelling.Nearest}
	conversion.VisitAll(func(f *pflag.Flag) {
		word, _ := pflag.UnquoteUsage(f)
		flag := batch.Flag{
			Name: f.Name, List: f.Value.Type() == "stringArray", Adds: f.Value.Type() == "stringArray",
			Path: strings.HasPrefix(word, "file") || strings.HasPrefix(word, "folder"),
		}
		switch f.Name {
		case "output", "dandi-layout", "path-template":
			flag.Input = batch.ByPlace
		case "with":
			flag.Input = batch.ByState
		case "from-path":
			flag.Matched = true
		case "buffer-mb", "overwrite", "if-exists":
			flag.Idle = true
		default:
			if flag.Path {
				flag.Input = batch.ByBytes
			}
		}
		g.Flags = append(g.Flags, flag)
	})
	g.Beside = func(source string, v batch.Values) []string {
		beside := extract.Beside(source)
		for _, table := range v["timestamps"] { // the recorder's metadata is read beside it
			beside = append(beside, recorder.Files([]string{filepath.Dir(table)})...)
		}
		return beside
	}
	paths := map[string]string{}
	for _, known := range schema.Values() {
		paths[known.Path] = known.Path
		for _, section := range []string{"NWBFile.", "Subject."} {
			if key, ok := strings.CutPrefix(known.Path, section); ok {
				paths[key] = known.Path
				g.MetadataNames = append(g.MetadataNames, key)
			}
		}
	}
	g.Metadata = func(name string) (string, bool) {
		path, ok := paths[name]
		return path, ok
	}
	return g
}

// settleConversion gives the flags of conversions what settings say of convert.
func settleConversion(c *cobra.Command, conversion *conversion) error {
	sources, err := settings.Read(settings.Find(), settings.KnownOf(c.Root(), settingRules()))
	if err != nil {
		return settingsError(err)
	}
	hidden := map[string]bool{}
	conversion.VisitAll(func(f *pflag.Flag) {
		hidden[f.Name], f.Hidden = f.Hidden, false // what is hidden takes no settings
	})
	err = applySettings(sources, "convert", conversion.FlagSet)
	conversion.VisitAll(func(f *pflag.Flag) { f.Hidden = hidden[f.Name] })
	return err
}

// givenValues returns what the command line and the settings give the flags of
// conversions, among all flags of a command.
func givenValues(all *pflag.FlagSet, conversion *conversion) batch.Values {
	given := batch.Values{}
	conversion.VisitAll(func(f *pflag.Flag) {
		if f = all.Lookup(f.Name); !settings.IsGiven(f) {
			return
		}
		list, isList := f.Value.(pflag.SliceValue)
		switch {
		case isList && f.Value.Type() == "stringArray":
			given[f.Name] = list.GetSlice()
		case isList:
			given[f.Name] = []string{strings.Join(list.GetSlice(), ",")}
		default:
			given[f.Name] = []string{f.Value.String()}
		}
	})
	return given
}

// childEnvironment is that of this program without settings: what they say is on
// the command lines of the conversions.
func childEnvironment(conversion *conversion) []string {
	own := slices.DeleteFunc(os.Environ(), func(variable string) bool {
		name, _, _ := strings.Cut(variable, "=")
		isSetting := name == settings.FileVariable
		for _, flag := range []string{"jobs", "dry-run", "brief", "quiet", "verbose", "json"} {
			isSetting = isSetting || name == settings.Variable(flag)
		}
		conversion.VisitAll(func(f *pflag.Flag) { isSetting = isSetting || name == settings.Variable(f.Name) })
		return isSetting
	})
	return append(own, settings.FileVariable+"=")
}
