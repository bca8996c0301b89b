package settings

import (
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/pflag"
	"github.com/spf13/viper"
)

// Settings are what files and environment say for the section of one command.
type Settings struct {
	known       *Known
	section     string
	files       *viper.Viper // what the files say together
	all         *viper.Viper // ... and the environment before them
	environment int          // its level
}

// Apply gives the flags that the command line does not give what the settings
// say. A list whose flag may be repeated is added up, the farthest first and the
// command line last, so that what is nearer wins as the later does.
func (s *Settings) Apply(f *pflag.FlagSet) error {
	var fault error
	f.VisitAll(func(flag *pflag.Flag) {
		if fault != nil || s.known.CommandLineOnly(flag, s.section) || s.outdone(flag, f) {
			return
		}
		switch v, given := s.value(flag); {
		case !given:
		case adds(flag):
			fault = v.addTo(flag)
		case !flag.Changed:
			fault = v.set(flag)
		}
	})
	return fault
}

// value returns what the settings say of a flag.
func (s *Settings) value(flag *pflag.Flag) (v value, given bool) {
	switch v := s.all.Get(flag.Name).(type) {
	case value:
		return v, true
	case string: // of the environment
		if !adds(flag) {
			return valueOf([]string{v}, false, Variable(flag.Name), s.environment), true
		}
		far, _ := s.files.Get(flag.Name).(value)
		return valueOf(splitVariable(flag, v), true, Variable(flag.Name), s.environment).behind(far), true
	}
	return value{}, false
}

// outdone tells whether a rival of a flag is given nearer than the flag itself.
func (s *Settings) outdone(flag *pflag.Flag, f *pflag.FlagSet) bool {
	for _, group := range s.known.rules.Rivals {
		if !slices.Contains(group, flag.Name) {
			continue
		}
		own := s.nearness(flag)
		for _, name := range group {
			if rival := f.Lookup(name); rival != nil && s.nearness(rival) > own {
				return true
			}
		}
	}
	return false
}

// nearness is the level of what gives a flag, -1 for nothing.
func (s *Settings) nearness(flag *pflag.Flag) int {
	if flag.Changed {
		return s.environment + 1
	}
	if v, given := s.value(flag); given {
		return v.level
	}
	return -1
}

// set gives a flag the value.
func (v value) set(flag *pflag.Flag) error {
	var err error
	if list, isList := flag.Value.(pflag.SliceValue); v.list && isList {
		err = list.Replace(slices.Clone(v.texts))
	} else {
		err = flag.Value.Set(v.texts[0])
	}
	if err != nil {
		return &Error{error: fmt.Errorf("%s: %q is not %s", whereText(v.origins[0]), v.texts[0], Wanted(flag))}
	}
	annotate(flag, v.origins)
	return nil
}

// addTo puts the items of the value before those that a list has.
func (v value) addTo(flag *pflag.Flag) error {
	if len(v.texts) == 0 || flag.Annotations[originKey] != nil {
		return nil
	}
	list, _ := flag.Value.(pflag.SliceValue)
	items := list.GetSlice() // arguments of a command may be items, too
	annotate(flag, slices.Concat(v.origins, slices.Repeat([]string{onCommandLine}, len(items))))
	return list.Replace(slices.Concat(v.texts, items))
}

// splitVariable takes a list apart that is given as one text. A variable holds
// names of files as PATH does, and anything else one a line.
func splitVariable(flag *pflag.Flag, text string) []string {
	var items []string
	for line := range strings.Lines(text) {
		parts := []string{strings.TrimSpace(line)}
		if namesFile(flag) {
			parts = filepath.SplitList(parts[0])
		}
		for _, part := range parts {
			if part != "" {
				items = append(items, part)
			}
		}
	}
	return items
}

// originKey is the annotation of a flag that says where its value was set,
// "roi2nwb.yaml:3" or "ROI2NWB_MASK"; of a list that is added up, one for each
// item. A flag without it has its default, or its value from the command line.
const originKey = "roi2nwb_setting"

// onCommandLine stands for an item of a list that was given there.
const onCommandLine = "command line"

func annotate(flag *pflag.Flag, origins []string) {
	if flag.Annotations == nil {
		flag.Annotations = map[string][]string{}
	}
	flag.Annotations[originKey] = origins
}

// Origins returns where the value of a flag was set, "roi2nwb.yaml:3" or
// "ROI2NWB_MASK"; of a list that is added up, one for each item. It is nil for a
// flag with its default, or with its value from the command line.
func Origins(flag *pflag.Flag) []string { return flag.Annotations[originKey] }

// IsGiven reports whether a flag has its value from the command line or from a
// setting.
func IsGiven(flag *pflag.Flag) bool { return flag.Changed || Origins(flag) != nil }

// Locate says of an error about a flag's value where that was set, unless it was
// on the command line. The hint of err, where it has one, stays.
func Locate(flag *pflag.Flag, err error) error {
	origins := Origins(flag)
	if len(origins) == 0 || flag.Changed {
		return err
	}
	hint := ""
	var hinted interface{ Hint() string }
	if errors.As(err, &hinted) {
		hint = hinted.Hint()
	}
	return &Error{fmt.Errorf("%s: %w", whereText(origins[0]), err), hint}
}

// whereText begins an error with where a setting is from.
func whereText(origin string) string {
	if strings.HasPrefix(origin, prefix) {
		return "variable " + origin
	}
	return origin
}
