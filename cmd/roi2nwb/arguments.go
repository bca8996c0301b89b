package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"roi2nwb/internal/spelling"
)

// oneArgument is cobra.ExactArgs(1) with words of ours.
func oneArgument(what, example string) cobra.PositionalArgs {
	return func(c *cobra.Command, args []string) error {
		switch len(args) {
		case 0:
			return &usageError{errors.New("one " + what + " is expected; none was given"), "as in: " + example}
		case 1:
			return nil
		}
		return &usageError{fmt.Errorf("one %s is expected; %s", what, givenText(args)), severalHint(c, args)}
	}
}

// givenText lists arguments, the first few of many.
func givenText(args []string) string {
	const most = 3
	if len(args) <= most {
		return "these were given: " + strings.Join(args, ", ")
	}
	return fmt.Sprintf("%d were given: %s and %d more", len(args), strings.Join(args[:most], ", "), len(args)-most)
}

// stubAsArgument tells what a number behind --stub is meant as, unless a file is
// called so: a flag that can stand alone takes none.
func stubAsArgument(next cobra.PositionalArgs) cobra.PositionalArgs {
	return func(c *cobra.Command, args []string) error {
		for _, arg := range args {
			if _, err := strconv.Atoi(arg); err != nil || !c.Flags().Changed("stub") {
				continue
			}
			if _, err := os.Stat(arg); errors.Is(err, fs.ErrNotExist) {
				return &usageError{fmt.Errorf("%q does not exist", arg), "the frames of a stub are given as --stub=" + arg}
			}
		}
		return next(c, args)
	}
}

// severalHint says what several arguments may be meant as: an output, a metadata
// file, or sources that are to be converted in turn.
func severalHint(c *cobra.Command, args []string) string {
	last := args[len(args)-1]
	if len(args) == 2 {
		switch {
		case c.Flags().Lookup("output") != nil && strings.EqualFold(filepath.Ext(last), ".nwb"):
			return fmt.Sprintf("is %q the output? it is given with -o", last)
		case c.Flags().Lookup("metadata") != nil && isMetadataFile(last):
			return fmt.Sprintf("is %q metadata? it is given with -m", last)
		}
	}
	outputs, folders := map[string]bool{}, map[string]bool{}
	for _, arg := range args {
		outputs[stem(arg)], folders[filepath.Dir(arg)] = true, true
	}
	oneName := len(outputs) < len(args)
	sources := strings.Join(args[:2], " ")
	switch extension := filepath.Ext(args[0]); {
	case extension != "" && len(folders) == 1:
		sources = filepath.Join(filepath.Dir(args[0]), "*"+extension)
	case len(args) > 2:
		sources += " ..."
	}
	hint := fmt.Sprintf(`one at a time, as in: for source in %s; do %s "$source"; done`, sources, c.CommandPath())
	if oneName && c.Flags().Lookup("path-template") != nil {
		hint += "; --path-template or --dandi-layout gives each output a name of its own where -o is one folder"
	}
	return hint
}

// flagHint says what a flag that the command does not have may be a slip of, or
// which commands have it.
func flagHint(c *cobra.Command, err error) string {
	var unknown *pflag.NotExistError
	if !errors.As(err, &unknown) || unknown.GetSpecifiedShortnames() != "" {
		return c.CommandPath() + " --help lists the flags"
	}
	name := unknown.GetSpecifiedName()
	var own []string
	c.Flags().VisitAll(func(f *pflag.Flag) {
		if !f.Hidden {
			own = append(own, f.Name)
		}
	})
	if near := spelling.Nearest(strings.ReplaceAll(name, "_", "-"), own); near != "" {
		return fmt.Sprintf("did you mean --%s?", near)
	}
	if others := commandsWith(c.Root(), name); len(others) > 0 {
		return "these have it: " + strings.Join(others, ", ")
	}
	return c.CommandPath() + " --help lists the flags"
}

// commandsWith returns the commands below c that have a flag, as they are called.
func commandsWith(c *cobra.Command, flag string) []string {
	var paths []string
	for _, sub := range c.Commands() {
		if f := sub.Flags().Lookup(flag); f != nil && !f.Hidden {
			paths = append(paths, sub.CommandPath())
		}
		paths = append(paths, commandsWith(sub, flag)...)
	}
	return paths
}
