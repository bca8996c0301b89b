package nwb

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"roi2nwb/internal/chunkio"
	"roi2nwb/internal/nwb/build"
	"roi2nwb/internal/nwb/check"
	"roi2nwb/internal/nwb/nwbtest"
	"roi2nwb/internal/session"
)

// heldWhere says where what a check looks for is kept out of files that are
// converted.
type heldWhere string

const (
	// ours: the layout of the file, which no source and no user has a say in.
	ours heldWhere = "layout"
	// built: Build refuses a segmentation that would break it, before anything is
	// written; sources below are examples.
	built heldWhere = "build"
	// metadataHolds: metadata is refused, with its line.
	metadataHolds heldWhere = "metadata"
	// mended: texts of a source are mended when it is opened, with a remark.
	mended heldWhere = "text"
	// unheld: good practice, which Write does not hold its file to.
	unheld heldWhere = "practice"
	// reading: the source is refused where it is read, as it is streamed; no file
	// appears, and the error is the source's.
	reading heldWhere = "reading"
)

// unsound is a way in which a source can break a rule.
type unsound struct {
	name  string
	spoil func(*session.Segmentation)
}

// heldRules has an entry for each check of severity error that Write holds its
// file to.
func heldRules() map[string]struct {
	where heldWhere
	ways  []unsound
} {
	type held = struct {
		where heldWhere
		ways  []unsound
	}
	rate := func(hz float64) unsound {
		return unsound{fmt.Sprint("rate ", hz), func(s *session.Segmentation) { s.Timing = session.Timing{Rate: hz} }}
	}
	times := func(t ...float64) unsound {
		return unsound{fmt.Sprint("times ", t), func(s *session.Segmentation) { s.Timing = session.Timing{Timestamps: t} }}
	}
	array := func(shape ...int) chunkio.Array {
		n := 1
		for _, m := range shape {
			n *= m
		}
		return chunkio.FromFloat64s(shape, make([]float64, n))
	}
	column := func(c session.Column) unsound {
		c.Source = "drawn/column"
		return unsound{"column " + c.Name, func(s *session.Segmentation) { s.Columns = []session.Column{c} }}
	}
	trace := func(shape ...int) unsound {
		return unsound{fmt.Sprint("trace ", shape), func(s *session.Segmentation) { s.Traces[0].Array = array(shape...) }}
	}
	image := func(shape ...int) unsound {
		return unsound{fmt.Sprint("image ", shape), func(s *session.Segmentation) {
			s.Images = []session.Image{{Name: "noise_image", Source: "drawn/sn", Array: array(shape...)}}
		}}
	}
	inf, nan := math.Inf(1), math.NaN()
	return map[string]held{
		"not-hdf5": {where: ours}, "not-nwb": {where: ours}, "unreadable-object": {where: ours}, "bad-schema": {where: ours},
		"no-schema": {where: ours}, "no-schema-location": {where: ours},
		"missing-attribute": {where: ours}, "wrong-kind": {where: ours}, "wrong-type": {where: ours},
		"wrong-fields": {where: ours}, "wrong-value": {where: ours}, "illegal-link": {where: ours}, "hard-link": {where: ours},
		"wrong-reference": {where: ours}, "unreadable-value": {where: ours},
		"missing-type": {where: ours}, "missing-namespace": {where: ours}, "missing-object-id": {where: ours},
		"wrong-namespace": {where: ours}, "unknown-type": {where: ours}, "wrong-type-kind": {where: ours},
		"duplicate-object-id": {where: ours}, "odd-identity": {where: ours}, "dangling-reference": {where: ours},
		"ragged-index": {where: ours}, "mask-missing": {where: ours}, "check_ids_unique": {where: ours},
		"check_dynamic_table_region_data_validity": {where: ours}, "series-link": {where: ours}, "series-scale": {where: ours},
		"unknown-filter": {where: ours}, "check_subject_id_exists": {where: unheld},
		"wrong-dtype":   {where: reading}, // what holds no numbers is left out
		"mask-in-image": {where: reading},

		"missing-object": {where: metadataHolds}, "too-many-objects": {where: metadataHolds}, "bad-time": {where: metadataHolds},
		"dangling-link": {where: metadataHolds}, "bad-text": {where: mended},

		"wrong-shape": {built, []unsound{trace(2), trace(2, 5, 1), image(4)}},
		"mask-size":   {built, []unsound{image(3, 4), image(4, 3, 1)}},
		"table-colnames": {built, []unsound{
			column(session.Column{Name: "id", Ints: []int64{1, 2}}), column(session.Column{Name: "roi_name", Ints: []int64{1, 2}}),
			column(session.Column{Name: "image_mask", Ints: []int64{1, 2}}), column(session.Column{Name: "", Ints: []int64{1, 2}}),
			column(session.Column{Name: "a/b", Ints: []int64{1, 2}}), column(session.Column{Name: ".", Ints: []int64{1, 2}}),
			column(session.Column{Name: "a\x00", Ints: []int64{1, 2}}), column(session.Column{Name: "\xff", Ints: []int64{1, 2}}),
		}},
		"table-length": {built, []unsound{
			column(session.Column{Name: "short", Floats: []float64{1}}), column(session.Column{Name: "long", Bools: make([]bool, 3)}),
			column(session.Column{Name: "torn", Floats: make([]float64, 5), Width: 2}), column(session.Column{Name: "none"}),
			column(session.Column{Name: "both", Ints: []int64{1, 2}, Texts: []string{"a", "b"}}),
			{"ids", func(s *session.Segmentation) { s.IDs = append(s.IDs, "more") }},
			{"ids twice", func(s *session.Segmentation) { s.IDs[1] = s.IDs[0] }},
		}},
		"acceptance": {built, []unsound{
			{"both", func(s *session.Segmentation) {
				s.Acceptance = &session.Acceptance{Accepted: []bool{true, false}, Rejected: []bool{true, false}}
			}},
			{"short", func(s *session.Segmentation) { s.Acceptance = &session.Acceptance{Accepted: []bool{true}} }},
		}},
		"series-time":                            {built, []unsound{rate(0)}},
		"sampling-rate":                          {built, []unsound{rate(inf), rate(nan), rate(1e300), rate(1e-300), {"start", func(s *session.Segmentation) { s.Timing = session.Timing{Rate: 1, Start: nan} }}}},
		"timestamp-value":                        {built, []unsound{times(0, 1, 2, 3, inf), times(-inf, 1, 2, 3, 4), times(0, 1, 2, 3, 1e300)}},
		"check_roi_response_series_dims":         {built, []unsound{trace(3, 5), trace(5, 2)}},
		"check_timestamps_match_first_dimension": {built, []unsound{times(0, 1, 2), times(0, 1, 2, 3, 4, 5), trace(2, 4)}},
		"check_timestamps_ascending":             {built, []unsound{times(0, 1, 0, 3, 4), times(0, 9, 2, 3, 4), times(4, 3, 2, 1, 0)}},
		"check_timestamps_without_nans":          {built, []unsound{times(0, nan, 2, 3, 4)}},
		"check_rate_is_not_zero":                 {built, []unsound{rate(0)}},
		"check_rate_is_positive":                 {built, []unsound{rate(-1)}},
	}
}

