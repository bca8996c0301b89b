package settings

import (
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// Known is what settings can be about: the flags of every command.
type Known struct {
	Commands []*cobra.Command // those below the root, and theirs

	rules    *Rules
	flags    map[string]*pflag.Flag            // by name; of two commands' flags of a name, one
	sections map[string]map[string]*pflag.Flag // of the commands below the root
}

// KnownOf collects the flags of the commands below root, but for those that
// cobra adds.
func KnownOf(root *cobra.Command, rules *Rules) *Known {
	s := &Known{rules: rules, flags: map[string]*pflag.Flag{}, sections: map[string]map[string]*pflag.Flag{}}
	for _, c := range root.Commands() {
		if name := c.Name(); name != "help" && name != "completion" && !strings.HasPrefix(name, "__") {
			s.sections[name] = map[string]*pflag.Flag{}
			s.add(c, name)
		}
	}
	// "metadata" is a command and a flag.
	for name := range s.flags {
		delete(s.sections, name)
	}
	return s
}

func (s *Known) add(c *cobra.Command, section string) {
	s.Commands = append(s.Commands, c)
	take := func(f *pflag.Flag) {
		if !s.CommandLineOnly(f, section) {
			s.flags[f.Name] = f
			s.sections[section][f.Name] = f
		}
	}
	c.Flags().VisitAll(take)
	c.PersistentFlags().VisitAll(take)
	for _, sub := range c.Commands() {
		s.add(sub, section)
	}
}

// CommandLineOnly reports whether settings cannot give a flag to a section.
func (s *Known) CommandLineOnly(f *pflag.Flag, section string) bool {
	return f.Hidden || f.Name == "help" || f.Name == "version" || s.rules.CommandLineOnly(f.Name, section)
}

// flag returns the flag that a name in a section, or in none, means; nil for
// none.
func (s *Known) flag(section, name string) *pflag.Flag {
	if section == "" {
		return s.flags[name]
	}
	return s.sections[section][name]
}

// sectionsWith lists the sections that may hold a setting.
func (s *Known) sectionsWith(name string) []string {
	var sections []string
	for section, flags := range s.sections {
		if flags[name] != nil {
			sections = append(sections, section)
		}
	}
	slices.Sort(sections)
	return sections
}

// names lists what may stand in a section, or outside of all.
func (s *Known) names(section string) []string {
	var names []string
	if section != "" {
		for name := range s.sections[section] {
			names = append(names, name)
		}
		return names
	}
	for name := range s.flags {
		names = append(names, name)
	}
	for name := range s.sections {
		names = append(names, name)
	}
	return names
}

// namesFile tells by the word that help shows for a flag's value whether it is
// the name of a file or a folder.
func namesFile(flag *pflag.Flag) bool {
	switch word, _ := pflag.UnquoteUsage(flag); strings.ToLower(word) {
	case "file", "folder", "path":
		return true
	}
	return false
}

// accepts tells whether a value of a settings file suits a flag's type.
func accepts(flag *pflag.Flag, texts []string, isList bool) bool {
	if isList {
		_, takesList := flag.Value.(pflag.SliceValue)
		return takesList
	}
	var err error
	switch flag.Value.Type() {
	case "int":
		_, err = strconv.ParseInt(texts[0], 0, 64)
	case "float64":
		_, err = strconv.ParseFloat(texts[0], 64)
	case "bool":
		_, err = strconv.ParseBool(texts[0])
	}
	return err == nil
}

// Wanted says what a flag's value must be.
func Wanted(flag *pflag.Flag) string {
	switch flag.Value.Type() {
	case "int":
		return "a whole number"
	case "float64":
		return "a number"
	case "bool":
		return "true or false"
	case "stringArray", "stringSlice":
		return "a text or a list of texts"
	case "string":
		return "a text"
	}
	return "a " + flag.Value.Type()
}
