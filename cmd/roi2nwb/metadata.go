package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"roi2nwb/internal/metadata"
	"roi2nwb/internal/session"
)

// metadataOptions is what the flags say of metadata, in every command that
// needs it.
type metadataOptions struct {
	Files, Sets         []string
	StartTime, Timezone string
	FromPath            string
	DANDI               bool
}

// addFlags adds the flags to a group of a command's.
func (o *metadataOptions) addFlags(f *pflag.FlagSet) {
	f.StringArrayVarP(&o.Files, "metadata", "m", nil, "YAML or JSON `file` with metadata; may be repeated, the later wins")
	f.StringArrayVar(&o.Sets, "set", nil, "one value of metadata, as `path=value`; may be repeated, wins over files")
	f.StringVar(&o.StartTime, "start-time", "", "the `time` at which the session began: ISO 8601 with zone, 2024-05-17T14:30:00+02:00")
	f.StringVar(&o.Timezone, "timezone", "", "the `zone` of times that have none, as in Europe/Berlin or +02:00")
	f.StringVar(&o.FromPath, "from-path", "", "read ids from the source's path by a `pattern`, as in '{subject_id}/{session_id}/minian'")
	f.BoolVar(&o.DANDI, "dandi", false, "what the DANDI archive would refuse is an error")
}

// metadataGiven tells whether the command line itself, and not a setting, says
// something of the metadata.
func metadataGiven(f *pflag.FlagSet) bool {
	return slices.ContainsFunc([]string{"metadata", "set", "start-time", "timezone", "from-path"}, f.Changed)
}

// merge lays what is known over each other: the defaults, what the source says
// and what its path says, each file, and single values, the later winning.
// Without a source, seg is nil and source empty. Files that cannot be read as
// YAML are told all at once.
func (o *metadataOptions) merge(seg *session.Segmentation, source string) (*metadata.Document, error) {
	defaults, err := metadata.Defaults()
	if err != nil {
		return nil, err
	}
	layers := []*metadata.Layer{defaults}
	if seg != nil {
		layer, err := sourceLayer(seg)
		if err != nil {
			return nil, err
		}
		layers = append(layers, layer)
	}
	if source != "" && o.FromPath != "" {
		layer, err := metadata.FromPath(o.FromPath, source)
		if err != nil {
			return nil, &usageError{error: fmt.Errorf("--from-path: %w", err), hint: hintOf(err)}
		}
		layers = append(layers, layer)
	}
	var unreadable metadata.Problems
	for _, path := range o.Files {
		layer, err := metadata.ReadFile(path)
		var problems metadata.Problems
		switch {
		case errors.As(err, &problems):
			unreadable = append(unreadable, problems...)
		case err != nil:
			return nil, &usageError{error: err, hint: hintOf(err)}
		case source != "" && ofOneSession(source, path):
			layer = layer.OfSession()
		}
		layers = append(layers, layer)
	}
	if len(unreadable) > 0 {
		return nil, &usageError{error: unreadable}
	}
	values, err := metadata.FromSets(setFlagName, o.Sets)
	if err != nil {
		return nil, &usageError{error: fmt.Errorf("--set %w", err), hint: hintOf(err)}
	}
	return metadata.Merge(append(layers, values)...), nil
}

// resolve is how the merged metadata is checked.
func (o *metadataOptions) resolve() metadata.Options {
	return metadata.Options{StartTime: o.StartTime, StartTimeOrigin: startTimeFlag, Timezone: o.Timezone, TimezoneOrigin: timezoneFlag, DANDI: o.DANDI}
}

// sourceLayer is what a source says of itself.
func sourceLayer(seg *session.Segmentation) (*metadata.Layer, error) {
	hints := make([]metadata.Hint, len(seg.Hints))
	for i, h := range seg.Hints {
		hints[i] = metadata.Hint(h)
	}
	return metadata.FromHints("source", hints)
}

// contradictionHelp says what becomes of layers that differ in whose recording
// it is.
const contradictionHelp = `
Layers that differ in who was recorded or when (subject_id, date_of_birth,
session_id, session_start_time) are told with both values and both places. It is
an error where a file that is shared between sessions contradicts the source or
its path: take the value out of the file, or give it for this session by --set.
A file is the session's own where it lies in the source's folder, or beside the
source and is named after it or no other result lies there.`

func newMetadataCommand(s Streams) *cobra.Command {
	c := &cobra.Command{
		Use:   "metadata",
		Short: "Begin, show and check the metadata of a session",
		Long: `Metadata says who recorded what, when and with what. It comes in layers, each
over the one before: defaults, what the source itself says, what its path says
(--from-path), metadata files in their order (-m), and single values (--set).
"metadata init" begins a file for a source.
` + contradictionHelp,
		Example: `  roi2nwb metadata init results.hdf5 -o session.yaml
  roi2nwb metadata show results.hdf5 -m lab.yaml
  roi2nwb metadata check results.hdf5 -m lab.yaml -m session.yaml --dandi
  roi2nwb metadata schema > roi2nwb.schema.json`,
		Args: func(c *cobra.Command, args []string) error {
			if len(args) == 0 {
				return nil
			}
			return unknownSubcommand(c, args[0])
		},
		RunE: func(c *cobra.Command, _ []string) error { return c.Help() },

		SuggestionsMinimumDistance: 2,
	}
	c.AddCommand(newMetadataInitCommand(s, runMetadataInit), newMetadataShowCommand(s, runMetadataShow),
		newMetadataCheckCommand(s, runMetadataCheck), newMetadataSchemaCommand(s))
	return c
}

// unknownSubcommand is the error for a word that is none of c's commands.
func unknownSubcommand(c *cobra.Command, word string) error {
	hint := c.CommandPath() + " --help lists the commands"
	if names := c.SuggestionsFor(word); len(names) > 0 {
		hint = "did you mean " + strings.Join(names, " or ") + "?"
	}
	return &usageError{fmt.Errorf("%q has no command %q", c.CommandPath(), word), hint}
}
