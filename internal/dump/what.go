package dump

import (
	"context"
	"io"
	"strings"

	"roi2nwb/internal/chunkio"
	"roi2nwb/internal/metadata"
	"roi2nwb/internal/session"
)

// What is a part of what a segmentation holds.
type What string

// The parts.
const (
	Contents   What = "contents" // what there is of the others
	Traces     What = "traces"
	Masks      What = "masks"
	Images     What = "images"
	Columns    What = "columns"
	Events     What = "events"
	Times      What = "times"
	Metadata   What = "metadata"
	IDs        What = "ids"
	Background What = "background" // the masks of background components
	Missed     What = "missed"     // the masks of cells that somebody drew
	Shifts     What = "shifts"     // how far frames were moved
	Parameters What = "parameters" // that the program ran with
)

// Whats returns all parts, in the order in which they are listed for people.
func Whats() []What {
	return []What{Contents, Traces, Masks, Images, Columns, Events, Times, Metadata, IDs, Background, Missed, Shifts, Parameters}
}

// Source is what is dumped, and how much of it.
type Source struct {
	Segmentation *session.Segmentation
	Metadata     *metadata.Metadata
	Traces       []session.TraceKind // nil for all
	Images       []string            // nil for all
	Budget       int                 // bytes of what is large that may be held at a time
}

// Table returns a part as a table. It reads nothing large yet.
func (s *Source) Table(what What) (*Table, error) {
	switch what {
	case Traces:
		return s.traceTable()
	case Masks:
		return s.maskTable("roi", s.Segmentation.IDs, s.Segmentation.Footprints), nil
	case Images:
		return s.imageTable()
	case Columns:
		return s.columnTable(), nil
	case Events:
		return s.eventTable(), nil
	case Times:
		return s.timeTable()
	case Metadata:
		return s.metadataTable(), nil
	case IDs:
		return s.idTable(), nil
	case Background:
		return s.backgroundTable(), nil
	case Missed:
		return s.missedTable(), nil
	case Shifts:
		return s.shiftTable(), nil
	case Parameters:
		return s.parameterTable(), nil
	}
	return s.contentTable()
}

// WriteNPY writes a part as an array in the format of NumPy: one trace as
// (frames, ROIs), masks as (ROIs, x, y[, z]) of float32, and so those of the
// background and of missed cells, one image as (x, y), times as (frames) of
// float64, shifts as (frames, 2).
func (s *Source) WriteNPY(ctx context.Context, to io.Writer, what What) error {
	switch what {
	case Traces:
		traces, err := s.traces()
		if err != nil {
			return err
		}
		if len(traces) != 1 {
			return &ChoiceError{"trace", kindsOf(traces)}
		}
		a, err := chunkio.Permute(traces[0].Array, []int{1, 0})
		if err != nil {
			return err
		}
		return writeArray(ctx, to, a, s.Budget)
	case Masks:
		return s.writeMasks(ctx, to, s.Segmentation.IDs, s.Segmentation.Footprints)
	case Images:
		images, err := s.images()
		if err != nil {
			return err
		}
		if len(images) != 1 {
			return &ChoiceError{"image", namesOf(images)}
		}
		return writeArray(ctx, to, images[0].Array, s.Budget)
	case Times:
		times, err := s.knownTimes()
		if err != nil {
			return err
		}
		n := s.Segmentation.Frames
		return writeNumbers(to, n, times)
	case Background:
		ids, footprints := s.background()
		return s.writeMasks(ctx, to, ids, footprints)
	case Missed:
		ids, footprints := s.missed()
		return s.writeMasks(ctx, to, ids, footprints)
	case Shifts:
		if s.Segmentation.Shifts == nil {
			return &AbsentError{What: "shifts"}
		}
		return writeArray(ctx, to, s.Segmentation.Shifts.Array, s.Budget)
	}
	return &ShapeError{what}
}

// idTable has one row an ROI, its id.
func (s *Source) idTable() *Table {
	ids := s.Segmentation.IDs
	return &Table{Columns: []string{"roi"}, Rows: len(ids), each: func(_ context.Context, to Writer) error {
		for _, id := range ids {
			to.Text(id)
			if err := to.EndRow(); err != nil {
				return err
			}
		}
		return nil
	}}
}

func kindsOf(traces []session.Trace) []string {
	var names []string
	for _, t := range traces {
		names = append(names, string(t.Kind))
	}
	return names
}

func namesOf(images []session.Image) []string {
	var names []string
	for _, i := range images {
		names = append(names, i.Name)
	}
	return names
}

// Words returns the parts as texts.
func Words() []string {
	var words []string
	for _, w := range Whats() {
		words = append(words, string(w))
	}
	return words
}

// joined joins the axes of a shape for people.
func joined(axes []string) string { return strings.Join(axes, " x ") }
