package main

import (
	"cmp"
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"time"

	"roi2nwb/cmd/roi2nwb/internal/page"
	"roi2nwb/internal/batch"
	"roi2nwb/internal/metadata"
)

// manifestError tells all that is wrong with a manifest, and is one of usage.
type manifestError struct {
	path     string
	problems batch.Problems
}

func (e *manifestError) Error() string { return fmt.Sprintf("%s: %v", e.path, e.problems) }

// messages makes a message of each problem.
func (e *manifestError) messages() []message {
	var all []message
	for _, p := range e.problems {
		all = append(all, batchMessage(e.path, p))
	}
	return all
}

// batchMessage is a problem of a manifest or of a session, with its place.
func batchMessage(manifest string, p *batch.Problem) message {
	var at []string
	if manifest != "" && p.Line > 0 {
		at = append(at, fmt.Sprintf("%s:%d", manifest, p.Line))
	} else if manifest != "" && p.Session == "" {
		at = append(at, manifest)
	}
	if p.Session != "" {
		at = append(at, fmt.Sprintf("session %q", p.Session))
	}
	if p.Column != "" {
		at = append(at, "column "+p.Column)
	}
	return message{Error: page.OneLine(strings.Join(append(at, p.Message), ": ")), Hint: page.OneLine(p.Hint)}
}

// reportPlan tells what is wrong with the plan. The error is that of a run that
// must not begin.
func (o *runOptions) reportPlan(s Streams, plan *batch.Plan, words *batchWords) error {
	if len(plan.Problems) > 0 {
		return &usageError{error: &manifestError{words.manifest, plan.Problems}}
	}
	wrong := 0
	for _, i := range plan.Items {
		if i.State != batch.Wrong || o.JSON && !o.FailFast {
			continue
		}
		wrong++
		if !i.Before && (o.DryRun || o.FailFast) {
			tellProblems(s, i, words, "")
		}
	}
	if wrong > 0 && o.FailFast && !o.DryRun {
		s.tell(metadata.Error, fmt.Sprintf("%s failed the check, and nothing was run", page.Plural(wrong, "session")))
		s.tell(hint{}, "correct them, or leave out --fail-fast to run the others")
		return told{exitUsage}
	}
	return nil
}

// tellProblems tells what is wrong with a session, and its cures; behind the last
// of these stands a note, unless that is empty.
func tellProblems(s Streams, i *batch.Item, words *batchWords, note string) {
	for at, p := range i.Problems {
		m := batchMessage(words.manifest, p)
		if at == len(i.Problems)-1 && note != "" {
			if m.Hint != "" {
				m.Hint += "; "
			}
			m.Hint += note
		}
		m.write(s)
	}
}

// stateWords are the states in a table.
func stateWord(i *batch.Item) string {
	switch i.State {
	case batch.Ready:
		if len(i.Why) > 0 {
			return "again"
		}
		return "to do"
	case batch.Finished:
		if i.Before {
			return "done before"
		}
		return "done"
	case batch.Kept:
		return "kept"
	case batch.Wrong:
		if i.Before {
			return "failed before"
		}
		return "failed"
	case batch.Elsewhere:
		return "elsewhere"
	}
	return "stopped"
}

// sessionLine is what is printed of a session as JSON.
type sessionLine struct {
	Session  string          `json:"session"`
	Status   string          `json:"status"`
	Source   string          `json:"source"`
	Outputs  []batch.Output  `json:"outputs,omitempty"`
	Planned  []batch.Planned `json:"planned,omitempty"`
	Frames   int             `json:"frames,omitempty"`
	ROIs     int             `json:"rois,omitempty"`
	Seconds  float64         `json:"seconds,omitempty"`
	Bytes    int64           `json:"bytes,omitempty"`
	Why      []string        `json:"why,omitempty"`
	Problems batch.Problems  `json:"problems,omitempty"`
	Log      string          `json:"log,omitempty"`
	Again    string          `json:"again,omitempty"`
}

