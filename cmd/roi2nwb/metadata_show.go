package main

import (
	"context"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"roi2nwb/internal/metadata"
)

// metadataShowOptions is what the arguments of metadata show say.
type metadataShowOptions struct {
	metadataTarget
	JSON bool
}

func newMetadataShowCommand(s Streams, run func(context.Context, Streams, *metadataShowOptions) error) *cobra.Command {
	o := &metadataShowOptions{}
	c := &cobra.Command{
		Use:   "show [SOURCE] [FILE.yaml]...",
		Short: "Show the merged metadata, and where each value came from",
		Long: `Show prints the metadata that convert would use, all layers merged: a metadata
file in YAML, each value followed by where it came from.

  # default           what roi2nwb starts from
  # source: ...       the source, and the place in it
  # path: ...         the source's path, by --from-path
  # lab.yaml:12       a metadata file, and its line
  # --set             the command line; --start-time likewise

Metadata files are given with -m, or as they are where they end in .yaml, .yml
or .json; the later wins. What is wrong is told on stderr, beside what could be
merged. What nobody gave is not wrong here: metadata check tells what is missing.

Exit status:
  0    done
  1    the source cannot be read
  2    the metadata has errors, or a flag is wrong
  130  interrupted`,
		Example: `  roi2nwb metadata show results.hdf5
  roi2nwb metadata show results.hdf5 -m lab.yaml -m session.yaml --set Subject.sex=F
  roi2nwb metadata show results.hdf5 lab.yaml --json`,
		Args: cobra.ArbitraryArgs,
		RunE: func(c *cobra.Command, args []string) error {
			if err := o.take(args, c.Flags()); err != nil {
				return err
			}
			return run(c.Context(), s, o)
		},
	}
	groups := newFlagGroups(c)
	f := groups.group("Output")
	f.BoolVar(&o.JSON, "json", false, "print the metadata, its origins and what is wrong as JSON")
	o.addFlags(groups)
	groups.install(s)
	return c
}

// shownMetadata is the merged metadata as JSON.
type shownMetadata struct {
	Metadata map[string]any    `json:"metadata"`
	Values   []metadata.Value  `json:"values"`
	Problems metadata.Problems `json:"problems"`
}

// runMetadataShow prints what could be merged, and then tells what is wrong.
func runMetadataShow(ctx context.Context, s Streams, o *metadataShowOptions) error {
	document, err := o.document(ctx)
	if err != nil {
		return err
	}
	problems := givenProblems(o.problems(document))
	shown := shownMetadata{document.Plain(), append([]metadata.Value{}, document.Values()...), problems}
	if o.StartTime != "" {
		shown.startAt(o.StartTime)
	}
	if o.JSON {
		err = writeJSON(s.Out, shown)
	} else {
		err = metadata.WriteYAML(s.Out, shown.Values)
		warn(s, problems)
	}
	if err == nil && hasErrors(problems) {
		err = told{exitUsage}
	}
	return err
}

// startAt lays --start-time over the merged values.
func (m *shownMetadata) startAt(text string) {
	v := metadata.Value{Path: startTimePath, Value: text, Origin: startTimeFlag, File: startTimeFlag}
	section, key, _ := strings.Cut(startTimePath, ".")
	if file, ok := m.Metadata[section].(map[string]any); ok {
		file[key] = text
	} else {
		m.Metadata[section] = map[string]any{key: text}
	}
	at := slices.IndexFunc(m.Values, func(v metadata.Value) bool { return v.Path == startTimePath })
	if at >= 0 {
		m.Values[at] = v
		return
	}
	for at = 0; at < len(m.Values) && strings.HasPrefix(m.Values[at].Path, section+"."); at++ {
	}
	m.Values = slices.Insert(m.Values, at, v)
}
