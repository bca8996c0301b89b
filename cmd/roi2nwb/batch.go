package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"github.com/spf13/cobra"

	"roi2nwb/internal/batch"
)

// batchName is the command's name, and that of its section in settings.
const batchName = "batch"

// batchOptions is what the flags of batch say.
type batchOptions struct {
	runOptions
	engineOptions
	Manifest   string
	Only, Skip []string
	Shard      string

	given batch.Values // for the conversions
	env   []string     // of theirs
	words batchWords
	gram  *batch.Grammar
}

const batchExit = `
Exit status:
  0    all sessions are done, now or before
  1    the manifest or the journal cannot be read
  2    a flag, a setting or the manifest is wrong, or a check failed with
       --fail-fast: nothing was run
  3    some or all sessions failed
  75   out of time (SIGTERM or SIGUSR1, as Slurm sends them): run again to go on
  130  interrupted: run again to go on`

func newBatchCommand(s Streams) *cobra.Command {
	o := &batchOptions{}
	c := &cobra.Command{
		Use:   "batch MANIFEST",
		Short: "Convert many sessions, and go on where a run ended",
		Long: `Batch converts the sessions of a manifest, each in a process of its own, so that
one that is broken stops no other. Run again, it goes on where it ended: what is
done is left alone, and what changed (source, metadata or options) is done again.

A manifest is a table with tabs, or with commas where its name ends in .csv. The
first line names the columns:

  session    the session's name, of letters, digits, dots and dashes (required)
  source     the result, seen from the manifest's folder (required)
  output     the NWB file to write (default: nwb/SESSION.nwb)
  metadata   metadata files, separated by semicolons; they win over -m
  any flag of convert: mask, timestamps, rate, start_time ...
  metadata   subject_id, sex, session_start_time ..., or by its path, as in
             set:NWBFile.lab; these win over metadata files
  opts       more flags, as in: --frames 0:1000 --no-images

An empty cell gives nothing. What the row does not give comes from the command
line, where every flag of convert may stand, and from settings.

Everything is checked before a byte is written: that sources open, that metadata
is right, that outputs are the sessions' own and fit the disk. --dry-run stops
there and shows the plan.

"batch init" makes a manifest of the results in folders; "batch status" tells how
far a run is. The journal and a log a session stand in .roi2nwb/NAME beside the
manifest.
` + batchExit,
		Example: `  roi2nwb batch init data/ --from-path '{animal}/{session}/minian' -o sessions.tsv
  roi2nwb batch sessions.tsv -m lab.yaml --dry-run
  roi2nwb batch sessions.tsv -m lab.yaml --jobs 4
  roi2nwb batch sessions.tsv --only 'm042*' --retry-failed
  roi2nwb batch sessions.tsv -m lab.yaml --engine slurm --submit`,
		Args:                       oneArgument("manifest", "roi2nwb batch sessions.tsv"),
		SuggestionsMinimumDistance: 2,
	}
	conversion := newConversion()
	c.RunE = func(c *cobra.Command, args []string) error {
		o.Manifest = args[0]
		if err := o.settle(c, conversion); err != nil {
			return err
		}
		return o.run(c.Context(), s)
	}
	groups := newFlagGroups(c)
	f := groups.group("Sessions")
	f.StringArrayVar(&o.Only, "only", nil, "only sessions with a name like this `pattern`, as in 'm042*'; may be repeated")
	f.StringArrayVar(&o.Skip, "skip", nil, "no sessions with a name like this `pattern`; may be repeated")
	f.StringVar(&o.Shard, "shard", "", "one `part` of the sessions, as in 2/8; rows that are added at the end move none")
	f = groups.group("Run")
	f.IntVar(&o.Jobs, "jobs", 0, "the `number` of sessions at a time; 0 for as many as there are CPUs and memory for")
	o.runOptions.addFlags(f)
	f = groups.group("Engines")
	o.engineOptions.addFlags(f)
	f = groups.group("What is said")
	f.BoolVar(&o.DryRun, "dry-run", false, "check all, show the plan, and write nothing")
	f.BoolVarP(&o.Quiet, "quiet", "q", false, "say nothing but errors")
	f.BoolVarP(&o.Verbose, "verbose", "v", false, "list sessions that were done before, too")
	f.BoolVar(&o.JSON, "json", false, "print a line of JSON for each session, and one for all")
	groups.note = "Every flag of convert, for all sessions: see roi2nwb convert --help"
	groups.install(s)
	hideFlags(conversion)
	c.Flags().AddFlagSet(conversion.FlagSet)
	c.AddCommand(newBatchInitCommand(s), newBatchStatusCommand(s))
	return c
}

