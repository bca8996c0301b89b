package main

import (
	"strings"

	"roi2nwb/cmd/roi2nwb/internal/page"
	"roi2nwb/internal/inspect"
	"roi2nwb/internal/metadata"
)

// putProblems writes a label with each problem, and the line of the file that it
// is about, as far as there is room.
func putProblems(p *page.Page, label string, all metadata.Problems, most int) {
	p.Label(label)
	all = todosTogether(all)
	shown := excerptsOnce(all[:min(len(all), most)])
	for _, problem := range shown {
		p.Put("%s", problem.String())
		if excerpt := excerptWithin(&problem, p.BlockCells()); excerpt != "" {
			p.Block(excerpt)
		}
	}
	if more := len(all) - len(shown); more > 0 {
		p.Put("... and %d more: see --json, or roi2nwb metadata check", more)
	}
}

// askers are those who ask for metadata, in the order of how much it matters.
var askers = [...]struct{ key, label string }{{"nwb", "for NWB"}, {"dandi", "for DANDI"}, {"recommended", "recommended"}}

const askerCells = 12

// putMissing lists by who asks for it what metadata nobody gave, and, where that
// helps, an example of giving it.
func putMissing(p *page.Page, all []inspect.Missing, example bool) {
	if len(all) == 0 {
		p.Field("missing", "nothing that NWB or DANDI ask for")
		return
	}
	how := ""
	p.Label("missing")
	for _, who := range askers {
		var paths []string
		for _, m := range all {
			if m.For == who.key {
				paths = append(paths, m.Path)
				if how == "" && strings.HasPrefix(m.How, "--set") {
					how = m.How
				}
			}
		}
		text := "nothing"
		if len(paths) > 0 {
			text = strings.Join(paths, ", ")
		}
		who := who.label + ":"
		if !p.Narrow() {
			who = page.Pad(who, askerCells, false)
		}
		p.Put("%s %s", who, text)
	}
	if how != "" && example {
		p.Put("such as %s", how)
	}
}
