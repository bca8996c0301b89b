package main

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/pflag"

	"roi2nwb/internal/batch"
)

// runOptions is what flags say of a run over many sessions.
type runOptions struct {
	Jobs                   int
	MemMB                  float64
	Timeout                time.Duration
	KeepGoing, FailFast    bool
	Force, Retry, Checksum bool
	Journal                string

	DryRun, Quiet, Verbose, JSON bool
}

// isForOneRun reports whether a flag is about one run, which no setting can be.
func isForOneRun(flag string) bool {
	return slices.Contains([]string{"recursive", "force", "retry-failed", "only", "skip", "shard", "submit", "journal",
		"keep-going", "engine", "tasks", "throttle", "csv", "stub"}, flag)
}

// addFlags adds the flags that batch and convert have in common.
func (o *runOptions) addFlags(f *pflag.FlagSet) {
	f.BoolVar(&o.KeepGoing, "keep-going", true, "a session that fails stops no other")
	f.BoolVar(&o.FailFast, "fail-fast", false, "where a session fails, begin no other; where a check fails, begin none")
	f.BoolVar(&o.Retry, "retry-failed", false, "try again what failed, even if neither source nor metadata nor options have changed")
	f.BoolVar(&o.Force, "force", false, "do again what is done")
	f.BoolVar(&o.Checksum, "checksum", false, "sources count by their content, and not by size and time, in telling what is done")
	f.Float64Var(&o.MemMB, "mem", 0, "memory for all conversions together, in `MB` (default: what the machine, the cgroup or the Slurm job has)")
	f.DurationVar(&o.Timeout, "timeout", 0, "end a session that takes longer than this `time`, as in 2h (default: none)")
	f.StringVar(&o.Journal, "journal", "", "the `folder` for journal and logs (default .roi2nwb/NAME beside the manifest)")
}

// validate settles the flags.
func (o *runOptions) validate(f *pflag.FlagSet) error {
	switch {
	case f.Changed("keep-going") && f.Changed("fail-fast") && o.KeepGoing == o.FailFast:
		return &usageError{errors.New("--keep-going and --fail-fast contradict each other"), "give one of them"}
	case f.Changed("keep-going"):
		o.FailFast = !o.KeepGoing
	}
	switch {
	case o.Jobs < 0 || o.Jobs > 1024:
		return usagef("%d jobs are not between 0 and 1024", o.Jobs)
	case o.MemMB < 0:
		return usagef("--mem %g is negative", o.MemMB)
	case o.Timeout < 0:
		return usagef("--timeout %v is negative", o.Timeout)
	}
	return nil
}

// settle gives a run what the flags say.
func (o *runOptions) settle(r *batch.Run) {
	r.Jobs, r.Memory, r.Timeout = o.Jobs, int64(o.MemMB*mega), o.Timeout
	r.FailFast, r.Force, r.Retry, r.Checksum = o.FailFast, o.Force, o.Retry, o.Checksum
	r.Machine, r.Version = batch.ThisMachine(), version
	r.Command = []string{"convert", "--json", "--events"}
}

// shard is a part of the sessions.
type shard struct{ part, of int }

// parseShard reads "2/8".
func parseShard(text string) (shard, error) {
	first, second, ok := strings.Cut(text, "/")
	part, err := strconv.Atoi(first)
	of, err2 := strconv.Atoi(second)
	if !ok || err != nil || err2 != nil || part < 1 || part > of {
		return shard{}, &usageError{fmt.Errorf("--shard %q is not a part of a number of parts", text), "give the part and how many there are, as in --shard 2/8"}
	}
	return shard{part, of}, nil
}