// settle checks the flags, and takes those of conversions over.
func (o *batchOptions) settle(c *cobra.Command, conversion *conversion) error {
	if err := o.runOptions.validate(c.Flags()); err != nil {
		return err
	}
	if err := o.engineOptions.validate(c.Flags()); err != nil {
		return err
	}
	if err := settleConversion(c, conversion); err != nil {
		return err
	}
	if err := conversion.validate(c.Flags()); err != nil {
		return err
	}
	o.gram = grammarOf(conversion)
	o.given = givenValues(c.Flags(), conversion)
	o.env = childEnvironment(conversion)
	return nil
}

// newRun reads the manifest and makes a run of its sessions.
func (o *batchOptions) newRun() (*batch.Run, error) {
	m, err := readManifest(o.Manifest, o.gram)
	if err != nil {
		return nil, err
	}
	r := &batch.Run{Sessions: m.Sessions, Grammar: o.gram, Given: o.given, Env: o.env, Folder: batch.FolderOf(o.Manifest)}
	if o.Journal != "" {
		r.Folder = batch.Folder(o.Journal)
	}
	o.runOptions.settle(r)
	if r.Program, err = os.Executable(); err != nil {
		return nil, err
	}
	if err := o.nameOutputs(r); err != nil {
		return nil, err
	}
	if r.Sessions, err = o.selected(r.Sessions); err != nil {
		return nil, err
	}
	return r, nil
}

// selected returns the sessions that flags choose.
func (o *batchOptions) selected(all []*batch.Session) ([]*batch.Session, error) {
	chosen, err := batch.Select(all, o.Only, o.Skip)
	if err != nil {
		return nil, &usageError{err, "names of sessions are in the manifest; quote a pattern: --only 'm042*'"}
	}
	if o.Shard == "" {
		return chosen, nil
	}
	part, err := parseShard(o.Shard)
	if err != nil {
		return nil, err
	}
	own := batch.Shard(all, part.part, part.of) // of all rows, whatever is chosen
	return slices.DeleteFunc(chosen, func(s *batch.Session) bool { return !slices.Contains(own, s) }), nil
}

// nameOutputs says where outputs go that no row names: in a folder, each named
// after its session, unless they are named after metadata.
func (o *batchOptions) nameOutputs(r *batch.Run) error {
	output := o.given["output"]
	named := o.given["dandi-layout"] != nil || o.given["path-template"] != nil
	switch {
	case named:
	case output == nil:
		r.Named = filepath.Join(filepath.Dir(o.Manifest), "nwb")
	case filepath.Ext(output[0]) == ".nwb" && !isFolder(output[0]):
		return &usageError{errors.New("--output names one file, and there are many sessions"), "give a folder: they are named after their sessions in it; or a column output"}
	default:
		r.Named = output[0]
		delete(r.Given, "output")
	}
	return nil
}

// run does what the command is for.
func (o *batchOptions) run(ctx context.Context, s Streams) error {
	r, err := o.newRun()
	if err != nil {
		return err
	}
	o.words = batchWords{manifest: o.Manifest, again: func(i *batch.Item) string { return o.again(i) }}
	if o.Engine != "" {
		return o.writeJobs(ctx, s, r)
	}
	return o.runOptions.run(ctx, s, r, &o.words)
}

// again is the command that runs one session again.
func (o *batchOptions) again(i *batch.Item) string {
	args := slices.Concat([]string{batchName, o.Manifest, "--only", i.ID, "--retry-failed"}, o.journalArgument())
	return batch.CommandLine("roi2nwb", append(args, o.given.Arguments()...))
}

// readManifest reads a manifest, or says what should be given instead.
func readManifest(path string, g *batch.Grammar) (*batch.Manifest, error) {
	if isFolder(path) {
		return nil, &usageError{fmt.Errorf("%q is a folder, and no manifest", path),
			fmt.Sprintf("make a manifest of the results in it: roi2nwb batch init %s -o sessions.tsv", batch.CommandLine(path, nil))}
	}
	m, err := batch.ReadManifest(path, g)
	var problems batch.Problems
	switch {
	case errors.As(err, &problems):
		return nil, &usageError{error: &manifestError{path, problems}}
	case errors.Is(err, fs.ErrNotExist):
		return nil, &usageError{fmt.Errorf("the manifest %q does not exist", path), "make one: roi2nwb batch init FOLDER -o " + batch.CommandLine(path, nil)}
	}
	return m, err
}
