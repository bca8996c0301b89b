package main

import (
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"roi2nwb/cmd/roi2nwb/internal/page"
	"roi2nwb/internal/batch"
	"roi2nwb/internal/extract"
	"roi2nwb/internal/metadata/naming"
	"roi2nwb/internal/metadata/tree"
	"roi2nwb/internal/nwb"
)

// batchInitOptions is what the flags of batch init say.
type batchInitOptions struct {
	Folders   []string
	Output    string
	FromPath  string
	Overwrite bool
	Quiet     bool
}

func newBatchInitCommand(s Streams) *cobra.Command {
	o := &batchInitOptions{}
	c := &cobra.Command{
		Use:   "init FOLDER...",
		Short: "Begin a manifest with the results in folders",
		Long: `Init looks for results in folders and all below them, by their content, and
writes a manifest with a row for each. It says what it passed over that looks
like a result, and why. Links are followed; a folder that is met twice counts
once. Nothing but the manifest is written.

With --from-path the ids come from the sources' paths, as convert has it. What a
path does not say is left empty, for you to fill in: see roi2nwb batch --help.

Exit status:
  0    done
  1    there is no result, or the manifest cannot be written
  2    a flag or a setting is wrong
  5    the manifest exists
  130  interrupted`,
		Example: `  roi2nwb batch init data/
  roi2nwb batch init data/2023 data/2024 --from-path '{animal}/{session}/minian' -o sessions.tsv`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return &usageError{errors.New("one folder or more is expected; none was given"), "as in: roi2nwb batch init data/ -o sessions.tsv"}
			}
			return nil
		},
		RunE: func(c *cobra.Command, args []string) error {
			o.Folders = args
			return o.run(c.Context(), s)
		},
	}
	groups := newFlagGroups(c)
	f := groups.group("Output")
	f.StringVarP(&o.Output, "output", "o", "", "the manifest to write, a `file` that ends in .tsv or .csv (default: to stdout)")
	f.BoolVar(&o.Overwrite, "overwrite", false, "replace the manifest where it exists")
	f.BoolVarP(&o.Quiet, "quiet", "q", false, "do not say what was passed over")
	f = groups.group("Sessions")
	f.StringVar(&o.FromPath, "from-path", "", "read ids from the sources' paths by a `pattern`, as in '{subject_id}/{session_id}/minian'")
	groups.install(s)
	return c
}

// run looks for results and writes the manifest.
func (o *batchInitOptions) run(ctx context.Context, s Streams) error {
	if o.Output != "" && !o.Overwrite {
		if _, err := os.Lstat(o.Output); err == nil {
			return &existsError{fmt.Errorf("%w: %q", nwb.ErrExists, o.Output), o.Output, "give another name with -o, or --overwrite to replace it"}
		}
	}
	found, passed, err := findSources(ctx, s, o.Folders, o.Quiet)
	if err != nil {
		return err
	}
	if !o.Quiet {
		tellPassed(s, passed)
	}
	if len(found) == 0 {
		return noResult(o.Folders)
	}
	rows, err := o.rows(s, found)
	if err != nil {
		return err
	}
	if o.Output == "" {
		w := csv.NewWriter(s.Out)
		w.Comma = '\t'
		return w.WriteAll(rows)
	}
	if err := batch.WriteManifest(o.Output, rows, o.Overwrite); err != nil {
		return err
	}
	if o.Quiet {
		return nil
	}
	_, err = io.WriteString(s.Out, page.OneLine(fmt.Sprintf("wrote %s: %s; next: roi2nwb batch %s --dry-run", o.Output,
		page.Plural(len(rows)-1, "session"), batch.CommandLine(o.Output, nil)))+"\n")
	return err
}

// noResult is the error of folders in which there is nothing to convert.
func noResult(folders []string) error {
	return &hintedError{fmt.Errorf("there is no result in %s", strings.Join(folders, ", ")),
		"results of CaImAn are .hdf5 files, those of Minian folders of arrays, those of Inscopix .isxd cell sets"}
}

// hintedError is an error with a cure, which is not one of usage.
type hintedError struct {
	error
	hint string
}

func (e *hintedError) Unwrap() error { return e.error }
func (e *hintedError) Hint() string  { return e.hint }

// findSources looks for results in folders, and shows that it is at it.
func findSources(ctx context.Context, s Streams, folders []string, quiet bool) (found []extract.Found, passed []extract.PassedOver, err error) {
	p := startProgress(s, "folders", quiet, false)
	defer p.Stop()
	p.Begin("looking for results", 0)
	met := map[string]bool{}
	for _, folder := range folders {
		finding, err := extract.Find(ctx, folder)
		if err != nil {
			return nil, nil, err
		}
		passed = append(passed, finding.Passed...)
		for _, f := range finding.Found {
			if !met[resolved(f.Path)] {
				met[resolved(f.Path)] = true
				found = append(found, f)
			}
		}
	}
	return found, passed, nil
}

