package main

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"roi2nwb/internal/extract"
	"roi2nwb/internal/metadata/tree"
	"roi2nwb/internal/session"
)

// planeOptions say of which planes a file is made, and what is of one of them
// alone: texts of the form NAME=VALUE.
type planeOptions struct {
	Planes                      []string
	Pattern                     string
	Metadata, Rates, Timestamps []string
	ROITables                   []string

	All []planeChoice // what the flags come to
}

// planeChoice is what the flags say of one plane.
type planeChoice struct {
	Name, Source string
	Metadata     []string
	Rate         float64 // in Hz; 0 where nothing is said
	Timestamps   string
	ROITable     string
}

// addFlags adds the flags to a group of a command's.
func (o *planeOptions) addFlags(f *pflag.FlagSet) {
	f.StringArrayVar(&o.Planes, "plane", nil, "one plane of several, as `NAME=SOURCE`, in place of the argument; for each plane, of any program; NAME ends its names in the file")
	f.StringVar(&o.Pattern, "planes", "", "all planes by a `pattern` of their paths: 'plane{n}/results.hdf5' makes Plane0, Plane1 ...; {name} stands for whole names")
	f.StringArrayVar(&o.Metadata, "plane-metadata", nil, "a metadata file for one plane, as `NAME=FILE`; over what -m says")
	f.StringArrayVar(&o.Rates, "plane-rate", nil, "the sampling rate of one plane in Hz, as `NAME=HZ`")
	f.StringArrayVar(&o.Timestamps, "plane-timestamps", nil, "the times of the frames of one plane, as `NAME=FILE`")
	f.StringArrayVar(&o.ROITables, "plane-roi-table", nil, "what --roi-table is for a source, for one plane, as `NAME=FILE`")
}

// planeFlags are the flags that name planes.
func planeFlags() []string {
	return []string{"plane", "planes", "plane-metadata", "plane-rate", "plane-timestamps", "plane-roi-table"}
}

// planesInPlaceOf lets --plane or --planes stand in place of the argument.
func planesInPlaceOf(argument cobra.PositionalArgs) cobra.PositionalArgs {
	return func(c *cobra.Command, args []string) error {
		if !c.Flags().Changed("plane") && !c.Flags().Changed("planes") {
			return argument(c, args)
		}
		if c.Flags().Changed("recursive") {
			return &usageError{errors.New("--recursive is for several sources, a file each, and planes are of one file"), "leave it out"}
		}
		if len(args) > 0 {
			return &usageError{fmt.Errorf("planes are given, and %q as well", args[0]), "give it a name too, as in --plane Deep=" + shellWord(args[0]) + ", or leave it out"}
		}
		return nil
	}
}

// settle finds out which planes there are, and checks what can be checked
// without their sources.
func (o *planeOptions) settle() error {
	if o.Planes != nil && o.Pattern != "" {
		return &usageError{errors.New("--plane and --planes both say which planes there are"), "give one of them"}
	}
	if o.Pattern != "" {
		found, err := extract.FindPlanes(o.Pattern)
		if err != nil {
			return &usageError{fmt.Errorf("--planes: %w", err), planePatternHint(err)}
		}
		for _, f := range found {
			o.Planes = append(o.Planes, f.Name+"="+f.Path)
		}
	}
	for _, text := range o.Planes {
		name, source, err := namedValue("plane", text, "SOURCE")
		if err != nil {
			return err
		}
		o.All = append(o.All, planeChoice{Name: name, Source: source})
	}
	if len(o.All) == 1 {
		return &usageError{fmt.Errorf("there is one plane, %q", o.All[0].Name), fmt.Sprintf("give the others with --plane too, or convert it alone: roi2nwb convert %s", shellWord(o.All[0].Source))}
	}
	if err := o.distinct(); err != nil {
		return err
	}
	return o.ofOne()
}

// distinct returns an error where two planes have one name, or one source.
func (o *planeOptions) distinct() error {
	for i, p := range o.All {
		for _, other := range o.All[:i] {
			if strings.EqualFold(p.Name, other.Name) {
				return &usageError{fmt.Errorf("two planes are named %q: %q and %q", p.Name, other.Source, p.Source), "give each plane a name of its own"}
			}
			if sameFile(p.Source, other.Source) {
				return &usageError{fmt.Errorf("planes %q and %q are both %q", other.Name, p.Name, p.Source), "give each plane a source of its own"}
			}
		}
	}
	return nil
}

func sameFile(a, b string) bool {
	x, errA := os.Stat(a)
	y, errB := os.Stat(b)
	return errA == nil && errB == nil && os.SameFile(x, y)
}

