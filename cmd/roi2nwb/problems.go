package main

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"roi2nwb/cmd/roi2nwb/internal/page"
	"roi2nwb/internal/metadata"
)

// warn tells what is wrong with metadata. Suggestions are left to `metadata
// check`.
func warn(s Streams, problems metadata.Problems) {
	problems = slices.DeleteFunc(slices.Clone(problems), func(p metadata.Problem) bool { return p.Severity == metadata.Suggestion })
	for _, m := range problemMessages(todosTogether(problems)) {
		m.write(s)
	}
}

// problemMessages makes a message of each problem: the line without its
// severity, and its cure. A cure of one word, such as "920?", is left in the
// line.
func problemMessages(problems metadata.Problems) []message {
	var all []message
	for _, p := range excerptsOnce(problems) {
		line := p
		line.Severity = metadata.Error
		if strings.Contains(p.Hint, " ") {
			line.Hint = ""
		}
		all = append(all, message{page.OneLine(line.String()), page.OneLine(p.Hint), &p})
	}
	return all
}

// excerptsOnce leaves out excerpts that tell nothing: of a problem that has the
// one before it, and of what is missing from the place that they show.
func excerptsOnce(problems metadata.Problems) metadata.Problems {
	once := slices.Clone(problems)
	shown := ""
	for i, p := range problems {
		excerpt := p.File + "\n" + p.Excerpt()
		if excerpt == shown || missingFor(p) != "" {
			once[i].Text = ""
			continue
		}
		shown = excerpt
	}
	return once
}

// hasErrors tells whether any of the problems forbids to write a file.
func hasErrors(problems metadata.Problems) bool {
	return slices.ContainsFunc(problems, func(p metadata.Problem) bool { return p.Severity == metadata.Error })
}

// givenProblems leaves out of a report what nobody gave: that is missing, and
// not wrong.
func givenProblems(report metadata.Problems) metadata.Problems {
	return slices.DeleteFunc(append(metadata.Problems{}, report...), func(p metadata.Problem) bool { return missingFor(p) != "" })
}

// withWarnings adds to the errors of metadata what else is wrong, in the order
// of the whole report.
func withWarnings(err error, report metadata.Problems) error {
	var wrong metadata.Problems
	if !errors.As(err, &wrong) {
		return err
	}
	return slices.DeleteFunc(report, func(p metadata.Problem) bool {
		isWarning := p.Severity == metadata.Warning && missingFor(p) == ""
		return !isWarning && !slices.Contains(wrong, p)
	})
}

// missingFor tells who asks for a value that nobody gave, by a key of askers; ""
// for problems of another kind.
func missingFor(p metadata.Problem) string {
	if p.Rule == "session-start-missing" {
		return "nwb"
	}
	who, missing := strings.CutPrefix(p.Rule, "missing-")
	if !missing {
		return ""
	}
	return who
}

// excerptIndent sets an excerpt apart from messages.
const excerptIndent = "    "

// excerptWithin is the excerpt of a problem in so many cells; "" where there is
// none, or no room.
func excerptWithin(p *metadata.Problem, cells int) string {
	excerpt := p.ExcerptWithin(cells)
	for line := range strings.Lines(excerpt) {
		if page.Cells(strings.TrimSuffix(line, "\n")) > cells {
			return ""
		}
	}
	return excerpt
}

// writeExcerpt shows the line of the file that a problem is about, with the
// place marked; nothing where there is no line.
func writeExcerpt(w io.Writer, p *metadata.Problem, width int) {
	if excerpt := excerptWithin(p, width-len(excerptIndent)); excerpt != "" {
		fmt.Fprintf(w, "%s%s\n", excerptIndent, strings.ReplaceAll(excerpt, "\n", "\n"+excerptIndent))
	}
}
