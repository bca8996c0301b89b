package batch

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"
)

// Status is what became of a session.
type Status string

// The statuses of records. A session without any is left to do.
const (
	Started     Status = "started"
	Done        Status = "done"
	Failed      Status = "failed"
	Interrupted Status = "interrupted"
)

// Output is a file that a session made, or, of one that was started, was going to
// make where there was none. Its path is absolute.
type Output struct {
	Path   string `json:"path"`
	Bytes  int64  `json:"bytes"`
	Frames int    `json:"frames"`
	ROIs   int    `json:"rois"`
}

// Record is one line of a journal.
type Record struct {
	Time        time.Time   `json:"time"`
	Session     string      `json:"session"`
	Status      Status      `json:"status"`
	Fingerprint string      `json:"fingerprint"`
	Parts       Fingerprint `json:"parts,omitempty"`
	Source      string      `json:"source"`
	Place       string      `json:"place,omitempty"` // where flags say that outputs go
	Outputs     []Output    `json:"outputs,omitempty"`
	Seconds     float64     `json:"seconds,omitempty"`
	CPUSeconds  float64     `json:"cpu_seconds,omitempty"`
	PeakBytes   int64       `json:"peak_bytes,omitempty"` // of memory
	Work        int64       `json:"work,omitempty"`       // bytes that were read and packed
	Error       string      `json:"error,omitempty"`
	Column      string      `json:"column,omitempty"` // of the manifest, that the error is about
	Hint        string      `json:"hint,omitempty"`
	Exit        int         `json:"exit_status,omitempty"`
	// Lasting is set for a failure that comes again as long as the fingerprint is
	// the same: the source or the metadata is wrong.
	Lasting bool   `json:"lasting,omitempty"`
	Log     string `json:"log,omitempty"`
	Host    string `json:"host"`
	Job     string `json:"job,omitempty"` // of Slurm, with the task of an array
	Version string `json:"version"`
}

// Frames and ROIs add up over the outputs.
func (r *Record) Frames() int { return r.sum(func(o *Output) int64 { return int64(o.Frames) }) }

// ROIs returns how many ROIs the outputs have.
func (r *Record) ROIs() int { return r.sum(func(o *Output) int64 { return int64(o.ROIs) }) }

// Bytes returns how large the outputs are.
func (r *Record) Bytes() int64 { return int64(r.sum(func(o *Output) int64 { return o.Bytes })) }

func (r *Record) sum(of func(*Output) int64) int {
	var n int64
	for i := range r.Outputs {
		n += of(&r.Outputs[i])
	}
	return int(n)
}

// history is what the journals say of one session.
type history struct {
	last *Record // of any status
	done *Record // the last one that was done
	end  *Record // the last one that is done or failed
}

// journals is what all journals in a folder say, whoever wrote them. It is read on
// as they grow. It is safe for concurrent use.
type journals struct {
	folder string

	mu   sync.Mutex
	read map[string]int64 // how far, by the name of the file
	of   map[string]*history
	all  []Record // that tell how a session ended
}

// readJournals reads the journals in a folder; none is none.
func readJournals(folder string) (*journals, error) {
	j := &journals{folder: folder, read: map[string]int64{}, of: map[string]*history{}}
	return j, j.update()
}

// session returns what is known of a session, nil for nothing.
func (j *journals) session(id string) *history {
	j.mu.Lock()
	defer j.mu.Unlock()
	if h := j.of[id]; h != nil {
		now := *h
		return &now
	}
	return nil
}

// update reads what was written since.
func (j *journals) update() error {
	j.mu.Lock()
	defer j.mu.Unlock()
	files, err := os.ReadDir(j.folder)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	for _, f := range files {
		if !strings.HasSuffix(f.Name(), ".jsonl") {
			continue
		}
		if info, err := f.Info(); err == nil && info.Size() == j.read[f.Name()] {
			continue
		}
		if err := j.readOn(f.Name()); err != nil {
			return err
		}
	}
	return nil
}

// readOn reads what was added to a file, up to the end of its last whole line. A
// line that a kill or a full disk cut off is passed over.
func (j *journals) readOn(name string) (err error) {
	f, err := os.Open(filepath.Join(j.folder, name))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	added, err := io.ReadAll(io.NewSectionReader(f, j.read[name], math.MaxInt64-j.read[name]))
	if err != nil {
		return err
	}
	added = added[:bytes.LastIndexByte(added, '\n')+1]
	j.read[name] += int64(len(added))
	for line := range bytes.Lines(added) {
		var r Record
		if json.Unmarshal(line, &r) == nil && r.Session != "" {
			j.add(&r)
		}
	}
	return nil
}

// add keeps the latest records of each kind, by their times: journals of several
// machines are read one after another.
func (j *journals) add(r *Record) {
	h := j.of[r.Session]
	if h == nil {
		h = &history{}
		j.of[r.Session] = h
	}
	keepLatest(&h.last, r)
	switch r.Status {
	case Done:
		keepLatest(&h.done, r)
		keepLatest(&h.end, r)
		j.all = append(j.all, *r)
	case Failed:
		keepLatest(&h.end, r)
	}
}

func keepLatest(kept **Record, r *Record) {
	if *kept == nil || !r.Time.Before((*kept).Time) {
		*kept = r
	}
}

// journal is what this process writes. Its file is made with the first line.
type journal struct {
	folder string
	host   string
	job    string

	mu   sync.Mutex
	file *os.File
}

// job names the job of Slurm that this process is part of, "" for none.
func job(env func(string) string) string {
	id := env("SLURM_JOB_ID")
	if array := env("SLURM_ARRAY_JOB_ID"); array != "" {
		id = array + "_" + env("SLURM_ARRAY_TASK_ID")
	}
	return id
}

func newJournal(folder string) *journal {
	host, err := os.Hostname()
	if err != nil {
		host = "unknown"
	}
	return &journal{folder: folder, host: host, job: job(os.Getenv)}
}

// write appends a record, in one write, and sees it to the disk where it tells
// how a session ended.
func (j *journal) write(r *Record) error {
	r.Host, r.Job, r.Time = j.host, j.job, time.Now().UTC()
	line, err := json.Marshal(r)
	if err != nil {
		return err
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.file == nil {
		if err := os.MkdirAll(j.folder, 0o777); err != nil {
			return err
		}
		name := fmt.Sprintf("%s-%s-%d.jsonl", r.Time.Format("20060102T150405.000000"), fileName(j.host), os.Getpid())
		if j.file, err = os.OpenFile(filepath.Join(j.folder, name), os.O_CREATE|os.O_EXCL|os.O_WRONLY|os.O_APPEND, 0o666); err != nil {
			j.file = nil
			return err
		}
	}
	// A full disk may have cut the line before: this one begins anew all the same.
	if _, err := j.file.Write(append(line, '\n')); err != nil {
		_, _ = j.file.Write([]byte("\n"))
		return err
	}
	if r.Status == Started {
		return nil
	}
	return j.file.Sync()
}

// fileName replaces what the names of files should not have.
func fileName(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9', r == '.', r == '-', r == '_':
			return r
		}
		return '_'
	}, text)
}

func (j *journal) close() error {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.file == nil {
		return nil
	}
	err := j.file.Close()
	j.file = nil
	return err
}
