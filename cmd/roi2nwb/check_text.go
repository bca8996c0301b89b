package main

import (
	"fmt"
	"io"
	"strings"

	"roi2nwb/cmd/roi2nwb/internal/page"
	"roi2nwb/internal/nwb/check"
)

// print writes what was found in a file for people: findings to stdout, why it
// was not looked at to stderr. Quiet leaves out all that is no error.
func (f *checkedFile) print(s Streams, quiet bool) error {
	if f.Problem != "" {
		(&message{Error: f.Problem, Hint: f.Hint}).write(s)
		return nil
	}
	if quiet && f.Count(check.Error) == 0 {
		return nil
	}
	var b strings.Builder
	heading := page.OneLine(f.Path)
	if f.Version != "" {
		heading += " (NWB " + page.OneLine(f.Version) + ")"
	}
	b.WriteString(strings.Join(page.Wrap(heading, s.outWidth(), page.Indent), "\n") + "\n")
	for _, found := range f.Findings {
		if !quiet || found.Severity == check.Error {
			writeFinding(&b, found, s.pageWidth())
		}
	}
	if !quiet {
		fmt.Fprintf(&b, "  %s\n\n", f.counts())
	}
	_, err := io.WriteString(s.Out, b.String())
	return err
}

// findingIndent is where the text of a finding begins.
const findingIndent = 11

// writeFinding writes a finding on a line, or on several where it is long.
func writeFinding(b *strings.Builder, f check.Finding, width int) {
	indent := findingIndent
	if page.IsNarrow(width) {
		indent = 2 * page.Indent
		fmt.Fprintf(b, "%*s%s\n", page.Indent, "", f.Severity)
	}
	label := f.Severity.String()
	for _, text := range []string{f.Path + ": " + f.Message + " [" + f.Check + "]", f.Want} {
		if text == "" {
			continue
		}
		if label == "" {
			text = "-> " + text
		}
		for _, line := range page.Wrap(page.OneLine(text), width-indent, 0) {
			if indent < findingIndent {
				label = ""
			}
			fmt.Fprintf(b, "%*s%-*s%s\n", page.Indent, "", indent-page.Indent, label, line)
			label = ""
		}
	}
}

// counts says how many findings there are of each severity.
func (f *checkedFile) counts() string {
	var parts []string
	for _, s := range []check.Severity{check.Error, check.Warning, check.Remark} {
		if n := f.Count(s); n > 0 {
			parts = append(parts, page.Plural(n, s.String()))
		}
	}
	if parts == nil {
		return "no findings"
	}
	return strings.Join(parts, ", ")
}
