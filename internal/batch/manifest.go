package batch

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// Manifest is the list of the sessions of a run.
type Manifest struct {
	Path     string // "" where nobody wrote one
	Sessions []*Session
}

// Session is one row of a manifest.
type Session struct {
	ID     string // unique, of letters, digits, dots, dashes and underscores
	Line   int    // of the manifest, 0 where there is none
	Source string
	// Given is what the row gives the flags of the conversion.
	Given Values
	// Columns are the names of the columns by what they give: a flag, or the path
	// of metadata.
	Columns map[string]string
}

// most is the size of a manifest that is read: beyond it, it is something else.
const most = 64 << 20

// ReadManifest reads a manifest. What is wrong with it is Problems, all at once.
// Paths are taken from the manifest's folder.
func ReadManifest(path string, g *Grammar) (*Manifest, error) {
	content, err := readFile(path)
	if err != nil {
		return nil, err
	}
	return parseManifest(path, content, g)
}

// readFile reads a table, or says why it cannot be one.
func readFile(path string) ([]byte, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, &fs.PathError{Op: "read manifest", Path: path, Err: fmt.Errorf("it is not a file")}
	}
	if info.Size() > most {
		return nil, Problems{problemf(0, "", "give a table with a row for each session", "the file is too large for a manifest: %d bytes", info.Size())}
	}
	return os.ReadFile(path)
}

// parseManifest reads the content of a manifest.
func parseManifest(path string, content []byte, g *Grammar) (*Manifest, error) {
	records, err := readTable(path, content)
	if wrong, ok := err.(*Problem); ok { //nolint:errorlint // it is never wrapped
		return nil, Problems{wrong}
	}
	if err != nil {
		return nil, err
	}
	if len(records) == 0 {
		return nil, Problems{problemf(0, "", `begin with a line of column names: session, source, and others as needed`, "the manifest is empty")}
	}
	head, problems := g.columns(records[0])
	m := &Manifest{Path: path}
	seen := map[string]int{}
	for _, r := range records[1:] {
		s, wrong := head.session(r, filepath.Dir(path), g)
		problems = append(problems, wrong...)
		if s.ID == "" {
			continue
		}
		// Two names that differ by case alone would have one log on some disks.
		if first, twice := seen[strings.ToLower(s.ID)]; twice {
			problems = append(problems, &Problem{Line: r.line, Session: s.ID, Column: sessionColumn,
				Message: fmt.Sprintf("session %q stands twice: line %d has it too", s.ID, first), Hint: "give each row a session of its own"})
			continue
		}
		seen[strings.ToLower(s.ID)] = r.line
		m.Sessions = append(m.Sessions, s)
	}
	if len(problems) > 0 {
		return nil, problems
	}
	return m, nil
}

// header is the first row of a manifest, taken apart.
type header []column

// column is what a column gives.
type column struct {
	name string // as it stands in the manifest
	flag string // of the conversion, or one of the columns that are none
	path string // of metadata, where flag is set
}

// columns takes the header apart.
func (g *Grammar) columns(r record) (header, Problems) {
	var head header
	var problems Problems
	seen := map[string]bool{}
	for i, name := range r.cells {
		if name == "" {
			problems = append(problems, problemf(r.line, "", "give it a name, or take it out", "column %d has no name", i+1))
			head = append(head, column{})
			continue
		}
		c, ok := g.column(name)
		if !ok {
			problems = append(problems, problemf(r.line, "", g.columnHint(name), "unknown column %q", name))
		}
		if key := c.flag + " " + c.path; ok && c.flag != optionsColumn && seen[key] {
			problems = append(problems, problemf(r.line, "", "take one of them out", "column %q gives what another column gives", name))
		} else {
			seen[key] = true
		}
		head = append(head, c)
	}
	for _, needed := range []string{sessionColumn, sourceColumn} {
		if !slices.ContainsFunc(head, func(c column) bool { return c.flag == needed }) {
			problems = append(problems, problemf(r.line, "", "a manifest begins with a line of column names, and has a session and a source in each row", "there is no column %q", needed))
		}
	}
	return head, problems
}

// column finds out what a column of a name gives.
func (g *Grammar) column(name string) (c column, ok bool) {
	c.name = name
	if path, isSet := strings.CutPrefix(name, setPrefix); isSet {
		c.flag, c.path = setFlag, path
		return c, path != ""
	}
	folded := strings.ToLower(name)
	if folded == sessionColumn || folded == sourceColumn || folded == optionsColumn {
		c.flag = folded
		return c, true
	}
	if _, ok := g.flag(strings.ReplaceAll(folded, "_", "-")); ok {
		c.flag = strings.ReplaceAll(folded, "_", "-")
		return c, true
	}
	for _, known := range []string{name, folded} {
		if path, ok := g.Metadata(known); ok {
			c.flag, c.path = setFlag, path
			return c, true
		}
	}
	return c, false
}

// columnHint names the column that was probably meant.
func (g *Grammar) columnHint(name string) string {
	known := append([]string{sessionColumn, sourceColumn, optionsColumn}, g.MetadataNames...)
	for _, f := range g.Flags {
		known = append(known, f.Name)
	}
	if near := g.Nearest(strings.ReplaceAll(name, "_", "-"), known); near != "" {
		return "did you mean " + strings.ReplaceAll(near, "-", "_") + "?"
	}
	if near := g.Nearest(name, known); near != "" {
		return "did you mean " + near + "?"
	}
	return "columns are session, source, the flags of the conversion, and metadata such as subject_id or set:NWBFile.lab; a line that begins with # is a comment"
}

