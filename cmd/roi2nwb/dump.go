package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os/signal"
	"strings"
	"syscall"

	"github.com/spf13/cobra"

	"roi2nwb/cmd/roi2nwb/internal/page"
	"roi2nwb/internal/dump"
	"roi2nwb/internal/extract"
	"roi2nwb/internal/nwb"
	"roi2nwb/internal/nwb/build"
)

func newDumpCommand(s Streams, run func(context.Context, Streams, *dumpOptions) error) *cobra.Command {
	o := &dumpOptions{}
	c := &cobra.Command{
		Use:   "dump PATH [WHAT]",
		Short: "Print any number of a result or an NWB file",
		Long: `Dump prints what the result of a segmentation program or an NWB file holds, for
scripts and for eyes. A result and the NWB file made of it print the same,
but for the identifier and the words for unknown things that a file has.

  contents        what there is of the following (the default)
  traces          a row for each frame: its place from 0, its time in seconds, and
                  each trace of each ROI, as raw_ID or dff_ID
  masks           a row for each pixel of each ROI: x (column), y (row), z of a
                  volume, and the weight as NWB keeps it, a float32
  images          a row for each pixel of each summary image; those of a volume
                  are one for each of its planes
  columns         a row for each ROI: verdicts and quality metrics
  events          a row for each event: its time, and duration or ROI and amplitude
  times           a row for each frame: when it was taken, in seconds
  metadata        a row for each value that was given, by its path
  ids             a row for each ROI: its id
  background      as masks, of the components of the background
  missed          as masks, of cells that somebody drew by hand
  shifts          a row for each frame: by how many pixels it was moved, y and x
  parameters      a row for each parameter of the program; the value is JSON

--rois, --frames and the like take a part of these. Frames keep their places in
the whole.

On a terminal the beginning is shown, laid out; elsewhere all is written, as CSV.
--json writes {"columns": [...], "rows": [[...], ...]} on one line, with null for
NaN and the texts "inf" and "-inf"; in text these are nan, inf and -inf. Where
reading fails midway, the exit status tells, all rows before are right, and the
object ends with "error" behind them.

--npy writes an array for NumPy: one trace as (frames, ROIs), masks, background
and missed as (ROIs, x, y) or (ROIs, x, y, z), one image as (x, y), times as
(frames), shifts as (frames, 2).

Of an NWB file with several planes, --plane names the one.

Data is read as it is written: memory does not grow with it, and a program behind
a pipe that has seen enough may end it.
` + exitStatus,
		Example: `  roi2nwb dump results.hdf5
  roi2nwb dump results.hdf5 traces --traces dff > dff.csv
  roi2nwb dump results.hdf5 traces --traces dff --rois 3 --frames 0:1000
  roi2nwb dump session.nwb columns --json
  roi2nwb dump results.hdf5 masks --npy masks.npy`,
		Args: stubAsArgument(func(_ *cobra.Command, args []string) error { return dumpArguments(args) }),
		RunE: func(c *cobra.Command, args []string) error {
			if err := o.take(args, c.Flags()); err != nil {
				return err
			}
			return run(c.Context(), s, o)
		},
	}
	groups := newFlagGroups(c)
	o.addFlags(groups)
	groups.install(s)
	return c
}

// runDump prints one thing of one path.
func runDump(ctx context.Context, s Streams, o *dumpOptions) (err error) {
	// The write then fails, which ends the command, and not the signal.
	signal.Ignore(syscall.SIGPIPE)
	defer boundMemory(o.storage)()
	if o.NPY != "" && o.NPY != standardOutput {
		if err := o.retell(nwb.CheckTarget(o.NPY, o.Overwrite)); err != nil {
			return err
		}
	}
	source, err := o.source(ctx)
	var several *extract.SeveralError
	if errors.As(err, &several) {
		return &usageError{several, "choose one by --recording 1, or take all as one by --join"}
	}
	var planes *nwb.PlaneError
	if errors.As(err, &planes) && planes.Name == "" {
		return &usageError{planes, "choose one by --plane " + shellWord(planes.Have[0])}
	}
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, source.Segmentation.Close()) }()
	err = o.write(ctx, s, source)
	var done told
	switch {
	case errors.Is(err, syscall.EPIPE):
		return nil // whoever reads has seen enough
	case errors.As(err, &done):
		return done
	case ctx.Err() != nil:
		return context.Cause(ctx)
	}
	return o.explain(err)
}

// write writes in the format that was asked for.
func (o *dumpOptions) write(ctx context.Context, s Streams, source *dump.Source) error {
	switch {
	case o.NPY == standardOutput:
		if s.OutIsTerminal {
			return &usageError{errors.New("an array is nothing for a terminal"), "give --npy a file, or pipe it"}
		}
		return buffered(s.Out, func(to io.Writer) error { return source.WriteNPY(ctx, to, o.What) })
	case o.NPY != "":
		return o.retell(nwb.WriteFile(o.NPY, o.Overwrite, s.Leftovers.addFile, func(to io.Writer) error {
			return source.WriteNPY(ctx, to, o.What)
		}))
	}
	table, err := source.Table(o.What)
	if err != nil {
		return err
	}
	if s.OutIsTerminal && !o.CSV && !o.TSV && !o.JSON {
		return showHead(ctx, s, table)
	}
	return buffered(s.Out, func(to io.Writer) error {
		writer := o.writer(s, to)
		err := table.WriteTo(ctx, writer)
		if begun, isJSON := writer.(*dump.JSON); isJSON && err != nil && !errors.Is(err, syscall.EPIPE) {
			return cutShort(ctx, s, begun, err)
		}
		return err
	})
}

