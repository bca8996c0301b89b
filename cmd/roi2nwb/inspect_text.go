package main

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"roi2nwb/cmd/roi2nwb/internal/page"
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
	p := page.New(width)
	p.Field("path", "%s", n.Path)
	if n.Plane != "" {
		p.Field("plane", "%s, of %s", n.Plane, strings.Join(n.Planes, ", "))
	}
	p.Section()
	p.Field("program", "%s", n.programText())
	if n.WrittenBy != "" {
		line, rest := page.Break(strings.Join(strings.Fields(n.WrittenBy), " "), p.Width()-page.LabelCells-len(" ..."))
		if rest != "" {
			line += " ..."
		}
		p.Field("written by", "%s", line)
	}
	p.Field("imaging", "%s", n.imagingText())
	p.Field("field of view", "%s", notKnown(n.Field[0] > 0, page.Dimensions(n.Field)+" pixels"))
	p.Field("frames", "%d", n.Frames)
	p.Field("rate", "%s", n.rateText())
	p.Field("duration", "%s", durationOf(n.Duration))
	p.Section()
	n.roiFields(p)
	n.arrayText(p, "traces", n.Traces)
	n.arrayText(p, "images", joinPlanes(n.Images))
	if n.Shifts {
		p.Field("motion shifts", "of each frame")
	}
	if len(n.Events) > 0 {
		var kinds []string
		for _, e := range n.Events {
			kinds = append(kinds, fmt.Sprintf("%s (%d)", e.Name, e.Count))
		}
		p.Field("events", "%s", strings.Join(kinds, ", "))
	}
	n.qualityText(p)
	p.Section()
	n.restText(p)
	return p.String()
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

// nameCells is how wide the names of traces, images and metrics are as a rule.
const nameCells = 28

func (n factsPage) roiFields(p *page.Page) {
	if n.ROIs.Evaluated {
		p.Field("ROIs", "%d: %d accepted, %d rejected, %d not evaluated", n.ROIs.Total, n.ROIs.Accepted, n.ROIs.Rejected, n.ROIs.NotEvaluated)
	} else {
		p.Field("ROIs", "%s", roiText(n.ROIs))
	}
	putView(p, n.Chosen, n.Sliced)
	if n.MedianSize != nil {
		p.Field("median size", "%s pixels", significant(*n.MedianSize, 6))
	} else {
		p.Field("median size", "no masks")
	}
	if n.Background > 0 {
		p.Field("background", "%s", page.Plural(n.Background, "component"))
	}
	if n.Missed > 0 {
		p.Field("missed cells", "%d, drawn by hand", n.Missed)
	}
}

func (n factsPage) arrayText(p *page.Page, label string, all []inspect.Array) {
	if len(all) == 0 {
		p.Field(label, "none")
		return
	}
	var rows [][]string
	for _, a := range all {
		content := ""
		if a.Content != inspect.Values {
			content = string(a.Content)
		}
		rows = append(rows, []string{a.Name, page.Dimensions(a.Shape), a.Type, content})
	}
	p.Rows(label, []page.Column{{Cells: nameCells, Whole: true}, {Cells: 16}, {Cells: 8}, {}}, rows, page.Rows)
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
func (n factsPage) qualityText(p *page.Page) {
	if len(n.Quality) == 0 {
		p.Field("quality", "none")
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
	figure := page.Column{Cells: 10, Numbers: true}
	p.Rows("quality", []page.Column{{Cells: nameCells, Long: true}, figure, figure, figure, {}}, rows, page.Rows+1)
}

// restText writes the size and the lists that are about what could be better.
func (n factsPage) restText(p *page.Page) {
	switch {
	case n.Bytes == nil:
		p.Field("NWB size", "not known: the metadata is wrong")
	case n.Estimated:
		p.Field("NWB size", "about %s (estimated; %s)", page.Bytes(*n.Bytes), n.storage)
	default:
		p.Field("NWB size", "%s", page.Bytes(*n.Bytes))
	}
	p.List("remarks", n.Remarks, page.Texts)
	var out []string
	for _, l := range n.LeftOut {
		out = append(out, l.What+": "+l.Why)
	}
	p.List("left out", out, page.Texts)
	putProblems(p, "metadata", n.Problems, page.Texts)
	putMissing(p, n.Missing, n.Format != "nwb")
}
