package batch

import (
	"maps"
	"path/filepath"
	"slices"
)

// Flag is a flag of the conversion, which a run or a row of a manifest can give.
type Flag struct {
	Name string
	// List is set where several values are given, each by a flag of its own.
	List bool
	// Adds is set where the values of the run stay beside those of the row, before
	// them.
	Adds bool
	// Path is set where a value names a file or a folder.
	Path bool
	// Input says how the file that a value names counts in a fingerprint.
	Input Input
	// Matched is set where a value is a pattern that the end of the source's path is
	// held against, folder by folder: it counts with that end.
	Matched bool
	// Idle is set where nothing of what the output holds depends on the flag.
	Idle bool
}

// Input is how the file or folder that a flag names counts.
type Input uint8

// The ways in which an input counts.
const (
	NoInput Input = iota
	ByState       // by names, sizes and times: it may be large
	ByBytes       // by its content
	ByPlace       // not at all: it says where outputs go, and not what is in them
)

// Grammar tells what a conversion can be given.
type Grammar struct {
	Flags []Flag
	// Rivals are flags that answer one question: a row that gives one of them
	// leaves out what the run gives by the others.
	Rivals [][]string
	// Beside returns the files and folders outside of a source that a conversion of
	// it may read too, without being given them; nil for none ever.
	Beside func(source string, v Values) []string
	// Metadata returns the path by which metadata is set that a name stands for,
	// "Subject.sex" for "sex"; ok is false where there is none.
	Metadata func(name string) (path string, ok bool)
	// MetadataNames are such names, for messages.
	MetadataNames []string
	// Nearest returns the one that a word is most likely a slip of, "" for none.
	Nearest func(word string, of []string) string
}

// The names of the flags that this package gives itself.
const (
	sourceColumn  = "source"
	sessionColumn = "session"
	optionsColumn = "opts"
	outputFlag    = "output"
	overwriteFlag = "overwrite"
	setFlag       = "set"
	setPrefix     = "set:"
	listSeparator = ";"
	bufferFlag    = "buffer-mb"
	jobsFlag      = "jobs"
	dandiFlag     = "dandi-layout"
	templateFlag  = "path-template"
)

// flag returns a flag by its name.
func (g *Grammar) flag(name string) (f Flag, ok bool) {
	at := slices.IndexFunc(g.Flags, func(f Flag) bool { return f.Name == name })
	if at < 0 {
		return f, false
	}
	return g.Flags[at], true
}

// Values are what flags are given, by their names.
type Values map[string][]string

// merge lays what a row gives over what the run gives.
func (g *Grammar) merge(run, row Values) Values {
	merged := maps.Clone(run)
	if merged == nil {
		merged = Values{}
	}
	for name := range row {
		for _, group := range g.Rivals {
			if slices.Contains(group, name) {
				for _, rival := range group {
					delete(merged, rival)
				}
			}
		}
	}
	for name, values := range row {
		if f, _ := g.flag(name); f.Adds {
			values = slices.Concat(run[name], values)
		}
		merged[name] = values
	}
	return merged
}

// Arguments writes values as the command line gives them.
func (v Values) Arguments() []string {
	var args []string
	for _, name := range slices.Sorted(maps.Keys(v)) {
		for _, value := range v[name] {
			args = append(args, "--"+name+"="+value)
		}
	}
	return args
}

// Within returns the values with relative paths as seen from where folder is.
func (g *Grammar) Within(folder string, v Values) Values {
	moved := Values{}
	for name, values := range v {
		if f, _ := g.flag(name); f.Path {
			values = slices.Clone(values)
			for i, path := range values {
				values[i] = pathIn(folder, path)
			}
		}
		moved[name] = values
	}
	return moved
}

// pathIn returns a path that is meant from a folder. A path that ends in a
// separator keeps it: it is a folder's.
func pathIn(folder, path string) string {
	if path == "" || filepath.IsAbs(path) {
		return path
	}
	joined := filepath.Join(folder, path)
	if last := path[len(path)-1]; last == '/' || last == filepath.Separator {
		joined += string(filepath.Separator)
	}
	return joined
}
