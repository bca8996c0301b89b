package main

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"roi2nwb/cmd/roi2nwb/internal/page"
	"roi2nwb/internal/inspect"
	"roi2nwb/internal/metadata"
	"roi2nwb/internal/nwb"
	"roi2nwb/internal/nwb/build"
	"roi2nwb/internal/nwb/plan"
)

// summary is what convert says at its end.
type summary struct {
	Status         string           `json:"status"` // "done"
	*sourceSummary                  // nil for several planes
	Planes         []*sourceSummary `json:"planes,omitempty"` // nil for one source

	Recording  int `json:"recording,omitempty"`  // of an analysis that is split, from 1
	Recordings int `json:"recordings,omitempty"` // how many it is split into

	Output   string            `json:"output"`
	Pixels   int               `json:"mask_pixels"`
	Objects  []plan.Array      `json:"written"`
	LeftOut  []inspect.LeftOut `json:"left_out"`
	Missing  []inspect.Missing `json:"missing"`
	Remarks  []string          `json:"remarks"`
	Warnings metadata.Problems `json:"warnings"` // of the metadata
	Bytes    int64             `json:"bytes"`
	Seconds  float64           `json:"seconds"`
	took     time.Duration     // Seconds, for people
}

// sourceSummary is what is said of one source.
type sourceSummary struct {
	Plane   string          `json:"plane,omitempty"` // its name, of several
	Source  string          `json:"source"`
	Program string          `json:"program"`
	Version string          `json:"program_version,omitempty"`
	Curator string          `json:"curated_with,omitempty"`
	Chosen  *inspect.Chosen `json:"chosen,omitempty"`
	Sliced  *inspect.Sliced `json:"sliced,omitempty"`
	ROIs    inspect.ROIs    `json:"rois"`
	Field   []int           `json:"field_of_view"` // x, y[, z] in pixels
	Frames  int             `json:"frames"`
	Rate    float64         `json:"rate_hz,omitempty"`
	Timing  string          `json:"timing_from,omitempty"`
}

func (p *sourcePlane) summary() *sourceSummary {
	seg := p.seg
	return &sourceSummary{
		Plane: p.Name, Source: p.Source, Program: seg.Program, Version: seg.Version, Curator: seg.Curator,
		Chosen: inspect.ChosenOf(seg), Sliced: inspect.SlicedOf(seg),
		ROIs: inspect.CountROIs(seg), Field: inspect.FieldOf(seg), Frames: seg.Frames,
		Rate: seg.Timing.Rate, Timing: seg.Timing.Origin,
	}
}

// roiText writes the counts of ROIs for people.
func roiText(c inspect.ROIs) string {
	if !c.Evaluated {
		return fmt.Sprintf("%d, not evaluated", c.Total)
	}
	s := fmt.Sprintf("%d: %d accepted, %d rejected", c.Total, c.Accepted, c.Rejected)
	if c.NotEvaluated > 0 {
		s += fmt.Sprintf(", %d not evaluated", c.NotEvaluated)
	}
	return s
}

// putView says what was chosen of the source.
func putView(p *page.Page, chosen *inspect.Chosen, sliced *inspect.Sliced) {
	if chosen != nil {
		p.Field("chosen", "of %s: %s", page.Plural(chosen.Of, "ROI"), strings.Join(chosen.By, ", "))
	}
	if sliced != nil {
		p.Field("sliced", "of %s: from frame %d on", page.Plural(sliced.Of, "frame"), sliced.First)
	}
}

// denseMaskWarning is the unpacked size of image masks above which the summary
// names the sparse kind.
const denseMaskWarning = 1 << 30

func summarise(planes sourcePlanes, meta *metadata.Metadata, plan *plan.Plan, o *convertOptions, output string, w *nwb.Written, took time.Duration) *summary {
	s := &summary{
		Status: "done", Output: output,
		Objects: plan.Arrays(), LeftOut: []inspect.LeftOut{}, Missing: missingFrom(meta), Remarks: []string{},
		Warnings: append(metadata.Problems{}, meta.Warnings...),
		Bytes:    w.Bytes, Seconds: took.Seconds(), took: took,
	}
	if o.part != nil {
		s.Recording, s.Recordings = o.part.number, o.part.of
	}
	for _, p := range planes {
		of := ""
		if p.Name != "" {
			of = fmt.Sprintf("plane %q: ", p.Name)
			s.Planes = append(s.Planes, p.summary())
		} else {
			s.sourceSummary = p.summary()
		}
		for _, l := range inspect.LeftOutOf(p.seg) {
			l.What = of + l.What
			s.LeftOut = append(s.LeftOut, l)
		}
		for _, remark := range p.seg.Remarks {
			s.Remarks = append(s.Remarks, of+remark)
		}
	}
	for _, l := range plan.Omitted {
		s.LeftOut = append(s.LeftOut, inspect.LeftOut{What: l.String(), Why: "by " + flagOf(l.By)})
	}
	for _, table := range plan.Tables {
		s.Pixels += w.Pixels[table]
	}
	s.Remarks = append(append(s.Remarks, plan.Remarks...), w.Blank...)
	s.Remarks = append(s.Remarks, denseMaskRemarks(plan.DenseMaskBytes())...)
	return s
}

