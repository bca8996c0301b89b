package batch

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// What a machine, its cgroups and Slurm allow; the least counts.
func TestMachine(t *testing.T) {
	const free = "MemTotal: 64000000 kB\nMemAvailable:   40000 kB\n"
	for name, tt := range map[string]struct {
		files map[string]string
		env   map[string]string
		want  Machine
	}{
		"nothing is known": {want: Machine{CPUs: 8}},
		"free memory":      {files: map[string]string{"proc/meminfo": free}, want: Machine{8, 40000 << 10 / 10 * 8}},
		"cgroup 2": {
			files: map[string]string{"proc/meminfo": free, "proc/self/cgroup": "0::/a/b\n", "sys/fs/cgroup/a/b/memory.max": "max\n", "sys/fs/cgroup/a/memory.max": "1000000\n", "sys/fs/cgroup/memory.max": "2000000\n"},
			want:  Machine{8, 1000000},
		},
		"cgroup 1": {
			files: map[string]string{"proc/self/cgroup": "4:cpu,memory:/job\n3:devices:/\n", "sys/fs/cgroup/memory/job/memory.limit_in_bytes": "3000000\n", "sys/fs/cgroup/memory/memory.limit_in_bytes": "9223372036854771712\n"},
			want:  Machine{8, 3000000},
		},
		"slurm":               {env: map[string]string{"SLURM_CPUS_PER_TASK": "2", "SLURM_CPUS_ON_NODE": "64", "SLURM_MEM_PER_NODE": "512"}, want: Machine{2, 512 << 20}},
		"slurm, by CPU":       {env: map[string]string{"SLURM_CPUS_ON_NODE": "4", "SLURM_MEM_PER_CPU": "100"}, want: Machine{4, 400 << 20}},
		"slurm, more than is": {env: map[string]string{"SLURM_CPUS_PER_TASK": "64"}, want: Machine{CPUs: 8}},
		"nonsense":            {files: map[string]string{"proc/meminfo": "MemAvailable: x kB\n", "proc/self/cgroup": "::\n0::\n\n"}, env: map[string]string{"SLURM_CPUS_PER_TASK": "x", "SLURM_MEM_PER_NODE": "-5"}, want: Machine{CPUs: 8}},
	} {
		root := t.TempDir()
		for path, content := range tt.files {
			path = filepath.Join(root, path)
			if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
				t.Fatal(err)
			}
			writeFileT(t, path, content)
		}
		if got := machine(root, 8, func(name string) string { return tt.env[name] }); got != tt.want {
			t.Errorf("%s: %+v, want %+v", name, got, tt.want)
		}
	}
	if m := ThisMachine(); m.CPUs < 1 || m.Memory < 0 {
		t.Errorf("this one: %+v", m)
	}
}

// Memory is shared by making buffers smaller, and then by running fewer sessions.
func TestShare(t *testing.T) {
	const mb = 1 << 20
	for _, tt := range []struct {
		cpus, jobs int
		memory     int64
		sessions   int
		given      int64
		want       share
	}{
		{4, 0, 0, 100, 0, share{4, 1, 0}},
		{4, 2, 0, 100, 0, share{2, 2, 0}},
		{4, 0, 0, 1, 0, share{1, 4, 0}},
		{4, 0, 0, 0, 0, share{1, 4, 0}},
		{4, 8, 0, 100, 0, share{8, 1, 0}},
		{4, 0, 400 * mb, 100, 0, share{4, 1, 0}},
		{4, 0, 384 * mb, 100, 0, share{4, 1, 0}},
		{4, 0, 360 * mb, 100, 0, share{4, 1, 26 * mb}},
		{4, 0, 200 * mb, 100, 0, share{2, 2, 0}},
		{4, 0, 180 * mb, 100, 0, share{2, 2, 26 * mb}},
		{4, 0, 10 * mb, 100, 0, share{1, 4, 21 * mb}},
		{4, 0, 400 * mb, 100, 128 * mb, share{2, 2, 128 * mb}},
	} {
		r := &Run{Machine: Machine{tt.cpus, tt.memory}, Jobs: tt.jobs}
		got, err := r.share(tt.sessions, tt.given)
		if err != nil || got != tt.want {
			t.Errorf("%d CPUs, %d jobs, %d MB: %+v, %v; want %+v", tt.cpus, tt.jobs, tt.memory/mb, got, err, tt.want)
		}
		// The same, as far as --mem says it.
		r = &Run{Machine: Machine{tt.cpus, 0}, Jobs: tt.jobs, Memory: tt.memory}
		again, err := r.share(tt.sessions, tt.given)
		if tooFew := tt.memory == 10*mb; tooFew != (err != nil) || !tooFew && again != got {
			t.Errorf("%d MB by --mem: %+v, %v", tt.memory/mb, again, err)
		}
	}
}

