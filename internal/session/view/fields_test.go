package view

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"roi2nwb/internal/chunkio"
	"roi2nwb/internal/session"
)

// cut says along what a field of the model is cut by views.
type cut uint8

const (
	whole    cut = iota // it is left as it is
	byROI               // Choose keeps some of its values
	byFrame             // Slice does
	byBoth              // both do
	within              // what is in it is cut, as its own fields say
	told                // it says what a view has kept
	eventful            // it has one value an event, of which both keep some
)

// cuts is every field of the model.
func cuts() map[string]cut {
	return map[string]cut{
		"Segmentation.Provenance": within, "Segmentation.Recording": within, "Segmentation.Result": within,
		"Provenance.Path": whole, "Provenance.Name": whole, "Provenance.Data": whole, "Provenance.Format": whole, "Provenance.Program": whole,
		"Provenance.Version": whole, "Provenance.Curator": whole, "Provenance.Bytes": whole, "Provenance.Hints": whole,
		"Provenance.LeftOut": whole, "Provenance.Remarks": whole, "Provenance.Closer": whole, "Provenance.Watch": whole, "Provenance.Beside": whole,

		"Recording.Imaging": whole, "Recording.Field": whole, "Recording.Frames": told, "Recording.FrameNumbers": byFrame,
		"Recording.Timing": within, "Recording.Invalid": eventful, "Recording.Sliced": told,
		"Timing.Rate": whole, "Timing.Start": told, "Timing.Timestamps": byFrame, "Timing.File": whole, "Timing.Lines": byFrame, "Timing.Indexed": whole, "Timing.Repeats": whole,
		"Timing.Origin": whole, "Timing.Err": whole,

		"Result.IDs": byROI, "Result.Named": whole, "Result.Footprints": byROI, "Result.Acceptance": within, "Result.Columns": within,
		"Result.Traces": within, "Result.Background": within, "Result.Images": whole, "Result.Missed": whole, "Result.Shifts": within,
		"Result.Events": within, "Result.Calcium": within, "Result.Parameters": whole, "Result.Chosen": told, "Result.Discarded": whole,
		"Acceptance.Accepted": byROI, "Acceptance.Rejected": byROI,
		"Column.Name": whole, "Column.Source": whole, "Column.Description": whole, "Column.DType": whole, "Column.Width": whole,
		"Column.Floats": byROI, "Column.Ints": byROI, "Column.Bools": byROI, "Column.Texts": byROI, "Column.Lists": byROI,
		"Trace.Kind": whole, "Trace.Source": whole, "Trace.Description": whole, "Trace.Unit": whole, "Trace.Array": byBoth,
		"Background.Source": whole, "Background.Description": whole, "Background.Footprints": whole, "Background.Trace": within,
		"Shifts.Source": whole, "Shifts.Description": whole, "Shifts.Array": byFrame,
		"Events.Name": whole, "Events.Source": whole, "Events.Description": whole,
		"Events.Times": eventful, "Events.Durations": eventful, "Events.First": eventful, "Events.End": eventful,
		"CalciumEvents.Source": whole, "CalciumEvents.Description": whole, "CalciumEvents.Unit": whole,
		"CalciumEvents.ROIs": eventful, "CalciumEvents.Times": eventful, "CalciumEvents.Amplitudes": eventful,
	}
}

// The parts of the model that are left as they are have no fields that could be
// cut.
func leftWhole() []reflect.Type {
	return []reflect.Type{reflect.TypeFor[session.Image](), reflect.TypeFor[session.MissedCells]()}
}

// Each field of the model is decided on, and views do with it what was decided.
func TestEveryField(t *testing.T) {
	decided := cuts()
	before := sampleSegmentation()
	chosen, err := Choose(t.Context(), before, []int{4, 0, 2}, "three")
	if err != nil {
		t.Fatal(err)
	}
	sliced, err := Slice(t.Context(), before, 3, 7)
	if err != nil {
		t.Fatal(err)
	}
	c := comparison{t: t, decided: decided, seen: map[string]bool{}}
	c.compare("Segmentation", reflect.ValueOf(*before), reflect.ValueOf(*chosen), reflect.ValueOf(*sliced))
	for name := range decided {
		if !c.seen[name] {
			t.Errorf("the table has %s, which the sample does not", name)
		}
	}
}

