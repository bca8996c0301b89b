package minian_test

import (
	"context"
	"encoding/binary"
	"encoding/json"
	"maps"
	"math"
	"os"
	"path/filepath"
	"testing"

	"roi2nwb/internal/chunkio/arraytest"
	"roi2nwb/internal/sampletest"

	"github.com/google/go-cmp/cmp"

	"roi2nwb/internal/chunkio"
	"roi2nwb/internal/extract"
	"roi2nwb/internal/extract/minian"
	"roi2nwb/internal/session"
)

// made is a variable that a test writes in Minian's layout.
type made struct {
	dims   []string
	shape  []int
	values []float64
	coords map[string]any // along the axis that coordAxis names; a string is a scalar
	attrs  map[string]any
}

// coordAxis is the axis of coordinates that are named otherwise.
func coordAxis(name string) string {
	if name == "timestamp(ms)" {
		return "frame"
	}
	switch name {
	case "unit_labels", "good_cells", "verified":
		return "unit_id"
	}
	return name
}

// trace makes one of C, S, ...: the value of unit u at frame f is 100*u + f.
func trace(units, frames []int64) made {
	m := made{dims: []string{"unit_id", "frame"}, shape: []int{len(units), len(frames)}, coords: map[string]any{"unit_id": units, "frame": frames}}
	for _, u := range units {
		for _, f := range frames {
			m.values = append(m.values, float64(100*u+f))
		}
	}
	return m
}

// stack makes footprints on 3 x 4 pixels: the unit's id at row u mod 3, column
// u mod 4.
func stack(dim string, units []int64) made {
	m := made{dims: []string{dim, "height", "width"}, shape: []int{len(units), 3, 4}, coords: map[string]any{dim: units}}
	for _, u := range units {
		image := make([]float64, 12)
		image[u%3*4+u%4] = float64(u)
		m.values = append(m.values, image...)
	}
	return m
}

func plane(first float64, dims ...string) made {
	m := made{dims: dims, shape: []int{3, 4}}
	if dims[0] == "width" {
		m.shape = []int{4, 3}
	}
	for i := range 12 {
		m.values = append(m.values, first+float64(i))
	}
	return m
}

func series(frames []int64, values ...float64) made {
	return made{dims: []string{"frame"}, shape: []int{len(frames)}, values: values, coords: map[string]any{"frame": frames}}
}

func span(first, last, step int64) []int64 {
	var out []int64
	for i := first; i < last; i += step {
		out = append(out, i)
	}
	return out
}

// with returns m with one coordinate or attribute more.
func (m made) with(name string, value any) made {
	coords := maps.Clone(m.coords)
	coords[name] = value
	m.coords = coords
	return m
}

func (m made) withAttr(name string, value any) made {
	m.attrs = map[string]any{name: value}
	return m
}

// madeSession is the variables of a result by their names.
type madeSession map[string]made

// plain is a small result that has everything Minian saves.
func plain(units, frames []int64) madeSession {
	n := len(frames)
	f := make([]float64, n)
	motion := made{dims: []string{"frame", "shift_dim"}, shape: []int{n, 2}, coords: map[string]any{"frame": frames, "shift_dim": []string{"height", "width"}}}
	for i := range f {
		f[i] = float64(i)
		motion.values = append(motion.values, float64(i), -float64(i))
	}
	return madeSession{
		"A": stack("unit_id", units), "C": trace(units, frames), "S": trace(units, frames), "YrA": trace(units, frames),
		"b": plane(1, "height", "width"), "f": series(frames, f...), "max_proj": plane(5, "height", "width"), "motion": motion,
	}
}

// write writes the variables to a new folder, which it returns.
func (s madeSession) write(t *testing.T) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "minian")
	for name, m := range s {
		m.write(t, filepath.Join(dir, name+".zarr"), name)
	}
	return dir
}

