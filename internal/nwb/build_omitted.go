package nwb

import "strings"

// omit lists what the options keep out of the file.
func (b *planeBuilder) omit() {
	out := func(by Choice, what string) { b.parts.Omitted = append(b.parts.Omitted, Omitted{what, by}) }
	o, seg := b.opt, b.seg
	if len(o.Masks) == 0 {
		out(ByMasks, "masks")
	}
	if o.NoCentroids {
		out(ByNoCentroids, "ROICentroids")
	}
	if o.NoAcceptance && seg.Acceptance != nil {
		out(ByNoAcceptance, "is_accepted, is_rejected")
	}
	if o.NoBackground && seg.Background != nil {
		out(ByNoBackground, seg.Background.Source)
	}
	if o.NoImages && len(seg.Images) > 0 {
		var names []string
		for _, i := range seg.Images {
			names = append(names, i.Name)
		}
		out(ByNoImages, strings.Join(names, ", "))
	}
	for _, t := range seg.Traces {
		if !o.wants(t.Kind) {
			out(ByTraces, string(t.Kind)+" ("+t.Source+")")
		}
	}
	if bg := b.background(); bg != nil && bg.Trace != nil && !o.wants(backgroundKey) {
		out(ByTraces, backgroundKey+" ("+bg.Trace.Source+")")
	}
}
