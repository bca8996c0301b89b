package batch

import (
	"bytes"
	"encoding/csv"
	"errors"
	"os"
	"path/filepath"
	"strings"
)

// freeze writes a manifest of sessions in which all is said: what the run gives
// too, and paths from the root. Jobs that begin later are given it, so that a
// manifest that is edited meanwhile changes nothing.
func (r *Run) freeze(path string, items []*Item) error {
	rows := [][]string{{sessionColumn, sourceColumn, optionsColumn}}
	for _, i := range items {
		var words []string
		for _, word := range r.fromRoot(i.Values).Arguments() {
			words = append(words, quoteWord(word))
		}
		rows = append(rows, []string{i.ID, absolute(i.Source), strings.Join(words, " ")})
	}
	return writeTable(path, rows)
}

// fromRoot returns the values with paths from the root.
func (r *Run) fromRoot(v Values) Values {
	here, err := os.Getwd()
	if err != nil {
		return v
	}
	return r.Grammar.Within(here, v)
}

// quoteWord quotes a word for splitWords.
func quoteWord(word string) string {
	if !strings.ContainsAny(word, " \t'\"") {
		return word
	}
	return "'" + strings.ReplaceAll(word, "'", `'"'"'`) + "'"
}

// WriteManifest writes a manifest: a header, and a row a session. It is a table
// with commas where its name ends in .csv, and with tabs otherwise. A file that
// exists is an error that is fs.ErrExist, unless it is to be replaced.
func WriteManifest(path string, rows [][]string, replace bool) error {
	if _, err := os.Lstat(path); err == nil && !replace {
		return &os.PathError{Op: "write", Path: path, Err: os.ErrExist}
	}
	return writeTable(path, rows)
}

// writeTable writes a table in the place of another, which is whole until then.
func writeTable(path string, rows [][]string) error {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	if w.Comma = '\t'; strings.EqualFold(filepath.Ext(path), ".csv") {
		w.Comma = ','
	}
	if err := w.WriteAll(rows); err != nil {
		return err
	}
	return writeFile(path, b.Bytes())
}

// writeFile writes a file in the place of another, which is whole until then.
func writeFile(path string, content []byte) (err error) {
	f, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			_ = os.Remove(f.Name())
		}
	}()
	_, err = f.Write(content)
	if err = errors.Join(err, f.Chmod(0o644), f.Close()); err != nil {
		return err
	}
	return os.Rename(f.Name(), path)
}
