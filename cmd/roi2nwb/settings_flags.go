package main

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/pflag"
)

// settingOrigin is the annotation of a flag that says where its value was set,
// "roi2nwb.yaml:3" or "ROI2NWB_MASK"; of a list that is added up, one for each
// item. A flag without it has its default, or its value from the command line.
const settingOrigin = "roi2nwb_setting"

// onCommandLine stands for an item of a list that was given there.
const onCommandLine = "command line"

// applySettings gives the flags of a command that the command line does not
// give the values of the nearest source that has one. A list whose flag may be
// repeated is added up, the farthest first and the command line last, so that
// what is nearer wins as the later does; an empty list drops what is farther.
func applySettings(f *pflag.FlagSet, section string, sources []*settingsSource) error {
	var fault error
	f.VisitAll(func(flag *pflag.Flag) {
		switch {
		case fault != nil || commandLineOnly(flag, section) || outdone(flag, f, section, sources):
		case adds(flag):
			fault = applyList(flag, section, sources)
		case !flag.Changed:
			fault = applyNearest(flag, section, sources)
		}
	})
	return fault
}

// rivals are flags that answer one question in ways of their own: a nearer one
// outdoes the settings of the others.
var rivals = [...][]string{
	{"rate", "timestamps"},
	{"output", "dandi-layout"},
	{"dandi-layout", "path-template"},
	{"overwrite", "if-exists"},
	{"quiet", "verbose"},
}

// outdone tells whether a rival of a flag is given nearer than the flag itself.
func outdone(flag *pflag.Flag, f *pflag.FlagSet, section string, sources []*settingsSource) bool {
	for _, group := range rivals {
		if !slices.Contains(group, flag.Name) {
			continue
		}
		own := nearness(flag, section, sources)
		for _, name := range group {
			if rival := f.Lookup(name); rival != nil && nearness(rival, section, sources) > own {
				return true
			}
		}
	}
	return false
}

// nearness is the place of the nearest source that gives a flag, -1 for none.
func nearness(flag *pflag.Flag, section string, sources []*settingsSource) int {
	if flag.Changed {
		return len(sources)
	}
	for i, s := range slices.Backward(sources) {
		if value, _ := s.value(section, flag.Name); value != nil {
			return i
		}
	}
	return -1
}

func applyNearest(flag *pflag.Flag, section string, sources []*settingsSource) error {
	for _, s := range slices.Backward(sources) {
		value, origin := s.value(section, flag.Name)
		var err error
		switch value := value.(type) {
		case string:
			err = flag.Value.Set(s.resolve(flag, value))
		case []string:
			list, isList := flag.Value.(pflag.SliceValue)
			if !isList {
				continue
			}
			items := make([]string, len(value))
			for i, item := range value {
				items[i] = s.resolve(flag, item)
			}
			err = list.Replace(items)
		default:
			continue
		}
		if err != nil {
			return usagef("%s: %q is not %s", whereText(origin), value, wanted(flag))
		}
		annotate(flag, origin)
		return nil
	}
	return nil
}

// applyList adds up a list from all that gives some of it.
func applyList(flag *pflag.Flag, section string, sources []*settingsSource) error {
	list, _ := flag.Value.(pflag.SliceValue)
	var items, origins []string
	for _, s := range sources {
		value, origin := s.value(section, flag.Name)
		var own []string
		switch value := value.(type) {
		case string:
			own = s.split(flag, value)
		case []string:
			if own = value; len(own) == 0 {
				items, origins = nil, nil
			}
		}
		for _, item := range own {
			items, origins = append(items, s.resolve(flag, item)), append(origins, origin)
		}
	}
	if len(items) == 0 || flag.Annotations[settingOrigin] != nil {
		return nil
	}
	// Arguments of a command may be items, too.
	for _, item := range list.GetSlice() {
		items, origins = append(items, item), append(origins, onCommandLine)
	}
	annotate(flag, origins...)
	return list.Replace(items)
}

func annotate(flag *pflag.Flag, origins ...string) {
	if flag.Annotations == nil {
		flag.Annotations = map[string][]string{}
	}
	flag.Annotations[settingOrigin] = origins
}

// isGiven reports whether a flag has its value from the command line or from a
// setting.
func isGiven(flag *pflag.Flag) bool { return flag.Changed || flag.Annotations[settingOrigin] != nil }

// fromSetting says of an error about a flag's value where that was set.
func fromSetting(flag *pflag.Flag, err error) error {
	if origins := flag.Annotations[settingOrigin]; len(origins) > 0 && !flag.Changed {
		return fmt.Errorf("%s: %w", whereText(origins[0]), err)
	}
	return err
}

// whereText begins an error with where a setting is from.
func whereText(origin string) string {
	if strings.HasPrefix(origin, variable("")) {
		return "variable " + origin
	}
	return origin
}

// adds tells whether a list is added up: that of a flag that is repeated to
// give more, and not a list of what is wanted.
func adds(flag *pflag.Flag) bool { return flag.Value.Type() == "stringArray" }

// split takes a list apart that is given as one text. In a file that is one
// item. A variable holds names of files as PATH does, and anything else one a
// line.
func (s *settingsSource) split(flag *pflag.Flag, text string) []string {
	if s.file != "" {
		return []string{text}
	}
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

// resolve makes the name of a file that stands in a settings file relative to
// that one, and knows ~ as shells do. What a variable holds is used as it is.
func (s *settingsSource) resolve(flag *pflag.Flag, text string) string {
	if s.file == "" || text == "" || !namesFile(flag) {
		return text
	}
	if rest, ok := strings.CutPrefix(text, "~/"); ok {
		if home, err := os.UserHomeDir(); err == nil {
			return filepath.Join(home, rest)
		}
	}
	if filepath.IsAbs(text) || text == "-" {
		return text
	}
	path := filepath.Join(filepath.Dir(s.file), text)
	if os.IsPathSeparator(text[len(text)-1]) {
		path += string(filepath.Separator) // it says that this is a folder
	}
	return path
}
