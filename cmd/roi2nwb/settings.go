package main

import (
	"errors"
	"os"
	"slices"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"roi2nwb/cmd/roi2nwb/internal/settings"
	"roi2nwb/internal/metadata"
)

// settingRules are what this program has decided about its flags.
func settingRules() *settings.Rules {
	return &settings.Rules{
		// What metadata init and batch init write is no NWB file: a setting for the
		// one must not replace the other.
		CommandLineOnly: func(flag, section string) bool {
			switch section {
			case "dump":
				return isOfOneDump(flag) || isOfOneSource(flag) || isForOneRun(flag)
			case "metadata":
				return flag == "output" || flag == "overwrite" || isOfOneSource(flag)
			case batchName:
				// How results are told is settled where the batch is started.
				return slices.Contains([]string{"output", "overwrite", "from-path", "dry-run", "json", "quiet", "verbose"}, flag) || isForOneRun(flag)
			}
			return isOfOneSource(flag) || isForOneRun(flag)
		},
		Rivals: [][]string{
			{"rate", "timestamps"},
			{"output", "dandi-layout"},
			{"dandi-layout", "path-template"},
			{"overwrite", "if-exists"},
			{"quiet", "verbose"},
		},
		// VERSION is what installers use; the others are for tests.
		NoFlags: []string{"VERSION", "PYTHON", "READERS", "SOAK", "SAMPLES", "SKIPPED"},
	}
}

// useSettings gives the flags of a command what settings say. A command without
// the flags of storage is given those of convert as settings have them.
func useSettings(c *cobra.Command, s Streams) error {
	known := settings.KnownOf(c.Root(), settingRules())
	if c.HasSubCommands() && c.Name() != batchName || !slices.Contains(known.Commands, c) {
		return nil
	}
	sources, err := settings.Read(settings.Find(), known)
	if err != nil {
		return settingsError(err)
	}
	if err := applySettings(sources, sectionOf(c), c.Flags()); err != nil {
		return err
	}
	if quiet := c.Flags().Lookup("quiet"); quiet == nil || quiet.Value.String() != "true" {
		for _, warning := range known.Strays(os.Environ()) {
			s.tell(metadata.Warning, warning)
		}
	}
	if c.Flags().Lookup("mask") != nil {
		return nil
	}
	storage := pflag.NewFlagSet("storage", pflag.ContinueOnError)
	addStorage(storage)
	if err := applySettings(sources, "convert", storage); err != nil {
		return err
	}
	storage.VisitAll(func(f *pflag.Flag) { f.Hidden = true })
	c.Flags().AddFlagSet(storage)
	return nil
}

// applySettings gives flags what settings say for a section.
func applySettings(sources *settings.Sources, section string, f *pflag.FlagSet) error {
	set, err := sources.For(section)
	if err == nil {
		err = set.Apply(f)
	}
	return settingsError(err)
}

// settingsError makes a mistake in settings one of usage.
func settingsError(err error) error {
	var wrong *settings.Error
	if errors.As(err, &wrong) {
		return &usageError{err, wrong.Hint()}
	}
	return err
}

// sectionOf is the name of the command below the root that c is or belongs to.
func sectionOf(c *cobra.Command) string {
	for c.HasParent() && c.Parent().HasParent() {
		c = c.Parent()
	}
	return c.Name()
}