// runLine is what is printed of all sessions as JSON.
type runLine struct {
	Status  string  `json:"status"` // "done", "failed", "stopped" or "planned"
	Done    int     `json:"done"`
	Before  int     `json:"done_before"`
	Kept    int     `json:"kept"`
	Failed  int     `json:"failed"`
	Left    int     `json:"left"`
	Seconds float64 `json:"seconds"`
}

// countRun counts the sessions.
func countRun(p *batch.Plan, took time.Duration) *runLine {
	l := &runLine{Status: "done", Kept: p.Count(batch.Kept), Failed: p.Count(batch.Wrong), Seconds: took.Seconds()}
	for _, i := range p.Items {
		switch {
		case i.State == batch.Finished && i.Before:
			l.Before++
		case i.State == batch.Finished:
			l.Done++
		}
	}
	l.Left = len(p.Items) - l.Done - l.Before - l.Kept - l.Failed
	switch {
	case l.Left > 0:
		l.Status = "stopped"
	case l.Failed > 0:
		l.Status = "failed"
	}
	return l
}

// text is the counts for people: "3 done, 290 done before, 7 failed".
func (l *runLine) text() string {
	var parts []string
	for _, c := range []struct {
		n    int
		what string
	}{{l.Done, "done"}, {l.Before, "done before"}, {l.Kept, "kept"}, {l.Failed, "failed"}, {l.Left, "left"}} {
		if c.n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", c.n, c.what))
		}
	}
	return cmp.Or(page.Join(parts...), "no sessions")
}

// line is what is printed of a session as JSON.
func jsonOf(i *batch.Item, words *batchWords) *sessionLine {
	l := &sessionLine{Session: i.ID, Status: strings.ReplaceAll(stateWord(i), " ", "_"), Source: i.Source, Why: i.Why, Problems: i.Problems}
	if i.Record != nil {
		l.Outputs, l.Frames, l.ROIs, l.Bytes = i.Record.Outputs, i.Record.Frames(), i.Record.ROIs(), i.Record.Bytes()
		l.Seconds, l.Log = i.Record.Seconds, i.Record.Log
	} else {
		l.Planned = i.Plans
	}
	if i.State == batch.Wrong && words.again != nil {
		l.Again = words.again(i)
	}
	return l
}

// showResults prints a table of the sessions, and tells of those that failed.
func (o *runOptions) showResults(s Streams, plan *batch.Plan, words *batchWords, took time.Duration) error {
	counts := countRun(plan, took)
	if o.JSON {
		for _, i := range plan.Items {
			if err := writeJSON(s.Out, jsonOf(i, words)); err != nil {
				return err
			}
		}
		return writeJSON(s.Out, counts)
	}
	if !o.Quiet {
		var rows [][]string
		for _, i := range plan.Items {
			if o.Verbose || i.State != batch.Finished || !i.Before {
				rows = append(rows, sessionRow(i))
			}
		}
		text := batchTable(rows, s.pageWidth()) + fmt.Sprintf("%s, in %s\n", counts.text(), page.Duration(took))
		if _, err := io.WriteString(s.Out, text); err != nil {
			return err
		}
	}
	for _, i := range plan.Items {
		if i.State != batch.Wrong {
			continue
		}
		note := "again: " + words.again(i)
		if i.Record != nil && i.Record.Log != "" {
			note += "; its log is " + shown(i.Record.Log)
		}
		tellProblems(s, i, words, note)
	}
	return nil
}

// shown is a path as it is shown: from the working folder, where it is below it.
func shown(path string) string {
	here, err := filepath.Abs(".")
	if err != nil {
		return path
	}
	if inside, err := filepath.Rel(here, path); err == nil && filepath.IsAbs(path) && !strings.HasPrefix(inside, "..") {
		return inside
	}
	return path
}