func (m made) write(t *testing.T, group, name string) {
	t.Helper()
	writeJSON(t, filepath.Join(group, ".zgroup"), map[string]any{"zarr_format": 2})
	var listed string
	for key, value := range m.coords {
		dims := []string{coordAxis(key)}
		switch value := value.(type) {
		case []int64:
			raw := make([]byte, 0, 8*len(value))
			for _, v := range value {
				raw = binary.LittleEndian.AppendUint64(raw, uint64(v))
			}
			writeArray(t, filepath.Join(group, key), "<i8", []int{len(value)}, dims, raw, nil)
		case []float64:
			writeArray(t, filepath.Join(group, key), "<f8", []int{len(value)}, dims, floatBytes(value), nil)
		case []string:
			const width = 8
			raw := make([]byte, 4*width*len(value))
			for i, text := range value {
				for k, r := range text {
					binary.LittleEndian.PutUint32(raw[4*(width*i+k):], uint32(r))
				}
			}
			writeArray(t, filepath.Join(group, key), "<U8", []int{len(value)}, dims, raw, nil)
		case string:
			var raw []byte
			for _, r := range value {
				raw = binary.LittleEndian.AppendUint32(raw, uint32(r))
			}
			writeArray(t, filepath.Join(group, key), "<U"+string(rune('0'+len(value))), []int{}, []string{}, raw, nil)
		}
		if coordAxis(key) != key {
			listed += " " + key
		}
	}
	attrs := map[string]any{}
	for k, v := range m.attrs {
		attrs[k] = v
	}
	if listed != "" {
		attrs["coordinates"] = listed[1:]
	}
	writeArray(t, filepath.Join(group, name), "<f8", m.shape, m.dims, floatBytes(m.values), attrs)
}

func floatBytes(values []float64) []byte {
	raw := make([]byte, 0, 8*len(values))
	for _, v := range values {
		raw = binary.LittleEndian.AppendUint64(raw, math.Float64bits(v))
	}
	return raw
}

func writeArray(t *testing.T, dir, dtype string, shape []int, dims []string, raw []byte, attrs map[string]any) {
	t.Helper()
	all := map[string]any{"_ARRAY_DIMENSIONS": dims}
	for k, v := range attrs {
		all[k] = v
	}
	fill := any(nil)
	if dtype == "<f8" {
		fill = "NaN"
	}
	writeJSON(t, filepath.Join(dir, ".zarray"), map[string]any{
		"zarr_format": 2, "shape": shape, "chunks": shape, "dtype": dtype, "compressor": nil, "filters": nil, "order": "C", "fill_value": fill,
	})
	writeJSON(t, filepath.Join(dir, ".zattrs"), all)
	if raw == nil {
		return
	}
	key := "0"
	for range len(shape) - 1 {
		key += ".0"
	}
	writeText(t, filepath.Join(dir, key), string(raw))
}

func writeJSON(t *testing.T, path string, v any) {
	t.Helper()
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	writeText(t, path, string(text))
}

