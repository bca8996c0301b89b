package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"roi2nwb/cmd/roi2nwb/internal/page"
	"roi2nwb/internal/metadata"
	"roi2nwb/internal/metadata/schema"
	"roi2nwb/internal/metadata/template"
	"roi2nwb/internal/nwb"
	"roi2nwb/internal/session"
)

// metadataInitOptions is what the flags of metadata init say.
type metadataInitOptions struct {
	Source, Output string
	Overwrite, Ask bool
	Timing         timingOptions
	sourceOptions
	metadataOptions
}

func newMetadataInitCommand(s Streams, run func(context.Context, Streams, *metadataInitOptions) error) *cobra.Command {
	o := &metadataInitOptions{}
	c := &cobra.Command{
		Use:   "init SOURCE",
		Short: "Begin a metadata file for a source",
		Long: `Init prints a metadata file to fill in: YAML with comments that say what belongs
where. What the source knows of itself is filled in, and so is what is given
with -m, --set and --from-path. What NWB files cannot be without says TODO where
nobody gave it, and so does what DANDI and its inspector ask for; the rest is
commented out, with examples. Converting refuses a TODO that NWB asks for, and
leaves the others out with a warning, so none is forgotten; what you do not know
can be left empty.

With --ask the same fields are asked for one by one. Each answer is checked at
once. An empty one keeps what is in brackets, or leaves TODO; "?" tells more;
items of a list are parted by ";", as in: Doe, Jane; Roe, Richard. Ctrl-D ends
the questions and leaves the rest TODO, ctrl-C leaves nothing.

Exit status:
  0    done; fields may be marked TODO
  1    the source cannot be read, or the file cannot be written
  2    a flag is wrong, or the metadata that was given
  130  interrupted`,
		Example: `  roi2nwb metadata init results.hdf5 -o session.yaml
  roi2nwb metadata init results.hdf5 -m lab.yaml --ask -o session.yaml
  roi2nwb metadata init AA058/D1S4/minian --from-path '{subject_id}/{session_id}/minian'`,
		Args: oneArgument("source", "roi2nwb metadata init results.hdf5 -o session.yaml"),
		RunE: func(c *cobra.Command, args []string) error {
			o.Source = args[0]
			if err := o.Timing.validate(c.Flags()); err != nil {
				return err
			}
			return run(c.Context(), s, o)
		},
	}
	groups := newFlagGroups(c)
	f := groups.group("Output")
	f.StringVarP(&o.Output, "output", "o", "", "the `file` to write (default: print it)")
	f.BoolVar(&o.Overwrite, "overwrite", false, "replace the output where it exists")
	f.BoolVar(&o.Ask, "ask", false, "ask for what is missing, on a terminal")
	o.metadataOptions.addFlags(groups.group("Metadata"))
	f = groups.group("Source")
	o.sourceOptions.addFlags(f)
	o.Timing.addFlags(f)
	groups.install(s)
	return c
}

// runMetadataInit makes one template.
func runMetadataInit(ctx context.Context, s Streams, o *metadataInitOptions) (err error) {
	if o.Ask && !s.InIsTerminal {
		return &usageError{errors.New("--ask needs a terminal to ask on, and the input is none"),
			"give values with -m and --set, or fill in the TODO fields of the file"}
	}
	if err := o.checkOutput(); err != nil {
		return err
	}
	seg, err := o.open(ctx, o.Source)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, seg.Close()) }()
	if err := o.Timing.apply(seg); err != nil {
		return err
	}
	document, err := o.merge(seg, o.Source)
	if err != nil {
		return err
	}
	if problems := o.mistakes(document); problems != nil {
		return problems
	}
	options := o.template(seg)
	if o.Ask {
		ask := newInterview(s, metadata.Options{Timezone: o.Timezone, TimezoneOrigin: timezoneFlag, DANDI: true})
		if document, err = ask.run(ctx, o.settle(document), options); err != nil {
			return err
		}
	}
	return o.write(s, o.settle(document), options)
}

// checkOutput tells what keeps the file from being written, before questions are
// asked in vain.
func (o *metadataInitOptions) checkOutput() error {
	if o.Output == "" {
		return nil
	}
	source, err := os.Stat(o.Source)
	if err != nil {
		return err
	}
	if target, err := os.Stat(o.Output); err == nil && os.SameFile(source, target) {
		return &usageError{fmt.Errorf("output %q is the source itself", o.Output), "give another name with -o"}
	}
	return o.retell(nwb.CheckTarget(o.Output, o.Overwrite))
}

