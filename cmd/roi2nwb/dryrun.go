package main

import (
	"io"

	"roi2nwb/cmd/roi2nwb/internal/page"
	"roi2nwb/internal/metadata"
	"roi2nwb/internal/nwb/plan"
)

// showPlan prints what would be written; where it would go is said of a file
// that is named after its metadata, which nobody could guess.
func showPlan(s Streams, tree *plan.Plan, to *output, warnings metadata.Problems, asJSON bool) error {
	if asJSON {
		return writeJSON(s.Out, struct {
			Output   string            `json:"output"`
			Remarks  []string          `json:"remarks,omitempty"`
			Warnings metadata.Problems `json:"warnings,omitempty"` // of the metadata
			plan.Node
		}{to.path, to.notes, warnings, tree.Outline()})
	}
	text := tree.String()
	if to.isTold {
		p := page.New(s.pageWidth())
		p.Field("would write", "%s", to.path)
		p.List("remarks", to.notes, len(to.notes))
		p.Section()
		text = p.String() + text
	}
	_, err := io.WriteString(s.Out, page.WrapTree(text, s.outWidth(), 2*page.Indent))
	return err
}
