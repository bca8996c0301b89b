package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/pflag"

	"roi2nwb/internal/metadata"
	"roi2nwb/internal/nwb"
)

// metadataTarget is what the subcommands of metadata work on: a source, or
// none, and what the flags say.
type metadataTarget struct {
	Source string // "" for none
	Timing timingOptions
	sourceOptions
	metadataOptions
}

// addFlags adds the flags in the groups in which help shows them.
func (t *metadataTarget) addFlags(groups *flagGroups) {
	t.metadataOptions.addFlags(groups.group("Metadata"))
	f := groups.group("Source")
	t.sourceOptions.addFlags(f)
	t.Timing.addFlags(f)
}

// take sorts the arguments of a command: YAML and JSON files are metadata, after
// those of -m; one other may be the source. f are the flags of the command.
func (t *metadataTarget) take(args []string, f *pflag.FlagSet) error {
	for _, path := range args {
		switch {
		case isMetadataFile(path):
			t.Files = append(t.Files, path)
		case t.Source != "":
			return &usageError{fmt.Errorf("one source at most is expected; these were given: %s, %s", t.Source, path),
				"files with metadata end in .yaml, .yml or .json"}
		default:
			t.Source = path
		}
	}
	if t.Source == "" && t.FromPath != "" {
		return usagef("--from-path reads the path of a source, and none was given")
	}
	if t.Source == "" && timingGiven(f) {
		return usagef("--rate, --timestamps and --mend-times say when the frames of a source were taken, and none was given")
	}
	return t.Timing.validate(f)
}

func isMetadataFile(path string) bool {
	switch strings.ToLower(filepath.Ext(path)) {
	case ".yaml", ".yml", ".json":
		info, err := os.Stat(path)
		return err != nil || !info.IsDir()
	}
	return false
}

// document merges what is known of the source and what the flags say.
func (t *metadataTarget) document(ctx context.Context) (*metadata.Document, error) {
	if t.Source == "" {
		return t.merge(nil, "")
	}
	isNWB, err := nwb.IsNWB(t.Source)
	if err != nil {
		return nil, err
	}
	if isNWB {
		return nil, &usageError{fmt.Errorf("%q is an NWB file, and no source to convert", t.Source),
			"roi2nwb inspect shows what an NWB file holds"}
	}
	seg, err := t.open(ctx, t.Source)
	if err != nil {
		return nil, err
	}
	if err := t.Timing.apply(seg); err != nil {
		return nil, errors.Join(err, seg.Close())
	}
	document, err := t.merge(seg, t.Source)
	return document, errors.Join(err, seg.Close())
}
