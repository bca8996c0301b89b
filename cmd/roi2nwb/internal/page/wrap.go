package page

import (
	"strings"

	"github.com/rivo/uniseg"
)

// Cells returns how many cells of a terminal a text takes: none for a
// combining mark, two for an ideograph.
func Cells(text string) int { return uniseg.StringWidth(text) }

// separators are where a word longer than a line is broken: those of paths, ids
// and lists.
const separators = `/\_-.,:;=|+&?)]}`

// Break cuts text after the last word that fits into so many cells. A first
// word that is longer than that is cut after its last separator, or where the
// line ends if there is none in the second half of the line.
func Break(text string, cells int) (line, rest string) {
	if Cells(text) <= cells {
		return text, ""
	}
	space, separator, end, used := 0, 0, 0, 0
	for state := -1; end < len(text); {
		var cluster string
		var w int
		cluster, _, w, state = uniseg.FirstGraphemeClusterInString(text[end:], state)
		if cluster == " " && end > 0 {
			space = end // a space that does not fit is not shown
		}
		if used += w; used > cells && end > 0 {
			break
		}
		end += len(cluster)
		if strings.Contains(separators, cluster) && used > cells/2 {
			separator = end
		}
	}
	switch {
	case space > 0:
		end = space
	case separator > 0:
		end = separator
	}
	return strings.TrimRight(text[:end], " "), strings.TrimLeft(text[end:], " ")
}

// Wrap breaks text into lines of so many cells, all but the first of which are
// indented.
func Wrap(text string, cells, indent int) []string {
	line, rest := Break(text, cells)
	lines := []string{line}
	for rest != "" {
		line, rest = Break(rest, cells-indent)
		lines = append(lines, strings.Repeat(" ", indent)+line)
	}
	return lines
}

// WrapTree breaks the long lines of an indented text. What it breaks off a line
// with an indent is indented by so many cells more.
func WrapTree(text string, cells, more int) string {
	var b strings.Builder
	for line := range strings.Lines(text) {
		line = strings.TrimSuffix(line, "\n")
		indent := min(len(line)-len(strings.TrimLeft(line, " ")), cells/2)
		hang := more
		if indent == 0 {
			hang = 0
		}
		for _, part := range Wrap(line[indent:], cells-indent, hang) {
			b.WriteString(strings.TrimRight(line[:indent]+part, " ") + "\n")
		}
	}
	return b.String()
}

// Fit makes a text fit so many cells: one too long loses its middle.
func Fit(text string, cells int) string {
	if Cells(text) <= cells {
		return text
	}
	const gap = "..."
	head, _ := Take(text, (cells-len(gap))/2)
	tail := text
	for Cells(tail) > cells-len(gap)-Cells(head) {
		_, tail = Take(tail, 0)
	}
	return head + gap + tail
}

// Take splits text after so many cells; after the first character if those are
// none.
func Take(text string, cells int) (head, tail string) {
	end, used := 0, 0
	for state := -1; end < len(text); {
		var cluster string
		var w int
		cluster, _, w, state = uniseg.FirstGraphemeClusterInString(text[end:], state)
		if used += w; used > cells && (end > 0 || cells > 0) {
			break
		}
		if end += len(cluster); cells == 0 {
			break
		}
	}
	return text[:end], text[end:]
}

// Pad fills a text up to so many cells, on its left where right is set.
func Pad(text string, cells int, right bool) string {
	blank := strings.Repeat(" ", max(cells-Cells(text), 0))
	if right {
		return blank + text
	}
	return text + blank
}

// Cut returns as much of the begin of a text as so many cells hold.
func Cut(text string, cells int) string {
	head, _ := Take(text, cells)
	return head
}
