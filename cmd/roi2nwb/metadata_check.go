package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"roi2nwb/cmd/roi2nwb/internal/page"
	"roi2nwb/internal/metadata"
)

// metadataCheckOptions is what the arguments of metadata check say.
type metadataCheckOptions struct {
	metadataTarget
	Quiet, JSON bool
}

func newMetadataCheckCommand(s Streams, run func(context.Context, Streams, *metadataCheckOptions) error) *cobra.Command {
	o := &metadataCheckOptions{}
	c := &cobra.Command{
		Use:   "check [SOURCE] [FILE.yaml]...",
		Short: "Tell what is wrong with metadata, and what is missing",
		Long: `Check reports everything that is wrong with the metadata of a session, all at
once and in the order of the files, with the line and the cure: what convert
would refuse, what DANDI or the readers of NWB files would object to, and what
nobody gave. Nothing is written.

A problem is one line, such as

  session.yaml:14:26: Ophys.ImagingPlane[0].excitation_lambda: "blue" is not a number

with the line of the file below it; what is no error says "warning" or
"suggestion" before the path. Metadata files are given with -m, or as they are
where they end in .yaml, .yml or .json; the later wins. Without a source, a
start time that nobody gave is a warning, since some sources know it.
` + contradictionHelp + `

Exit status:
  0    no errors; there may be warnings and suggestions
  1    the source cannot be read
  2    the metadata has errors, or a flag is wrong
  130  interrupted`,
		Example: `  roi2nwb metadata check lab.yaml
  roi2nwb metadata check results.hdf5 lab.yaml session.yaml
  roi2nwb metadata check results.hdf5 -m lab.yaml --set Subject.sex=F --dandi
  roi2nwb metadata check session.yaml --json`,
		Args: cobra.ArbitraryArgs,
		RunE: func(c *cobra.Command, args []string) error {
			if len(args)+len(o.Files)+len(o.Sets) == 0 {
				return &usageError{errors.New("a source or a metadata file is expected; none was given"),
					"as in: roi2nwb metadata check results.hdf5 -m lab.yaml"}
			}
			if err := o.take(args, c.Flags()); err != nil {
				return err
			}
			return run(c.Context(), s, o)
		},
	}
	groups := newFlagGroups(c)
	f := groups.group("Output")
	f.BoolVarP(&o.Quiet, "quiet", "q", false, "print errors alone")
	f.BoolVar(&o.JSON, "json", false, "print the report as JSON")
	o.addFlags(groups)
	groups.install(s)
	return c
}

// runMetadataCheck prints the report, and ends with a status of its own where
// there are errors.
func runMetadataCheck(ctx context.Context, s Streams, o *metadataCheckOptions) error {
	r, err := o.report(ctx)
	if err != nil {
		return err
	}
	if o.Quiet {
		r = r.errorsAlone()
	}
	if o.JSON {
		err = writeJSON(s.Out, r)
	} else {
		_, err = io.WriteString(s.Out, r.text(o.Quiet, s.outWidth()))
	}
	if err == nil && r.Exit != exitDone {
		err = told{r.Exit}
	}
	return err
}

// report checks what the target says.
func (o *metadataCheckOptions) report(ctx context.Context) (*metadataReport, error) {
	document, err := o.document(ctx)
	var unreadable metadata.Problems
	if errors.As(err, &unreadable) {
		return newMetadataReport(unreadable), nil
	}
	if err != nil {
		return nil, err
	}
	problems := o.problems(document)
	for i, p := range problems {
		if o.Source == "" && !o.DANDI && p.Path == startTimePath && missingFor(p) != "" {
			problems[i].Severity = metadata.Warning
		}
	}
	return newMetadataReport(problems), nil
}

// startTimePath is the one value that no NWB file can be without and that has
// no stand-in.
const startTimePath = "NWBFile.session_start_time"

// metadataReport is what metadata check says.
type metadataReport struct {
	Problems    metadata.Problems `json:"problems"`
	Errors      int               `json:"errors"`
	Warnings    int               `json:"warnings"`
	Suggestions int               `json:"suggestions"`
	Exit        int               `json:"exit_status"`
}

func newMetadataReport(problems metadata.Problems) *metadataReport {
	r := &metadataReport{Problems: append(metadata.Problems{}, problems...)}
	for _, p := range problems {
		switch p.Severity {
		case metadata.Error:
			r.Errors++
			r.Exit = exitUsage
		case metadata.Warning:
			r.Warnings++
		default:
			r.Suggestions++
		}
	}
	return r
}

// errorsAlone is the report without what is no error.
func (r *metadataReport) errorsAlone() *metadataReport {
	alone := &metadataReport{Problems: metadata.Problems{}, Errors: r.Errors, Exit: r.Exit}
	for _, p := range r.Problems {
		if p.Severity == metadata.Error {
			alone.Problems = append(alone.Problems, p)
		}
	}
	return alone
}

// text writes the report for people: what is wrong, in the order of places,
// then what nobody gave, by who asks for it.
func (r *metadataReport) text(quiet bool, width int) string {
	var b strings.Builder
	groups := map[string][]string{}
	r = newMetadataReport(todosTogether(r.Problems))
	for _, p := range excerptsOnce(r.Problems) {
		line := page.OneLine(p.String())
		if who := missingFor(p); who != "" && p.File == "" {
			groups[who] = append(groups[who], line)
			continue
		}
		b.WriteString(strings.Join(page.Wrap(line, width, len(excerptIndent)), "\n") + "\n")
		writeExcerpt(&b, &p, width)
	}
	for _, who := range askers {
		if len(groups[who.key]) > 0 {
			fmt.Fprintf(&b, "nobody gave, %s:\n", who.label)
		}
		for _, line := range groups[who.key] {
			for _, line := range page.Wrap(line, width-len(excerptIndent), page.Indent) {
				b.WriteString(excerptIndent + line + "\n")
			}
		}
	}
	if !quiet {
		b.WriteString(r.counts() + "\n")
	}
	return b.String()
}

// counts is "2 errors, 1 warning", or "no problems".
func (r *metadataReport) counts() string {
	var parts []string
	for _, c := range []struct {
		n    int
		noun string
	}{{r.Errors, "error"}, {r.Warnings, "warning"}, {r.Suggestions, "suggestion"}} {
		if c.n > 0 {
			parts = append(parts, page.Plural(c.n, c.noun))
		}
	}
	if parts == nil {
		return "no problems"
	}
	return strings.Join(parts, ", ")
}
