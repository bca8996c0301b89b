package progress

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"roi2nwb/cmd/roi2nwb/internal/page"
)

// boardAt is a board of four sessions that cost 100 each, a while after its begin.
func boardAt(passed time.Duration) (*Board, time.Time) {
	began := time.Date(2024, 5, 17, 14, 30, 0, 0, time.UTC)
	b := &Board{all: newWork("", 400, "", began)}
	b.Begin("m042_d1", 100)
	b.Begin("m042_d2", 100)
	b.Begin("m042_d3", 100)
	b.End("m042_d2", 100, "1 of 4 sessions")
	b.Advance("m042_d1", "writing traces", 50, 100)
	for _, r := range b.running {
		r.work.began = began
		r.work.samples[0].at = began
	}
	return b, began.Add(passed)
}

func TestBoardLines(t *testing.T) {
	b, now := boardAt(30 * time.Second)
	b.columns = func() int { return 80 }
	// A session and most of a half of four in half a minute.
	want := []string{
		"m042_d1  writing traces  50 % 50 B of 100 B, 0:30 left",
		"m042_d3  opening, 0:30",
		"1 of 4 sessions  █████░░░░░░░░░░░ 35 %, 0:55 left",
	}
	got := b.lines(now)
	if d := cmp.Diff(want[2], got[2]); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
	if len(got) != 3 || !strings.HasPrefix(got[0], "m042_d1  writing traces  50 %") || got[1] != want[1] {
		t.Errorf("%q, want %q", got, want)
	}
	for width := 1; width < 200; width++ {
		b, now := boardAt(time.Hour)
		b.columns = func() int { return width }
		for _, line := range b.lines(now) {
			if cells := page.Cells(line); cells >= width && width > 12 {
				t.Errorf("%d columns: %q has %d", width, line, cells)
			}
		}
	}
}

// Many that are running have lines as far as there is room, and the others one
// together.
func TestBoardOfMany(t *testing.T) {
	b, now := boardAt(time.Second)
	for range 20 {
		b.Begin("more", 1)
	}
	got := b.lines(now)
	if len(got) != mostRunning+2 || got[mostRunning] != "... and 14 more" {
		t.Errorf("%q", got)
	}
}

// Each frame is one write over the one before; lines that are gone are erased, and
// at the end nothing is left.
func TestBoardDraws(t *testing.T) {
	out := &writes{}
	b := &Board{out: out}
	b.draw([]string{"a", "b", "all"})
	b.draw([]string{"a", "b", "all"}) // nothing new
	b.draw([]string{"b", "all"})
	b.clear()
	b.clear()
	want := writes{"\ra\x1b[K\n\rb\x1b[K\n\rall\x1b[K", "\r\x1b[2Ab\x1b[K\n\rall\x1b[K\x1b[J", "\r\x1b[1A\x1b[K\x1b[J"}
	if d := cmp.Diff(&want, out); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
}

// The time left is honest to a fifth from the first sessions on, as long as the
// costs are.
func TestBoardTimeLeft(t *testing.T) {
	began := time.Unix(0, 0)
	costs := []int64{5, 80, 10, 40, 5, 100, 60, 20, 30, 50}
	b := &Board{all: newWork("", 400, "", began)}
	var passed time.Duration
	for i, cost := range costs {
		b.Begin("s", cost)
		passed += time.Duration(cost) * 100 * time.Millisecond
		b.End("s", cost, "")
		b.all.done = b.done
		total := 40 * time.Second
		text := b.left(began.Add(passed))
		if passed < rateAfter || i == len(costs)-1 {
			continue
		}
		if want := page.Clock(total-passed+time.Second-1) + " left"; text != want {
			t.Errorf("after %v: %q, want %q", passed, text, want)
		}
	}
}

// Costs that turn out to be others change what is left; and where one session of
// many that ran two at a time is left, the time is that of this one.
func TestBoardReckons(t *testing.T) {
	b, now := boardAt(30 * time.Second)
	b.columns = func() int { return 80 }
	last := func() string { all := b.lines(now); return all[len(all)-1] }
	// 10 of 40 are done, and 4 of another 10.
	b.Reckon(40, 10, func(string) int64 { return 10 })
	if got, want := last(), "35 %, 0:56 left"; !strings.HasSuffix(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	// 10 of 130 are done, and 4 of another 10; 100 are waiting.
	b.Reckon(130, 10, func(string) int64 { return 10 })
	if got, want := last(), "10 %, 4:09 left"; !strings.HasSuffix(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	b.End("m042_d1", 10, "3 of 4 sessions")
	b.Reckon(100, 80, func(string) int64 { return 20 })
	// 80 took 30 s two at a time: 20 take 15 s alone.
	if got, want := last(), "80 %, 0:15 left"; !strings.HasSuffix(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	// What was done stays so while the file is checked, whose end is not known.
	b, now = boardAt(30 * time.Second)
	b.columns = func() int { return 80 }
	b.Advance("m042_d1", "writing traces", 100, 100)
	before := last()
	b.Advance("m042_d1", "checking", 0, 0)
	if lines := b.lines(now); last() != before || !strings.HasPrefix(lines[0], "m042_d1  checking, ") {
		t.Errorf("%q, before it was checked %q", lines, before)
	}
	var none *Board
	none.Reckon(1, 1, nil)
}

// A board that is nil, as where there is no terminal, runs what it is given.
func TestNoBoard(t *testing.T) {
	b := StartBoard(Options{Terminal: true, Dumb: true}, 1)
	if b != nil {
		t.Fatal("a dumb terminal has a board")
	}
	said := false
	b.Begin("s", 1)
	b.Advance("s", "", 1, 1)
	b.End("s", 1, "")
	b.Aside(func() { said = true })
	b.Stop()
	if !said {
		t.Error("nothing was said")
	}
}
