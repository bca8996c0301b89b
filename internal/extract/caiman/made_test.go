package caiman_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"maps"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"roi2nwb/internal/chunkio/arraytest"

	"github.com/google/go-cmp/cmp"

	"roi2nwb/internal/chunkio"
	"roi2nwb/internal/chunkio/h5"
	"roi2nwb/internal/extract"
	"roi2nwb/internal/extract/extracttest"
	"roi2nwb/internal/session"
)

// tree is a file to make: datasets by their path, attributes by
// "group@name". A value is a string, a []string or an array.
type tree map[string]any

// array is a dataset of numbers: values of a Go type that has a fixed size.
type array struct {
	shape  []int
	values any
}

func vector[T any](values ...T) array { return array{[]int{len(values)}, values} }
func scalar[T any](value T) array     { return array{nil, []T{value}} }

// rows is an array of two axes.
func rows[T any](n int, values ...T) array { return array{[]int{n, len(values) / n}, values} }

const none = "NoneType"

// smallCaiman is a result of 2 ROIs and 3 frames in 3 rows and 4 columns with
// nothing in it that OpenCaiman can do without, but C and YrA.
func smallCaiman() tree {
	return tree{
		"dims":                vector[int64](3, 4),
		"estimates/A/data":    vector(.5, .25, 1.),
		"estimates/A/indices": vector[int32](4, 3, 11),
		"estimates/A/indptr":  vector[int32](0, 2, 3),
		"estimates/A/shape":   vector[int64](12, 2),
		"estimates/C":         rows(2, 1., 2, 3, 4, 5, 6),
		"estimates/YrA":       rows(2, .5, .5, .5, -1, -1, -1),
		"params/data/fr":      scalar(20.),
	}
}

// with returns a copy of t with other values in it; nil takes one out.
func (t tree) with(other tree) tree {
	all := maps.Clone(t)
	for key, v := range other {
		if v == nil {
			delete(all, key)
		} else {
			all[key] = v
		}
	}
	return all
}

func (t tree) write(tb testing.TB) string {
	tb.Helper()
	must := func(err error) {
		tb.Helper()
		if err != nil {
			tb.Fatal(err)
		}
	}
	name := filepath.Join(tb.TempDir(), "made.hdf5")
	f, err := h5.Create(name)
	must(err)
	groups := map[string]bool{".": true, "/": true}
	var group func(string)
	group = func(p string) {
		if !groups[p] {
			group(path.Dir(p))
			must(f.CreateGroup(p))
			groups[p] = true
		}
	}
	for _, key := range slices.Sorted(maps.Keys(t)) {
		if in, attribute, ok := strings.Cut(key, "@"); ok {
			group(in)
			must(f.SetAttr(in, attribute, t[key]))
			continue
		}
		group(path.Dir(key))
		switch v := t[key].(type) {
		case string:
			d, err := f.CreateDataset(key, h5.Spec{Type: h5.TextType()})
			must(err)
			must(d.WriteTexts([]string{v}))
		case []string:
			d, err := f.CreateDataset(key, h5.Spec{Type: h5.TextType(), Shape: []int{len(v)}})
			must(err)
			must(d.WriteTexts(v))
		case array:
			d, err := f.CreateDataset(key, h5.Spec{Type: h5.NumberType(dtypeOf(tb, v.values)), Shape: v.shape})
			must(err)
			var raw bytes.Buffer
			must(binary.Write(&raw, binary.LittleEndian, v.values))
			must(d.WriteAll(raw.Bytes()))
		default:
			tb.Fatalf("%q: a %T cannot be written", key, v)
		}
	}
	must(f.Close())
	return name
}

func dtypeOf(tb testing.TB, values any) chunkio.DType {
	switch values.(type) {
	case []bool:
		return chunkio.Bool
	case []uint8:
		return chunkio.Uint8
	case []int32:
		return chunkio.Int32
	case []int64:
		return chunkio.Int64
	case []float32:
		return chunkio.Float32
	case []float64:
		return chunkio.Float64
	}
	tb.Fatalf("no type for %T", values)
	return chunkio.Invalid
}

func TestCaimanMade(t *testing.T) {
	extracttest.CheckIDs(t)
	s := extracttest.MustOpen(t, smallCaiman().write(t))
	var fp session.Footprint
	if err := s.Footprints.Footprint(context.Background(), 0, &fp); err != nil {
		t.Fatal(err)
	}
	want := session.Footprint{X: []uint32{1, 1}, Y: []uint32{0, 1}, W: []float64{.25, .5}}
	if diff := cmp.Diff(want, fp); diff != "" {
		t.Error(diff)
	}
	if s.Acceptance != nil || s.Background != nil || s.Version != "" || len(s.LeftOut) != 0 {
		t.Errorf("there is more than was written: %+v", s)
	}
	if got := arraytest.ReadFloats(t, s.Traces[0].Array); s.Traces[0].Kind != session.Raw || !slices.Equal(got, []float64{1.5, 2.5, 3.5, 3, 4, 5}) {
		t.Errorf("trace %s is %v", s.Traces[0].Kind, got)
	}
}

