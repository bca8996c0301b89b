package batch

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
)

// Revision counts the changes of what a conversion writes for the same input. A
// session that was done by another revision is done again.
const Revision = "1"

// Fingerprint is all that the content of a session's output depends on, part by
// part: "--mask" is "pixel", "source a.hdf5" is a digest. Of files it has the names
// and not the folders, so that all can be moved together.
type Fingerprint map[string]string

// The parts of a fingerprint beside those of flags.
const (
	revisionPart = "revision"
	sourcePart   = "source"
	besidePart   = "beside" // by its path from the source
)

// missing stands for the digest of an input that is not there.
const missing = "missing"

// place tells where the outputs of a session go, as far as flags say.
func place(g *Grammar, values Values) string {
	var all []string
	for _, f := range g.Flags {
		if f.Input != ByPlace {
			continue
		}
		for _, value := range values[f.Name] {
			if absolute, err := filepath.Abs(value); f.Path && err == nil {
				value = absolute
			}
			all = append(all, "--"+f.Name+"="+value)
		}
	}
	return strings.Join(all, " ")
}

// Sum is the fingerprint as one short text.
func (f Fingerprint) Sum() string {
	sum := sha256.New()
	for _, part := range slices.Sorted(maps.Keys(f)) {
		_, _ = fmt.Fprintf(sum, "%q=%q\n", part, f[part])
	}
	return hex.EncodeToString(sum.Sum(nil)[:16])
}

// Since says in what f differs from an earlier one: "the source changed".
func (f Fingerprint) Since(before Fingerprint) []string {
	var changes []string
	parts := maps.Clone(before)
	if parts == nil {
		parts = Fingerprint{}
	}
	maps.Copy(parts, f)
	for _, part := range slices.Sorted(maps.Keys(parts)) {
		was, is := before[part], f[part]
		if was == is {
			continue
		}
		kind, path, _ := strings.Cut(part, " ")
		switch {
		case part == revisionPart:
			changes = append(changes, "this version of roi2nwb writes it differently")
		case kind == sourcePart && is == missing:
			changes = append(changes, "the source is gone")
		case kind == sourcePart && was != "" && is != "":
			changes = append(changes, "the source changed")
		case kind == sourcePart && is != "":
			changes = append(changes, "it has another source")
		case kind == sourcePart: // told by the source that it has instead
		case kind == besidePart && was == "":
			changes = append(changes, fmt.Sprintf("%q lies beside the source now", filepath.Base(path)))
		case kind == besidePart && is == "":
			changes = append(changes, fmt.Sprintf("%q beside the source is gone", filepath.Base(path)))
		case kind == besidePart:
			changes = append(changes, fmt.Sprintf("%q beside the source changed", filepath.Base(path)))
		case path == "":
			changes = append(changes, fmt.Sprintf("%s was %s and is %s", part, orNothing(was), orNothing(is)))
		case was == "":
			changes = append(changes, fmt.Sprintf("%q was added by %s", nameOf(path), kind))
		case is == "":
			changes = append(changes, fmt.Sprintf("%q was taken from %s", nameOf(path), kind))
		default:
			changes = append(changes, fmt.Sprintf("%q changed", nameOf(path)))
		}
	}
	return changes
}

// nameOf returns the name of a file without its place in a list.
func nameOf(path string) string {
	if at := strings.LastIndexByte(path, '['); at > 0 && strings.HasSuffix(path, "]") {
		return path[:at]
	}
	return path
}

func orNothing(value string) string {
	if value == "" {
		return "not given"
	}
	return fmt.Sprintf("%q", value)
}

// Digests takes digests of inputs. Those of small files that many sessions have
// in common are taken once. It is safe for concurrent use.
type Digests struct {
	// Checksum has all inputs count by their content, and not by their times.
	Checksum bool

	mu     sync.Mutex
	shared map[string]string
}