func writeText(t *testing.T, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// checkTraces compares every trace with the rule of trace, and the footprints
// against that of stack.
func checkTraces(t *testing.T, s *session.Segmentation, ids, frames []int64) {
	t.Helper()
	var want []float64
	for _, id := range ids {
		for _, f := range frames {
			want = append(want, float64(100*id+f))
		}
	}
	for _, tr := range s.Traces {
		if tr.Kind == session.Transients || tr.Kind == session.DFF {
			continue
		}
		if diff := cmp.Diff(want, arraytest.ReadFloats(t, tr.Array)); diff != "" {
			t.Errorf("%s: -want +got:\n%s", tr.Kind, diff)
		}
	}
	if s.Footprints.Len() != len(ids) {
		t.Fatalf("%d footprints for %d units", s.Footprints.Len(), len(ids))
	}
	for i, id := range ids {
		var fp session.Footprint
		if err := s.Footprints.Footprint(context.Background(), i, &fp); err != nil {
			t.Fatal(err)
		}
		want := session.Footprint{X: []uint32{uint32(id % 4)}, Y: []uint32{uint32(id % 3)}, W: []float64{float64(id)}}
		if diff := cmp.Diff(want, fp); diff != "" {
			t.Errorf("footprint of unit %d: -want +got:\n%s", id, diff)
		}
	}
}

func leftOutOf(s *session.Segmentation) map[string]string {
	out := map[string]string{}
	for _, l := range s.LeftOut {
		out[l.Source] = l.Reason
	}
	return out
}

// Layouts that Minian, its users and other software make of a result.
func TestMinianLayouts(t *testing.T) {
	frames := span(0, 5, 1)
	transposed := plain([]int64{4, 9, 2}, frames)
	c := transposed["C"]
	c.dims, c.shape, c.values = []string{"frame", "unit_id"}, []int{5, 3}, nil
	for _, f := range frames {
		for _, u := range []int64{4, 9, 2} {
			c.values = append(c.values, float64(100*u+f))
		}
	}
	transposed["C"] = c
	transposed["max_proj"] = made{dims: []string{"width", "height"}, shape: []int{4, 3}, values: []float64{5, 9, 13, 6, 10, 14, 7, 11, 15, 8, 12, 16}}

	shuffled := plain([]int64{4, 9, 2}, frames)
	shuffled["C"], shuffled["YrA"] = trace([]int64{2, 4, 9}, frames), trace([]int64{9, 2, 4}, frames)

	lacking := plain([]int64{4, 9, 2, 7}, frames)
	lacking["S"], lacking["YrA"] = trace([]int64{2, 4, 9}, frames), trace([]int64{2, 4, 7, 11}, frames)

	longer := plain([]int64{1}, span(100, 110, 2))
	longer["S"] = trace([]int64{1}, span(90, 120, 1))
	longer["motion"] = plain([]int64{1}, span(90, 120, 1))["motion"]

	first := plain([]int64{4, 9}, frames)
	first["B"], first["C0"], first["shifts"] = trace([]int64{9, 4}, frames), trace([]int64{4, 9}, frames), first["motion"]
	first["shifts"] = made{dims: []string{"frame", "variable"}, shape: []int{5, 2}, values: []float64{0, 0, -1, 1, -2, 2, -3, 3, -4, 4},
		coords: map[string]any{"frame": frames, "variable": []string{"width", "height"}}}
	delete(first, "motion")
	first["A_init"], first["org"] = stack("unit_id_init", []int64{1, 2}), made{dims: []string{"frame", "height", "width"}, shape: []int{0, 3, 4}}

	unnumbered := plain([]int64{4, 9}, frames)
	for _, name := range []string{"C", "S", "YrA", "f", "motion"} {
		delete(unnumbered[name].coords, "frame")
	}
	for _, tt := range []struct {
		name        string
		session     madeSession
		ids, frames []int64
		leftOut     map[string]string
	}{
		{"plain", plain([]int64{4, 9, 2}, frames), []int64{4, 9, 2}, frames, nil},
		{"dimensions in another order", transposed, []int64{4, 9, 2}, frames, nil},
		{"units in another order in each variable", shuffled, []int64{4, 9, 2}, frames, nil},
		{"units that are not everywhere", lacking, []int64{4, 2}, frames, map[string]string{
			"unit_id 9": `"YrA.zarr/YrA" lacks this unit`, "unit_id 7": `"S.zarr/S" lacks this unit`, "YrA.zarr/YrA, unit_id 11": `"A.zarr/A" lacks this unit`,
		}},
		{"one unit", plain([]int64{6}, frames), []int64{6}, frames, nil},
		{"every second frame from 100 on, more in others", longer, []int64{1}, span(100, 110, 2), map[string]string{
			"S.zarr/S": `25 frames that "C.zarr/C" does not have`, "motion.zarr/motion": `25 frames that "C.zarr/C" does not have`,
		}},
		{"names of Minian 0.1", first, []int64{4, 9}, frames, map[string]string{
			"A_init.zarr/A_init": "working state of the run, not its result", "org.zarr/org": minian.MovieReason,
		}},
		{"frames without numbers", unnumbered, []int64{4, 9}, frames, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := openSession(t, tt.session.write(t))
			if s.Frames != len(tt.frames) {
				t.Errorf("%d frames, want %d", s.Frames, len(tt.frames))
			}
			checkTraces(t, s, tt.ids, tt.frames)
			if tt.leftOut == nil {
				tt.leftOut = map[string]string{}
			}
			if diff := cmp.Diff(tt.leftOut, leftOutOf(s)); diff != "" {
				t.Errorf("left out: -want +got:\n%s", diff)
			}
			for _, image := range s.Images {
				if image.Name == "maximum_projection" {
					want := []float64{5, 9, 13, 6, 10, 14, 7, 11, 15, 8, 12, 16}
					if diff := cmp.Diff(want, arraytest.ReadFloats(t, image.Array)); diff != "" {
						t.Errorf("image: -want +got:\n%s", diff)
					}
				}
			}
			shifts := arraytest.ReadFloats(t, s.Shifts.Array)
			if len(shifts) != 2*len(tt.frames) || shifts[2] <= 0 || shifts[3] != -shifts[2] {
				t.Errorf("shifts %v, want one along height and one along width for each of %d frames", shifts, len(tt.frames))
			}
		})
	}
}

