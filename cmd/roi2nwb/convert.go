package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"roi2nwb/internal/chunkio"
	"roi2nwb/internal/extract"
	"roi2nwb/internal/metadata"
	"roi2nwb/internal/nwb"
)

// convertOptions is what the flags of convert say.
type convertOptions struct {
	Source string
	Output string
	Format string

	MetadataFiles []string
	Sets          []string
	StartTime     string
	Timezone      string

	NoCentroids, NoAcceptance, NoBackground, NoImages bool
	Traces                                            []string
	Rate                                              float64
	Timestamps                                        string
	ChunkShape                                        string

	Overwrite, DryRun, Reproducible, Quiet, Verbose, JSON bool

	settings *settings
}

// addFlags adds the flags in the groups in which help shows them.
func (o *convertOptions) addFlags(groups *flagGroups) {
	f := groups.group("Output")
	f.StringVarP(&o.Output, "output", "o", "", "the NWB `file` to write, or a folder for it (default: beside the source)")
	f.BoolVar(&o.Overwrite, "overwrite", false, "replace the output where it exists")
	f.BoolVar(&o.DryRun, "dry-run", false, "show what would be written, and write nothing")
	f.BoolVar(&o.Reproducible, "reproducible", false, "equal input gives an equal file: ids are made from the content of the source, and the file's date is the session's")
	f.BoolVarP(&o.Quiet, "quiet", "q", false, "say nothing but errors")
	f.BoolVarP(&o.Verbose, "verbose", "v", false, "show progress as lines where there is no terminal")
	f.BoolVar(&o.JSON, "json", false, "print the summary, the plan, or the errors as JSON")

	f = groups.group("Metadata")
	f.StringArrayVarP(&o.MetadataFiles, "metadata", "m", nil, "YAML or JSON `file` with metadata; may be repeated, the later wins")
	f.StringArrayVar(&o.Sets, "set", nil, "one value of metadata, as `path=value`; may be repeated, wins over files")
	f.StringVar(&o.StartTime, "start-time", "", "when the session began: ISO 8601 with zone, 2024-05-17T14:30:00+02:00")
	f.StringVar(&o.Timezone, "timezone", "", "the `zone` of times that have none, as in Europe/Berlin or +02:00")

	f = groups.group("Source")
	f.StringVar(&o.Format, "format", "", "`format` of the source: caiman or minian (default: told by its content)")
	f.Float64Var(&o.Rate, "rate", 0, "sampling rate of the frames in `Hz`, instead of the source's")
	f.StringVar(&o.Timestamps, "timestamps", "", "`file` with the time of each frame in seconds, one a line")

	f = groups.group("Content")
	f.StringSliceVar(&o.Traces, "traces", nil, "only these traces, as `raw,denoised,...`: raw, denoised, deconvolved, dff, background (default: all)")
	f.BoolVar(&o.NoCentroids, "no-centroids", false, "leave the ROICentroids column out")
	f.BoolVar(&o.NoAcceptance, "no-acceptance", false, "leave is_accepted and is_rejected out")
	f.BoolVar(&o.NoBackground, "no-background", false, "leave background components out")
	f.BoolVar(&o.NoImages, "no-images", false, "leave summary images out")

	f = groups.group("Storage")
	addSettings(f)
	f.StringVar(&o.ChunkShape, "chunk-shape", "", "chunk of traces as `frames,ROIs` (default: about 8192,128 within --chunk-mb)")
}

func newConvertCommand(s Streams, run func(context.Context, Streams, *convertOptions) error) *cobra.Command {
	o := &convertOptions{}
	c := &cobra.Command{
		Use:   "convert SOURCE",
		Short: "Convert one session to one NWB file",
		Long: `Convert writes what a segmentation program found in one session to one NWB file.

The file appears complete and checked, or not at all: it is written under a
name of its own in the target folder, reopened and held against the source,
and only then renamed. Nothing is invented: what NWB asks for and nobody gave
is stated as unknown and listed in the summary. What the source holds and the
file does not is listed too, with the reason.
` + exitStatus,
		Example: `  roi2nwb convert results.hdf5 --start-time 2024-05-17T14:30:00+02:00
  roi2nwb convert results.hdf5 -m lab.yaml -m session.yaml -o m042_d1.nwb
  roi2nwb convert results.hdf5 -m lab.yaml --set Subject.subject_id=M042 --mask pixel --overwrite
  roi2nwb convert results.hdf5 -m lab.yaml --dry-run`,
		Args: oneArgument("source", "roi2nwb convert results.hdf5"),
		RunE: func(c *cobra.Command, args []string) error {
			o.Source = args[0]
			var err error
			if o.settings, err = loadSettings(c.Flags()); err != nil {
				return err
			}
			return run(c.Context(), s, o)
		},
	}
	groups := newFlagGroups(c)
	o.addFlags(groups)
	groups.install()
	return c
}

