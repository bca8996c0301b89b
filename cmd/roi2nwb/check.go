package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"roi2nwb/cmd/roi2nwb/internal/page"
	"roi2nwb/internal/nwb/check"
)

// checkOptions is what the flags of check say.
type checkOptions struct {
	Paths       []string
	DANDI, Deep bool
	Quiet, JSON bool
}

func newCheckCommand(s Streams, run func(context.Context, Streams, *checkOptions) error) *cobra.Command {
	o := &checkOptions{}
	c := &cobra.Command{
		Use:   "check FILE.nwb...",
		Short: "Tell whether NWB files are right",
		Long: `Check holds NWB files, of roi2nwb or of other programs, to the schema that they
carry (extensions included), to themselves, and to good practice. It changes
nothing, opens no other file, and reads only as much of the data as it has to.
Of a folder, all that ends in .nwb is checked.

A finding has a severity, the path in the file, what is wrong and, after an
arrow, what would be right; an attribute follows its object after a dot:

  error    /processing/ophys/Fluorescence/Denoised/rois.table: the reference leads
           to an object that is not in the file [dangling-reference]

  error    the file is wrong: readers fail on it, or misread it
  warning  readers or archives may object, or it looks wrong
  remark   allowed, and worth knowing

The name of the check stands last; those of nwbinspector have its names.

Exit status:
  0    no file has an error; there may be warnings and remarks
  1    a file is not there, or may not be read
  2    a flag or a setting is wrong
  4    a file has errors, or is no NWB file
  130  interrupted`,
		Example: `  roi2nwb check session.nwb
  roi2nwb check results/ --quiet
  roi2nwb check sub-*/*.nwb --dandi --json > report.json
  roi2nwb check archive.nwb --deep`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return &usageError{errors.New("one file or more is expected; none was given"), "as in: roi2nwb check session.nwb"}
			}
			return nil
		},
		RunE: func(c *cobra.Command, args []string) error {
			o.Paths = args
			return run(c.Context(), s, o)
		},
	}
	groups := newFlagGroups(c)
	f := groups.group("Output")
	f.BoolVarP(&o.Quiet, "quiet", "q", false, "print errors alone")
	f.BoolVar(&o.JSON, "json", false, "print the report as JSON")
	f = groups.group("Checks")
	f.BoolVar(&o.DANDI, "dandi", false, "check what the DANDI archive asks for, too")
	f.BoolVar(&o.Deep, "deep", false, "read everything, and see that all of it can be read and unpacked")
	groups.install(s)
	return c
}

// runCheck prints what is found file by file, and ends with a status of its own
// where a file has errors.
func runCheck(ctx context.Context, s Streams, o *checkOptions) error {
	all := &checkReport{Files: []checkedFile{}}
	for _, path := range o.Paths {
		err := eachNWB(path, func(path string) error {
			f := checkedFile{Report: &check.Report{Path: path}}
			report, err := o.check(ctx, s, path)
			switch {
			case ctx.Err() != nil:
				return context.Cause(ctx)
			case err != nil:
				f.Problem = page.OneLine(err.Error())
				if errors.Is(err, fs.ErrNotExist) {
					f.Hint = page.OneLine(missingHint(path))
				}
			default:
				f.Report = report
			}
			all.add(f)
			if o.JSON {
				return nil
			}
			return f.print(s, o.Quiet)
		})
		if err != nil {
			return err
		}
	}
	if err := all.print(s.Out, o, s.pageWidth()); err != nil {
		return err
	}
	if all.Exit != exitDone {
		return told{all.Exit}
	}
	return nil
}

// check checks a file, and shows how far it is.
func (o *checkOptions) check(ctx context.Context, s Streams, path string) (*check.Report, error) {
	p := startProgress(s, path, o.Quiet, false)
	defer p.Stop()
	doing := "checking " + page.Fit(page.OneLine(path), checkedCells)
	var size int64
	if info, err := os.Stat(path); err == nil && o.Deep {
		size = info.Size()
	}
	p.Begin(doing, size)
	report, err := check.File(ctx, path, check.Options{DANDI: o.DANDI, Deep: o.Deep, Read: p.Reading(doing)})
	if err == nil && !o.Deep {
		nameDeep(report.Findings)
	}
	return report, err
}

// nameDeep says by which flag the rest of what was checked in part is checked.
func nameDeep(findings []check.Finding) {
	for i := range findings {
		if findings[i].Check == check.PartlyChecked {
			findings[i].Want = "--deep looks at all of them"
		}
	}
}

// checkedCells is how much of a file's name is shown while it is checked.
const checkedCells = 24

// eachNWB calls fn for a file, or for all files below a folder that end in
// .nwb, in the order of their names. A file that is not there is fn's to find.
func eachNWB(path string, fn func(path string) error) error {
	if info, err := os.Stat(path); err != nil || !info.IsDir() {
		return fn(path)
	}
	found := false
	err := filepath.WalkDir(path, func(at string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() || !strings.HasSuffix(entry.Name(), ".nwb") {
			return nil
		}
		found = true
		return fn(at)
	})
	if err == nil && !found {
		err = fmt.Errorf("folder %q holds no file that ends in .nwb", path)
	}
	return err
}

// checkReport is what check says.
type checkReport struct {
	Files    []checkedFile `json:"files"`
	Errors   int           `json:"errors"`
	Warnings int           `json:"warnings"`
	Remarks  int           `json:"remarks"`
	Exit     int           `json:"exit_status"`

	wrong, unread int // files
}

// checkedFile is what was found in one file, or why it was not looked at.
type checkedFile struct {
	*check.Report
	Problem string `json:"error,omitempty"`
	Hint    string `json:"hint,omitempty"`
}

func (r *checkReport) add(f checkedFile) {
	if f.Findings == nil {
		f.Findings = []check.Finding{}
	}
	r.Files = append(r.Files, f)
	r.Errors += f.Count(check.Error)
	r.Warnings += f.Count(check.Warning)
	r.Remarks += f.Count(check.Remark)
	switch {
	case f.Problem != "":
		r.unread++
		r.Exit = exitFailed
	case f.Count(check.Error) > 0:
		r.wrong++
		if r.Exit == exitDone {
			r.Exit = exitProblems
		}
	}
}

// print writes what is to be said of all files together.
func (r *checkReport) print(w io.Writer, o *checkOptions, width int) error {
	if o.JSON {
		return writeJSON(w, r)
	}
	if len(r.Files) < 2 || o.Quiet {
		return nil
	}
	rows := [][]string{{"file", "errors", "warnings", "remarks", ""}}
	for _, f := range r.Files {
		row := []string{page.OneLine(f.Path), "", "", "", f.Problem}
		if f.Problem == "" {
			row = []string{row[0], fmt.Sprint(f.Count(check.Error)), fmt.Sprint(f.Count(check.Warning)), fmt.Sprint(f.Count(check.Remark)), ""}
		}
		rows = append(rows, row)
	}
	columns := []page.Column{{}, {Numbers: true}, {Numbers: true}, {Numbers: true}, {}}
	if _, err := io.WriteString(w, tableText(columns, rows, width)); err != nil {
		return err
	}
	text := fmt.Sprintf("%d files: %d with errors", len(r.Files), r.wrong)
	if r.unread > 0 {
		text += fmt.Sprintf(", %d that could not be read", r.unread)
	}
	_, err := fmt.Fprintln(w, text)
	return err
}
