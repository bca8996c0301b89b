package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/pflag"

	"roi2nwb/cmd/roi2nwb/internal/page"
	"roi2nwb/internal/batch"
)

// engineOptions say what runs the sessions, where this program does not.
type engineOptions struct {
	Engine          string
	Submit          bool
	Tasks, Throttle int
	Sbatch          []string
}

// The engines.
const (
	slurm     = "slurm"
	snakemake = "snakemake"
)

func engines() []string { return []string{slurm, snakemake} }

func (o *engineOptions) addFlags(f *pflag.FlagSet) {
	f.StringVar(&o.Engine, "engine", "", "write what another program runs the sessions by, and run none: `"+strings.Join(engines(), "|")+"`")
	f.BoolVar(&o.Submit, "submit", false, "submit what was written for Slurm")
	f.IntVar(&o.Tasks, "tasks", 0, "the `number` of tasks of a Slurm array (default: so many that each lasts some minutes)")
	f.IntVar(&o.Throttle, "throttle", 0, "at most this `number` of tasks of an array at a time")
	f.StringArrayVar(&o.Sbatch, "sbatch", nil, "one more `option` of sbatch, as in --sbatch=--partition=short; may be repeated")
}

func (o *engineOptions) validate(f *pflag.FlagSet) error {
	if o.Engine != "" && !slices.Contains(engines(), o.Engine) {
		return usagef("--engine %q is not one of %s", o.Engine, strings.Join(engines(), ", "))
	}
	for _, name := range []string{"submit", "tasks", "throttle", "sbatch"} {
		if f.Changed(name) && o.Engine != slurm {
			return &usageError{fmt.Errorf("--%s is for --engine slurm", name), "give both, or neither"}
		}
	}
	for _, option := range o.Sbatch {
		if !strings.HasPrefix(option, "-") || strings.ContainsAny(option, "\r\n") {
			return &usageError{fmt.Errorf("--sbatch %q is no option of sbatch", option), "as in --sbatch=--partition=short"}
		}
	}
	if o.Tasks < 0 || o.Throttle < 0 {
		return usagef("--tasks and --throttle are counts")
	}
	return nil
}

// writeJobs checks the sessions and writes what the engine runs them by.
func (o *batchOptions) writeJobs(ctx context.Context, s Streams, r *batch.Run) error {
	plan, err := o.plan(ctx, s, r)
	if err != nil {
		return err
	}
	if err := o.reportPlan(s, plan, &o.words); err != nil {
		return err
	}
	for _, i := range plan.Items {
		if i.State == batch.Wrong && !o.FailFast {
			tellProblems(s, i, &o.words, "")
		}
	}
	if o.DryRun {
		return o.showBatchPlan(s, plan)
	}
	var jobs *batch.Jobs
	if o.Engine == slurm {
		jobs, err = r.WriteSlurm(plan, batch.SlurmOptions{Name: stem(o.Manifest), Throttle: o.Throttle, Tasks: o.Tasks, Extra: o.Sbatch, Report: o.report()})
	} else {
		jobs, err = r.WriteSnakemake(plan)
	}
	if err != nil {
		return err
	}
	if len(jobs.Scripts) == 0 {
		return o.say(s, "all %s are done: there is nothing to run", page.Plural(len(plan.Items), "session"))
	}
	if o.Submit {
		return o.submit(ctx, s, jobs)
	}
	for _, script := range jobs.Scripts {
		run := "sbatch " + shown(script)
		if o.Engine == snakemake {
			run = "snakemake -s " + shown(script) + " --cores 2 --keep-going"
		}
		if err := o.say(s, "wrote %s: %s", shown(script), run); err != nil {
			return err
		}
	}
	return nil
}

// report is the command that tells what came of all sessions.
func (o *batchOptions) report() []string {
	manifest, err := filepath.Abs(o.Manifest)
	if err != nil {
		manifest = o.Manifest
	}
	return slices.Concat([]string{batchName, "status", manifest}, o.journalArgument(), fromHere(o.gram, o.given).Arguments())
}

// fromHere returns the values with paths from the root.
func fromHere(g *batch.Grammar, v batch.Values) batch.Values {
	here, err := filepath.Abs(".")
	if err != nil {
		return v
	}
	return g.Within(here, v)
}

func (o *batchOptions) journalArgument() []string {
	if o.Journal == "" {
		return nil
	}
	journal, err := filepath.Abs(o.Journal)
	if err != nil {
		journal = o.Journal
	}
	return []string{"--journal", journal}
}

// say prints a line, or a line of JSON.
func (o *runOptions) say(s Streams, format string, args ...any) error {
	text := fmt.Sprintf(format, args...)
	switch {
	case o.JSON:
		return writeJSON(s.Out, struct {
			Message string `json:"message"`
		}{text})
	case o.Quiet:
		return nil
	}
	_, err := io.WriteString(s.Out, page.OneLine(text)+"\n")
	return err
}

// submit hands the jobs to Slurm, and the one that tells of them after they have
// ended, however they did.
func (o *batchOptions) submit(ctx context.Context, s Streams, jobs *batch.Jobs) error {
	var ids []string
	for _, script := range jobs.Scripts {
		id, err := sbatch(ctx, script)
		if err != nil {
			return err
		}
		ids = append(ids, id)
		if err := o.say(s, "submitted %s as job %s", shown(script), id); err != nil {
			return err
		}
	}
	id, err := sbatch(ctx, "--dependency=afterany:"+strings.Join(ids, ":"), jobs.Summary)
	if err != nil {
		return err
	}
	return o.say(s, "submitted %s as job %s, after the others; roi2nwb batch status %s tells how far they are", shown(jobs.Summary), id, o.Manifest)
}

// sbatch submits a job and returns its number.
func sbatch(ctx context.Context, args ...string) (id string, err error) {
	out, err := exec.CommandContext(ctx, "sbatch", append([]string{"--parsable"}, args...)...).Output()
	var refused *exec.ExitError
	switch {
	case errors.Is(err, exec.ErrNotFound):
		return "", &usageError{errors.New("there is no sbatch here"), "run it where jobs are submitted, or leave --submit out"}
	case errors.As(err, &refused):
		return "", fmt.Errorf("sbatch refused the job: %s", page.OneLine(strings.TrimSpace(string(refused.Stderr))))
	case err != nil:
		return "", err
	}
	id, _, _ = strings.Cut(strings.TrimSpace(string(out)), ";")
	return id, nil
}
