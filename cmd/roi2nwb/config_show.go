package main

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"roi2nwb/cmd/roi2nwb/internal/page"
	"roi2nwb/cmd/roi2nwb/internal/settings"
)

// settingsReport is what config show prints.
type settingsReport struct {
	Files    []settings.File  `json:"files"` // the farthest first
	Settings []settingInForce `json:"settings"`
}

// settingInForce is one flag as settings give it, for the commands that have it
// with this value.
type settingInForce struct {
	Name     string   `json:"name"`
	Commands []string `json:"commands"`
	Value    any      `json:"value"`
	From     []string `json:"from"` // "default", "roi2nwb.yaml:3", "ROI2NWB_MASK"; of a list that is added up, one an item

	texts []string // the value, of a list its items
	split bool     // other commands have another value
}

func newConfigShowCommand(s Streams) *cobra.Command {
	asJSON := false
	c := &cobra.Command{
		Use:   "show",
		Short: "Show each setting and where it came from",
		Long: `Show prints where settings are looked for, and the value that each flag has when
the command line does not give it, with the place it came from: "default", a
file with its line, or a variable. Where commands differ, each is named. Flags
about a single run that nothing sets are named below the table.

Exit status:
  0    done
  2    a setting is wrong`,
		Example: `  roi2nwb config show
  ROI2NWB_JOBS=1 roi2nwb config show --json`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			return showSettings(s, c.Root(), asJSON)
		},
	}
	c.Flags().BoolVar(&asJSON, "json", false, "print everything as JSON")
	return c
}

// showSettings prints the settings in force, and returns what is wrong with
// their values.
func showSettings(s Streams, root *cobra.Command, asJSON bool) error {
	known := settings.KnownOf(root, settingRules())
	found := &settingsReport{Files: settings.Find()}
	sources, err := settings.Read(found.Files, known)
	if err != nil {
		return settingsError(err)
	}
	var fault error
	for _, c := range known.Commands {
		if err := found.add(c, known, sources); err != nil {
			return err
		}
		if c.Flags().Lookup("mask") != nil && fault == nil {
			_, fault = loadStorage(c.Flags())
		}
	}
	found.sort()
	if asJSON {
		err = writeJSON(s.Out, found)
	} else {
		_, err = io.WriteString(s.Out, found.text(s.outWidth()))
	}
	return cmp.Or(err, fault)
}

// add takes the settings of one command.
func (r *settingsReport) add(c *cobra.Command, known *settings.Known, sources *settings.Sources) error {
	if err := applySettings(sources, sectionOf(c), c.Flags()); err != nil {
		return err
	}
	name := strings.TrimPrefix(c.CommandPath(), c.Root().Name()+" ")
	c.Flags().VisitAll(func(f *pflag.Flag) {
		if known.CommandLineOnly(f, sectionOf(c)) {
			return
		}
		s := settingOfFlag(f)
		for i := range r.Settings {
			other := &r.Settings[i]
			if other.Name != s.Name {
				continue
			}
			if slices.Equal(other.texts, s.texts) && slices.Equal(other.From, s.From) {
				other.Commands = append(other.Commands, name)
				return
			}
			other.split, s.split = true, true
		}
		s.Commands = []string{name}
		r.Settings = append(r.Settings, s)
	})
	return nil
}

func settingOfFlag(f *pflag.Flag) settingInForce {
	s := settingInForce{Name: f.Name, From: settings.Origins(f)}
	if s.From == nil {
		s.From = []string{"default"}
	}
	text := f.Value.String()
	s.Value, s.texts = text, []string{text}
	switch f.Value.Type() {
	case "int", "float64", "bool":
		if json.Valid([]byte(text)) { // NaN is not
			s.Value = json.RawMessage(text)
		}
	}
	if list, ok := f.Value.(pflag.SliceValue); ok {
		s.texts = list.GetSlice()
		s.Value = append([]string{}, s.texts...)
	}
	return s
}

func (r *settingsReport) sort() {
	for i := range r.Settings {
		slices.Sort(r.Settings[i].Commands)
	}
	slices.SortStableFunc(r.Settings, func(a, b settingInForce) int { return cmp.Compare(a.Name, b.Name) })
}

// text writes the report for people.
func (r *settingsReport) text(width int) string {
	var b strings.Builder
	label := "settings files"
	for _, f := range slices.Backward(r.Files) { // the nearest first, as in the help
		fmt.Fprintf(&b, "%-16s%s: %s\n", label, f.Path, f.Status)
		label = ""
	}
	if len(r.Files) == 0 {
		fmt.Fprintf(&b, "%-16snone, since ROI2NWB_SETTINGS is empty\n", label)
	}
	b.WriteString("\n")
	rows := [][]string{{"SETTING", "VALUE", "FROM"}}
	var unset []string
	for _, s := range r.Settings {
		if s.isDefault() && isOfOneRun(s.Name) {
			unset = append(unset, s.Name)
			continue
		}
		rows = append(rows, s.rows()...)
	}
	for _, line := range page.Table([]page.Column{{}, {Long: true}, {Long: true}}, rows, width) {
		b.WriteString(line + "\n")
	}
	if len(unset) > 0 {
		text := "of one run, and not set: " + strings.Join(unset, ", ")
		b.WriteString("\n" + strings.Join(page.Wrap(text, width, 0), "\n") + "\n")
	}
	return b.String()
}

func (s *settingInForce) isDefault() bool { return slices.Equal(s.From, []string{"default"}) }

// isOfOneRun reports whether a flag is about one session or one call, so that
// few will have a setting of it.
func isOfOneRun(flag string) bool {
	return slices.Contains([]string{"ask", "dry-run", "mend-times", "output", "overwrite", "rate", "start-time", "timestamps"}, flag)
}

// meaning says what a value means that says little by itself.
func (s *settingInForce) meaning(text string) string {
	switch s.Name + "=" + text {
	case "jobs=0":
		return "0 (one a CPU)"
	case "rate=0":
		return "0 (the source's)"
	case "format=":
		return "- (told by the content)"
	case "traces=":
		return "- (all)"
	}
	if text == "" {
		return "-"
	}
	return page.OneLine(text)
}

// rows are the lines of a setting in the table: one, or one an item of a list.
func (s *settingInForce) rows() [][]string {
	label := s.Name
	if s.split {
		label += " (" + strings.Join(s.Commands, ", ") + ")"
	}
	texts := s.texts
	if len(texts) == 0 {
		texts = []string{""}
	}
	var rows [][]string
	for i, text := range texts {
		rows = append(rows, []string{label, s.meaning(text), s.From[min(i, len(s.From)-1)]})
		label = ""
	}
	return rows
}