// runConvert does one conversion.
func runConvert(ctx context.Context, s Streams, o *convertOptions) (err error) {
	began := time.Now()
	// A small session is done before its garbage is worth collecting; in a large
	// one, garbage must not take as much as what is in use.
	collect := debug.SetGCPercent(-1)
	defer debug.SetGCPercent(collect)
	defer debug.SetMemoryLimit(debug.SetMemoryLimit(int64(o.settings.pipeline().Buffer) + besidesBuffer))
	seg, err := o.open(ctx)
	if err != nil {
		return err
	}
	defer func() {
		if closed := seg.Close(); err == nil {
			err = closed
		}
	}()
	meta, err := o.metadata(seg)
	if err != nil {
		return err
	}
	output, err := o.output()
	if err != nil {
		return err
	}
	plan, err := o.plan(ctx, seg, meta)
	if err != nil {
		return err
	}
	if o.DryRun {
		return showPlan(s.Out, plan, o.JSON)
	}
	if plan.StreamedBytes() > smallSession {
		debug.SetGCPercent(collect)
	}
	bar := startProgress(s, o, plan.StreamedBytes())
	written, err := nwb.Write(ctx, plan, nwb.Output{
		Path: output, Overwrite: o.Overwrite, Codec: o.settings.codec(), Progress: bar.add,
		Pipeline: chunkio.NewPipeline(o.settings.pipeline()),
	})
	bar.stop()
	if err != nil {
		return err
	}
	summary := summarise(seg, meta, plan, o, output, &written, time.Since(began))
	switch {
	case o.JSON:
		return summary.writeJSON(s.Out)
	case o.Quiet:
		return nil
	}
	_, err = io.WriteString(s.Out, summary.text())
	return err
}

// smallSession is how much is streamed, in bytes, by sessions that are done in
// no time.
const smallSession = 16 << 20

// besidesBuffer is what a conversion needs beside its buffer, in bytes: the
// footprint at hand, encoders, stacks.
const besidesBuffer = 20 << 20

// open opens the source and takes the user's word on its timing.
func (o *convertOptions) open(ctx context.Context) (*extract.Segmentation, error) {
	if o.Rate != 0 && o.Timestamps != "" {
		return nil, usagef("--rate and --timestamps both say when frames were taken: give one")
	}
	if o.Rate < 0 {
		return nil, usagef("a rate of %g Hz is not positive", o.Rate)
	}
	seg, err := extract.Open(ctx, o.Source, o.Format)
	if errors.Is(err, extract.ErrUnknownFormat) {
		return nil, &usageError{error: err}
	}
	if err != nil {
		return nil, err
	}
	switch {
	case o.Rate > 0:
		seg.Retime(extract.Timing{Rate: o.Rate, Origin: "--rate"})
	case o.Timestamps != "":
		times, err := extract.ReadTimestamps(o.Timestamps, seg.Frames, seg.FrameNumbers)
		if err != nil {
			return nil, errors.Join(&usageError{err, hintOf(err)}, seg.Close())
		}
		seg.Retime(extract.Timing{Timestamps: times, Origin: strconv.Quote(o.Timestamps)})
	}
	return seg, nil
}

// metadata merges the defaults, what the source says, the files in their
// order, and single values.
func (o *convertOptions) metadata(seg *extract.Segmentation) (*metadata.Metadata, error) {
	document, err := mergeMetadata(seg, o.MetadataFiles, o.Sets)
	if err != nil {
		return nil, err
	}
	return document.Resolve(metadata.Options{StartTime: o.StartTime, Timezone: o.Timezone})
}

