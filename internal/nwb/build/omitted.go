package build

import (
	"strings"

	"roi2nwb/internal/nwb/plan"
)

// omit lists what the options keep out of the file.
func (b *planeBuilder) omit() {
	out := func(by plan.Choice, what string) {
		b.parts.Omitted = append(b.parts.Omitted, plan.Omitted{Plane: b.Name, What: what, By: by})
	}
	o, seg := b.opt, b.seg
	if len(o.Masks) == 0 {
		out(plan.ByMasks, "masks")
	}
	if o.NoCentroids {
		out(plan.ByNoCentroids, "ROICentroids")
	}
	if o.NoAcceptance && seg.Acceptance != nil {
		out(plan.ByNoAcceptance, "is_accepted, is_rejected")
	}
	if o.NoBackground && seg.Background != nil {
		out(plan.ByNoBackground, seg.Background.Source)
	}
	if o.NoImages && len(seg.Images) > 0 {
		var names []string
		for _, i := range seg.Images {
			names = append(names, i.Name)
		}
		out(plan.ByNoImages, strings.Join(names, ", "))
	}
	for _, t := range seg.Traces {
		if !o.wants(t.Kind) {
			out(plan.ByTraces, string(t.Kind)+" ("+t.Source+")")
		}
	}
	if bg := b.background(); bg != nil && bg.Trace != nil && !o.wants(backgroundKey) {
		out(plan.ByTraces, backgroundKey+" ("+bg.Trace.Source+")")
	}
}
