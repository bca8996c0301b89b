package main

import (
	"context"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"roi2nwb/cmd/roi2nwb/internal/page"
	"roi2nwb/internal/inspect"
)

// pathsArguments is oneArgument for a command that takes several as well, but for
// what belongs behind a flag.
func pathsArguments(what, example string) cobra.PositionalArgs {
	one := oneArgument(what, example)
	return func(c *cobra.Command, args []string) error {
		if len(args) > 1 && !isSlip(c, args) {
			return nil
		}
		return one(c, args)
	}
}

// inspectTable collects what inspect found in several paths.
type inspectTable struct {
	rows   [][]string
	failed int
}

// add keeps a line of the table. It does nothing for nil.
func (t *inspectTable) add(found *inspect.Facts) {
	if t == nil {
		return
	}
	rate := ""
	if found.Rate != nil {
		rate = fmt.Sprintf("%g", *found.Rate)
	}
	missing := 0
	for _, m := range found.Missing {
		if m.For != recommendedKey {
			missing++
		}
	}
	note := ""
	if missing > 0 {
		note = fmt.Sprintf("%d of the metadata missing", missing)
	}
	t.rows = append(t.rows, []string{page.OneLine(found.Path), page.OneLine(found.Program), fmt.Sprint(found.ROIs.Total), fmt.Sprint(found.Frames), rate, note})
}

// recommendedKey marks missing metadata that nobody asks for.
const recommendedKey = "recommended"

// fail keeps a line of a path that could not be looked at.
func (t *inspectTable) fail(path string, err error) {
	t.failed++
	t.rows = append(t.rows, []string{page.OneLine(path), "failed", "", "", "", page.OneLine(messages(err)[0].Error)})
}

// runInspectMany looks at several paths, whatever comes of each, and ends with a
// table.
func runInspectMany(ctx context.Context, s Streams, o *inspectOptions, paths []string, run func(context.Context, Streams, *inspectOptions) error) error {
	table := &inspectTable{}
	for i, path := range paths {
		one := *o
		one.Path, one.table = path, table
		if i > 0 && !o.JSON && !o.Quiet {
			if _, err := io.WriteString(s.Out, "\n"); err != nil {
				return err
			}
		}
		err := run(ctx, s, &one)
		switch {
		case ctx.Err() != nil:
			return context.Cause(ctx)
		case err == nil:
		case o.JSON:
			table.fail(path, err)
			reportJSON(s.Out, err, path)
		default:
			table.fail(path, err)
			report(s, err)
		}
	}
	if !o.JSON && !o.Quiet {
		rows := append([][]string{{"path", "program", "ROIs", "frames", "Hz", ""}}, table.rows...)
		columns := []page.Column{{}, {}, {Numbers: true}, {Numbers: true}, {Numbers: true}, {}}
		if _, err := io.WriteString(s.Out, "\n"+tableText(columns, rows, s.pageWidth())); err != nil {
			return err
		}
	}
	if table.failed > 0 {
		return told{exitSome}
	}
	return nil
}