// output returns the path of the file to write.
func (o *convertOptions) output() (string, error) {
	base := filepath.Base(filepath.Clean(o.Source))
	name := strings.TrimSuffix(base, filepath.Ext(base)) + ".nwb"
	path := o.Output
	if path == "" {
		path = filepath.Join(filepath.Dir(filepath.Clean(o.Source)), name)
	} else if info, err := os.Stat(path); err == nil && info.IsDir() {
		path = filepath.Join(path, name)
	}
	source, err := os.Stat(o.Source)
	if err != nil {
		return "", err
	}
	if target, err := os.Stat(path); err == nil && os.SameFile(source, target) {
		return "", &usageError{fmt.Errorf("output %q is the source itself", path), "give another name with -o"}
	}
	if !o.DryRun {
		return path, nwb.CheckTarget(path, o.Overwrite)
	}
	return path, nil
}

// plan lays the file out.
func (o *convertOptions) plan(ctx context.Context, seg *extract.Segmentation, meta *metadata.Metadata) (*nwb.Plan, error) {
	masks, err := nwb.MaskKinds(o.settings.Mask, seg.Field.Depth > 0)
	if err != nil {
		return nil, &usageError{err, hintOf(err)}
	}
	traces, err := o.traceKinds(seg)
	if err != nil {
		return nil, err
	}
	shape, err := o.chunkShape()
	if err != nil {
		return nil, err
	}
	options := &nwb.Options{
		Masks: masks, NoCentroids: o.NoCentroids, NoAcceptance: o.NoAcceptance, NoBackground: o.NoBackground, NoImages: o.NoImages,
		Traces: traces, Codec: o.settings.codec(), ChunkBytes: o.settings.chunkBytes(), TraceChunk: shape,
		Tool: "roi2nwb", ToolVersion: version, Created: time.Now(),
	}
	if o.Reproducible {
		options.Created = meta.File.SessionStart
		if options.Seed, err = extract.Fingerprint(ctx, o.Source); err != nil {
			return nil, err
		}
	}
	plan, err := nwb.Build(seg, meta, options)
	if errors.Is(err, nwb.ErrNoTiming) {
		return nil, o.untimed(seg)
	}
	return plan, err
}

// untimed is the error of a source of which nothing says when its frames were
// taken, or only a table that does not serve.
func (o *convertOptions) untimed(seg *extract.Segmentation) error {
	if seg.Timing.Err != nil {
		hint := "mend the table, or override it: --rate 30, or --timestamps FILE"
		if own := hintOf(seg.Timing.Err); own != "" {
			hint = own
		}
		return &usageError{seg.Timing.Err, hint}
	}
	hint := "give the sampling rate with --rate 30, or a time for each frame with --timestamps FILE"
	if seg.Format == "minian" {
		hint += ", or put the recorder's timeStamps.csv beside the result"
	}
	return &usageError{fmt.Errorf("nothing says when the frames of %q were taken", o.Source), hint}
}

// wantsTrace tells whether a trace goes into the file.
func (o *convertOptions) wantsTrace(name string) bool {
	return o.Traces == nil || slices.ContainsFunc(o.Traces, func(t string) bool { return strings.TrimSpace(t) == name })
}

// traceKinds checks the traces that were asked for against those that there
// are.
func (o *convertOptions) traceKinds(seg *extract.Segmentation) ([]extract.TraceKind, error) {
	if o.Traces == nil {
		return nil, nil
	}
	have := map[string]bool{}
	var names []string
	for _, t := range seg.Traces {
		have[string(t.Kind)] = true
		names = append(names, string(t.Kind))
	}
	if seg.Background != nil && seg.Background.Trace != nil {
		have["background"] = true
		names = append(names, "background")
	}
	kinds := []extract.TraceKind{}
	for _, name := range o.Traces {
		name = strings.TrimSpace(name)
		if !have[name] && name != "none" {
			return nil, usagef("the source has no trace %q: it has %s", name, strings.Join(names, ", "))
		}
		kinds = append(kinds, extract.TraceKind(name))
	}
	return kinds, nil
}

// chunkShape reads --chunk-shape.
func (o *convertOptions) chunkShape() ([]int, error) {
	if o.ChunkShape == "" {
		return nil, nil
	}
	var frames, rois int
	if n, err := fmt.Sscanf(o.ChunkShape, "%d,%d", &frames, &rois); err != nil || n != 2 || frames < 1 || rois < 1 ||
		o.ChunkShape != fmt.Sprintf("%d,%d", frames, rois) {
		return nil, &usageError{fmt.Errorf("chunk shape %q is not two counts", o.ChunkShape), "give frames and ROIs, as in --chunk-shape 8192,64"}
	}
	return []int{frames, rois}, nil
}

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