// cutShort ends what was begun as JSON, and tells why. Only one object goes to
// standard output.
func cutShort(ctx context.Context, s Streams, begun *dump.JSON, err error) error {
	if ctx.Err() != nil {
		err = context.Cause(ctx)
	}
	if failed := begun.Fail(page.OneLine(err.Error())); failed != nil {
		return failed
	}
	s.Leftovers.say(func() { report(s, err) })
	return told{exitCode(err)}
}

// writer returns the writer of a text format.
func (o *dumpOptions) writer(s Streams, to io.Writer) dump.Writer {
	if o.JSON {
		return dump.NewJSON(to, struct {
			Version string    `json:"roi2nwb"`
			Path    string    `json:"path"`
			What    dump.What `json:"what"`
		}{version, o.Path, o.What})
	}
	delimiter := byte(',')
	if o.TSV {
		delimiter = '\t'
	}
	text := dump.NewDelimited(to, delimiter)
	text.Header = !o.NoHeader
	if s.OutIsTerminal {
		text.Clean = page.OneLine
	}
	return text
}

// outputBuffer is how many bytes are written at a time.
const outputBuffer = 64 << 10

// buffered has something written through a buffer. What was written before an
// error is not kept back.
func buffered(to io.Writer, write func(io.Writer) error) error {
	b := bufio.NewWriterSize(to, outputBuffer)
	return errors.Join(write(b), b.Flush())
}

// headRows is how many rows of a table a terminal shows.
const headRows = 20

// showHead lays the beginning of a table out on a terminal: as many columns as
// fit, and a line that says what is not shown.
func showHead(ctx context.Context, s Streams, table *dump.Table) error {
	head, err := dump.ReadHead(ctx, table, headRows)
	if err != nil {
		return err
	}
	rows := append([][]string{head.Columns}, head.Cells...)
	columns := make([]page.Column, len(head.Columns))
	shown, room := 0, s.pageWidth()
	for i := range columns {
		columns[i].Numbers = head.Numbers[i] && len(head.Cells) > 0
		columns[i].Long = !columns[i].Numbers
		width := 0
		for _, row := range rows {
			row[i] = page.OneLine(row[i])
			width = max(width, page.Cells(row[i]))
		}
		if room -= width; room < 0 && i > 0 && columns[i].Numbers {
			break
		}
		room -= 2
		shown++
	}
	for i := range rows {
		rows[i] = rows[i][:shown]
	}
	lines := page.Table(columns[:shown], rows, s.pageWidth())
	if rest := restOf(table, head, shown); rest != "" {
		lines = append(lines, page.Wrap(rest, s.pageWidth(), page.Indent)...)
	}
	_, err = io.WriteString(s.Out, strings.Join(lines, "\n")+"\n")
	return err
}

// restOf says what of a table is not shown, "" where all is.
func restOf(table *dump.Table, head *dump.Head, shown int) string {
	var rest []string
	switch {
	case head.More && table.Rows >= 0:
		rest = append(rest, page.Plural(table.Rows-len(head.Cells), "more row"))
	case head.More:
		rest = append(rest, "more rows")
	}
	if more := len(head.Columns) - shown; more > 0 {
		rest = append(rest, page.Plural(more, "more column"))
	}
	if rest == nil {
		return ""
	}
	return "... and " + strings.Join(rest, ", ") + ": --csv has all"
}

// retell gives the error of a file that exists its cure.
func (o *dumpOptions) retell(err error) error {
	to := &output{path: o.NPY, cure: "give --overwrite to replace it, or another name with --npy"}
	return to.retell(err)
}

// explain gives what was asked for and cannot be had its cure.
func (o *dumpOptions) explain(err error) error {
	var absent *dump.AbsentError
	var choice *dump.ChoiceError
	var shape *dump.ShapeError
	switch {
	case errors.As(err, &absent):
		hint := "there are none at all"
		if len(absent.Have) > 0 {
			hint = "these are there: " + strings.Join(absent.Have, ", ")
		}
		return &usageError{err, hint}
	case errors.As(err, &choice) && len(choice.Have) == 0:
		return &usageError{fmt.Errorf("there is no %s in %q", choice.What, o.Path), "roi2nwb dump PATH shows what there is"}
	case errors.As(err, &choice):
		return &usageError{err, fmt.Sprintf("name it, as in --%ss %s", choice.What, choice.Have[0])}
	case errors.As(err, &shape):
		return &usageError{err, "--npy is for traces, masks, images, times, background, missed and shifts; give --csv or --json"}
	case errors.Is(err, build.ErrNoTiming):
		return &usageError{fmt.Errorf("nothing says when the frames of %q were taken", o.Path), "of a source, give --rate 30, or a time for each frame with --timestamps FILE"}
	}
	return err
}