// The journals of several machines are one, in the order of their times.
func TestJournals(t *testing.T) {
	folder := t.TempDir()
	line := func(session, status, second, fingerprint string) string {
		return `{"session":"` + session + `","status":"` + status + `","time":"2024-01-01T00:00:` + second + `Z","fingerprint":"` + fingerprint + `"}` + "\n"
	}
	writeFileT(t, filepath.Join(folder, "b.jsonl"), line("s1", "done", "01", "old")+line("s2", "started", "05", "x")+`{"session":"s3","status":"do`)
	writeFileT(t, filepath.Join(folder, "a.jsonl"), line("s1", "failed", "03", "new")+line("s1", "done", "02", "mid")+"garbage\n\n{}\n[1]\n"+line("s2", "done", "04", "y"))
	writeFileT(t, filepath.Join(folder, "notes.txt"), line("s9", "done", "01", "z"))
	j, err := readJournals(folder)
	if err != nil {
		t.Fatal(err)
	}
	s1, s2 := j.session("s1"), j.session("s2")
	if s1.done.Fingerprint != "mid" || s1.end.Fingerprint != "new" || s1.last.Fingerprint != "new" || s2.last.Status != Started || s2.done.Fingerprint != "y" {
		t.Errorf("%+v, %+v", s1, s2)
	}
	if j.session("s3") != nil || j.session("s9") != nil {
		t.Error("a line that is cut off, or of another file, counts")
	}
	f, err := os.OpenFile(filepath.Join(folder, "b.jsonl"), os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	_, err = f.WriteString(`ne","time":"2024-01-01T00:00:06Z"}` + "\n")
	if err != nil || f.Close() != nil || j.update() != nil || j.session("s3") == nil {
		t.Errorf("the line that was finished is not read: %v", err)
	}
}

// What a child writes is read whatever pieces it comes in.
func TestEvents(t *testing.T) {
	text := `{"plan":{"output":"a.nwb","rois":3}}` + "\nnonsense\n" + `{"roi2nwb":"v1","status":"done","output":"a.nwb","rois":{"total":3},"frames":5,"bytes":9}` + "\n"
	for size := 1; size <= len(text); size++ {
		var got []string
		e := &events{tell: func(event *Event) {
			if event.Plan != nil {
				got = append(got, "plan "+event.Plan.Output)
			}
			if event.Status != "" {
				got = append(got, event.Status+" "+event.Output)
			}
		}}
		for rest := text; rest != ""; {
			n := min(size, len(rest))
			if _, err := e.Write([]byte(rest[:n])); err != nil {
				t.Fatal(err)
			}
			rest = rest[n:]
		}
		if strings.Join(got, ", ") != "plan a.nwb, done a.nwb" {
			t.Errorf("in pieces of %d: %q", size, got)
		}
	}
}

// What Slurm and Snakemake are given asks for enough, and for no more than an array
// takes.
func TestClasses(t *testing.T) {
	p := &Plan{Rate: 1e6, measured: true, known: &journals{}}
	for range 5000 {
		p.Items = append(p.Items, &Item{Session: &Session{}, Plans: []Planned{{Work: 1e6}}}) // a second
	}
	for range 3 {
		p.Items = append(p.Items, &Item{Session: &Session{}, Plans: []Planned{{Work: 600e6}}}) // ten minutes
	}
	classes := p.classes(p.left(), 0)
	if len(classes) != 2 || classes[0].tasks != 19 || classes[1].tasks != 3 || classes[0].needs.megabytes != 512 || classes[1].needs.minutes != 33 {
		t.Errorf("%+v, %+v", classes[0], classes[1])
	}
	if classes := p.classes(p.left(), 4000); classes[0].tasks != mostTasks || classes[1].tasks != 3 {
		t.Errorf("%d and %d tasks", classes[0].tasks, classes[1].tasks)
	}
	for range 5 {
		p.known.all = append(p.known.all, Record{PeakBytes: 900 << 20})
	}
	if n := p.needs(nil); n.megabytes != 1536 || n.minutes != 2 {
		t.Errorf("after sessions of 900 MB: %+v", n)
	}
}