// denseMaskRemarks returns what is to be said of image masks that unpack to so
// many bytes.
func denseMaskRemarks(bytes int64) []string {
	if bytes <= denseMaskWarning {
		return nil
	}
	return []string{fmt.Sprintf("the image masks unpack to %s when read whole: --mask pixel keeps only the pixels of each ROI", page.Bytes(bytes))}
}

// flagOf names the flag by which a choice is made.
func flagOf(by plan.Choice) string {
	return [...]string{
		plan.ByMasks: "--mask none", plan.ByNoCentroids: "--no-centroids", plan.ByNoAcceptance: "--no-acceptance",
		plan.ByNoBackground: "--no-background", plan.ByNoImages: "--no-images", plan.ByTraces: "--traces",
	}[by]
}

// text writes the summary for people. What was written comes last, where it is
// still on the screen when all is said.
func (s *summary) text(width int) string {
	p := page.New(width)
	for _, from := range s.sources() {
		if from.Plane != "" {
			p.Field("plane", "%s", from.Plane)
		}
		from.put(p)
	}
	rows := make([][]string, len(s.Objects))
	for i, a := range s.Objects {
		rows[i] = objectRow(a)
	}
	p.Rows("written", []page.Column{{Cells: 42, Whole: true}, {}}, rows, len(rows))
	p.Section()
	p.List("remarks", s.Remarks, len(s.Remarks))
	var out []string
	for _, l := range s.LeftOut {
		out = append(out, l.What+": "+l.Why)
	}
	p.List("left out", out, len(out))
	if n := len(s.Warnings); n > 0 {
		p.Field("warnings", "%d about the metadata, told above; roi2nwb metadata check shows them again", n)
	}
	putMissing(p, s.Missing, true)
	p.Section()
	p.Field("wrote", "%s (%s in %s)", s.Output, page.Bytes(s.Bytes), page.Duration(s.took))
	return p.String()
}

// sources returns the summary of the only source, or of each plane's.
func (s *summary) sources() []*sourceSummary {
	if s.Planes != nil {
		return s.Planes
	}
	return []*sourceSummary{s.sourceSummary}
}

// put writes what is said of a source for people.
func (s *sourceSummary) put(p *page.Page) {
	p.Field("from", "%s (%s)", s.Source, s.programText())
	p.Section()
	p.Field("ROIs", "%s", roiText(s.ROIs))
	putView(p, s.Chosen, s.Sliced)
	p.Field("field of view", "%s pixels", page.Dimensions(s.Field))
	timing := "at the times of"
	if s.Rate > 0 {
		timing = fmt.Sprintf("at %g Hz, from", s.Rate)
	}
	p.Field("frames", "%d %s %s", s.Frames, timing, s.Timing)
	p.Section()
}

func (s *sourceSummary) programText() string {
	text := s.Program
	if s.Version != "" {
		text += " " + s.Version
	}
	return text + curatedText(s.Curator)
}

// line is the summary on one line, for logs.
func (s *summary) line() string {
	line := fmt.Sprintf("wrote %q (%s in %s) from ", s.Output, page.Bytes(s.Bytes), page.Duration(s.took))
	for i, from := range s.sources() {
		if i > 0 {
			line += "; and from "
		}
		line += from.line()
	}
	var more []string
	if n := len(s.Warnings); n > 0 {
		more = append(more, page.Plural(n, "warning"))
	}
	if n := len(s.Remarks); n > 0 {
		more = append(more, page.Plural(n, "remark"))
	}
	if n := len(s.LeftOut); n > 0 {
		more = append(more, fmt.Sprintf("%d left out", n))
	}
	if gaps := s.gaps(); gaps != "" {
		more = append(more, gaps)
	}
	if more != nil {
		line += "; " + strings.Join(more, ", ")
	}
	return page.OneLine(line)
}

// line is what is said of a source on one line.
func (s *sourceSummary) line() string {
	line := fmt.Sprintf("%q (%s): %s", s.Source, s.programText(), page.Plural(s.ROIs.Total, "ROI"))
	if s.Chosen != nil {
		line += fmt.Sprintf(" of %d", s.Chosen.Of)
	}
	if s.ROIs.Evaluated {
		line += fmt.Sprintf(" (%d accepted)", s.ROIs.Accepted)
	}
	line += ", " + page.Plural(s.Frames, "frame")
	if s.Sliced != nil {
		line += fmt.Sprintf(" of %d", s.Sliced.Of)
	}
	if s.Rate > 0 {
		line += fmt.Sprintf(" at %g Hz", s.Rate)
	}
	return line
}

// gaps counts the metadata that nobody gave: "missing 1 for NWB, 4 for DANDI".
func (s *summary) gaps() string {
	var counts []string
	for _, who := range askers {
		n := 0
		for _, m := range s.Missing {
			if m.For == who.key {
				n++
			}
		}
		if n > 0 {
			counts = append(counts, fmt.Sprintf("%d %s", n, who.label))
		}
	}
	if counts == nil {
		return ""
	}
	return "missing " + strings.Join(counts, ", ")
}

// objectRow names an array by where it stands below the processing module, with
// its shape and type.
func objectRow(a plan.Array) []string {
	name := strings.TrimSuffix(strings.TrimPrefix(a.Path, build.OphysPath+"/"), "/data")
	what := page.Dimensions(a.Shape) + " " + a.Type
	if slices.Contains(a.Shape, plan.Unknown) {
		what = "the pixels of each, with their weights"
	}
	return []string{strings.TrimPrefix(name, "ImageSegmentation/"), what}
}
