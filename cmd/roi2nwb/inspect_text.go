package main

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"roi2nwb/internal/inspect"
)

// factsPage lays out the facts on a page.
type factsPage struct {
	*inspect.Facts
	storage string
}

// inspectText writes the facts for people. storage says how the estimated size
// comes about.
func inspectText(f *inspect.Facts, storage string, width int) string {
	n := factsPage{f, storage}
	p := newPage(width)
	p.field("path", "%s", n.Path)
	p.section()
	p.field("program", "%s", n.programText())
	if n.WrittenBy != "" {
		line, rest := breakLine(strings.Join(strings.Fields(n.WrittenBy), " "), p.width-pageLabel-len(" ..."))
		if rest != "" {
			line += " ..."
		}
		p.field("written by", "%s", line)
	}
	p.field("imaging", "%s", n.imagingText())
	p.field("field of view", "%s", notKnown(n.Field[0] > 0, dimensions(n.Field)+" pixels"))
	p.field("frames", "%d", n.Frames)
	p.field("rate", "%s", n.rateText())
	p.field("duration", "%s", durationOf(n.Duration))
	p.section()
	n.roiFields(p)
	n.arrayText(p, "traces", n.Traces)
	n.arrayText(p, "images", joinPlanes(n.Images))
	if n.Shifts {
		p.field("motion shifts", "of each frame")
	}
	if len(n.Events) > 0 {
		var kinds []string
		for _, e := range n.Events {
			kinds = append(kinds, fmt.Sprintf("%s (%d)", e.Name, e.Count))
		}
		p.field("events", "%s", strings.Join(kinds, ", "))
	}
	n.qualityText(p)
	p.section()
	n.restText(p)
	return p.b.String()
}

func notKnown(known bool, text string) string {
	if known {
		return text
	}
	return "not known"
}

func (n factsPage) programText() string {
	text := notKnown(n.Program != "", n.Program)
	switch {
	case n.Version != "":
		text += " " + n.Version
	case n.Program != "":
		text += ", version not known"
	}
	return text + curatedText(n.Curator)
}

// curatedText says behind a program with which other one its result was gone
// through.
func curatedText(curator string) string {
	if curator == "" {
		return ""
	}
	return ", curated with " + curator
}

func (n factsPage) imagingText() string {
	if n.Light > 0 {
		return fmt.Sprintf("%s, by the %g nm that excite the indicator", n.Imaging, n.Light)
	}
	return notKnown(n.Imaging != inspect.UnknownImaging, n.Imaging)
}

func (n factsPage) rateText() string {
	if n.Rate == nil {
		return "not known: to convert, give --rate or --timestamps"
	}
	text := significant(*n.Rate, 6) + " Hz"
	if !n.Regular {
		text = "irregular, about " + text
	}
	if n.TimingFrom != "" {
		text += ", from " + n.TimingFrom
	}
	return text
}

// durationOf writes seconds as h:mm:ss, and as they are.
func durationOf(seconds *float64) string {
	if seconds == nil || *seconds > math.MaxInt32 {
		return notKnown(seconds != nil, "more than 68 years")
	}
	d := time.Duration(math.Round(*seconds)) * time.Second
	return fmt.Sprintf("%d:%02d:%02d (%s s)", int(d.Hours()), int(d.Minutes())%60, int(d.Seconds())%60,
		strconv.FormatFloat(math.Round(*seconds*100)/100, 'f', -1, 64))
}

// significant writes a number with so many digits at most.
func significant(v float64, digits int) string { return strconv.FormatFloat(v, 'g', digits, 64) }

func (n factsPage) roiFields(p *page) {
	if n.ROIs.Evaluated {
		p.field("ROIs", "%d: %d accepted, %d rejected, %d not evaluated", n.ROIs.Total, n.ROIs.Accepted, n.ROIs.Rejected, n.ROIs.NotEvaluated)
	} else {
		p.field("ROIs", "%s", roiText(n.ROIs))
	}
	if n.MedianSize != nil {
		p.field("median size", "%s pixels", significant(*n.MedianSize, 6))
	} else {
		p.field("median size", "no masks")
	}
	if n.Background > 0 {
		p.field("background", "%s", plural(n.Background, "component"))
	}
	if n.Missed > 0 {
		p.field("missed cells", "%d, drawn by hand", n.Missed)
	}
}

func plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

func (n factsPage) arrayText(p *page, label string, all []inspect.Array) {
	if len(all) == 0 {
		p.field(label, "none")
		return
	}
	var rows [][]string
	for _, a := range all {
		content := ""
		if a.Content != inspect.Values {
			content = string(a.Content)
		}
		rows = append(rows, []string{a.Name, dimensions(a.Shape), a.Type, content})
	}
	p.rows(label, []column{{cells: nameCells, whole: true}, {cells: 16}, {cells: 8}, {}}, rows, pageRows)
}

// joinPlanes shows as one the images of the planes of a volume, which NWB files
// have one by one: "name_z0", "name_z1" and so on.
func joinPlanes(all []inspect.Array) []inspect.Array {
	var joined []inspect.Array
	volumes := map[string]int{}
	for _, a := range all {
		at := strings.LastIndex(a.Name, "_z")
		if at < 0 || len(a.Shape) != 2 {
			joined = append(joined, a)
			continue
		}
		if _, err := strconv.ParseUint(a.Name[at+2:], 10, 32); err != nil {
			joined = append(joined, a)
			continue
		}
		volume := inspect.Array{Name: a.Name[:at], Shape: []int{a.Shape[0], a.Shape[1], 1}, Type: a.Type, Content: a.Content}
		key := fmt.Sprint(volume)
		if i, seen := volumes[key]; seen {
			joined[i].Shape[2]++
			continue
		}
		volumes[key] = len(joined)
		joined = append(joined, volume)
	}
	return joined
}

// qualityText writes the table of ranges.
func (n factsPage) qualityText(p *page) {
	if len(n.Quality) == 0 {
		p.field("quality", "none")
		return
	}
	number := func(v *float64) string {
		if v == nil {
			return "-"
		}
		return significant(*v, 4)
	}
	rows := [][]string{{"", "min", "median", "max", ""}}
	for _, q := range n.Quality {
		var others []string
		if q.Infinite > 0 {
			others = append(others, fmt.Sprintf("%d infinite", q.Infinite))
		}
		if q.NaN > 0 {
			others = append(others, fmt.Sprintf("%d NaN", q.NaN))
		}
		rows = append(rows, []string{q.Name, number(q.Min), number(q.Median), number(q.Max), strings.Join(others, ", ")})
	}
	figure := column{cells: 10, numbers: true}
	p.rows("quality", []column{{cells: nameCells, long: true}, figure, figure, figure, {}}, rows, pageRows+1)
}

// restText writes the size and the lists that are about what could be better.
func (n factsPage) restText(p *page) {
	switch {
	case n.Bytes == nil:
		p.field("NWB size", "not known: the metadata is wrong")
	case n.Estimated:
		p.field("NWB size", "about %s (estimated; %s)", bytesText(*n.Bytes), n.storage)
	default:
		p.field("NWB size", "%s", bytesText(*n.Bytes))
	}
	p.list("remarks", n.Remarks, pageTexts)
	var out []string
	for _, l := range n.LeftOut {
		out = append(out, l.What+": "+l.Why)
	}
	p.list("left out", out, pageTexts)
	p.problems("metadata", n.Problems, pageTexts)
	p.missing(n.Missing, n.Format != "nwb")
}
