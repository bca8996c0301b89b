package main

import (
	"context"
	"errors"
	"runtime/debug"
	"time"

	"github.com/spf13/cobra"

	"roi2nwb/cmd/roi2nwb/internal/settings"
	"roi2nwb/internal/nwb/check"
)

func newConvertCommand(s Streams, run func(context.Context, Streams, *convertOptions) error) *cobra.Command {
	o, many := &convertOptions{}, &manyOptions{}
	c := &cobra.Command{
		Use:   "convert SOURCE... | --plane NAME=SOURCE...",
		Short: "Convert sessions to NWB files, one each",
		Long: `Convert writes what a segmentation program found in one session to one NWB file.
Several sources become a file each: see the end.

The file appears complete and checked, or not at all: it is written under a
name of its own in the target folder, reopened and held against the source,
and only then renamed. Nothing is invented: what NWB asks for and nobody gave
is stated as unknown and listed in the summary. What the source holds and the
file does not is listed too, with the reason.

The file stands beside the source under the source's name, or where -o says: a
file, or a folder for it; one whose name ends in / is made. Where the output
exists nothing is written; --if-exists skip passes such a session over, and
--overwrite replaces the file. It can also be named after its metadata, and
folders are then made as needed:

  --dandi-layout ROOT   ROOT/sub-ID/sub-ID_ses-ID_ophys.nwb, as the DANDI archive
                        wants it. What DANDI would refuse is an error, unless
                        --dandi=false is given. The start time stands for a
                        session_id that nobody gave. Of a series, recordings are
                        told apart by _desc-recording1 and so on.
  --path-template TEXT  any other path below the working folder, or below the
                        folder of -o. In braces stands a key of NWBFile or
                        Subject, the whole path of one, or source, which is the
                        source's name; two braces stand for one. Times can have
                        a format: {session_start_time:%Y-%m-%d}, {date:%y%m%d},
                        {time:%H%M}. Where .nwb is missing, it is added.

Characters that such a name cannot have become dashes, and the summary says so.

Of Inscopix, give a cell set; or a raw and a denoised cell set and an event set
that belong together; or the folder of a tool's output, in which they are told
by their content. An event set alone takes its cells from the cell sets beside
it that have its start, length and names. A CaImAn result takes what the .isxd
files know beside it by --with. Of a series of recordings each becomes a file,
which ends in _recording1 and so on, and none is written before all are known to
be good; --recording takes one of them, --join makes one file of all.

One analysis of several recordings, as of movies that were concatenated, becomes
a file each by --split-frames, or by the table of --split-by: a line for each
recording, in their order, with tabs, or commas where its name ends in .csv. The
first line names the columns: frames (how many; required), output, metadata,
timestamps, rate, start_time, timezone, and any metadata such as session_id,
session_start_time or set:NWBFile.notes; paths are seen from the table's folder.
Each file has all ROIs, and the samples of its recording; together they have every
sample once. The times of a recording begin at 0 where it has a session_start_time
of its own. Where one file cannot be made, none is.

Several planes of one session go into one file: name each by --plane, or all by
--planes. NAME ends what is made of a plane: --plane Deep=deep/results.hdf5
gives PlaneSegmentationDeep, RoiResponseSeriesDeep, SegmentationImagesDeep and
ImagingPlaneDeep. Each plane keeps its own program, rate and start. Metadata is
for all planes, but for imaging planes in it that are called after a plane (Deep
or ImagingPlaneDeep), --set 'Ophys.ImagingPlane[Deep].location=V1', and the
files of --plane-metadata. Planes whose sources differ in who was recorded or
when are refused.

With --from-path the ids come from the source's path. The pattern is held
against its end, folder by folder: {animal}/{session}/minian. Any metadata that
is one text can stand in braces; {date:%Y_%m_%d} and {time:%H_%M_%S} together
give the start time, whose zone --timezone says; * stands for part of a name and
{_} for a name that says nothing. A file's own name is part of the path where
the pattern has its extension, or ends in *. Metadata files win over it.
` + contradictionHelp + `

Of several sources, or of all results below folders with --recursive, each is
converted in a process of its own, so that one that is broken stops no other. All
are checked before a byte is written. Given again, the command goes on where it
ended: what is done is left alone, what changed is done again, and a table tells
what came of each. A manifest gives each session flags of its own: see roi2nwb
batch --help.

Exit status:
  0    done; with --if-exists skip also where the output exists
  1    the conversion failed, or the source cannot be read
  2    a flag, a setting or the metadata is wrong
  3    of several sources, some failed
  5    the output exists, and that is why nothing was written
  75   of several sources, out of time (SIGTERM, SIGUSR1): run again to go on
  130  interrupted`,
		Example: `  roi2nwb convert results.hdf5 --start-time 2024-05-17T14:30:00+02:00
  roi2nwb convert results.hdf5 -m lab.yaml -m session.yaml -o m042_d1.nwb
  roi2nwb convert results.hdf5 -m lab.yaml --set Subject.subject_id=M042 --mask pixel --overwrite
  roi2nwb convert results.hdf5 -m lab.yaml --dry-run
  roi2nwb convert results.hdf5 -m lab.yaml --roi-table cells.csv
  roi2nwb convert results.hdf5 -m lab.yaml --rois accepted --min-snr 3 --time 10s:1m30s
  roi2nwb convert results.hdf5 -m lab.yaml -o try.nwb --stub
  roi2nwb convert raw.isxd denoised.isxd events.isxd -m lab.yaml -o m042_d1.nwb
  roi2nwb convert data/*.hdf5 -m lab.yaml --from-path '{subject_id}_{session_id}.hdf5' -o nwb/
  roi2nwb convert data/ --recursive --from-path '{animal}/{session}/minian' --dandi-layout 001234
  roi2nwb convert --plane Upper=z0.hdf5 --plane Deep=M042/D1S4/minian -m lab.yaml -o m042_d1.nwb
  roi2nwb convert --planes 'suite/plane{n}/results.hdf5' -m lab.yaml -o m042_d1.nwb
  roi2nwb convert results.hdf5 -m lab.yaml -o nwb/ --split-by recordings.tsv
  roi2nwb convert M042/D1S4/minian -m lab.yaml --from-path '{animal}/{session}/minian' --dandi-layout 001234
  roi2nwb convert results.hdf5 -m lab.yaml -o nwb --path-template '{subject_id}/{date:%Y-%m-%d}_{session_id}.nwb'`,
		Args: stubAsArgument(planesInPlaceOf(pathsArguments("source", "roi2nwb convert results.hdf5"))),
		RunE: func(c *cobra.Command, args []string) error {
			if many.isMany(args) {
				return many.run(c, s, o, args)
			}
			if err := many.refuse(c.Flags()); err != nil {
				return err
			}
			if len(args) > 0 {
				o.Source, o.With = args[0], append(o.With, args[1:]...)
			}
			var err error
			if o.storage, err = loadStorage(c.Flags()); err != nil {
				return err
			}
			if err := o.Timing.validate(c.Flags()); err != nil {
				return err
			}
			if err := o.View.validate(c.Flags()); err != nil {
				return err
			}
			if err := o.validate(c.Flags()); err != nil {
				return err
			}
			if err := o.settleNames(c.Flags()); err != nil {
				return err
			}
			if err := o.validatePlanes(c.Flags()); err != nil {
				return err
			}
			if err := o.validateSplit(c.Flags()); err != nil {
				return err
			}
			if !settings.IsGiven(c.Flags().Lookup("brief")) {
				o.Brief = !s.OutIsTerminal
			}
			return run(c.Context(), s, o)
		},
	}
	groups := newFlagGroups(c)
	o.addFlags(groups)
	many.addFlags(groups.group("Several sources"))
	groups.install(s)
	return c
}

