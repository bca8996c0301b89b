package main

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"roi2nwb/cmd/roi2nwb/internal/page"
)

// flagGroups sorts the flags of a command under headings.
type flagGroups struct {
	command *cobra.Command
	names   []string
	sets    []*pflag.FlagSet
	note    string // below the flags, "" for none
}

func newFlagGroups(c *cobra.Command) *flagGroups { return &flagGroups{command: c} }

// group returns the group of flags of a name, and begins it where there is none.
func (g *flagGroups) group(name string) *pflag.FlagSet {
	if at := slices.Index(g.names, name); at >= 0 {
		return g.sets[at]
	}
	set := pflag.NewFlagSet(name, pflag.ContinueOnError)
	set.SortFlags = false
	g.names, g.sets = append(g.names, name), append(g.sets, set)
	return set
}

// fitHelp breaks the lines of help that are too long for the terminal.
func fitHelp(root *cobra.Command, s Streams) {
	help := root.HelpFunc()
	root.SetHelpFunc(func(c *cobra.Command, args []string) {
		var text bytes.Buffer
		c.SetOut(&text)
		help(c, args)
		c.SetOut(s.Out)
		fmt.Fprint(s.Out, page.WrapTree(joinParagraphs(text.String(), s.outWidth()), s.outWidth(), page.Indent))
	})
}

// joinParagraphs makes one line of the lines of a paragraph that begin at the
// margin, where they are wider than so many cells.
func joinParagraphs(text string, cells int) string {
	var parts []string
	for part := range strings.SplitSeq(text, "\n\n") {
		lines := strings.Split(part, "\n")
		plain := !slices.ContainsFunc(lines, func(line string) bool { return strings.HasPrefix(line, " ") })
		if plain && slices.ContainsFunc(lines, func(line string) bool { return page.Cells(line) > cells }) {
			part = strings.Join(lines, " ")
		}
		parts = append(parts, part)
	}
	return strings.Join(parts, "\n\n")
}

// install gives the command its flags, and a usage text that shows them in
// their groups.
func (g *flagGroups) install(s Streams) {
	for _, set := range g.sets {
		g.command.Flags().AddFlagSet(set)
	}
	g.command.SetUsageFunc(func(c *cobra.Command) error {
		out := c.OutOrStderr()
		fmt.Fprintf(out, "Usage:\n  %s\n\nExamples:\n%s\n", c.UseLine(), c.Example)
		for i, set := range g.sets {
			fmt.Fprintf(out, "\n%s:\n%s", g.names[i], set.FlagUsagesWrapped(s.pageWidth()))
		}
		if g.note != "" {
			fmt.Fprintf(out, "\n%s\n", g.note)
		}
		fmt.Fprintf(out, "\nOther:\n  -h, --help   show this\n")
		return nil
	})
}
