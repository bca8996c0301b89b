package main

import (
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"roi2nwb/internal/dump"
	"roi2nwb/internal/extract"
	"roi2nwb/internal/metadata/schema"
	"roi2nwb/internal/session"
)

// The extensions of the files that commands are given; folders are always
// offered beside them.
var (
	sourceExtensions   = []string{".hdf5", ".h5", ".nc", ".isxd", ".nwb"}
	metadataExtensions = []string{".yaml", ".yml", ".json"}
	tableExtensions    = []string{".csv", ".txt", ".dat"}
	manifestExtensions = []string{".tsv", ".csv"}
)

// completeAll lets the shell complete the arguments and flags of all commands
// below c.
func completeAll(c *cobra.Command) {
	for _, sub := range c.Commands() {
		sub.ValidArgsFunction = completeArguments(sub.CommandPath())
		sub.Flags().VisitAll(func(f *pflag.Flag) {
			if complete := completeFlag(sub, f); complete != nil {
				_ = sub.RegisterFlagCompletionFunc(f.Name, complete) // fails for a flag that is not there
			}
		})
		completeAll(sub)
	}
}

// completeArguments offers what a command takes: sources, a manifest, a source
// and metadata files, or NWB files.
func completeArguments(command string) cobra.CompletionFunc {
	switch command {
	case "roi2nwb convert":
		return completeFiles(without(sourceExtensions, ".nwb"))
	case "roi2nwb batch", "roi2nwb batch status":
		return atMostOne(completeFiles(manifestExtensions))
	case "roi2nwb batch init":
		return completeFolders
	case "roi2nwb metadata init":
		return atMostOne(completeFiles(without(sourceExtensions, ".nwb")))
	case "roi2nwb inspect":
		return completeFiles(sourceExtensions)
	case "roi2nwb dump":
		return completeDump
	case "roi2nwb metadata show", "roi2nwb metadata check":
		return completeFiles(slices.Concat(without(sourceExtensions, ".nwb"), metadataExtensions))
	case "roi2nwb check":
		return completeFiles([]string{".nwb"})
	}
	return cobra.NoFileCompletions
}

// completeFlag returns how the value of a flag is completed, nil where there is
// none to give.
func completeFlag(c *cobra.Command, f *pflag.Flag) cobra.CompletionFunc {
	switch f.Name {
	case "mask":
		return completeWords(masks()...)
	case "compression":
		return completeWords(compressions()...)
	case "format":
		return completeWords(extract.Formats()...)
	case "if-exists":
		return completeWords(existsWords()...)
	case "traces":
		return completeTraces
	case "npy":
		return completeFiles([]string{".npy"})
	case "timezone":
		return completeZones
	case "set":
		return completeSet
	case "plane", "planes", "plane-metadata", "plane-timestamps", "plane-roi-table":
		// Behind the name stands a path, which the shell completes itself.
		return cobra.FixedCompletions(nil, cobra.ShellCompDirectiveDefault)
	case "metadata":
		return completeFiles(metadataExtensions)
	case "timestamps", "roi-table":
		return completeFiles(tableExtensions)
	case "engine":
		return completeWords(engines()...)
	case "dandi-layout", "journal":
		return completeFolders
	case "output":
		if c.CommandPath() == "roi2nwb metadata init" {
			return completeFiles(metadataExtensions)
		}
		if c.CommandPath() == "roi2nwb batch init" {
			return completeFiles(manifestExtensions)
		}
		return completeFiles([]string{".nwb"})
	}
	if f.Value.Type() == "bool" {
		return nil
	}
	return cobra.NoFileCompletions
}

func without(list []string, item string) []string {
	return slices.DeleteFunc(slices.Clone(list), func(s string) bool { return s == item })
}

func atMostOne(complete cobra.CompletionFunc) cobra.CompletionFunc {
	return func(c *cobra.Command, args []string, word string) ([]string, cobra.ShellCompDirective) {
		if len(args) > 0 {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		return complete(c, args, word)
	}
}

// completeDump offers a path, and then what it may hold.
func completeDump(c *cobra.Command, args []string, word string) ([]string, cobra.ShellCompDirective) {
	if len(args) == 1 {
		return dump.Words(), cobra.ShellCompDirectiveNoFileComp
	}
	return atMostOne(completeFiles(sourceExtensions))(c, args, word)
}

func completeWords(words ...string) cobra.CompletionFunc {
	return cobra.FixedCompletions(words, cobra.ShellCompDirectiveNoFileComp)
}

// completeFiles offers folders, and files with one of the extensions.
func completeFiles(extensions []string) cobra.CompletionFunc {
	bare := make([]string, len(extensions))
	for i, e := range extensions {
		bare[i] = strings.TrimPrefix(e, ".")
	}
	return cobra.FixedCompletions(bare, cobra.ShellCompDirectiveFilterFileExt)
}

func completeFolders(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	return nil, cobra.ShellCompDirectiveFilterDirs
}

// completeTraces completes the last of a list of traces by one that the list does
// not have.
func completeTraces(_ *cobra.Command, _ []string, word string) ([]string, cobra.ShellCompDirective) {
	before := word[:strings.LastIndex(word, ",")+1]
	given := strings.Split(before, ",")
	var lists []string
	for _, kind := range session.TraceKinds() {
		if !slices.Contains(given, string(kind)) {
			lists = append(lists, before+string(kind))
		}
	}
	return lists, cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveNoSpace
}

// completeSet completes the path of a value, and behind its = the value where it
// is one of a few.
func completeSet(_ *cobra.Command, _ []string, word string) ([]string, cobra.ShellCompDirective) {
	var offered []string
	path, _, valued := strings.Cut(word, "=")
	for _, k := range schema.Values() {
		switch {
		case valued && k.Path == path:
			for _, choice := range k.Choices {
				offered = append(offered, path+"="+choice)
			}
			return offered, cobra.ShellCompDirectiveNoFileComp
		case !valued && strings.HasPrefix(k.Path, word):
			offered = append(offered, cobra.CompletionWithDesc(k.Path+"=", k.Doc))
		}
	}
	return offered, cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveNoSpace
}

// zoneFolder is where the system keeps its time zones.
const zoneFolder = "/usr/share/zoneinfo"

// completeZones offers the time zones that the system knows.
func completeZones(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	return zonesIn(os.DirFS(zoneFolder)), cobra.ShellCompDirectiveNoFileComp
}

// zonesIn returns UTC and the zones of each region, Europe/Berlin; nothing else
// where the system has no list of them.
func zonesIn(zones fs.FS) []string {
	names := []string{"UTC"}
	_ = fs.WalkDir(zones, ".", func(path string, entry fs.DirEntry, err error) error {
		first := path[:1]
		switch {
		case err != nil:
			return fs.SkipDir
		case path == ".":
		case first != strings.ToUpper(first): // posix, right: the same zones again
			if entry.IsDir() {
				return fs.SkipDir
			}
		case !entry.IsDir() && strings.Contains(path, "/") && filepath.Ext(path) == "":
			names = append(names, path)
		}
		return nil
	})
	return names
}
