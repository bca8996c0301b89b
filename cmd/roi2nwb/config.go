package main

import (
	"github.com/spf13/cobra"

	"roi2nwb/configs"
)

func newConfigCommand(s Streams) *cobra.Command {
	c := &cobra.Command{
		Use:   "config",
		Short: "Show the settings in force, or begin a file of them",
		Long: `Settings are values of flags that stay the same on a machine or for a project.
A flag takes its value from the first of these that gives one:

  1. the command line
  2. the variable ROI2NWB_<FLAG>, as in ROI2NWB_COMPRESSION_LEVEL=3
  3. roi2nwb.yaml in the working folder
  4. roi2nwb/roi2nwb.yaml in your folder of settings (~/.config on Linux)
  5. the default

A file has the names of flags, as in "mask: pixel". What is for one command
alone stands below its name, and wins over what the same file has for all:

  mask: pixel
  inspect:
    json: true

The lists of flags that may be repeated, such as --metadata and --set, are added
up and not replaced: those of your folder of settings first, the command line
last, so that what is nearer wins. An empty list in a file, "metadata: []",
drops what is farther.

Flags that answer one question, such as --rate and --timestamps, outdo each
other in the same order.

Names of files in a settings file are relative to that file, and ~/ is your own
folder. A variable holds several names of files as PATH does, "lab.yaml:rig.yaml"
("lab.yaml;rig.yaml" on Windows), several values of --set one a line, and
--traces as the flag does.

ROI2NWB_SETTINGS names a file to read instead of both, and reads none where it
is empty. --output and --overwrite of metadata init are for the command line
alone. Metadata is no setting: it stands in files of its own, which the
setting "metadata" can name.`,
		Example: `  roi2nwb config show
  roi2nwb config init > roi2nwb.yaml`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	c.AddCommand(newConfigShowCommand(s), newConfigInitCommand(s))
	return c
}

func newConfigInitCommand(s Streams) *cobra.Command {
	return &cobra.Command{
		Use:   "init",
		Short: "Print a settings file that explains every setting",
		Long: `Init prints a file of all settings with what they mean and their defaults. All
are commented out: remove the # before those to change.`,
		Example: `  roi2nwb config init > roi2nwb.yaml
  mkdir -p ~/.config/roi2nwb && roi2nwb config init > ~/.config/roi2nwb/roi2nwb.yaml`,
		Args: cobra.NoArgs,
		// It must work where the settings are broken.
		PersistentPreRunE: func(*cobra.Command, []string) error { return nil },
		RunE: func(*cobra.Command, []string) error {
			text, err := configs.FS.ReadFile("settings.yaml")
			if err != nil {
				return err
			}
			_, err = s.Out.Write(text)
			return err
		},
	}
}
