package main

import (
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"roi2nwb/cmd/roi2nwb/internal/page"
	"roi2nwb/internal/batch"
)

// statusOptions is what the flags of batch status say.
type statusOptions struct {
	batchOptions
	CSV bool
}

func newBatchStatusCommand(s Streams) *cobra.Command {
	o := &statusOptions{}
	c := &cobra.Command{
		Use:   "status MANIFEST",
		Short: "Tell how far a batch is, also while it runs",
		Long: `Status tells of each session of a manifest whether it is done, failed and why,
running, or left, from the journals; it runs and changes nothing. Give it the
flags of convert that the batch was given, so that it knows what they changed.

Exit status:
  0    told
  1    the manifest or the journal cannot be read
  2    a flag, a setting or the manifest is wrong
  3    some sessions failed
  130  interrupted`,
		Example: `  roi2nwb batch status sessions.tsv
  roi2nwb batch status sessions.tsv --csv > status.csv`,
		Args: oneArgument("manifest", "roi2nwb batch status sessions.tsv"),
	}
	conversion := newConversion()
	c.RunE = func(c *cobra.Command, args []string) error {
		o.Manifest = args[0]
		if err := o.settle(c, conversion); err != nil {
			return err
		}
		return o.status(s)
	}
	groups := newFlagGroups(c)
	f := groups.group("Output")
	f.BoolVar(&o.CSV, "csv", false, "print a table with commas, with all that is known")
	f.BoolVar(&o.JSON, "json", false, "print a line of JSON for each session, and one for all")
	f.BoolVarP(&o.Quiet, "quiet", "q", false, "print the counts alone")
	f = groups.group("Sessions")
	f.StringArrayVar(&o.Only, "only", nil, "only sessions with a name like this `pattern`; may be repeated")
	f.StringArrayVar(&o.Skip, "skip", nil, "no sessions with a name like this `pattern`; may be repeated")
	f.BoolVar(&o.Checksum, "checksum", false, "the batch was given --checksum")
	f.StringVar(&o.Journal, "journal", "", "the `folder` with the journal (default .roi2nwb/NAME beside the manifest)")
	groups.note = "The flags of convert that the batch was given: see roi2nwb convert --help"
	groups.install(s)
	hideFlags(conversion)
	c.Flags().AddFlagSet(conversion.FlagSet)
	c.Flags().IntVar(&o.Jobs, "jobs", 0, "") // that the batch was given
	c.Flags().Lookup("jobs").Hidden = true
	return c
}

// status prints how the sessions stand.
func (o *statusOptions) status(s Streams) error {
	r, err := o.newRun()
	if err != nil {
		return err
	}
	all, err := r.Standings()
	if err != nil {
		return err
	}
	lines := make([]*statusLine, len(all))
	counts := &statusCounts{}
	for i, standing := range all {
		lines[i] = lineOf(standing)
		counts.add(lines[i].Status)
	}
	switch {
	case o.JSON:
		err = writeStatusJSON(s.Out, lines, counts)
	case o.CSV:
		err = writeStatusCSV(s.Out, lines)
	default:
		err = o.writeStatusText(s, lines, counts)
	}
	if err == nil && counts.Failed > 0 {
		err = told{exitSome}
	}
	return err
}

// statusLine is what is told of a session.
type statusLine struct {
	Session string    `json:"session"`
	Status  string    `json:"status"` // "done", "changed", "failed", "running" or "left"
	Frames  int       `json:"frames,omitempty"`
	ROIs    int       `json:"rois,omitempty"`
	Seconds float64   `json:"seconds,omitempty"`
	Bytes   int64     `json:"bytes,omitempty"`
	Error   string    `json:"error,omitempty"` // or why it is to be done again
	Hint    string    `json:"hint,omitempty"`
	Output  string    `json:"output,omitempty"`
	Source  string    `json:"source"`
	Host    string    `json:"host,omitempty"`
	Job     string    `json:"job,omitempty"`
	Time    time.Time `json:"time,omitzero"`
	Log     string    `json:"log,omitempty"`
}

