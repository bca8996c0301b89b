package main

import (
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// settable is what settings can be about: the flags of every command.
type settable struct {
	commands []*cobra.Command
	flags    map[string]*pflag.Flag            // by name; of two commands' flags of a name, one
	sections map[string]map[string]*pflag.Flag // of the commands below the root
}

// settableOf collects the flags of the commands below root, but for those that
// cobra adds.
func settableOf(root *cobra.Command) *settable {
	s := &settable{flags: map[string]*pflag.Flag{}, sections: map[string]map[string]*pflag.Flag{}}
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

func (s *settable) add(c *cobra.Command, section string) {
	s.commands = append(s.commands, c)
	take := func(f *pflag.Flag) {
		if !commandLineOnly(f, section) {
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

// commandLineOnly tells which flags settings cannot give. What metadata init
// writes is no NWB file: a setting for the one must not replace the other.
func commandLineOnly(f *pflag.Flag, section string) bool {
	switch f.Name {
	case "help", "version":
		return true
	case "output", "overwrite":
		return section == "metadata"
	}
	return f.Hidden
}

// flag returns the flag that a name in a section, or in none, means; nil for
// none.
func (s *settable) flag(section, name string) *pflag.Flag {
	if section == "" {
		return s.flags[name]
	}
	return s.sections[section][name]
}

// sectionsWith lists the sections that may hold a setting.
func (s *settable) sectionsWith(name string) []string {
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
func (s *settable) names(section string) []string {
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
func accepts(flag *pflag.Flag, value any) bool {
	text, isText := value.(string)
	if !isText {
		_, isList := flag.Value.(pflag.SliceValue)
		return isList
	}
	var err error
	switch flag.Value.Type() {
	case "int":
		_, err = strconv.ParseInt(text, 0, 64)
	case "float64":
		_, err = strconv.ParseFloat(text, 64)
	case "bool":
		_, err = strconv.ParseBool(text)
	}
	return err == nil
}

// wanted says what a flag's value must be.
func wanted(flag *pflag.Flag) string {
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