// runConvert does one conversion, or that of each recording of a series, unless
// the output exists and is to be kept.
func runConvert(ctx context.Context, s Streams, o *convertOptions) error {
	err := o.convertSeries(ctx, s, o.convert(ctx, s))
	var exists *existsError
	if o.IfExists == existsIsSkip && errors.As(err, &exists) {
		return o.showSkipped(s, exists.path)
	}
	return err
}

// convert does one conversion.
func (o *convertOptions) convert(ctx context.Context, s Streams) (err error) {
	if err := o.existsAlready(); err != nil {
		return err
	}
	// A small session is done before its garbage is worth collecting; in a large
	// one, garbage must not take as much as what is in use.
	collect := debug.SetGCPercent(-1)
	defer debug.SetGCPercent(collect)
	defer boundMemory(o.storage)()
	p := o.startProgress(s)
	defer p.Stop()
	began := time.Now()
	var expected *check.Expected
	if !o.DryRun {
		expected = check.ExpectEmbedded() // loads while the source is opened
	}
	planes, err := o.openPlanes(ctx)
	if err != nil {
		return o.ofOneAnalysis(err)
	}
	defer func() {
		if closed := planes.close(); err == nil {
			err = closed
		}
	}()
	files, err := o.layOutAll(ctx, planes, p)
	if err != nil {
		return err
	}
	if !o.Quiet && !o.JSON {
		p.Aside(func() { warn(s, files.warnings()) })
	}
	if o.DryRun {
		p.Stop()
		if o.Events {
			return o.tellPlan(ctx, s, planes[0].seg, files[0].plan, files[0].to) // a batch has no planes, and no parts
		}
		return files.show(s)
	}
	if files.streamedBytes() > smallSession {
		debug.SetGCPercent(collect)
	}
	files[0].began = began
	if err := files.write(ctx, s, p, expected); err != nil {
		return err
	}
	p.Finish()
	return files.report(s)
}

// smallSession is how much is streamed, in bytes, by sessions that are done in
// no time.
const smallSession = 16 << 20