// validID is what a session may be called: the name of a file everywhere.
var validID = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]{0,199}$`)

// SessionName makes the name of a session of a text: what such a name cannot have
// becomes a dash.
func SessionName(text string) string {
	const most = 200
	cleaned := strings.TrimLeft(strings.Map(func(r rune) rune {
		if r == '_' || fileName(string(r)) != "_" {
			return r
		}
		return '-'
	}, text), "._-")
	if cleaned = cleaned[:min(len(cleaned), most)]; cleaned == "" {
		return "session"
	}
	return cleaned
}

// session reads a row. Paths are taken from folder.
func (head header) session(r record, folder string, g *Grammar) (*Session, Problems) {
	s := &Session{Line: r.line, Given: Values{}, Columns: map[string]string{}}
	var problems Problems
	for i, cell := range r.cells {
		if i >= len(head) {
			problems = append(problems, tooManyCells(r, head))
			break
		}
		if cell == "" || head[i].flag == "" {
			continue
		}
		problems = append(problems, s.take(&head[i], cell, g)...)
	}
	if s.ID == "" {
		problems = append(problems, problemf(r.line, sessionColumn, "each row needs a name of its own, which logs and outputs have too", "no session is given"))
	}
	if s.Source == "" {
		problems = append(problems, problemf(r.line, sourceColumn, "give the file or folder of the result, seen from the manifest's folder", "no source is given"))
	}
	for _, p := range problems {
		p.Session = s.ID
	}
	s.Source = pathIn(folder, s.Source)
	s.Given = g.Within(folder, s.Given)
	return s, problems
}

func tooManyCells(r record, head header) *Problem {
	return problemf(r.line, "", "look for a separator too many, or quote the cell that has one in it",
		"the row has %d cells, and the header %d columns", len(r.cells), len(head))
}

// take gives the session what one cell says.
func (s *Session) take(c *column, cell string, g *Grammar) Problems {
	s.Columns[c.flag] = c.name
	switch c.flag {
	case sessionColumn:
		if !validID.MatchString(cell) {
			return Problems{problemf(s.Line, c.name, "use letters, digits, dots, dashes and underscores", "%q cannot be the name of a session", cell)}
		}
		s.ID = cell
		return nil
	case sourceColumn:
		s.Source = cell
		return nil
	case optionsColumn:
		return s.takeOptions(c, cell, g)
	case setFlag:
		if c.path == "" { // a column "set" holds whole assignments
			break
		}
		delete(s.Columns, setFlag)
		s.Columns[c.path] = c.name
		s.Given[setFlag] = append(s.Given[setFlag], c.path+"="+cell)
		return nil
	}
	f, _ := g.flag(c.flag)
	if !f.List {
		s.Given[c.flag] = []string{cell}
		return nil
	}
	for value := range strings.SplitSeq(cell, listSeparator) {
		if value = strings.TrimSpace(value); value != "" {
			s.Given[c.flag] = append(s.Given[c.flag], value)
		}
	}
	return nil
}

// takeOptions reads flags as the command line has them: "--mask pixel".
func (s *Session) takeOptions(c *column, cell string, g *Grammar) Problems {
	words, err := splitWords(cell)
	if err != nil {
		return Problems{problemf(s.Line, c.name, "close the quote", "%v", err)}
	}
	var problems Problems
	for len(words) > 0 {
		word := words[0]
		words = words[1:]
		name, value, assigned := strings.Cut(strings.TrimPrefix(word, "--"), "=")
		f, known := g.flag(name)
		if !strings.HasPrefix(word, "--") || !known {
			if strings.HasPrefix(word, "--") && len(words) > 0 && !strings.HasPrefix(words[0], "--") {
				words = words[1:] // its value
			}
			problems = append(problems, problemf(s.Line, c.name, g.columnHint(name), "%q is no flag of the conversion", word))
			continue
		}
		if !assigned {
			value = "true"
			if len(words) > 0 && !strings.HasPrefix(words[0], "--") {
				value, words = words[0], words[1:]
			}
		}
		s.Columns[name] = c.name
		if f.List || f.Adds {
			s.Given[name] = append(s.Given[name], value)
		} else {
			s.Given[name] = []string{value}
		}
	}
	return problems
}

// splitWords takes a text apart at blanks outside of quotes.
func splitWords(text string) ([]string, error) {
	var words []string
	var word strings.Builder
	begun, quote := false, rune(0)
	for _, r := range text {
		switch {
		case quote != 0 && r == quote:
			quote = 0
		case quote == 0 && (r == '"' || r == '\''):
			quote, begun = r, true
		case quote == 0 && (r == ' ' || r == '\t'):
			if begun {
				words = append(words, word.String())
				word.Reset()
				begun = false
			}
		default:
			word.WriteRune(r)
			begun = true
		}
	}
	if quote != 0 {
		return nil, fmt.Errorf("the quote %c is not closed", quote)
	}
	if begun {
		words = append(words, word.String())
	}
	return words, nil
}
