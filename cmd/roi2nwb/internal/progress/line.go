package progress

import (
	"fmt"
	"io"
	"strings"
	"time"

	"roi2nwb/cmd/roi2nwb/internal/page"
	"roi2nwb/cmd/roi2nwb/internal/terminal"
)

// terminalLine shows progress on one line of a terminal. Each frame is drawn
// over the one before in one write, which then erases what is longer: the line
// is never empty between two frames.
type terminalLine struct {
	out     io.Writer
	columns func() int // of the terminal, asked for each frame: it may be resized
	ascii   bool       // shows no other characters
	shown   string
}

func (t *terminalLine) show(_ string, w *work, now time.Time) {
	width := 0
	if t.columns != nil {
		width = t.columns()
	}
	if width <= 0 {
		width = usualColumns
	}
	if frame := w.frame(now, width, t.ascii); frame != t.shown {
		// What cannot be drawn is not worth ending the work for.
		_, _ = io.WriteString(t.out, terminal.ToStart+frame+terminal.EraseAfter)
		t.shown = frame
	}
}

func (t *terminalLine) clear() {
	if t.shown != "" {
		_, _ = io.WriteString(t.out, terminal.ToStart+terminal.EraseAfter)
		t.shown = ""
	}
}

const (
	usualColumns = 80 // of a terminal that does not tell
	mostBar      = 30
	leastBar     = 8
	besidesBar   = 64 // cells that the rest of a frame takes at most, as a rule
	elapsedAfter = 2 * time.Second
)

// frame is one picture of the work, narrower than width by one: in the last
// column of a terminal the cursor may go to the next line. What matters least
// is left out where there is no room.
func (w *work) frame(now time.Time, width int, ascii bool) string {
	room := max(width-1, 1)
	doing := page.OneLine(w.doing)
	if w.total == 0 {
		if passed := now.Sub(w.began); passed >= elapsedAfter {
			if text := page.Join(doing, page.Clock(passed)); page.Cells(text) <= room {
				return text
			}
		}
		return page.Cut(doing, room)
	}
	percent := fmt.Sprintf("%3d %%", w.percent())
	rate, left := w.rateText(now), w.leftText(now)
	head := doing + " " + percent
	percent = strings.TrimLeft(percent, " ")
	short := head
	if left != "" {
		short = page.Join(percent, left)
	}
	for _, text := range []string{
		page.Join(head+" "+w.bar(min(width-besidesBar, mostBar), ascii)+w.amounts(), rate, left),
		page.Join(head+" "+w.amounts(), rate, left),
		page.Join(head+" "+w.amounts(), left),
		page.Join(head, left),
		short,
	} {
		if page.Cells(text) <= room {
			return text
		}
	}
	return page.Cut(percent, room)
}

// bar draws how much is done in so many cells, with a space behind; "" where
// those are too few to tell anything.
func (w *work) bar(cells int, ascii bool) string {
	if cells < leastBar {
		return ""
	}
	full, empty := "█", "░"
	if ascii {
		full, empty = "#", "-"
	}
	done := cells * w.percent() / 100
	return strings.Repeat(full, done) + strings.Repeat(empty, cells-done) + " "
}