// A chunk that was never written is NaN, as Zarr has it; so are marks, which
// then mark nothing.
// A folder that some tool has made a Zarr group of, to be able to open it, is
// the result that it was.
func TestMinianGroupAround(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "minian")
	if err := os.CopyFS(dir, os.DirFS(sampletest.Own(t, "minian/v202_subset/m01/s2/minian"))); err != nil {
		t.Fatal(err)
	}
	var ids [][]string
	for _, group := range []string{"", ".zgroup"} {
		if group != "" {
			writeText(t, filepath.Join(dir, group), `{"zarr_format": 2}`)
		}
		seg, err := extract.Open(t.Context(), dir, "")
		if err != nil {
			t.Fatal(err)
		}
		ids = append(ids, seg.IDs)
		if err := seg.Close(); err != nil {
			t.Error(err)
		}
	}
	if diff := cmp.Diff(ids[0], ids[1]); diff != "" {
		t.Error(diff)
	}
}

func TestMinianAbsentChunks(t *testing.T) {
	s := plain([]int64{1, 2}, span(0, 3, 1))
	for _, name := range []string{"S", "E"} {
		m := trace([]int64{1, 2}, span(0, 3, 1))
		m.values = nil
		s[name] = m
	}
	dir := s.write(t)
	for _, name := range []string{"S", "E"} {
		if err := os.Remove(filepath.Join(dir, name+".zarr", name, "0.0")); err != nil {
			t.Fatal(err)
		}
	}
	// With E the session is CalTrig's, which knows no units of NaN alone.
	if _, err := minian.Open(context.Background(), dir); !isEmpty(err) {
		t.Errorf("error %v, want an EmptyError", err)
	}
	delete(s, "E")
	found := openSession(t, dirWithout(t, s, "S"))
	for _, tr := range found.Traces {
		if tr.Kind != session.Deconvolved {
			continue
		}
		for _, v := range arraytest.ReadFloats(t, tr.Array) {
			if !math.IsNaN(v) {
				t.Errorf("a value of a chunk that is not there is %v", v)
			}
		}
	}
}

// dirWithout writes a session and removes the chunks of one variable.
func dirWithout(t *testing.T, s madeSession, name string) string {
	t.Helper()
	dir := s.write(t)
	if err := os.Remove(filepath.Join(dir, name+".zarr", name, "0.0")); err != nil {
		t.Fatal(err)
	}
	return dir
}

