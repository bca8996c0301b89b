package main

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"roi2nwb/configs"
	"roi2nwb/internal/chunkio"
	"roi2nwb/internal/extract"
	"roi2nwb/internal/nwb/build"
	"roi2nwb/internal/session"
)

// definedWords are the words that flags take, from where those are defined.
func definedWords() map[string][]string {
	return map[string][]string{
		"traces":      append(words(session.TraceKinds()), noTrace),
		"format":      extract.Formats(),
		"compression": words(chunkio.Compressions()),
		"mask":        masks(),
		"if-exists":   {existsIsError, existsIsSkip, existsReplaces},
	}
}

// wordsOf returns the words of a text.
func wordsOf(text string) []string { return regexp.MustCompile(`[a-z_]+`).FindAllString(text, -1) }

// Help, completion and the settings file name all words that a flag takes.
func TestWordsOfFlags(t *testing.T) {
	file, err := configs.FS.ReadFile("settings.yaml")
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	var visit func(c *cobra.Command)
	visit = func(c *cobra.Command) {
		c.Flags().VisitAll(func(f *pflag.Flag) {
			defined := definedWords()[f.Name]
			if defined == nil {
				return
			}
			seen[f.Name] = true
			complete, _ := c.GetFlagCompletionFunc(f.Name)
			offered, _ := complete(c, nil, "")
			paragraph := ""
			for p := range strings.SplitSeq(string(file), "\n\n") {
				if strings.Contains(p, "\n#"+f.Name+": ") {
					paragraph = p
				}
			}
			for _, word := range defined {
				if !slices.Contains(wordsOf(f.Usage), word) {
					t.Errorf("%s --%s: help does not name %q: %s", c.CommandPath(), f.Name, word, f.Usage)
				}
				if !slices.Contains(wordsOf(paragraph), word) {
					t.Errorf("settings.yaml does not name the %s %q", f.Name, word)
				}
				if word != noTrace && !slices.Contains(offered, word) {
					t.Errorf("%s --%s: %q is not offered: %q", c.CommandPath(), f.Name, word, offered)
				}
			}
			for _, word := range offered {
				if !slices.Contains(defined, word) {
					t.Errorf("%s --%s: %q is offered, and is none of %q", c.CommandPath(), f.Name, word, defined)
				}
			}
		})
		for _, sub := range c.Commands() {
			visit(sub)
		}
	}
	visit(newRootCommand(Streams{}))
	for name := range definedWords() {
		if !seen[name] {
			t.Errorf("no command has --%s", name)
		}
	}
}

// The masks that are offered are those that a file can have.
func TestMaskWords(t *testing.T) {
	for _, word := range masks() {
		_, flat := build.MaskKinds(word, false)
		_, volume := build.MaskKinds(word, true)
		if flat != nil && volume != nil {
			t.Errorf("%s: %v, %v", word, flat, volume)
		}
	}
	_, err := build.MaskKinds("dense", false)
	if err == nil {
		t.Fatal("any word is a mask")
	}
	if _, known, _ := strings.Cut(err.Error(), "one of "); known != strings.Join(masks(), ", ") {
		t.Errorf("offered are %q: %v", masks(), err)
	}
}
