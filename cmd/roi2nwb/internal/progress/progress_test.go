package progress

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"roi2nwb/cmd/roi2nwb/internal/page"
)

// workAt is work of 777 MB of which so many are done after a time, evenly.
func workAt(passed time.Duration, done int64) (*work, time.Time) {
	began := time.Date(2024, 5, 17, 14, 30, 0, 0, time.UTC)
	w := newWork("writing traces", 777e6, "", began)
	for at := frameEvery; at <= passed; at += frameEvery {
		w.done = int64(float64(done) * at.Seconds() / passed.Seconds())
		w.sample(began.Add(at))
	}
	w.done = done
	return &w, began.Add(passed)
}

// A log has all that is known, the name of the session first.
func TestProgressLine(t *testing.T) {
	for _, tt := range []struct {
		passed time.Duration
		done   int64
		want   string
	}{
		{100 * time.Millisecond, 90e6, `roi2nwb: "M042/results.hdf5": 11 % (writing traces), 90 MB of 777 MB`}, // no rate yet
		{2 * time.Second, 430e6, `roi2nwb: "M042/results.hdf5": 55 % (writing traces), 430 MB of 777 MB, 215 MB/s, 0:02 left`},
		{100 * time.Second, 777e6, `roi2nwb: "M042/results.hdf5": 99 % (writing traces), 777 MB of 777 MB, 7.8 MB/s, 0:00 left`},
		{2 * time.Hour, 333e6, `roi2nwb: "M042/results.hdf5": 42 % (writing traces), 333 MB of 777 MB, 46 kB/s, 2:40:00 left`},
		{10 * time.Second, 0, `roi2nwb: "M042/results.hdf5": 0 % (writing traces), 0 B of 777 MB`},
	} {
		var out strings.Builder
		w, now := workAt(tt.passed, tt.done)
		(&logLines{out: &out, prefix: "roi2nwb: "}).show("M042/results.hdf5", w, now)
		if d := cmp.Diff(tt.want+"\n", out.String()); d != "" {
			t.Errorf("after %v (-want +got):\n%s", tt.passed, d)
		}
	}
}

// The rate is that of the last seconds, and so is the time left.
func TestRateFollows(t *testing.T) {
	w, now := workAt(10*time.Second, 100e6)
	for range 60 { // six seconds in which nothing is done
		now = now.Add(frameEvery)
		w.sample(now)
	}
	if got := w.text(now); got != "12 % (writing traces), 100 MB of 777 MB" {
		t.Errorf("%q", got)
	}
	for range 60 {
		now = now.Add(frameEvery)
		w.done += 10e6
		w.sample(now)
	}
	if got := w.text(now); got != "90 % (writing traces), 700 MB of 777 MB, 100 MB/s, 0:01 left" {
		t.Errorf("%q", got)
	}
}

// A log that is told now and then has a rate from its first line on: the mean
// since the begin, and then since the line before.
func TestRateInLogs(t *testing.T) {
	began := time.Unix(0, 0)
	w := newWork("writing traces", 777e6, "", began)
	for i, want := range []string{"12 % (writing traces), 100 MB of 777 MB, 10 MB/s, 1:08 left", "38 % (writing traces), 300 MB of 777 MB, 20 MB/s, 0:24 left"} {
		now := began.Add(time.Duration(i+1) * lineEvery)
		w.done = []int64{100e6, 300e6}[i]
		w.sample(now)
		if got := w.text(now); got != want {
			t.Errorf("line %d: %q, want %q", i, got, want)
		}
	}
}

