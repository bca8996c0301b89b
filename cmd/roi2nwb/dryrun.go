package main

import (
	"encoding/json"
	"io"

	"roi2nwb/internal/nwb"
)

// showPlan prints what would be written.
func showPlan(out io.Writer, plan *nwb.Plan, asJSON bool) error {
	if asJSON {
		e := json.NewEncoder(out)
		e.SetIndent("", "  ")
		return e.Encode(plan.Outline())
	}
	_, err := io.WriteString(out, plan.String())
	return err
}
