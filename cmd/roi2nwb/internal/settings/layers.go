package settings

import (
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"github.com/spf13/pflag"
	"github.com/spf13/viper"
)

// prefix begins the names of the variables that set flags.
const prefix = "ROI2NWB_"

// Error is what is wrong with settings beside what a file says.
type Error struct {
	error
	hint string
}

// Unwrap returns the error of the system, where there is one.
func (e *Error) Unwrap() error { return e.error }

// Hint returns the cure, "" where none is known.
func (e *Error) Hint() string { return e.hint }

// Rules are what a program has decided about its flags.
type Rules struct {
	// CommandLineOnly reports whether settings cannot give a flag to a section.
	CommandLineOnly func(flag, section string) bool
	// Rivals are flags that answer one question in ways of their own: a nearer one
	// outdoes the settings of the others.
	Rivals [][]string
	// NoFlags are the variables that begin as settings do and are none, without
	// the prefix.
	NoFlags []string
}

// value is what a file, or several together, say of a flag.
type value struct {
	texts   []string // one, unless it is a list
	list    bool
	origins []string // of the value, or of each item of a list that is added up
	level   int      // the higher, the nearer
}

func valueOf(texts []string, list bool, origin string, level int) value {
	return value{texts: texts, list: list, origins: []string{origin}, level: level}
}

// behind returns the items of a list that is added up behind those of a farther
// one.
func (v value) behind(far value) value {
	own := slices.Repeat(v.origins, len(v.texts))
	return value{slices.Concat(far.texts, v.texts), true, slices.Concat(far.origins, own), v.level}
}

// Sources are the files of settings, read.
type Sources struct {
	known *Known
	files []source
}

type source struct {
	path    string
	content []byte
}

// Read reads the files that are there.
func Read(files []File, known *Known) (*Sources, error) {
	s := &Sources{known: known}
	for _, f := range files {
		if f.Status != StatusRead {
			continue
		}
		content, err := f.content()
		if errors.Is(err, fs.ErrNotExist) && f.named {
			return nil, &Error{fmt.Errorf("the settings file %q does not exist", f.Path),
				fmt.Sprintf("the variable %s names it: correct that, or unset it", FileVariable)}
		}
		if err != nil {
			return nil, &Error{error: fmt.Errorf("settings %q: %w", f.Path, err)}
		}
		s.files = append(s.files, source{f.Path, content})
	}
	return s, nil
}

// For returns what files and environment say for a section. What is wrong in a
// file is metadata.Problems, whatever the section.
func (s *Sources) For(section string) (*Settings, error) {
	set := &Settings{known: s.known, section: section, files: viper.New(), all: viper.New(), environment: len(s.files)}
	for level, f := range s.files {
		d := &decoder{file: f.path, known: s.known, section: section, level: level}
		values, err := d.decode(f.content)
		if err != nil {
			return nil, err
		}
		for name, v := range values {
			if v, ok := v.(value); ok && adds(s.known.flags[name]) {
				if far, _ := set.files.Get(name).(value); len(v.texts) > 0 {
					values[name] = v.behind(far)
				}
			}
		}
		if err := errors.Join(set.files.MergeConfigMap(values), set.all.MergeConfigMap(values)); err != nil {
			return nil, err
		}
	}
	set.all.SetEnvPrefix(strings.TrimSuffix(prefix, "_"))
	set.all.SetEnvKeyReplacer(strings.NewReplacer("-", "_"))
	set.all.AutomaticEnv()
	return set, nil
}

// adds tells whether a list is added up: that of a flag that is repeated to
// give more, and not a list of what is wanted.
func adds(flag *pflag.Flag) bool { return flag.Value.Type() == "stringArray" }

// Variable is the name of the variable that sets a flag.
func Variable(flag string) string {
	return prefix + strings.ToUpper(strings.ReplaceAll(flag, "-", "_"))
}
