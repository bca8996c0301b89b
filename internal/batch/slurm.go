package batch

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"text/template"
)

// Jobs is what was written for another program to run.
type Jobs struct {
	Scripts []string // to submit, each
	Summary string   // to submit after they have ended, "" for none
	Tasks   int
}

// SlurmOptions say how jobs of Slurm are to be.
type SlurmOptions struct {
	Name     string
	Throttle int      // tasks at a time, 0 for as many as Slurm lets run
	Tasks    int      // of each array, 0 for as many as last some minutes each
	Extra    []string // more options of sbatch, "--partition=short"; they win
	// Report is the command that tells what came of all sessions.
	Report []string
}

// slurmScript runs one shard of a manifest. The converter runs beside the shell,
// which Slurm's signal comes to: a shell that waits in the foreground would hear
// it too late.
const slurmScript = `#!/bin/bash
#SBATCH --job-name={{.Job}}
#SBATCH --array=1-{{.Tasks}}{{if .Throttle}}%{{.Throttle}}{{end}}
#SBATCH --cpus-per-task=1
#SBATCH --mem={{.MB}}M
#SBATCH --time={{.Minutes}}
#SBATCH --signal=B:TERM@60
#SBATCH --requeue
#SBATCH --open-mode=append
#SBATCH --output={{.Log}}
{{- range .Extra}}
#SBATCH {{.}}
{{- end}}
# Submit it again as it is: what is done is left alone.
{{.Command}} --shard "$SLURM_ARRAY_TASK_ID/{{.Tasks}}" &
child=$!
trap 'kill -TERM "$child" 2>/dev/null' TERM USR1
wait "$child"
status=$?
while kill -0 "$child" 2>/dev/null; do
	wait "$child"
	status=$?
done
if [ "$status" -eq {{.OutOfTime}} ]; then
	scontrol requeue "${SLURM_ARRAY_JOB_ID}_${SLURM_ARRAY_TASK_ID}"
fi
exit "$status"
`

// outOfTime is the exit status of a run that is to be begun again.
const outOfTime = 75

const slurmSummary = `#!/bin/bash
#SBATCH --job-name={{.Job}}
#SBATCH --mem=256M
#SBATCH --time=10
#SBATCH --output={{.Log}}
{{- range .Extra}}
#SBATCH {{.}}
{{- end}}
exec {{.Command}}
`

// WriteSlurm writes, below the run's folder, a job array for each class of
// sessions that are not done, with the manifest that it works through, and a job
// that tells what came of all.
func (r *Run) WriteSlurm(p *Plan, o SlurmOptions) (*Jobs, error) {
	folder := absolute(filepath.Join(string(r.Folder), "slurm"))
	if err := r.makeJobs(folder); err != nil {
		return nil, err
	}
	jobs := &Jobs{}
	for _, c := range p.classes(p.left(), o.Tasks) {
		manifest := filepath.Join(folder, c.name+".tsv")
		if err := r.freeze(manifest, c.items); err != nil {
			return nil, err
		}
		script := filepath.Join(folder, c.name+".sbatch")
		err := writeTemplate(script, slurmScript, map[string]any{
			"Job": "roi2nwb-" + fileName(o.Name) + "-" + c.name, "Tasks": c.tasks, "Throttle": o.Throttle, "MB": c.needs.megabytes, "Minutes": c.needs.minutes,
			"Log": sbatchPath(folder, "%x-%A_%a.log"), "Extra": o.Extra, "OutOfTime": outOfTime,
			"Command": r.jobCommand(manifest, "--jobs", "1"),
		})
		if err != nil {
			return nil, err
		}
		jobs.Scripts, jobs.Tasks = append(jobs.Scripts, script), jobs.Tasks+c.tasks
	}
	if len(jobs.Scripts) == 0 {
		return jobs, nil
	}
	jobs.Summary = filepath.Join(folder, "summary.sbatch")
	return jobs, writeTemplate(jobs.Summary, slurmSummary, map[string]any{
		"Job": "roi2nwb-" + fileName(o.Name) + "-summary", "Log": sbatchPath(folder, "summary.log"), "Extra": o.Extra,
		"Command": CommandLine(r.Program, o.Report),
	})
}

// sbatchPath quotes a path for a line of options of sbatch, which takes what
// begins with a percent sign, of a folder's name too, for a number of the job.
func sbatchPath(folder, pattern string) string {
	folder = strings.NewReplacer(`\`, `\\`, `"`, `\"`, "%", "%%").Replace(folder)
	return `"` + folder + string(filepath.Separator) + pattern + `"`
}

// left are the sessions that are not done.
func (p *Plan) left() []*Item {
	var left []*Item
	for _, i := range p.Items {
		if i.State == Ready || i.State == Wrong {
			left = append(left, i)
		}
	}
	return left
}

// makeJobs makes the folder of jobs, and those that they write to.
func (r *Run) makeJobs(folder string) error {
	if err := r.Folder.make(); err != nil {
		return err
	}
	return os.MkdirAll(folder, 0o777)
}

// jobCommand is the command by which a job does sessions of a frozen manifest. What
// a check found wrong is tried: it may have been mended since.
func (r *Run) jobCommand(manifest string, more ...string) string {
	args := []string{"batch", manifest, "--journal", absolute(string(r.Folder)), "--retry-failed"}
	if r.Timeout > 0 {
		args = append(args, "--timeout", r.Timeout.String())
	}
	if r.Checksum {
		args = append(args, "--checksum")
	}
	return CommandLine(r.Program, append(args, more...))
}

// writeTemplate writes a file from a template.
func writeTemplate(path, text string, data any) error {
	t, err := template.New(filepath.Base(path)).Parse(text)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := t.Execute(&b, data); err != nil {
		return fmt.Errorf("write %q: %w", path, err)
	}
	return writeFile(path, b.Bytes())
}