// lineOf says how a session stands.
func lineOf(st *batch.Standing) *statusLine {
	l := &statusLine{Session: st.ID, Source: st.Source, Status: "left"}
	r := st.Record
	switch {
	case st.Running:
		if l.Status, r = "running", nil; st.Begun != nil {
			l.Host, l.Job, l.Time = st.Begun.Host, st.Begun.Job, st.Begun.Time
		}
	case st.State == batch.Finished:
		l.Status = "done"
	case st.State == batch.Wrong:
		l.Status, l.Error, l.Hint = "failed", r.Error, r.Hint
	case len(st.Why) > 0:
		l.Status, l.Error = "changed", strings.Join(st.Why, ", ")
	}
	if r != nil {
		l.Frames, l.ROIs, l.Bytes, l.Seconds = r.Frames(), r.ROIs(), r.Bytes(), r.Seconds
		l.Host, l.Job, l.Time, l.Log = r.Host, r.Job, r.Time, r.Log
		if len(r.Outputs) > 0 {
			l.Output = r.Outputs[0].Path
		}
	}
	return l
}

// statusCounts counts sessions by their status.
type statusCounts struct {
	Done    int `json:"done"`
	Changed int `json:"changed"`
	Failed  int `json:"failed"`
	Running int `json:"running"`
	Left    int `json:"left"`
}

func (c *statusCounts) add(status string) {
	switch status {
	case "done":
		c.Done++
	case "changed":
		c.Changed++
	case "failed":
		c.Failed++
	case "running":
		c.Running++
	default:
		c.Left++
	}
}

func (c *statusCounts) text() string {
	text := fmt.Sprintf("%d done", c.Done)
	for _, more := range []struct {
		n    int
		what string
	}{{c.Changed, "changed since"}, {c.Failed, "failed"}, {c.Running, "running"}, {c.Left, "left"}} {
		if more.n > 0 {
			text += fmt.Sprintf(", %d %s", more.n, more.what)
		}
	}
	return text
}

func writeStatusJSON(w io.Writer, lines []*statusLine, counts *statusCounts) error {
	for _, l := range lines {
		if err := writeJSON(w, l); err != nil {
			return err
		}
	}
	return writeJSON(w, counts)
}

func writeStatusCSV(out io.Writer, lines []*statusLine) error {
	w := csv.NewWriter(out)
	rows := [][]string{{"session", "status", "frames", "rois", "seconds", "bytes", "error", "hint", "output", "source", "host", "job", "time", "log"}}
	for _, l := range lines {
		when := ""
		if !l.Time.IsZero() {
			when = l.Time.Format(time.RFC3339)
		}
		rows = append(rows, []string{
			l.Session, l.Status, number(l.Frames), number(l.ROIs), strconv.FormatFloat(l.Seconds, 'f', 3, 64), strconv.FormatInt(l.Bytes, 10),
			l.Error, l.Hint, l.Output, l.Source, l.Host, l.Job, when, l.Log,
		})
	}
	return w.WriteAll(rows)
}

// number writes a count, and nothing for none.
func number(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

func (o *statusOptions) writeStatusText(s Streams, lines []*statusLine, counts *statusCounts) error {
	var rows [][]string
	for _, l := range lines {
		row := []string{l.Session, l.Status, number(l.Frames), number(l.ROIs), "", "", page.OneLine(l.Error)}
		if l.Seconds > 0 {
			row[4] = fmt.Sprintf("%.1f", l.Seconds)
		}
		if l.Bytes > 0 {
			row[5] = megabytes(l.Bytes)
		}
		if l.Status == "running" && !l.Time.IsZero() {
			row[6] = fmt.Sprintf("on %s since %s", page.OneLine(l.Host), l.Time.Local().Format("15:04:05"))
		}
		rows = append(rows, row)
	}
	text := ""
	if !o.Quiet {
		text = batchTable(rows, s.pageWidth())
		for _, l := range lines {
			if l.Status == "failed" && l.Hint != "" {
				text += fmt.Sprintf("hint for %s: %s\n", page.OneLine(l.Session), page.OneLine(l.Hint))
			}
		}
	}
	_, err := io.WriteString(s.Out, text+counts.text()+"\n")
	return err
}