// Sources that contradict themselves, and where the error says they do.
func TestCaimanMadeRefuses(t *testing.T) {
	for _, tt := range []struct {
		name   string
		other  tree
		inside string
	}{
		{"b of other pixels", tree{"estimates/b": rows(11, make([]float64, 11)...)}, "estimates/b"},
		{"no dims", tree{"dims": none}, "dims"},
		{"one dim", tree{"dims": vector[int64](12)}, "dims"},
		{"dims of fractions", tree{"dims": vector(2.5, 2.0)}, "dims"},
		{"other field", tree{"dims": vector[int64](3, 5)}, "dims"},
		{"A without data", tree{"estimates/A/data": nil}, "estimates/A"},
		{"A of text", tree{"estimates/A/data": []string{"a", "b", "c"}}, "estimates/A/data"},
		{"A without shape", tree{"estimates/A/shape": nil}, "estimates/A/shape"},
		{"too many ROIs", tree{"estimates/A/shape": vector[int64](12, 1<<20+1)}, "estimates/A/shape"},
		{"too many background components", tree{"estimates/b": nil, "estimates/b/data": vector(1.), "estimates/b/indices": vector[int32](0),
			"estimates/b/indptr": vector[int32](0, 1), "estimates/b/shape": vector[int64](12, 1<<20+1)}, "estimates/b/shape"},
		{"verdicts that are no integers", tree{"estimates/idx_components": vector(.5)}, "estimates/idx_components"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			extracttest.CheckIDs(t)
			err := extracttest.OpenAndRead(smallCaiman().with(tt.other).write(t))
			var content *session.ContentError
			if !errors.As(err, &content) || content.Inside != tt.inside {
				t.Errorf("error %v, want one on %q", err, tt.inside)
			}
		})
	}
}

// What stands in place of a part of the footprints is named.
func TestCaimanOddFootprints(t *testing.T) {
	for _, tt := range []struct {
		name         string
		other        tree
		inside, says string
	}{
		{"absent", tree{"estimates/A/data": nil}, "estimates/A", `has no dataset "data"`},
		{"None", tree{"estimates/A/data": none}, "estimates/A/data", `is "NoneType", which is saved for None, not numbers`},
		{"text", tree{"estimates/A/data": "later"}, "estimates/A/data", "is of type text, not numbers"},
		{"texts", tree{"estimates/A/indices": []string{"a", "b", "c"}}, "estimates/A/indices", "is of type text, not numbers"},
		{"group", tree{"estimates/A/data": nil, "estimates/A/data/part": vector(1., 2, 3)}, "estimates/A/data", "is a group, not a dataset"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			extracttest.CheckIDs(t)
			err := extracttest.OpenAndRead(smallCaiman().with(tt.other).write(t))
			var content *session.ContentError
			if !errors.As(err, &content) || content.Inside != tt.inside || !strings.Contains(content.Problem, tt.says) {
				t.Errorf("error %v, want one on %q that says %s", err, tt.inside, tt.says)
			}
		})
	}
}