// sessionRow is a session in a table.
func sessionRow(i *batch.Item) []string {
	row := []string{i.ID, stateWord(i), "", "", "", "", ""}
	if r := i.Record; r != nil && i.State == batch.Finished {
		row[2], row[3], row[5] = fmt.Sprint(r.Frames()), fmt.Sprint(r.ROIs()), megabytes(r.Bytes())
	}
	if r := i.Record; r != nil && r.Seconds > 0 {
		row[4] = fmt.Sprintf("%.1f", r.Seconds)
	}
	if len(i.Problems) > 0 {
		row[6] = page.OneLine(i.Problems[0].Message)
	} else if len(i.Why) > 0 && i.State == batch.Ready {
		row[6] = page.OneLine(strings.Join(i.Why, ", "))
	}
	return row
}

func megabytes(n int64) string { return fmt.Sprintf("%.1f", float64(n)/1e6) }

// batchTable lays sessions out, none for none. What is said of a session is cut
// at the end of the page.
func batchTable(rows [][]string, width int) string {
	if len(rows) == 0 {
		return ""
	}
	rows = append([][]string{{"session", "status", "frames", "ROIs", "seconds", "MB", ""}}, rows...)
	columns := []page.Column{{}, {}, {Numbers: true}, {Numbers: true}, {Numbers: true}, {Numbers: true}, {}}
	return tableText(columns, rows, width)
}

// tableText lays a table out, and cuts its lines at the end of the page.
func tableText(columns []page.Column, rows [][]string, width int) string {
	lines := page.Table(columns, rows, page.Unbroken)
	for i, line := range lines {
		if page.Cells(line) > width {
			line = page.Cut(line, width)
		}
		lines[i] = strings.TrimRight(line, " ")
	}
	return strings.Join(lines, "\n") + "\n"
}

// showBatchPlan prints what would be done.
func (o *runOptions) showBatchPlan(s Streams, plan *batch.Plan) error {
	var seconds float64
	var bytes int64
	var rows [][]string
	for _, i := range plan.Items {
		if o.JSON {
			if err := writeJSON(s.Out, jsonOf(i, &batchWords{})); err != nil {
				return err
			}
		}
		row := sessionRow(i)
		if i.State == batch.Ready {
			seconds += i.Seconds(plan.Rate)
			bytes += i.Bytes()
			row[2], row[3], row[4], row[5] = planned(i, func(p *batch.Planned) int { return p.Frames }), planned(i, func(p *batch.Planned) int { return p.ROIs }),
				fmt.Sprintf("%.1f", i.Seconds(plan.Rate)), megabytes(i.Bytes())
			row[6] = page.Join(firstOutput(i), row[6])
		}
		if o.Verbose || i.State != batch.Finished {
			rows = append(rows, row)
		}
	}
	counts := countRun(plan, 0)
	ready := plan.Count(batch.Ready)
	switch {
	case o.JSON:
		counts.Status, counts.Seconds = "planned", seconds/float64(plan.Jobs)
		if err := writeJSON(s.Out, counts); err != nil {
			return err
		}
	case !o.Quiet:
		text := batchTable(rows, s.pageWidth())
		counts.Left = 0
		text += fmt.Sprintf("would convert %s, %d at a time, to about %s in %s", page.Plural(ready, "session"), plan.Jobs,
			page.Bytes(bytes), page.Duration(time.Duration(seconds/float64(plan.Jobs)*float64(time.Second))))
		if ready < len(plan.Items) {
			text += "; " + counts.text()
		}
		text += "\n"
		if _, err := io.WriteString(s.Out, text); err != nil {
			return err
		}
	}
	if plan.Count(batch.Wrong) > 0 {
		return told{exitUsage}
	}
	return nil
}

// planned adds up what is planned.
func planned(i *batch.Item, of func(*batch.Planned) int) string {
	n := 0
	for p := range i.Plans {
		n += of(&i.Plans[p])
	}
	return fmt.Sprint(n)
}

// firstOutput names the output, or the first of several.
func firstOutput(i *batch.Item) string {
	if len(i.Plans) == 0 {
		return ""
	}
	text := i.Plans[0].Output
	if n := len(i.Plans); n > 1 {
		text += fmt.Sprintf(" and %d more", n-1)
	}
	return text
}