// Background, columns and what users add.
// A column of up to 64 values for each ROI is taken.
func TestMinianWideColumn(t *testing.T) {
	for width, taken := range map[int]bool{64: true, 65: false} {
		s := plain([]int64{4, 9}, span(0, 3, 1))
		s["g"] = made{dims: []string{"lag", "unit_id"}, shape: []int{width, 2}, values: make([]float64, 2*width), coords: map[string]any{"unit_id": []int64{4, 9}}}
		found := openSession(t, s.write(t))
		if got := len(found.Columns) == 1 && found.Columns[0].Width == width; got != taken {
			t.Errorf("a column of %d values for each ROI: taken %v", width, got)
		}
		if _, out := leftOutOf(found)["g.zarr/g"]; out == taken {
			t.Errorf("a column of %d values for each ROI: left out %v", width, out)
		}
	}
}

func TestMinianRest(t *testing.T) {
	units, frames := []int64{4, 9}, span(0, 3, 1)
	s := plain(units, frames)
	s["A"] = s["A"].with("unit_labels", []int64{7, -1}).with("animal", "m1").with("session", "s1").with("dose", "2 mg")
	s["C"] = s["C"].withAttr("param", map[string]any{"p": 1, "sparse_penal": 0.5})
	s["g"] = made{dims: []string{"lag", "unit_id"}, shape: []int{2, 2}, values: []float64{1, 2, 3, 4}, coords: map[string]any{"unit_id": []int64{9, 4}}}
	s["mystery"] = made{dims: []string{"q"}, shape: []int{1}, values: []float64{1}}
	found := openSession(t, s.write(t))
	wantColumns := []session.Column{
		{Name: "g", Source: "g.zarr/g", DType: chunkio.Float64, Floats: []float64{2, 4, 1, 3}, Width: 2},
		{Name: "unit_labels", Source: "A.zarr/unit_labels", Ints: []int64{7, -1}},
	}
	for i := range found.Columns {
		found.Columns[i].Description = ""
	}
	if diff := cmp.Diff(wantColumns, found.Columns); diff != "" {
		t.Errorf("columns: -want +got:\n%s", diff)
	}
	if diff := cmp.Diff(&session.Acceptance{Accepted: []bool{true, false}, Rejected: []bool{false, true}}, found.Acceptance); diff != "" {
		t.Errorf("acceptance: -want +got:\n%s", diff)
	}
	wantHints := []session.Hint{{Path: "Subject.subject_id", Value: "m1", Origin: "A.zarr/animal"}, {Path: "NWBFile.session_id", Value: "s1", Origin: "A.zarr/session"}}
	if diff := cmp.Diff(wantHints, found.Hints); diff != "" {
		t.Errorf("hints: -want +got:\n%s", diff)
	}
	wantParameters := []session.Parameter{{Group: "C", Name: "param", Value: `{"p": 1, "sparse_penal": 0.5}`}, {Group: "session", Name: "dose", Value: `"2 mg"`}}
	if diff := cmp.Diff(wantParameters, found.Parameters); diff != "" {
		t.Errorf("parameters: -want +got:\n%s", diff)
	}
	if diff := cmp.Diff(map[string]string{"mystery.zarr/mystery": `not one of Minian's own variables (dimensions ["q"]): its meaning is not known`}, leftOutOf(found)); diff != "" {
		t.Errorf("left out: -want +got:\n%s", diff)
	}
	if diff := cmp.Diff([]float64{0, 1, 2}, arraytest.ReadFloats(t, found.Background.Trace.Array)); diff != "" {
		t.Errorf("trace of the background: -want +got:\n%s", diff)
	}
	// b times the mean of f, which is 1, x first.
	want := []float64{1, 5, 9, 2, 6, 10, 3, 7, 11, 4, 8, 12}
	if diff := cmp.Diff(want, arraytest.ReadFloats(t, found.Images[0].Array)); diff != "" {
		t.Errorf("%s: -want +got:\n%s", found.Images[0].Name, diff)
	}
}
