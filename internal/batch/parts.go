package batch

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
)

// ReadParts reads a table whose rows are the parts of one session: as a manifest,
// but without the columns of sessions. What is wrong with it is Problems, all at
// once. Of the sessions that it returns, Line, Given and Columns are set. Paths
// are taken from the table's folder.
func ReadParts(path string, g *Grammar) ([]*Session, error) {
	content, err := readFile(path)
	if err != nil {
		return nil, err
	}
	return parseParts(path, content, g)
}

// parseParts reads the content of a table of parts.
func parseParts(path string, content []byte, g *Grammar) ([]*Session, error) {
	records, err := readTable(path, content)
	if wrong, ok := err.(*Problem); ok { //nolint:errorlint // it is never wrapped
		return nil, Problems{wrong}
	}
	if err != nil {
		return nil, err
	}
	if len(records) < 2 {
		return nil, Problems{problemf(0, "", "begin with a line of column names, and give a row to each part", "the table has no rows")}
	}
	head, problems := g.partColumns(records[0])
	var parts []*Session
	for _, r := range records[1:] {
		s := &Session{Line: r.line, Given: Values{}, Columns: map[string]string{}}
		if len(r.cells) > len(head) {
			problems = append(problems, tooManyCells(r, head))
		}
		for i, cell := range r.cells[:min(len(r.cells), len(head))] {
			if cell != "" && head[i].flag != "" {
				problems = append(problems, s.take(&head[i], cell, g)...)
			}
		}
		s.Given = g.Within(filepath.Dir(path), s.Given)
		parts = append(parts, s)
	}
	if len(problems) > 0 {
		return nil, problems
	}
	return parts, nil
}

// partColumns takes the header of a table of parts apart.
func (g *Grammar) partColumns(r record) (header, Problems) {
	var head header
	var problems Problems
	seen := map[string]bool{}
	for i, name := range r.cells {
		c, ok := g.column(name)
		switch key := c.flag + " " + c.path; {
		case name == "":
			problems = append(problems, problemf(r.line, "", "give it a name, or take it out", "column %d has no name", i+1))
		case !ok || slices.Contains([]string{sessionColumn, sourceColumn, optionsColumn}, c.flag):
			problems = append(problems, problemf(r.line, "", g.partHint(name), "unknown column %q", name))
			c.flag = ""
		case seen[key]:
			problems = append(problems, problemf(r.line, "", "take one of them out", "column %q gives what another column gives", name))
		default:
			seen[key] = true
		}
		head = append(head, c)
	}
	return head, problems
}

// partHint names the column that was probably meant.
func (g *Grammar) partHint(name string) string {
	var flags []string
	for _, f := range g.Flags {
		flags = append(flags, strings.ReplaceAll(f.Name, "-", "_"))
	}
	if near := g.Nearest(strings.ReplaceAll(name, "-", "_"), slices.Concat(flags, g.MetadataNames)); near != "" {
		return fmt.Sprintf("did you mean %s?", near)
	}
	return "columns are " + strings.Join(flags, ", ") + ", and metadata such as session_id or set:NWBFile.lab; a line that begins with # is a comment"
}
