package main

import (
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"roi2nwb/internal/metadata"
)

// useSettings gives the flags of a command what settings say. A command without
// the flags of storage is given those of convert as settings have them.
func useSettings(c *cobra.Command, s Streams) error {
	known := settableOf(c.Root())
	if c.HasSubCommands() || !slices.Contains(known.commands, c) {
		return nil
	}
	sources, err := readSettings(findSettings(), known)
	if err != nil {
		return err
	}
	if err := applySettings(c.Flags(), sectionOf(c), sources); err != nil {
		return err
	}
	if quiet := c.Flags().Lookup("quiet"); quiet == nil || quiet.Value.String() != "true" {
		for _, warning := range strayVariables(os.Environ(), known) {
			s.tell(metadata.Warning, warning)
		}
	}
	if c.Flags().Lookup("mask") != nil {
		return nil
	}
	storage := pflag.NewFlagSet("storage", pflag.ContinueOnError)
	addSettings(storage)
	if err := applySettings(storage, "convert", sources); err != nil {
		return err
	}
	storage.VisitAll(func(f *pflag.Flag) { f.Hidden = true })
	c.Flags().AddFlagSet(storage)
	return nil
}

// sectionOf is the name of the command below the root that c is or belongs to.
func sectionOf(c *cobra.Command) string {
	for c.HasParent() && c.Parent().HasParent() {
		c = c.Parent()
	}
	return c.Name()
}

// otherVariables are no flags: SETTINGS names a settings file, VERSION is what
// installers use, and the others are for tests.
var otherVariables = [...]string{"SETTINGS", "VERSION", "PYTHON", "READERS", "SOAK", "SAMPLES", "SKIPPED"}

// strayVariables says of each variable of the environment that looks like a
// setting and is none what it may have meant.
func strayVariables(environment []string, known *settable) []string {
	variables := map[string]bool{}
	for name := range known.flags {
		variables[variable(name)] = true
	}
	for _, name := range otherVariables {
		variables["ROI2NWB_"+name] = true
	}
	var strays []string
	for _, entry := range environment {
		name, value, _ := strings.Cut(entry, "=")
		if !strings.HasPrefix(name, "ROI2NWB_") || variables[name] || value == "" {
			continue
		}
		stray := fmt.Sprintf("the variable %s sets nothing", name)
		if near := metadata.Nearest(settingOf(name), known.names("")); near != "" {
			stray += fmt.Sprintf("; did you mean %s?", variable(near))
		}
		strays = append(strays, stray)
	}
	slices.Sort(strays)
	return strays
}

// settingOf is the reverse of variable.
func settingOf(variable string) string {
	return strings.ToLower(strings.ReplaceAll(strings.TrimPrefix(variable, "ROI2NWB_"), "_", "-"))
}