// What is counted in other units is told in those.
func TestProgressUnits(t *testing.T) {
	began := time.Unix(0, 0)
	w := newWork("reading masks", 15000, "ROIs", began)
	w.done = 300
	if got, want := w.text(began.Add(2*time.Second)), "2 % (reading masks), 300 of 15000 ROIs, 150/s, 1:38 left"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestFrame(t *testing.T) {
	w, now := workAt(2*time.Second, 430e6)
	for _, tt := range []struct {
		width int
		ascii bool
		want  string
	}{
		{200, false, "writing traces  55 % ████████████████░░░░░░░░░░░░░░ 430 MB of 777 MB, 215 MB/s, 0:02 left"},
		{80, false, "writing traces  55 % ████████░░░░░░░░ 430 MB of 777 MB, 215 MB/s, 0:02 left"},
		{80, true, "writing traces  55 % ########-------- 430 MB of 777 MB, 215 MB/s, 0:02 left"},
		{60, false, "writing traces  55 % 430 MB of 777 MB, 215 MB/s, 0:02 left"},
		{56, false, "writing traces  55 % 430 MB of 777 MB, 0:02 left"},
		{40, false, "writing traces  55 %, 0:02 left"},
		{30, false, "55 %, 0:02 left"},
		{20, false, "55 %, 0:02 left"},
		{10, false, "55 %"},
		{3, false, "55"},
		{1, false, "5"},
	} {
		if got := w.frame(now, tt.width, tt.ascii); got != tt.want {
			t.Errorf("%d columns: %q, want %q", tt.width, got, tt.want)
		}
	}
	for width := 1; width < 250; width++ {
		for _, passed := range []time.Duration{frameEvery, time.Minute, 99 * time.Hour} {
			w, now := workAt(min(passed, time.Minute), 430e6)
			if got := page.Cells(w.frame(now.Add(passed), width, false)); got >= width && width > 1 {
				t.Errorf("%d columns, after %v: %d cells", width, passed, got)
			}
		}
	}
}

// Work without a known end shows how long it has been going on.
func TestFrameWithoutTotal(t *testing.T) {
	began := time.Unix(0, 0)
	w := newWork("checking", 0, "", began)
	for passed, want := range map[time.Duration]string{time.Second: "checking", 83 * time.Second: "checking, 1:23"} {
		if got := w.frame(began.Add(passed), 80, false); got != want {
			t.Errorf("after %v: %q, want %q", passed, got, want)
		}
	}
	if got := w.frame(began.Add(83*time.Second), 10, false); got != "checking" {
		t.Errorf("on a narrow terminal: %q", got)
	}
}

// Each frame is one write over the one before, so that no line is ever empty
// between two; at the end nothing is left.
func TestTerminalLine(t *testing.T) {
	out := &writes{}
	line := &terminalLine{out: out, columns: func() int { return 40 }}
	w, now := workAt(2*time.Second, 430e6)
	line.show("", w, now)
	line.show("", w, now) // nothing new
	w.done = 600e6
	line.show("", w, now)
	line.clear()
	line.clear()
	want := writes{"\rwriting traces  55 %, 0:02 left\x1b[K", "\rwriting traces  77 %, 0:01 left\x1b[K", "\r\x1b[K"}
	if d := cmp.Diff(&want, out); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
}

// writes are what was written, write by write.
type writes []string

func (w *writes) Write(b []byte) (int, error) {
	*w = append(*w, string(b))
	return len(b), nil
}

// What else is said on a terminal stands on a line of its own.
func TestAside(t *testing.T) {
	var out bytes.Buffer
	p := Start(Options{Out: &out, Name: "made.hdf5", Terminal: true})
	for range 2 {
		time.Sleep(2 * frameEvery)
		p.Aside(func() { out.WriteString("roi2nwb: hint: by the way\n") })
	}
	p.Stop()
	p.Stop()
	want := strings.Repeat("\ropening\x1b[K\r\x1b[Kroi2nwb: hint: by the way\n", 2)
	// A frame may have been drawn before the end.
	if got := strings.TrimSuffix(out.String(), "\ropening\x1b[K\r\x1b[K"); got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

// Where there is no terminal, lines come only when they are asked for: one at
// the begin, and one at a good end.
func TestProgressInLogs(t *testing.T) {
	for name, tt := range map[string]struct {
		terminal, dumb, verbose bool
		want                    string
	}{
		"no terminal":                {},
		"verbose":                    {verbose: true, want: "roi2nwb: \"made.hdf5\": opening\nroi2nwb: \"made.hdf5\": done, 50 B in 0.2 s\n"},
		"dumb, soon at an end":       {terminal: true, dumb: true},
		"dumb and verbose":           {terminal: true, dumb: true, verbose: true, want: "roi2nwb: \"made.hdf5\": opening\nroi2nwb: \"made.hdf5\": done, 50 B in 0.2 s\n"},
		"dumb is nothing for a file": {dumb: true},
	} {
		var drawn bytes.Buffer
		p := Start(Options{Out: &drawn, Prefix: "roi2nwb: ", Name: "made.hdf5", Terminal: tt.terminal, Dumb: tt.dumb, Verbose: tt.verbose})
		p.Begin("writing", 100)
		p.Add("writing", 50)
		p.Aside(func() {})
		time.Sleep(2 * frameEvery)
		p.Finish()
		if drawn.String() != tt.want {
			t.Errorf("%s: %q, want %q", name, drawn.String(), tt.want)
		}
	}
}