// Each rule that a written file is held to has its place where it is held
// before, and what a source can break is refused by Build, which writes nothing,
// in words that do not blame the converter.
func TestRulesAreHeldBefore(t *testing.T) {
	rules := heldRules()
	for _, c := range check.Checks() {
		_, known := rules[c.Name]
		held := c.Severity == check.Error && !strings.HasPrefix(c.Doc, "with Options.Deep") && c.Name != "damaged-data"
		if held && !known {
			t.Errorf("nothing says where the rule %q is held before a file is written: %s", c.Name, c.Doc)
		}
		delete(rules, c.Name)
	}
	for name := range rules {
		t.Errorf("there is no rule %q", name)
	}
	for name, rule := range heldRules() {
		if rule.where == built && len(rule.ways) == 0 {
			t.Errorf("%s: no source that breaks it is tried", name)
		}
		for _, way := range rule.ways {
			seg := nwbtest.Drawing(session.Field{Width: 4, Height: 3}, 5, session.Footprint{}, session.Footprint{})
			way.spoil(seg)
			_, err := nwbtest.BuildOne(seg, nwbtest.Metadata(t), nwbtest.Options(build.ImageMask))
			if err == nil || errors.Is(err, ErrCheck) || strings.Contains(err.Error(), "fault") {
				t.Errorf("%s: %s: %v", name, way.name, err)
			}
		}
	}
}

// Times that are all right for the rules are written, up to the bounds of what
// is taken.
func TestBoundsOfTimes(t *testing.T) {
	for _, times := range [][]float64{
		{0, 5e-324, 1e-323, 1e-322, 1e-321}, {-1e11, 0, 1, 2, 1e11}, {1, 1, 1, 1, 1}, {0, 0, 1, 1, 2}, {-3, -2, -1, 0, 1}, {0, 1e5, 2e5, 3e5, 4e5},
	} {
		seg := nwbtest.Drawing(session.Field{Width: 4, Height: 3}, 5, session.Footprint{X: []uint32{1}, Y: []uint32{1}, W: []float64{1}})
		seg.Timing = session.Timing{Timestamps: slices.Clone(times), Repeats: true}
		made(t, seg, nwbtest.Metadata(t), nwbtest.Options(build.ImageMask))
	}
	for _, hz := range []float64{1e-3, 30, 1e6} {
		seg := nwbtest.Drawing(session.Field{Width: 4, Height: 3}, 5, session.Footprint{X: []uint32{1}, Y: []uint32{1}, W: []float64{1}})
		seg.Timing = session.Timing{Rate: hz}
		made(t, seg, nwbtest.Metadata(t), nwbtest.Options(build.ImageMask))
	}
}
