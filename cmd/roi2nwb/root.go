package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"roi2nwb/cmd/roi2nwb/internal/settings"
	"roi2nwb/cmd/roi2nwb/internal/terminal"
)

// version is set by the build: -ldflags "-X main.version=v1.2.3".
var version = "dev"

// run parses args, does what they ask for, and returns the exit code.
func run(ctx context.Context, args []string, s Streams) int {
	root := newRootCommand(s)
	root.SetArgs(args)
	// A flag that makes the output JSON may stand behind one that cannot be read.
	asJSON := slices.Contains(args, "--json")
	s.Leftovers.telling(func() { fail(s, errInterrupted, asJSON, "") })
	c, err := root.ExecuteContextC(ctx)
	if err == nil {
		return exitDone
	}
	err = aboutFile(cobraError(err), args)
	if errors.Is(err, context.Canceled) {
		err = errInterrupted // in the words of whoever noticed it
	}
	asJSON = wantsJSON(c, asJSON)
	s.Leftovers.say(func() { fail(s, err, asJSON, c.Flags().Arg(0)) })
	return exitCode(err)
}

// wantsJSON reports whether a command line or a setting asks for JSON; otherwise
// is for a command that says neither.
func wantsJSON(c *cobra.Command, otherwise bool) bool {
	if flag := c.Flags().Lookup("json"); flag != nil && settings.IsGiven(flag) {
		return flag.Value.String() == "true"
	}
	return otherwise
}

// fail tells why the program ends. source is what the command was given, "" for
// nothing.
func fail(s Streams, err error, asJSON bool, source string) {
	if asJSON {
		reportJSON(s.Out, err, source)
		return
	}
	if errors.Is(err, errInterrupted) && s.ErrIsTerminal && !s.Dumb {
		fmt.Fprint(s.Err, terminal.ToStart+terminal.EraseAfter) // the terminal showed the key
	}
	report(s, err)
}

// cobraError turns the one error that cobra makes itself, for a command that it
// does not know, into a mistake of usage.
func cobraError(err error) error {
	if what := err.Error(); strings.HasPrefix(what, "unknown command") {
		first, rest, _ := strings.Cut(what, "\n")
		hint := "roi2nwb --help lists the commands"
		if names := strings.Fields(strings.TrimPrefix(strings.TrimSpace(rest), "Did you mean this?")); len(names) > 0 {
			hint = "did you mean " + strings.Join(names, " or ") + "?"
		}
		return &usageError{errors.New(first), hint}
	}
	return err
}

// flagError says what is wrong with the value of a flag without the words of the
// function that could not read it.
func flagError(err error) error {
	var invalid *pflag.InvalidValueError
	if !errors.As(err, &invalid) {
		return err
	}
	switch flag := invalid.GetFlag(); flag.Value.Type() {
	case "int", "bool", "float64":
		return fmt.Errorf("--%s: %q is not %s", flag.Name, invalid.GetValue(), settings.Wanted(flag))
	}
	return err
}

func newRootCommand(s Streams) *cobra.Command {
	root := &cobra.Command{
		Use:   "roi2nwb",
		Short: "Convert calcium-imaging segmentation results to NWB",
		Long: `roi2nwb turns what CaImAn or Minian found in a calcium-imaging movie, and what
CalTrig made of it, into an NWB file: ROI masks, traces, background, quality
metrics, summary images, events and the metadata that NWB and the DANDI archive
ask for.

Flags that stay the same can stand in a file of settings, roi2nwb.yaml, in the
working folder or among your own, or in variables such as ROI2NWB_MASK: see
roi2nwb config. What is in force, and from where, is told by
roi2nwb config show.`,
		Example: `  roi2nwb inspect results.hdf5
  roi2nwb convert results.hdf5 --start-time 2024-05-17T14:30:00+02:00`,
		Version:       version,
		SilenceErrors: true,
		SilenceUsage:  true,
		PersistentPreRunE: func(c *cobra.Command, _ []string) error {
			if err := useSettings(c, s); err != nil {
				return err
			}
			asJSON, source := wantsJSON(c, false), c.Flags().Arg(0)
			s.Leftovers.telling(func() { fail(s, errInterrupted, asJSON, source) })
			return nil
		},
	}
	root.SetVersionTemplate("roi2nwb {{.Version}}\n")
	root.SetOut(s.Out)
	fitHelp(root, s)
	root.SetErr(s.Err)
	root.SetFlagErrorFunc(func(c *cobra.Command, err error) error {
		return &usageError{flagError(err), flagHint(c, err)}
	})
	root.AddCommand(newConvertCommand(s, runConvert), newInspectCommand(s, runInspect), newCheckCommand(s, runCheck), newDumpCommand(s, runDump), newBatchCommand(s), newMetadataCommand(s), newConfigCommand(s))
	completeAll(root)
	ownWords(root, s)
	return root
}
