package main

import (
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"roi2nwb/internal/batch"
	"roi2nwb/internal/extract"
)

// manyOptions are what flags say of the conversion of several sources.
type manyOptions struct {
	runOptions
	Recursive bool

	own *pflag.FlagSet // that one source alone has no use for
}

func (o *manyOptions) addFlags(f *pflag.FlagSet) {
	f.BoolVarP(&o.Recursive, "recursive", "r", false, "convert all results in folders and below them")
	o.runOptions.addFlags(f)
	o.own = f
}

// isSlip reports whether the second of two arguments is what belongs behind a
// flag that the command has.
func isSlip(c *cobra.Command, args []string) bool {
	has := func(flag string) bool { return c.Flags().Lookup(flag) != nil }
	return len(args) == 2 && (has("output") && strings.EqualFold(filepath.Ext(args[1]), ".nwb") || has("metadata") && isMetadataFile(args[1]))
}

// isMany reports whether several sources are meant, and not the parts of one.
func (o *manyOptions) isMany(args []string) bool {
	return o.Recursive || len(args) > 1 && !areParts(args[1:])
}

// refuse tells of flags that are for several sources.
func (o *manyOptions) refuse(f *pflag.FlagSet) error {
	var fault error
	o.own.VisitAll(func(flag *pflag.Flag) {
		if fault == nil && f.Changed(flag.Name) {
			fault = &usageError{fmt.Errorf("--%s is for several sources, and one was given", flag.Name), "leave it out, or give more sources, or --recursive"}
		}
	})
	return fault
}

// run converts the sources.
func (o *manyOptions) run(c *cobra.Command, s Streams, one *convertOptions, args []string) error {
	o.Jobs = one.jobs(c.Flags())
	o.DryRun, o.Quiet, o.Verbose, o.JSON = one.DryRun, one.Quiet, one.Verbose, one.JSON
	if err := o.validate(c.Flags()); err != nil {
		return err
	}
	if err := (&conversion{c.Flags(), one}).validate(c.Flags()); err != nil {
		return err
	}
	for _, flag := range slices.Concat(planeFlags(), splitFlags(), []string{"with", "recording", "roi-table"}) {
		if c.Flags().Changed(flag) {
			return &usageError{fmt.Errorf("--%s is for one source, and several were given", flag), "give each source what belongs to it in a manifest: roi2nwb batch --help"}
		}
	}
	found := make([]extract.Found, len(args))
	for i, arg := range args {
		found[i].Path = arg
	}
	if o.Recursive {
		var passed []extract.PassedOver
		var err error
		if found, passed, err = findSources(c.Context(), s, args, one.Quiet); err != nil {
			return err
		}
		if !one.Quiet {
			tellPassed(s, passed)
		}
		if len(found) == 0 {
			return noResult(args)
		}
	}
	r, err := o.newRun(c.Flags(), found)
	if err != nil {
		return err
	}
	return o.runOptions.run(c.Context(), s, r, &batchWords{again: func(i *batch.Item) string {
		return batch.CommandLine("roi2nwb", slices.Concat([]string{"convert"}, r.Given.Arguments(), []string{i.Source}))
	}})
}

// newRun makes a run of sources.
func (o *manyOptions) newRun(f *pflag.FlagSet, found []extract.Found) (*batch.Run, error) {
	conversion := newConversion()
	r := &batch.Run{Grammar: grammarOf(conversion), Given: givenValues(f, conversion), Env: childEnvironment(conversion)}
	folder := "."
	switch output := r.Given["output"]; {
	case r.Given["dandi-layout"] != nil:
		folder = r.Given["dandi-layout"][0]
	case output == nil:
	case strings.EqualFold(filepath.Ext(output[0]), ".nwb") && !isFolder(output[0]):
		return nil, &usageError{errors.New("--output names one file, and there are several sources"), "give a folder, as in -o nwb/"}
	default:
		folder = output[0]
		if !os.IsPathSeparator(folder[len(folder)-1]) {
			folder += string(filepath.Separator) // it is made where it is missing
		}
		r.Given = maps.Clone(r.Given)
		r.Given["output"] = []string{folder}
	}
	if r.Folder = batch.FolderIn(folder, "convert"); o.Journal != "" {
		r.Folder = batch.Folder(o.Journal)
	}
	for i, name := range sessionNames(found) {
		r.Sessions = append(r.Sessions, &batch.Session{ID: name, Source: found[i].Path})
	}
	o.settle(r)
	var err error
	r.Program, err = os.Executable()
	return r, err
}

// jobs is what --jobs says.
func (o *convertOptions) jobs(f *pflag.FlagSet) int {
	n, err := f.GetInt("jobs")
	if err != nil {
		return 0
	}
	return n
}