// retell gives the error of a file that exists its cure.
func (o *metadataInitOptions) retell(err error) error {
	to := &output{path: o.Output, cure: "give --overwrite to replace it, or another name with -o"}
	return to.retell(err)
}

// mistakes are the errors in what the user gave. What is missing or marked TODO
// is none here, nor can the user mend what the source says.
func (o *metadataInitOptions) mistakes(document *metadata.Document) error {
	var problems metadata.Problems
	for _, p := range o.problems(document) {
		ofUser := p.Line > 0 || strings.HasPrefix(p.File, "--")
		if p.Severity == metadata.Error && ofUser && p.Rule != schema.TodoRule && !strings.HasPrefix(p.Rule, "missing-") {
			problems = append(problems, p)
		}
	}
	if problems == nil {
		return nil
	}
	return problems
}

// settle gives the start of the session the zone of --timezone, or takes it from
// --start-time, since the file will be read without these flags.
func (o *metadataInitOptions) settle(document *metadata.Document) *metadata.Document {
	// What is wrong elsewhere does not keep the start from being read.
	meta, _ := o.resolved(document)
	if start := meta.File.SessionStart; !start.IsZero() && (o.StartTime != "" || meta.Timezone != "") {
		document, _ = document.Answer(startTimePath, start.Format("2006-01-02T15:04:05.999999-07:00"), metadata.Options{})
	}
	return document
}

// template says what the template is for.
func (o *metadataInitOptions) template(seg *session.Segmentation) template.Options {
	objects := []template.Object{{Path: "Ophys.ImageSegmentation.PlaneSegmentation"}}
	for _, t := range seg.Traces {
		box := "Fluorescence"
		if t.Kind == session.DFF {
			box = "DfOverF"
		}
		objects = append(objects, template.Object{
			Path: "Ophys." + box + ".PlaneSegmentation." + string(t.Kind), Description: t.Description, Unit: t.Unit})
	}
	if b := seg.Background; b != nil {
		objects = append(objects, template.Object{Path: "Ophys.ImageSegmentation.BackgroundPlaneSegmentation"})
		if b.Trace != nil {
			objects = append(objects, template.Object{
				Path:        "Ophys.Fluorescence.BackgroundPlaneSegmentation.background",
				Description: b.Trace.Description, Unit: b.Trace.Unit})
		}
	}
	for _, i := range seg.Images {
		objects = append(objects, template.Object{
			Path: "Ophys.SegmentationImages.PlaneSegmentation." + i.Name, Description: i.Description})
	}
	title, use := templateHead(o.Source, o.Output)
	return template.Options{Title: title, Use: use, OnePhoton: seg.Imaging == session.OnePhoton, Objects: objects}
}

// templateHead says what the file of a template is about, and what it is used by.
// The source and the file are named where they are known.
func templateHead(source, file string) (title string, use []string) {
	title = "Metadata of one recording, begun by roi2nwb metadata init."
	from, to := "SOURCE", "session.yaml"
	if source != "" {
		from = plainWord(source)
		title = fmt.Sprintf("Metadata of %s, begun by roi2nwb metadata init.", from)
	}
	if file != "" {
		to = plainWord(file)
	}
	return title, []string{
		fmt.Sprintf("  roi2nwb metadata check %s -m %s --dandi", from, to),
		fmt.Sprintf("  roi2nwb convert %s -m %s", from, to), "",
		"Editors that know the YAML language server complete and check this file, once there is",
		"",
		"  roi2nwb metadata schema > roi2nwb.schema.json",
		"",
		"and the first \"# \" of the next line is taken away:",
		"# yaml-language-server: $schema=roi2nwb.schema.json",
	}
}

// write prints the template, or writes it and tells what is left to do.
func (o *metadataInitOptions) write(s Streams, document *metadata.Document, options template.Options) error {
	text, err := document.Template(options)
	if err != nil {
		return err
	}
	if o.Output == "" {
		_, err = s.Out.Write(text)
		return err
	}
	if err := nwb.WriteText(o.Output, text, o.Overwrite, s.Leftovers.addFile); err != nil {
		return o.retell(err)
	}
	open := 0
	for _, q := range document.Questions(options) {
		if q.Known == "" && q.InsteadOf == "" {
			open++
		}
	}
	told := fmt.Sprintf("wrote %q: %s", o.Output, openFields(open))
	_, err = fmt.Fprintln(s.Err, strings.Join(page.Wrap(told, s.errWidth(), page.Indent), "\n"))
	return err
}

// openFields says how many fields wait for a value.
func openFields(n int) string {
	switch n {
	case 0:
		return "no field is left open"
	case 1:
		return "1 field is marked TODO"
	}
	return fmt.Sprintf("%d fields are marked TODO", n)
}