// tellPassed says what was passed over, and why.
func tellPassed(s Streams, passed []extract.PassedOver) {
	for _, p := range passed {
		s.tell(tree.Warning, page.OneLine(fmt.Sprintf("passed over %q: %s", p.Path, p.Why)))
	}
}

// rows are those of a manifest. Paths are seen from its folder, where the source
// is below it.
func (o *batchInitOptions) rows(s Streams, found []extract.Found) ([][]string, error) {
	from := filepath.Dir(o.Output)
	columns := []string{"session", "source", "subject_id", "session_id", "session_start_time", "metadata"}
	ids := sessionNames(found)
	var all []map[string]string
	var misfits []error
	for i, f := range found {
		row := map[string]string{"session": ids[i], "source": seenFrom(from, f.Path)}
		if o.FromPath != "" {
			hints, err := naming.Read(o.FromPath, f.Path)
			if err != nil {
				misfits = append(misfits, err)
			}
			for _, h := range hints {
				name := columnOf(h.Path)
				if row[name] = fmt.Sprint(h.Value); !slices.Contains(columns, name) {
					columns = slices.Insert(columns, len(columns)-1, name)
				}
			}
		}
		all = append(all, row)
	}
	if len(misfits) == len(found) {
		return nil, &usageError{misfits[0], hintOf(misfits[0])} // it is the pattern
	}
	for _, misfit := range misfits {
		s.tell(tree.Warning, page.OneLine(fmt.Sprintf("a session without ids: %v", misfit)))
	}
	rows := [][]string{columns}
	for _, row := range all {
		cells := make([]string, len(columns))
		for i, name := range columns {
			cells[i] = row[name]
		}
		rows = append(rows, cells)
	}
	return rows, nil
}

// columnOf is the column of a manifest for a piece of metadata.
func columnOf(path string) string {
	for _, section := range []string{"NWBFile.", "Subject."} {
		if key, ok := strings.CutPrefix(path, section); ok && !strings.Contains(key, ".") {
			return key
		}
	}
	return "set:" + path
}

// seenFrom returns a path from a folder on, or from the root where it is not below
// the folder.
func seenFrom(folder, path string) string {
	absolute, err := filepath.Abs(path)
	if err != nil {
		return path
	}
	base, err := filepath.Abs(folder)
	if err != nil {
		return absolute
	}
	if inside, err := filepath.Rel(base, absolute); err == nil && !strings.HasPrefix(inside, "..") {
		return inside
	}
	return absolute
}

// sessionNames names sources by what is different in their paths: folders that
// all have in common are left out, and so is a last name that all share. No two
// names are the same.
func sessionNames(found []extract.Found) []string {
	parts := make([][]string, len(found))
	for i, f := range found {
		path, err := filepath.Abs(f.Path)
		if err != nil {
			path = f.Path
		}
		path = strings.TrimSuffix(path, resultExtension(path))
		parts[i] = strings.FieldsFunc(filepath.ToSlash(path), func(r rune) bool { return r == '/' })
	}
	for len(parts) > 1 && allHave(parts, func(p []string) string { return p[0] }) {
		for i := range parts {
			parts[i] = parts[i][1:]
		}
	}
	if len(parts) > 1 && allHave(parts, func(p []string) string { return p[len(p)-1] }) {
		for i := range parts {
			parts[i] = parts[i][:len(parts[i])-1]
		}
	}
	if len(parts) == 1 {
		parts[0] = parts[0][len(parts[0])-1:]
	}
	names, taken := make([]string, len(parts)), map[string]bool{}
	for i, p := range parts {
		name := batch.SessionName(strings.Join(p, "_"))
		for n := 2; taken[strings.ToLower(name)]; n++ {
			name = batch.SessionName(fmt.Sprintf("%s-%d", strings.Join(p, "_"), n))
		}
		taken[strings.ToLower(name)] = true
		names[i] = name
	}
	return names
}

// resultExtension is the extension of a file of results, "" for others: the name of
// a folder can have dots.
func resultExtension(path string) string {
	switch ext := filepath.Ext(path); strings.ToLower(ext) {
	case ".hdf5", ".h5", ".nc", ".isxd":
		return ext
	}
	return ""
}

// allHave reports whether all paths have more than one part, and one of them in
// common.
func allHave(parts [][]string, part func([]string) string) bool {
	return !slices.ContainsFunc(parts, func(p []string) bool { return len(p) < 2 || part(p) != part(parts[0]) })
}
