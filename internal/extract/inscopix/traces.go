package inscopix

import (
	"context"

	"roi2nwb/internal/chunkio"
	"roi2nwb/internal/session"
)

// readTraces adds the traces of the cell sets.
func (s *series) readTraces(_ context.Context, seg *session.Segmentation) error {
	first := s.first()
	if first.raw != nil && first.denoised != nil {
		return s.readBoth(seg)
	}
	array, err := s.concat(1, func(r *recording) chunkio.Array { return r.cells().cells.Traces })
	if err != nil {
		return err
	}
	t := traceOf(first)
	t.Array = array
	seg.Traces = append(seg.Traces, t)
	return nil
}

// readBoth adds the traces of a raw and a denoised cell set, as CaImAn's tools
// make them.
func (s *series) readBoth(seg *session.Segmentation) error {
	for _, t := range []struct {
		kind        session.TraceKind
		description string
		of          func(*recording) *part
	}{
		{session.Raw, "Fluorescence of each ROI with its noise, demixed: the raw cell set.", func(r *recording) *part { return r.raw }},
		{session.Denoised, "Calcium of each ROI with its noise removed: the denoised cell set.", func(r *recording) *part { return r.denoised }},
	} {
		array, err := s.concat(1, func(r *recording) chunkio.Array { return t.of(r).cells.Traces })
		if err != nil {
			return err
		}
		seg.Traces = append(seg.Traces, session.Trace{
			Kind: t.kind, Source: t.of(s.first()).name, Unit: "a.u.", Array: array,
			Description: t.description + " In the units of the movie.",
		})
	}
	return nil
}

// traceOf says what the traces of the only cell set of a recording are.
func traceOf(r *recording) session.Trace {
	p := r.cells()
	t := session.Trace{Kind: session.Raw, Source: p.name, Unit: "a.u.", Description: "Trace of each cell."}
	if r.raw == nil {
		t.Kind, t.Description = session.Denoised, "Calcium of each ROI with its noise removed: the denoised cell set. In the units of the movie."
		return t
	}
	units, method := p.info.Units()
	switch units {
	case "dF over F":
		t.Kind, t.Unit, t.Description = session.DFF, "fraction", "dF/F of each cell, a fraction."
	case "dF over noise":
		t.Unit, t.Description = units, "Change of fluorescence of each cell over its noise (dF over noise)."
	case "dF":
		t.Unit, t.Description = units, "Change of fluorescence of each cell (dF), in the units of the movie."
	case "raw":
		t.Description = "Mean of the pixels of each cell (raw), in the units of the movie."
	case "":
		t.Description += " The file does not say in which unit."
	default:
		t.Unit, t.Description = units, "Trace of each cell ("+units+")."
	}
	if method != "" {
		t.Description += " The cells were found by " + method + "."
	}
	return t
}
