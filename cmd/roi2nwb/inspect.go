package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"roi2nwb/cmd/roi2nwb/internal/progress"
	"roi2nwb/internal/extract"
	"roi2nwb/internal/inspect"
	"roi2nwb/internal/nwb"
)

// inspectOptions is what the flags of inspect say.
type inspectOptions struct {
	pathOptions

	Quiet, JSON bool

	table *inspectTable // of several paths, nil for one
}

func newInspectCommand(s Streams, run func(context.Context, Streams, *inspectOptions) error) *cobra.Command {
	o := &inspectOptions{}
	c := &cobra.Command{
		Use:   "inspect PATH...",
		Short: "Show what a result or an NWB file holds, and what is missing",
		Long: `Inspect shows, on a screen, what the result of a segmentation program or an NWB
file holds, and what metadata is missing. It changes nothing.

  plane           of an NWB file with several, which one this is
  program         what found the ROIs, and its version where the file has it
  written by      of an NWB file: what wrote it
  imaging         one-photon or two-photon, where the file tells, if only by the
                  light that excites the indicator
  field of view   x (columns) by y (rows), and z (planes) of a volume, in pixels
  frames, rate    of the traces; the rate is followed by where it comes from
  duration        frames divided by rate, as hours:minutes:seconds and in seconds
  ROIs            how many were accepted, rejected, and not evaluated
  median size     pixels of an ROI: half of the ROIs have no more
  background      components that are no ROIs, where there are any
  missed cells, motion shifts, events
                  shown where the source has them
  traces          frames by ROIs of each; "empty", "all zero" and "all NaN" stand
                  beside those that hold nothing
  images          x by y of each summary image
  quality         the range of each number that ROIs have; infinite and NaN
                  values are counted and left out of it
  NWB size        what converting would take on disk with the present settings,
                  estimated from samples; of an NWB file, its size
  remarks         what could surprise
  left out        what the source holds and an NWB file would not, and why
  metadata        what is wrong with the metadata that was given, and what DANDI
                  or readers would object to
  missing         for NWB: the file would say "unknown"; for DANDI: the archive
                  would refuse it; recommended: good practice

Lists that are too long for a screen are cut; --json has all, and an example of
giving each piece of missing metadata. Give the metadata files that you mean to
convert with by -m, and see what they leave open.

Of an NWB file with several planes each is shown, or the one of --plane.
Of several paths each is shown, and a table of all comes last; several .isxd files
are the parts of one source.
` + strings.Replace(exitStatus, "  130", "  3    of several paths, some cannot be read\n  130", 1),
		Example: `  roi2nwb inspect results.hdf5
  roi2nwb inspect results.hdf5 -m lab.yaml -m session.yaml
  roi2nwb inspect session.nwb --json`,
		Args: stubAsArgument(pathsArguments("path", "roi2nwb inspect results.hdf5")),
		RunE: func(c *cobra.Command, args []string) error {
			many := len(args) > 1 && !areParts(args[1:])
			if o.Path = args[0]; !many {
				o.With = append(o.With, args[1:]...)
			}
			if err := o.validate(c.Flags()); err != nil {
				return err
			}
			if many {
				return runInspectMany(c.Context(), s, o, args, run)
			}
			return run(c.Context(), s, o)
		},
	}
	groups := newFlagGroups(c)
	f := groups.group("Output")
	f.BoolVarP(&o.Quiet, "quiet", "q", false, "say nothing but errors")
	f.BoolVar(&o.JSON, "json", false, "print everything as JSON")
	o.addFlags(groups)
	groups.install(s)
	return c
}

// runInspect looks at one path.
func runInspect(ctx context.Context, s Streams, o *inspectOptions) error {
	p := startProgress(s, o.Path, o.Quiet, false)
	defer p.Stop()
	found, err := o.inspect(ctx, p)
	p.Stop()
	var several *extract.SeveralError
	var planes *nwb.PlaneError
	switch {
	case errors.As(err, &several):
		return o.eachRecording(err, func(recording int) error {
			one := *o
			one.Recording = recording
			return runInspect(ctx, s, &one)
		})
	case errors.As(err, &planes) && planes.Name == "":
		return o.eachPlane(err, func(plane string) error {
			if plane != planes.Have[0] && !o.JSON && !o.Quiet {
				if _, err := io.WriteString(s.Out, "\n"); err != nil {
					return err
				}
			}
			one := *o
			one.Plane = plane
			return runInspect(ctx, s, &one)
		})
	case ctx.Err() != nil:
		return context.Cause(ctx)
	case err != nil:
		return err
	}
	o.table.add(found)
	switch {
	case o.JSON:
		return writeJSON(s.Out, found)
	case o.Quiet:
		return nil
	}
	_, err = io.WriteString(s.Out, inspectText(found, o.storage.text(), s.pageWidth()))
	return err
}

// inspect opens the path as what it is.
func (o *inspectOptions) inspect(ctx context.Context, p *progress.Progress) (found *inspect.Facts, err error) {
	defer boundMemory(o.storage)()
	seg, meta, problems, err := o.openPath(ctx)
	if err != nil {
		return nil, err
	}
	defer func() {
		if closed := seg.Close(); err == nil {
			err = closed
		}
	}()
	found = inspect.Of(seg, meta, problems, missingFrom(meta))
	found.Plane = o.Plane
	if err := found.Scan(ctx, seg, o.JSON, scanning(p)); err != nil {
		return nil, err
	}
	if seg.Format == nwb.Format {
		return found, found.OfFile(o.Path)
	}
	p.Begin("estimating the size", 0)
	masks, err := o.storage.masks(seg.Field)
	if err != nil {
		return nil, err
	}
	return found, found.Estimate(ctx, seg, meta, o.storage.buildOptions(masks), o.storage.codec())
}

// text says what the estimated size of a file depends on.
func (s *storage) text() string {
	text := fmt.Sprintf("%s masks, %s", s.Mask, s.Compression)
	if s.Compression != "none" {
		text += " level " + strconv.Itoa(s.Level)
	}
	return text
}
