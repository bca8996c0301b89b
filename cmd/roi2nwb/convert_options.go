package main

import (
	"context"
	"errors"
	"strings"

	"github.com/spf13/pflag"

	"roi2nwb/internal/extract"
	"roi2nwb/internal/extract/roitable"
	"roi2nwb/internal/metadata"
	"roi2nwb/internal/session"
)

// convertOptions is what the flags of convert say.
type convertOptions struct {
	Source string
	sourceOptions
	Planes planeOptions
	Split  splitOptions

	Output       string // a file, or a folder for it
	DANDILayout  string // the folder of a dandiset
	PathTemplate string
	Overwrite    bool
	IfExists     string // error, skip or overwrite; --overwrite is the last

	Metadata metadataOptions

	NoCentroids, NoAcceptance, NoBackground, NoImages bool
	Traces                                            []string
	Timing                                            timingOptions
	ROITable                                          string
	View                                              viewOptions
	ChunkShape                                        string

	DryRun, Reproducible, Brief, Quiet, Verbose, JSON bool

	// A batch gives these to the conversions that it runs.
	Events      bool   // tell a program what is planned and how far it is
	Fingerprint string // for the file to carry

	storage *storage
	part    *recordingPart // of an analysis that is split, nil for all of it
	seed    string         // of the ids of this file, "" where it is not made yet
}

// addFlags adds the flags in the groups in which help shows them.
func (o *convertOptions) addFlags(groups *flagGroups) {
	f := groups.group("Output")
	f.StringVarP(&o.Output, "output", "o", "", "the NWB `file` to write, or a folder for it (default: beside the source)")
	f.StringVar(&o.DANDILayout, "dandi-layout", "", "the `folder` of a dandiset: write sub-ID/sub-ID_ses-ID_ophys.nwb in it; implies --dandi")
	f.StringVar(&o.PathTemplate, "path-template", "", "name the file by a `template`, as in '{subject_id}/{session_id}.nwb', below the folder of -o or the working one")
	f.StringVar(&o.IfExists, "if-exists", existsIsError, "where the output exists: "+either(append([]string{"`" + existsIsError + "`"}, existsWords()[1:]...)))
	f.BoolVar(&o.Overwrite, "overwrite", false, "replace the output where it exists: --if-exists overwrite")
	f.BoolVar(&o.Reproducible, "reproducible", false, "equal input gives an equal file: ids are made from the content of the source, and the file's date is the session's; the source's name counts too")

	o.Metadata.addFlags(groups.group("Metadata"))

	f = groups.group("Source")
	o.sourceOptions.addFlags(f)
	o.Timing.addFlags(f)

	o.Planes.addFlags(groups.group("Planes"))

	o.Split.addFlags(groups.group("Several recordings"))

	f = groups.group("Content")
	o.View.addFlags(f)
	addTraces(f, &o.Traces)
	addROITable(f, &o.ROITable)
	f.BoolVar(&o.NoCentroids, "no-centroids", false, "leave the ROICentroids column out")
	f.BoolVar(&o.NoAcceptance, "no-acceptance", false, "leave is_accepted and is_rejected out")
	f.BoolVar(&o.NoBackground, "no-background", false, "leave background components out")
	f.BoolVar(&o.NoImages, "no-images", false, "leave summary images out")

	f = groups.group("Storage")
	addStorage(f)
	f.StringVar(&o.ChunkShape, "chunk-shape", "", "chunk of traces as `frames,ROIs` (default: about 8192,128 within --chunk-mb)")

	f = groups.group("What is said")
	f.BoolVar(&o.DryRun, "dry-run", false, "show what would be written, and write nothing")
	f.BoolVar(&o.Brief, "brief", false, "say what was written on one line (default where stdout is no terminal; --brief=false for all of it there)")
	f.BoolVarP(&o.Quiet, "quiet", "q", false, "say nothing but errors")
	f.BoolVarP(&o.Verbose, "verbose", "v", false, "show progress as lines where there is no terminal")
	f.BoolVar(&o.JSON, "json", false, "print the summary, the plan, or the errors as JSON")
	f.BoolVar(&o.Events, "events", false, "with --json: print what is planned and how far it is, too, a line each")
	f.StringVar(&o.Fingerprint, "fingerprint", "", "the `text` that stands in the file for what it is made of")
	for _, own := range []string{"events", "fingerprint"} {
		f.Lookup(own).Hidden = true
	}
}

// addTraces adds the flag that chooses traces.
func addTraces(f *pflag.FlagSet, traces *[]string) {
	f.StringSliceVar(traces, "traces", nil, "only these traces, as `raw,denoised,...`: "+strings.Join(traceWords(), ", ")+", or "+noTrace+" (default: all)")
}

// addROITable adds the flag that names a table of the user's columns.
func addROITable(f *pflag.FlagSet, path *string) {
	f.StringVar(path, "roi-table", "", "add the columns of a `file`, CSV or TSV, whose first column has the ids of the ROIs; a second line that begins with # describes them")
}

// addUserColumns adds the columns of a user's table to the ROIs, "" for none.
func addUserColumns(seg *session.Segmentation, table string) error {
	if table == "" {
		return nil
	}
	if err := roitable.Add(seg, table); err != nil {
		return &usageError{err, hintOf(err)}
	}
	seg.MendTexts()
	return nil
}

// open opens the source, adds the user's columns to its ROIs, takes the user's word
// on its timing, and of the rest what was chosen.
func (o *convertOptions) open(ctx context.Context) (*session.Segmentation, error) {
	seg, err := o.sourceOptions.open(ctx, o.Source)
	if err != nil {
		return nil, err
	}
	if err := addUserColumns(seg, o.ROITable); err != nil {
		return nil, errors.Join(err, seg.Close())
	}
	if err := o.Timing.apply(seg); err != nil {
		return nil, errors.Join(err, seg.Close())
	}
	seen, err := o.View.apply(ctx, seg)
	if err != nil {
		return nil, errors.Join(err, seg.Close())
	}
	return seen, nil
}

// metadata merges the defaults, what the source and its path say, the files in
// their order, and single values.
func (o *convertOptions) metadata(seg *session.Segmentation) (*metadata.Metadata, error) {
	document, err := o.mergeMetadata(seg)
	if err != nil {
		return nil, err
	}
	meta, err := o.Metadata.resolved(document)
	if o.DANDILayout != "" {
		err = withoutNamed(err)
	}
	if err != nil {
		err = withWarnings(err, o.Metadata.problems(document))
	}
	return meta, err
}

// mergeMetadata merges the layers of the metadata. Patterns are held against the
// source's path as it would be given in full.
func (o *convertOptions) mergeMetadata(seg *session.Segmentation) (*metadata.Document, error) {
	source, err := extract.NamedPath(o.Source)
	if err != nil {
		return nil, err
	}
	return o.Metadata.merge(seg, source)
}