// comparison compares a segmentation with its views, field by field.
type comparison struct {
	t       *testing.T
	decided map[string]cut
	seen    map[string]bool
}

func (c *comparison) compare(name string, before, chosen, sliced reflect.Value) {
	for i := range before.NumField() {
		field := strings.TrimPrefix(name, "session.") + "." + before.Type().Field(i).Name
		decision, ok := c.decided[field]
		if !ok {
			c.t.Errorf("what do views do with %s? Decide, and add it to the table", field)
			continue
		}
		c.seen[field] = true
		b, r, f := before.Field(i), chosen.Field(i), sliced.Field(i)
		if decision == within {
			c.inside(field, b, r, f)
			continue
		}
		c.field(field, decision, b, r, f)
	}
}

// inside compares what a struct, a pointer to one, or a slice of some holds.
func (c *comparison) inside(field string, b, r, f reflect.Value) {
	switch b.Kind() {
	case reflect.Slice:
		if b.Len() == 0 || r.Len() != b.Len() || f.Len() != b.Len() {
			c.t.Fatalf("%s: %d, %d and %d of them", field, b.Len(), r.Len(), f.Len())
		}
		for i := range b.Len() {
			c.inside(field, b.Index(i), r.Index(i), f.Index(i))
		}
	case reflect.Pointer:
		if b.IsNil() || r.IsNil() || f.IsNil() {
			c.t.Fatalf("%s is missing", field)
		}
		c.inside(field, b.Elem(), r.Elem(), f.Elem())
	default:
		c.compare(b.Type().Name(), b, r, f)
	}
}

// The lengths of the sample, and of its views.
const (
	sampleROIs, chosenROIs     = 5, 3
	sampleFrames, slicedFrames = 11, 4
)

func (c *comparison) field(field string, decision cut, b, r, f reflect.Value) {
	before, chosen, sliced := extent(b), extent(r), extent(f)
	replaced := func(from, to int) []int {
		out := slices.Clone(before)
		for i, n := range out {
			if n%from == 0 {
				out[i] = n / from * to
			}
		}
		return out
	}
	wantChosen, wantSliced := before, before
	if decision == byROI || decision == byBoth {
		wantChosen = replaced(sampleROIs, chosenROIs)
	}
	if decision == byFrame || decision == byBoth {
		wantSliced = replaced(sampleFrames, slicedFrames)
	}
	switch decision {
	case whole:
		if !same(b, r) || !same(b, f) {
			c.t.Errorf("%s is %v, and in views %v and %v", field, b, r, f)
		}
	case eventful:
		if len(before) != 1 || sliced[0] >= before[0] || chosen[0] > before[0] {
			c.t.Errorf("%s has %v values, and in views %v and %v", field, before, chosen, sliced)
		}
	case told: // TestChosen and TestSliced compare what is said
	default:
		if fmt.Sprint(chosen) != fmt.Sprint(wantChosen) || fmt.Sprint(sliced) != fmt.Sprint(wantSliced) {
			c.t.Errorf("%s of %v has in views %v and %v, want %v and %v", field, before, chosen, sliced, wantChosen, wantSliced)
		}
	}
}

// extent returns how many values there are along each axis.
func extent(v reflect.Value) []int {
	switch all := v.Interface().(type) {
	case chunkio.Array:
		return slices.Clone(all.Shape())
	case session.Footprints:
		return []int{all.Len()}
	}
	if v.Kind() == reflect.Slice {
		return []int{v.Len()}
	}
	return nil
}

// same reports whether two values are equal, or the same function.
func same(a, b reflect.Value) bool {
	if a.Kind() == reflect.Func {
		return a.Pointer() == b.Pointer()
	}
	if _, ok := a.Interface().(session.Footprints); ok {
		return a.Interface() == b.Interface()
	}
	for _, t := range leftWhole() {
		if a.Type() == reflect.SliceOf(t) {
			return a.Pointer() == b.Pointer() && a.Len() == b.Len()
		}
		if a.Type() == reflect.PointerTo(t) {
			return a.Pointer() == b.Pointer()
		}
	}
	return cmp.Equal(a.Interface(), b.Interface(), cmpopts.EquateErrors())
}
