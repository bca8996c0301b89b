package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/pflag"

	"roi2nwb/cmd/roi2nwb/internal/settings"
	"roi2nwb/internal/metadata"
	"roi2nwb/internal/metadata/naming"
	"roi2nwb/internal/metadata/schema"
)

// settleNames makes one answer of the flags that say where the output goes. Of
// two that contradict each other, one on the command line wins over one in the
// settings; two on the command line are a mistake.
func (o *convertOptions) settleNames(f *pflag.FlagSet) error {
	if err := o.settleExisting(f); err != nil {
		return err
	}
	for _, name := range []string{"dandi-layout", "path-template"} {
		if f.Changed(name) && f.Lookup(name).Value.String() == "" {
			return usagef("--%s is empty", name)
		}
	}
	if !f.Changed("dandi-layout") && (f.Changed("output") || f.Changed("path-template")) {
		o.DANDILayout = ""
	}
	if !f.Changed("path-template") && (f.Changed("dandi-layout") || f.Changed("output") && o.outputIsFile()) {
		o.PathTemplate = ""
	}
	if !f.Changed("output") && f.Changed("dandi-layout") {
		o.Output = ""
	}
	switch {
	case o.DANDILayout != "" && o.PathTemplate != "":
		return &usageError{errors.New("--dandi-layout and --path-template both name the file"), "give one of them"}
	case o.DANDILayout != "" && o.Output != "":
		return &usageError{errors.New("--dandi-layout and --output both say where the file goes"),
			"leave --output out: the folder of the dandiset is what --dandi-layout is given"}
	case o.PathTemplate != "" && o.outputIsFile():
		return &usageError{errors.New("--path-template and --output both name the file"), "give --output the folder that the template is below, or leave one of them out"}
	}
	if dandi := f.Lookup("dandi"); o.DANDILayout != "" && !settings.IsGiven(dandi) {
		o.Metadata.DANDI = true // a file that is laid out for DANDI and that DANDI refuses helps nobody
	}
	return nil
}

// settleExisting makes one answer of --if-exists and --overwrite.
func (o *convertOptions) settleExisting(f *pflag.FlagSet) error {
	if !slices.Contains(existsWords(), o.IfExists) {
		return &usageError{settings.Locate(f.Lookup("if-exists"), fmt.Errorf("--if-exists %q is not one of %s", o.IfExists, strings.Join(existsWords(), ", "))), ""}
	}
	switch {
	case f.Changed("overwrite") && f.Changed("if-exists"):
		if o.Overwrite != (o.IfExists == existsReplaces) {
			return &usageError{fmt.Errorf("--overwrite=%v and --if-exists %s contradict each other", o.Overwrite, o.IfExists), "give one of them"}
		}
	case o.Overwrite && !f.Changed("if-exists"):
		o.IfExists = existsReplaces
	case f.Changed("overwrite") && o.IfExists == existsReplaces:
		o.IfExists = existsIsError // --overwrite=false outdoes a setting
	}
	return nil
}

// outputIsFile tells whether --output names a file, or one that could be.
func (o *convertOptions) outputIsFile() bool {
	if o.Output == "" || isFolder(o.Output) {
		return false
	}
	_, err := os.Stat(o.Output)
	return err == nil || strings.EqualFold(filepath.Ext(o.Output), ".nwb")
}

// withoutNamed takes from the problems of metadata those that the name of a
// file laid out for DANDI makes good: characters of ids that it replaces, and a
// session_id for which the start time stands.
func withoutNamed(err error) error {
	var problems metadata.Problems
	if !errors.As(err, &problems) {
		return err
	}
	rest := slices.DeleteFunc(slices.Clone(problems), func(p metadata.Problem) bool {
		return p.Rule == "id-characters" || p.Rule == "missing-dandi" && p.Path == "NWBFile.session_id"
	})
	if len(rest) == 0 {
		return nil
	}
	return rest
}

// namingHint returns the cure for a name that cannot be made.
func namingHint(e *naming.Error) string {
	switch e.Cure {
	case naming.GiveFolder:
		return "give the folder that it is below with -o"
	case naming.GiveIDs:
		return "put more of what does not change into the pattern, or give the ids with --set"
	}
	hint := "give it in a metadata file, or with --set " + e.Path + "=..."
	if e.Path == schema.SubjectIDPath || e.Path == schema.SessionIDPath {
		hint += ", or read it from the source's path with --from-path"
	}
	return hint
}