// What is there but does not fit is left out with the reason.
func TestCaimanLeavesOut(t *testing.T) {
	full := make([]float64, 144)
	for _, tt := range []struct {
		name   string
		other  tree
		source string
		reason string
	}{
		{"stale trace", tree{"estimates/F_dff": rows(3, 1., 2, 3)}, "estimates/F_dff", "3 rows for 2 ROIs"},
		{"trace of text", tree{"estimates/S": []string{"a"}}, "estimates/S", "does not hold numbers"},
		{"trace of one axis", tree{"estimates/S": vector(1., 2, 3)}, "estimates/S", "shape [3]"},
		{"residual beside YrA", tree{"estimates/R": rows(2, 1., 2, 3, 4, 5, 6)}, "estimates/R", "as in YrA"},
		{"residual without C", tree{"estimates/C": none}, "estimates/YrA", "of no use without C"},
		{"stale column", tree{"estimates/SNR_comp": vector(1., 2, 3)}, "estimates/SNR_comp", "3 values for 2 ROIs"},
		{"column of words", tree{"estimates/bl": []string{"high", "low"}}, "estimates/bl", `"high"`},
		{"column of three axes", tree{"estimates/g": array{[]int{2, 1, 1}, []float64{1, 2}}}, "estimates/g", "shape [2 1 1]"},
		{"column too wide", tree{"estimates/g": rows(2, make([]float64, 2*65)...)}, "estimates/g", "65 values for each ROI"},
		{"image of another field", tree{"estimates/Cn": rows(2, make([]float64, 12)...)}, "estimates/Cn", "shape [2 6]"},
		{"background movie", tree{"estimates/b": rows(12, full...), "estimates/f": rows(12, full[:36]...)}, "estimates/b", "full background movie"},
		{"its traces", tree{"estimates/b": rows(12, full...), "estimates/f": rows(12, full[:36]...)}, "estimates/f", "background movie"},
		{"background traces without footprints", tree{"estimates/f": rows(1, 1., 2, 3)}, "estimates/f", "does not hold"},
		{"background traces of others", tree{"estimates/b": rows(12, full[:12]...), "estimates/f": rows(2, full[:6]...)}, "estimates/f", "shape [2 3]"},
		{"value of the user's own", tree{"estimates/my_scores": vector(1., 2)}, "estimates/my_scores", "not one of CaImAn's own"},
		{"text of the user's own", tree{"estimates@note": "left side"}, "estimates/note", "not one of CaImAn's own"},
		{"value at the root", tree{"mouse": "M7"}, "mouse", "not one of CaImAn's own"},
		{"long parameter", tree{"params/init/kernel": vector(make([]float64, 8193)...)}, "params/init/kernel", "too long"},
		{"discarded components", tree{"estimates/discarded_components/A/shape": vector[int64](12, 1)}, "estimates/discarded_components", "1 rejected component,"},
		{"stale after selection", tree{"estimates/discarded_components/A/shape": vector[int64](12, 1), "estimates/F_dff": rows(3, 1., 2, 3)}, "estimates/F_dff", "not subset when components were selected"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			extracttest.CheckIDs(t)
			s := extracttest.MustOpen(t, smallCaiman().with(tt.other).write(t))
			i := slices.IndexFunc(s.LeftOut, func(l session.LeftOut) bool { return l.Source == tt.source })
			if i < 0 || !strings.Contains(s.LeftOut[i].Reason, tt.reason) {
				t.Errorf("left out are %q, want %q because %q", s.LeftOut, tt.source, tt.reason)
			}
		})
	}
}

// A column of up to 64 values for each ROI is taken.
func TestCaimanWideColumn(t *testing.T) {
	s := extracttest.MustOpen(t, smallCaiman().with(tree{"estimates/g": rows(2, make([]float64, 2*64)...)}).write(t))
	i := slices.IndexFunc(s.Columns, func(c session.Column) bool { return c.Source == "estimates/g" })
	if i < 0 || s.Columns[i].Width != 64 || len(s.Columns[i].Floats) != 2*64 {
		t.Errorf("columns are %v, want one of 64 values for each ROI", s.Columns)
	}
}

// Parameters in groups up to eight deep are taken, those in deeper ones named.
func TestCaimanDeepParameters(t *testing.T) {
	for depth, taken := range map[int]bool{8: true, 9: false} {
		group := strings.Repeat("deeper/", depth-1) + "deepest"
		s := extracttest.MustOpen(t, smallCaiman().with(tree{"params/" + group + "/p": scalar[int64](1)}).write(t))
		if got := slices.ContainsFunc(s.Parameters, func(p session.Parameter) bool { return p.Group == group && p.Name == "p" }); got != taken {
			t.Errorf("a parameter %d groups deep is taken: %v", depth, got)
		}
		if got := slices.ContainsFunc(s.LeftOut, func(l session.LeftOut) bool { return l.Source == "params/"+group }); got == taken {
			t.Errorf("a group %d deep is left out: %v", depth, got)
		}
	}
}

// None, an absent key and an empty array are the same: nothing there.
func TestCaimanNothingThere(t *testing.T) {
	absent := extracttest.MustOpen(t, smallCaiman().write(t))
	want := extracttest.Summarise(t, absent)
	names := []string{"S", "R", "F_dff", "b", "f", "Cn", "pnr", "sn", "b0", "SNR_comp", "cnn_preds", "bl", "lam", "g", "shifts", "center", "W", "Ab", "my_own"}
	for what, value := range map[string]any{"None": none, "empty": vector[float64]()} {
		other := make(tree)
		for _, name := range names {
			other["estimates/"+name] = value
		}
		if diff := cmp.Diff(want, extracttest.Summarise(t, extracttest.MustOpen(t, smallCaiman().with(other).write(t)))); diff != "" {
			t.Errorf("%s: %s", what, diff)
		}
	}
	nones := smallCaiman().with(tree{"estimates/g": scalar(0.), "estimates/lam": []string{"None", "None"}, "estimates/b": array{[]int{12, 0}, []float64{}}})
	if diff := cmp.Diff(want, extracttest.Summarise(t, extracttest.MustOpen(t, nones.write(t)))); diff != "" {
		t.Errorf("other forms of None: %s", diff)
	}
}

