package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/pflag"

	"roi2nwb/internal/dump"
	"roi2nwb/internal/session"
	"roi2nwb/internal/spelling"
)

// dumpOptions is what the arguments of dump say.
type dumpOptions struct {
	pathOptions
	What dump.What

	CSV, TSV, JSON, NoHeader bool
	NPY                      string // a file, "-" for standard output, "" for none
	Overwrite                bool
	Traces, Images           []string
}

// isOfOneDump reports whether a flag of dump says something that no setting should:
// what of a path is wanted, and where one array goes.
func isOfOneDump(flag string) bool {
	return slices.Contains([]string{"npy", "overwrite", "traces", "images", "no-header", "json", "csv", "tsv"}, flag)
}

// standardOutput is given for a file to mean standard output.
const standardOutput = "-"

// addFlags adds the flags in the groups in which help shows them.
func (o *dumpOptions) addFlags(groups *flagGroups) {
	f := groups.group("Output")
	f.BoolVar(&o.CSV, "csv", false, "comma-separated (default where standard output is no terminal)")
	f.BoolVar(&o.TSV, "tsv", false, "separated by tabs")
	f.BoolVar(&o.JSON, "json", false, "one JSON object, with columns and rows")
	f.StringVar(&o.NPY, "npy", "", "write an array for NumPy to a `file`; - is standard output")
	f.BoolVar(&o.Overwrite, "overwrite", false, "replace the file of --npy where it exists")
	f.BoolVar(&o.NoHeader, "no-header", false, "no line with the names of the columns")
	f = groups.group("Content")
	addTraces(f, &o.Traces)
	f.StringSliceVar(&o.Images, "images", nil, "only these summary images, by their `names` (default: all)")
	o.pathOptions.addFlags(groups)
}

// take reads the arguments: a path, and what of it.
func (o *dumpOptions) take(args []string, f *pflag.FlagSet) error {
	o.Path, o.What = args[0], dump.Contents
	if len(args) == 2 {
		what, err := whatOf(args[1])
		if err != nil {
			return err
		}
		o.What = what
	}
	if err := o.validate(f); err != nil {
		return err
	}
	return o.checkFormat()
}

// checkFormat refuses more than one format, and flags that suit none of it.
func (o *dumpOptions) checkFormat() error {
	var given []string
	for _, format := range []struct {
		flag string
		set  bool
	}{{"--csv", o.CSV}, {"--tsv", o.TSV}, {"--json", o.JSON}, {"--npy", o.NPY != ""}} {
		if format.set {
			given = append(given, format.flag)
		}
	}
	if len(given) > 1 {
		return &usageError{fmt.Errorf("%s are different formats", strings.Join(given, " and ")), "give one of them"}
	}
	return nil
}

// whatOf returns the part that a word names.
func whatOf(word string) (dump.What, error) {
	for _, what := range dump.Whats() {
		if string(what) == word {
			return what, nil
		}
	}
	hint := "these are known: " + strings.Join(dump.Words(), ", ")
	if near := spelling.Nearest(word, dump.Words()); near != "" {
		hint = fmt.Sprintf("did you mean %s?", near)
	}
	return "", &usageError{fmt.Errorf("nothing is called %q", word), hint}
}

// dumpArguments expects a path and, perhaps, what of it.
func dumpArguments(args []string) error {
	const example = "as in: roi2nwb dump results.hdf5 traces"
	switch len(args) {
	case 0:
		return &usageError{errors.New("a path is expected; none was given"), example}
	case 1, 2:
		return nil
	}
	return &usageError{fmt.Errorf("a path and one thing of it are expected; %s", givenText(args)), example}
}

// source opens the path, and returns what of it is dumped.
func (o *dumpOptions) source(ctx context.Context) (*dump.Source, error) {
	seg, meta, _, err := o.openPath(ctx)
	if err != nil {
		return nil, err
	}
	return &dump.Source{Segmentation: seg, Metadata: meta, Traces: o.kinds(), Images: o.Images, Budget: o.storage.pipeline().Buffer}, nil
}

// kinds returns the traces that were asked for, nil for all.
func (o *dumpOptions) kinds() []session.TraceKind {
	if o.Traces == nil {
		return nil
	}
	kinds := []session.TraceKind{}
	for _, name := range o.Traces {
		if name = strings.TrimSpace(name); name != noTrace {
			kinds = append(kinds, session.TraceKind(name))
		}
	}
	return kinds
}
