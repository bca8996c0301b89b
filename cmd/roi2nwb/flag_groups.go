package main

import (
	"fmt"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// flagGroups sorts the flags of a command under headings.
type flagGroups struct {
	command *cobra.Command
	names   []string
	sets    []*pflag.FlagSet
}

func newFlagGroups(c *cobra.Command) *flagGroups { return &flagGroups{command: c} }

// group begins a group of flags.
func (g *flagGroups) group(name string) *pflag.FlagSet {
	set := pflag.NewFlagSet(name, pflag.ContinueOnError)
	set.SortFlags = false
	g.names, g.sets = append(g.names, name), append(g.sets, set)
	return set
}

// install gives the command its flags, and a usage text that shows them in
// their groups.
func (g *flagGroups) install() {
	for _, set := range g.sets {
		g.command.Flags().AddFlagSet(set)
	}
	g.command.SetUsageFunc(func(c *cobra.Command) error {
		out := c.OutOrStderr()
		fmt.Fprintf(out, "Usage:\n  %s\n\nExamples:\n%s\n", c.UseLine(), c.Example)
		for i, set := range g.sets {
			fmt.Fprintf(out, "\n%s:\n%s", g.names[i], set.FlagUsagesWrapped(100))
		}
		fmt.Fprintf(out, "\nOther:\n  -h, --help   show this\n")
		return nil
	})
}
