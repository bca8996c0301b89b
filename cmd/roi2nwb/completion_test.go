package main

import (
	"slices"
	"testing"
	"testing/fstest"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"roi2nwb/internal/metadata"
)

// The words that are offered for a flag are words that it takes, and every flag
// with a value is completed in some way, so that none offers whatever files lie
// about.
func TestCompletionOfFlags(t *testing.T) {
	var visit func(c *cobra.Command)
	visit = func(c *cobra.Command) {
		c.Flags().VisitAll(func(f *pflag.Flag) {
			complete, known := c.GetFlagCompletionFunc(f.Name)
			if !known && f.Value.Type() != "bool" {
				t.Errorf("%s --%s is not completed", c.CommandPath(), f.Name)
			}
			if !known || f.Name != "mask" && f.Name != "compression" {
				return
			}
			words, _ := complete(c, nil, "")
			for _, word := range words {
				if err := f.Value.Set(word); err != nil {
					t.Error(err)
				}
				if _, err := loadStorage(c.Flags()); err != nil {
					t.Errorf("--%s %s is offered, and refused: %v", f.Name, word, err)
				}
			}
		})
		for _, sub := range c.Commands() {
			visit(sub)
		}
	}
	visit(newRootCommand(Streams{}))
}

// Zones are offered as --timezone takes them, each once.
func TestCompletionOfZones(t *testing.T) {
	zones := fstest.MapFS{}
	for _, name := range []string{"Europe/Berlin", "America/Argentina/Salta", "posix/Europe/Berlin", "right/UTC", "tzdata.zi", "CET", "Etc/leap.list"} {
		zones[name] = &fstest.MapFile{}
	}
	names := zonesIn(zones)
	if want := []string{"UTC", "America/Argentina/Salta", "Europe/Berlin"}; !slices.Equal(names, want) {
		t.Errorf("got %q, want %q", names, want)
	}
	for _, name := range append(names, zonesIn(fstest.MapFS{})...) {
		document := metadata.Merge()
		for _, p := range document.Report(metadata.Options{Timezone: name}) {
			if p.Path == "--timezone" {
				t.Errorf("%s is offered, and refused: %v", name, p)
			}
		}
	}
}
