package batch

import (
	"encoding/json"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// snakefile has one rule for all sessions: Slurm arrays can be made of one rule
// alone, and a session that is mended is run again alone. Snakemake itself takes
// some memory beside each job. A source that is not there is no input, since
// that would end the run of all others.
const snakefile = `# Run it as it is: snakemake -s {{.Self}} --cores 2 --keep-going
import csv
import json
import os
import re

workdir: {{.Folder}}

csv.field_size_limit(1 << 30)
with open("rows.tsv", newline="", encoding="utf-8") as f:
    ROWS = {row["session"]: row for row in csv.DictReader(f, delimiter="\t")}


wildcard_constraints:
    session="|".join(map(re.escape, ROWS)),


localrules:
    all,


rule all:
    input:
        expand("done/{session}", session=ROWS),


rule convert:
    input:
        lambda w: [path for path in json.loads(ROWS[w.session]["inputs"]) if os.path.exists(path)],
    output:
        touch("done/{session}"),
    log:
        "logs/{session}.log",
    threads: 1
    retries: 1
    resources:
        mem_mb=lambda w: int(ROWS[w.session]["mem_mb"]),
        runtime=lambda w: int(ROWS[w.session]["runtime"]),
    shell:
        {{.Shell}}
`

// snakemakeMB is what Snakemake takes beside each job.
const snakemakeMB = 256

// WriteSnakemake writes, below the run's folder, a Snakefile and the manifest that
// it works through.
func (r *Run) WriteSnakemake(p *Plan) (*Jobs, error) {
	folder := absolute(filepath.Join(string(r.Folder), "snakemake"))
	if err := r.makeJobs(folder); err != nil {
		return nil, err
	}
	manifest := filepath.Join(folder, "sessions.tsv")
	if err := r.freeze(manifest, p.Items); err != nil {
		return nil, err
	}
	rows := [][]string{{"session", "inputs", "mem_mb", "runtime"}}
	for _, i := range p.Items {
		inputs, err := json.Marshal(r.inputs(i))
		if err != nil {
			return nil, err
		}
		n := p.needs([]*Item{i})
		rows = append(rows, []string{i.ID, string(inputs), strconv.Itoa(n.megabytes + snakemakeMB), strconv.Itoa(n.minutes)})
	}
	if err := writeTable(filepath.Join(folder, "rows.tsv"), rows); err != nil {
		return nil, err
	}
	command := doubleBraces(r.jobCommand(manifest, "--jobs", "1", "--quiet"))
	script := filepath.Join(folder, "Snakefile")
	err := writeTemplate(script, snakefile, map[string]any{
		"Self": CommandLine(script, nil), "Folder": pythonText(folder),
		"Shell": pythonText(command + " --only {wildcards.session} > {log:q} 2>&1"),
	})
	return &Jobs{Scripts: []string{script}, Tasks: len(p.Items)}, err
}

// inputs are the files that a session is made of.
func (r *Run) inputs(i *Item) []string {
	all := []string{absolute(i.Source)}
	for _, path := range beside(r.Grammar, i.Source, i.Values) {
		all = append(all, path)
	}
	slices.Sort(all[1:])
	for _, f := range r.Grammar.Flags {
		if f.Input == ByState || f.Input == ByBytes {
			for _, path := range i.Values[f.Name] {
				all = append(all, absolute(path))
			}
		}
	}
	return all
}

// pythonText writes a text for Python; JSON's texts are such.
func pythonText(text string) string {
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(text); err != nil {
		return strconv.Quote(text)
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// doubleBraces keeps Snakemake from taking braces for names.
func doubleBraces(text string) string {
	var out []rune
	for _, c := range text {
		if out = append(out, c); c == '{' || c == '}' {
			out = append(out, c)
		}
	}
	return string(out)
}