// ofOne takes up what is said of single planes.
func (o *planeOptions) ofOne() error {
	for _, file := range o.Metadata {
		p, path, err := o.planeOf("plane-metadata", file, "FILE")
		if err != nil {
			return err
		}
		p.Metadata = append(p.Metadata, path)
	}
	for _, text := range o.Rates {
		p, value, err := o.planeOf("plane-rate", text, "HZ")
		if err != nil {
			return err
		}
		const hint = "give the frames of a second, as in --plane-rate Deep=30"
		if p.Rate, err = strconv.ParseFloat(value, 64); err != nil {
			return &usageError{fmt.Errorf("--plane-rate %q: %q is not a number", text, value), hint}
		}
		if err := session.CheckRate(p.Rate); err != nil {
			return &usageError{fmt.Errorf("--plane-rate %q: %w", text, err), hint}
		}
	}
	for _, text := range o.Timestamps {
		p, path, err := o.planeOf("plane-timestamps", text, "FILE")
		if err != nil {
			return err
		}
		if p.Rate > 0 {
			return usagef("--plane-rate and --plane-timestamps both say when the frames of plane %q were taken: give one", p.Name)
		}
		p.Timestamps = path
	}
	for _, text := range o.ROITables {
		p, path, err := o.planeOf("plane-roi-table", text, "FILE")
		if err != nil {
			return err
		}
		p.ROITable = path
	}
	return nil
}

// planeOf finds the plane that a value of a flag is for.
func (o *planeOptions) planeOf(flag, text, what string) (*planeChoice, string, error) {
	name, value, err := namedValue(flag, text, what)
	if err != nil {
		return nil, "", err
	}
	i := slices.IndexFunc(o.All, func(p planeChoice) bool { return p.Name == name })
	switch {
	case o.All == nil:
		return nil, "", &usageError{fmt.Errorf("--%s %q: there are no planes", flag, text), "name them, as in --plane " + name + "=results.hdf5"}
	case i < 0:
		return nil, "", &usageError{fmt.Errorf("--%s %q: no plane is named %q", flag, text, name), "known: " + strings.Join(tree.Quoted(o.names()), ", ")}
	}
	return &o.All[i], value, nil
}

// names returns the names of all planes.
func (o *planeOptions) names() []string {
	names := make([]string, len(o.All))
	for i, p := range o.All {
		names[i] = p.Name
	}
	return names
}

// isPlaneName reports whether a text can be the name of a plane: it ends names of
// objects in the file, and stands in brackets in paths of metadata.
func isPlaneName(s string) bool {
	return s != "" && utf8.RuneCountInString(s) <= maxPlaneName && !strings.ContainsFunc(s, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '_' && r != '-'
	})
}

const maxPlaneName = 64

// namedValue takes NAME=VALUE apart.
func namedValue(flag, text, what string) (name, value string, err error) {
	name, value, found := strings.Cut(text, "=")
	hint := fmt.Sprintf("as in --%s Deep=%s", flag, map[string]string{"SOURCE": "deep/results.hdf5", "FILE": "deep.yaml", "HZ": "30"}[what])
	switch {
	case !found || value == "":
		return "", "", &usageError{fmt.Errorf("--%s %q is not NAME=%s", flag, text, what), hint}
	case !isPlaneName(name):
		return "", "", &usageError{fmt.Errorf("--%s %q: %q cannot be the name of a plane: letters, digits, dashes and underscores can, %d at most", flag, text, name, maxPlaneName), hint}
	case strings.Contains(strings.ToLower(name), "background"):
		return "", "", &usageError{fmt.Errorf("--%s %q: a plane with %q in its name could be taken for a table of background components", flag, text, "background"), hint}
	}
	return name, value, nil
}

func planePatternHint(err error) string {
	var wrong *extract.PlanePatternError
	switch {
	case !errors.As(err, &wrong):
		return ""
	case wrong.Malformed:
		return "put {n} where the number of the plane stands, or {name} where its name does: --planes 'plane{n}/results.hdf5'"
	case len(wrong.Found) == 1:
		return fmt.Sprintf("convert it alone: roi2nwb convert %s", shellWord(wrong.Found[0].Path))
	}
	return "it is a path, below the working folder unless it begins with a slash; or name each plane: --plane Deep=deep/results.hdf5"
}

// validatePlanes checks the planes against other flags.
func (o *convertOptions) validatePlanes(f *pflag.FlagSet) error {
	if err := o.Planes.settle(); err != nil || o.Planes.All == nil {
		return err
	}
	for _, flag := range []string{"with", "parameters", "roi-table"} {
		if f.Changed(flag) {
			hint := "leave it out"
			if flag == "roi-table" {
				hint = "say of which, as in --plane-roi-table " + o.Planes.All[0].Name + "=" + shellWord(o.ROITable)
			}
			return &usageError{fmt.Errorf("--%s is of one source, and there are %d planes", flag, len(o.Planes.All)), hint}
		}
	}
	if o.DANDILayout == "" && o.PathTemplate == "" && !o.outputIsFile() {
		return &usageError{errors.New("several planes need a name for the file that is made of them"), "give it with -o, as in -o session.nwb"}
	}
	o.Source = o.Planes.All[0].Source
	return nil
}