func TestCaimanAcceptance(t *testing.T) {
	f, tr := false, true
	for _, tt := range []struct {
		name  string
		other tree
		want  *session.Acceptance
	}{
		{"not evaluated", tree{"estimates/idx_components": none, "estimates/idx_components_bad": none}, nil},
		{"both", tree{"estimates/idx_components": vector[int64](1), "estimates/idx_components_bad": vector[int64](0)}, &session.Acceptance{Accepted: []bool{f, tr}, Rejected: []bool{tr, f}}},
		{"none accepted", tree{"estimates/idx_components": vector[int64](), "estimates/idx_components_bad": vector[int64](0, 1)}, &session.Acceptance{Accepted: []bool{f, f}, Rejected: []bool{tr, tr}}},
		{"none rejected, of NumPy's default type", tree{"estimates/idx_components": vector[int64](0, 1), "estimates/idx_components_bad": vector[float64]()}, &session.Acceptance{Accepted: []bool{tr, tr}, Rejected: []bool{f, f}}},
		{"an empty list alone is a verdict", tree{"estimates/idx_components": vector[int64]()}, &session.Acceptance{Accepted: []bool{f, f}, Rejected: []bool{f, f}}},
		{"accepted only", tree{"estimates/idx_components": vector[int64](0)}, &session.Acceptance{Accepted: []bool{tr, f}, Rejected: []bool{f, f}}},
		{"rejected only", tree{"estimates/idx_components_bad": vector[int64](0)}, &session.Acceptance{Accepted: []bool{f, f}, Rejected: []bool{tr, f}}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, extracttest.MustOpen(t, smallCaiman().with(tt.other).write(t)).Acceptance); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// Background components may be dense, of one axis, or sparse.
func TestCaimanBackgrounds(t *testing.T) {
	one := []float64{0, 0, 3, 0, 0, 0, 0, 0, 0, 0, 0, 4}
	f := tree{"estimates/f": rows(1, 1., 2, 6)}
	for name, b := range map[string]tree{
		"dense":    {"estimates/b": rows(12, one...)},
		"one axis": {"estimates/b": vector(one...), "estimates/f": vector(1., 2, 6)},
		"sparse": {
			"estimates/b/data": vector(4., 0, 3), "estimates/b/indices": vector[int64](11, 5, 2),
			"estimates/b/indptr": vector[int64](0, 3), "estimates/b/shape": vector[int64](12, 1),
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := extracttest.MustOpen(t, smallCaiman().with(f).with(b).write(t))
			var fp session.Footprint
			if err := s.Background.Footprints.Footprint(context.Background(), 0, &fp); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(session.Footprint{X: []uint32{0, 3}, Y: []uint32{2, 2}, W: []float64{3, 4}}, fp); diff != "" {
				t.Error(diff)
			}
			if got := arraytest.ReadFloats(t, s.Background.Trace.Array); !slices.Equal(got, []float64{1, 2, 6}) {
				t.Errorf("trace %v", got)
			}
			mean := s.Images[0]
			if got := arraytest.ReadFloats(t, mean.Array); mean.Name != "background_mean_image" || !slices.Equal(got, []float64{0, 0, 9, 0, 0, 0, 0, 0, 0, 0, 0, 12}) {
				t.Errorf("%s: %v", mean.Name, got)
			}
		})
	}
}

// The residual stands in for YrA, and the source says so.
func TestCaimanRawFromResidual(t *testing.T) {
	s := extracttest.MustOpen(t, smallCaiman().with(tree{"estimates/YrA": none, "estimates/R": rows(2, 1., 1, 1, 2, 2, 2)}).write(t))
	if raw := s.Traces[0]; raw.Kind != session.Raw || raw.Source != "estimates/C + estimates/R" || !slices.Equal(arraytest.ReadFloats(t, raw.Array), []float64{2, 3, 4, 6, 7, 8}) {
		t.Errorf("%+v", raw)
	}
}

func TestCaimanDFFUnit(t *testing.T) {
	dff := tree{"estimates/F_dff": rows(2, 1., 2, 3, 4, 5, 6)}
	for _, tt := range []struct {
		name, unit string
		other      tree
	}{
		{"no background", "a.u.", nil},
		{"background without columns", "a.u.", tree{"estimates/b": array{[]int{12, 0}, []float64{}}}},
		{"background", "fraction", tree{"estimates/b": rows(12, make([]float64, 12)...), "estimates/f": rows(1, 1., 2, 3)}},
	} {
		s := extracttest.MustOpen(t, smallCaiman().with(dff).with(tt.other).write(t))
		if got := s.Traces[len(s.Traces)-1]; got.Kind != session.DFF || got.Unit != tt.unit {
			t.Errorf("%s: %s in %s, want %s", tt.name, got.Kind, got.Unit, tt.unit)
		}
	}
}

func TestCaimanImaging(t *testing.T) {
	for _, tt := range []struct {
		name  string
		other tree
		want  session.Imaging
	}{
		{"not told", nil, session.ImagingUnknown},
		{"method unknown", tree{"params/init@method_init": "by_hand"}, session.ImagingUnknown},
		{"attribute", tree{"params/init@method_init": "greedy_roi"}, session.TwoPhoton},
		{"dataset", tree{"params/init/method_init": "sparse_nmf"}, session.TwoPhoton},
		{"peak to noise", tree{"params/init@method_init": "corr_pnr"}, session.OnePhoton},
		{"centred filter", tree{"params/init@method_init": "greedy_roi", "params/init/center_psf": scalar(true)}, session.OnePhoton},
		{"online", tree{"is1p": scalar(true)}, session.OnePhoton},
	} {
		if got := extracttest.MustOpen(t, smallCaiman().with(tt.other).write(t)).Imaging; got != tt.want {
			t.Errorf("%s: %v, want %v", tt.name, got, tt.want)
		}
	}
}

// Parameters are JSON, from attributes and datasets alike, sorted.
func TestCaimanParameters(t *testing.T) {
	s := extracttest.MustOpen(t, smallCaiman().with(tree{
		"params/init@method_init":  "greedy_roi",
		"params/init/rf":           none,
		"params/init/nb":           scalar[int64](2),
		"params/init/gSig":         rows(2, int64(3), 4, 5, 6),
		"params/init/thr":          vector(0.1, 1, 1e-30),
		"params/init/normalize":    scalar(true),
		"params/init/names":        []string{"a", `say "b"`},
		"params/init/se":           vector[uint8](0, 255),
		"params/init/small":        scalar[float32](.1),
		"params/init/deeper/still": scalar[int64](-1),
		"remove_very_bad_comps":    scalar(false),
	}).write(t))
	want := []session.Parameter{
		{Group: "", Name: "remove_very_bad_comps", Value: "false"},
		{Group: "data", Name: "fr", Value: "20.0"},
		{Group: "init", Name: "gSig", Value: "[[3, 4], [5, 6]]"},
		{Group: "init", Name: "method_init", Value: `"greedy_roi"`},
		{Group: "init", Name: "names", Value: `["a", "say \"b\""]`},
		{Group: "init", Name: "nb", Value: "2"},
		{Group: "init", Name: "normalize", Value: "true"},
		{Group: "init", Name: "rf", Value: "null"},
		{Group: "init", Name: "se", Value: "[0, 255]"},
		{Group: "init", Name: "small", Value: "0.1"},
		{Group: "init", Name: "thr", Value: "[0.1, 1.0, 1e-30]"},
		{Group: "init/deeper", Name: "still", Value: "-1"},
	}
	if diff := cmp.Diff(want, s.Parameters); diff != "" {
		t.Error(diff)
	}
}

func TestDescribesOtherHDF5(t *testing.T) {
	extracttest.CheckIDs(t)
	for _, tt := range []struct {
		content tree
		found   string
	}{
		{tree{"/@nwb_version": "2.11.0"}, "an NWB file"},
		{tree{"A": scalar(1.), "unit_id": vector[int64](1)}, "a Minian netCDF file"},
		{tree{}, "an empty HDF5 file"},
		{tree{"estimates/A": none}, `an HDF5 file whose "estimates" hold no footprints "A"`},
		{tree{"a/x": "", "b/x": "", "c/x": "", "d/x": "", "e/x": "", "f/x": "", "g/x": "", "h/x": "", "i/x": ""}, `an HDF5 file that holds "a", "b", "c", "d", "e", "f", "g", "h", 1 more`},
	} {
		_, err := extract.Open(context.Background(), tt.content.write(t), "")
		var format *session.FormatError
		if !errors.As(err, &format) || format.Found != tt.found {
			t.Errorf("error %v, want one that found %s", err, tt.found)
		}
	}
}