// of returns the fingerprint of a session: values is what its flags are given.
func (d *Digests) of(g *Grammar, source string, values Values) (Fingerprint, error) {
	f := Fingerprint{revisionPart: Revision}
	var err error
	input := func(kind, path, at string, how Input) {
		absolute, fault := filepath.Abs(path)
		digest := ""
		if fault == nil {
			digest, fault = d.digest(absolute, how)
		}
		err = errors.Join(err, fault)
		f[kind+" "+filepath.Base(absolute)+at] = digest
	}
	input(sourcePart, source, "", ByState)
	for name, path := range beside(g, source, values) {
		digest, fault := d.digest(path, ByState)
		err = errors.Join(err, fault)
		f[besidePart+" "+name] = digest
	}
	for name, given := range values {
		flag, _ := g.flag(name)
		switch {
		case flag.Idle, flag.Input == ByPlace:
		case flag.Input != NoInput:
			for i, path := range given {
				at := ""
				if flag.List { // the later file wins: the order counts
					at = fmt.Sprintf("[%d]", i+1)
				}
				input("--"+name, path, at, flag.Input)
			}
		case flag.Matched:
			f["--"+name] = strings.Join(given, "; ") + " of " + endOf(source, strings.Join(given, ""))
		default:
			f["--"+name] = strings.Join(given, "; ")
		}
	}
	return f, err
}

// beside returns the absolute paths of what lies beside a source and counts, by
// their paths from the source: all can be moved together.
func beside(g *Grammar, source string, values Values) map[string]string {
	if g.Beside == nil {
		return nil
	}
	source = absolute(source)
	found := map[string]string{}
	for _, path := range g.Beside(source, values) {
		path = absolute(path)
		name, err := filepath.Rel(source, path)
		if err != nil {
			name = path
		}
		found[filepath.ToSlash(name)] = path
	}
	return found
}

// endOf returns as many folders and names of the end of a path as a pattern has.
func endOf(path, pattern string) string {
	names := strings.Split(filepath.ToSlash(absolute(path)), "/")
	n := 1 + strings.Count(strings.Trim(filepath.ToSlash(pattern), "/"), "/")
	return strings.Join(names[max(len(names)-n, 0):], "/")
}

// digest returns the digest of a file or folder.
func (d *Digests) digest(path string, how Input) (string, error) {
	if how == ByState {
		return digestOf(path, d.Checksum)
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if digest, ok := d.shared[path]; ok {
		return digest, nil
	}
	digest, err := digestOf(path, true)
	if err != nil {
		return "", err
	}
	if d.shared == nil {
		d.shared = map[string]string{}
	}
	d.shared[path] = digest
	return digest, nil
}

// digestOf digests a file, or all files in a folder: their names, and their
// content, or size and time. One that is not there, or cannot be read, has a
// digest that says so: opening it will tell why. NWB files and what batches keep
// lie beside sources, and do not count.
func digestOf(path string, content bool) (string, error) {
	resolved, err := filepath.EvalSymlinks(path)
	if errors.Is(err, fs.ErrNotExist) {
		return missing, nil
	}
	if err != nil {
		return "unreadable", nil //nolint:nilerr // opening it will tell
	}
	sum := sha256.New()
	err = filepath.WalkDir(resolved, func(name string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			_, _ = fmt.Fprintf(sum, "%s unreadable\n", name)
			return nil //nolint:nilerr // opening it will tell
		case entry.IsDir() && entry.Name() == stateFolder:
			return fs.SkipDir
		case entry.IsDir(), name != resolved && isOutput(name):
			return nil
		}
		info, err := os.Stat(name)
		if err != nil {
			return nil //nolint:nilerr // a link that leads nowhere counts as nothing
		}
		inside, err := filepath.Rel(resolved, name)
		if err != nil {
			return err
		}
		_, _ = fmt.Fprintf(sum, "%q %d\n", filepath.ToSlash(inside), info.Size())
		if !content {
			_, _ = fmt.Fprintf(sum, "%d\n", info.ModTime().UnixNano())
			return nil
		}
		if info.Mode().IsRegular() {
			return addFile(sum, name)
		}
		return nil
	})
	return hex.EncodeToString(sum.Sum(nil)[:16]), err
}

// isOutput reports whether a file has a name as conversions make them.
func isOutput(path string) bool {
	switch strings.ToLower(filepath.Ext(path)) {
	case ".nwb", ".part", ".failed-check":
		return true
	}
	return false
}

func addFile(sum io.Writer, path string) (err error) {
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrPermission) {
		_, _ = fmt.Fprintln(sum, "unreadable")
		return nil
	}
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	_, err = io.Copy(sum, f)
	return err
}
