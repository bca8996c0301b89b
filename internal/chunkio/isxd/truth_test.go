package isxd_test

import (
	"context"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"roi2nwb/internal/chunkio"
	"roi2nwb/internal/chunkio/isxd"
	"roi2nwb/internal/sampletest"
)

// truth is what Inscopix' own library says of a file.
type truth struct {
	Kind   string
	Names  []string
	Status []string
	ROISet bool `json:"roi_set"`
	Timing struct {
		Samples  int      `json:"num_samples"`
		Period   [2]int64 // a fraction
		Start    [2]int64
		Offset   int    `json:"utc_offset"`
		StartStr string `json:"start_str"`
		Valid    []int
	}
	Spacing struct {
		Height, Width int
		PixelWidth    [2]int64 `json:"pixel_width"`
		Left, Top     [2]int64
	}
	Images, Traces []string
	Usec, Value    []string
	DType          string
	Frames         []string
}

// TestTruth compares what is read of made files with what the vendor's library
// reads of them.
func TestTruth(t *testing.T) {
	dir := sampletest.Outside(t, "isxd")
	text, err := os.ReadFile(filepath.Join(dir, "truth.json"))
	if err != nil {
		t.Fatal(err)
	}
	var all map[string]truth
	if err := json.Unmarshal(text, &all); err != nil {
		t.Fatal(err)
	}
	for name, want := range all {
		t.Run(name, func(t *testing.T) {
			f, err := isxd.Open(filepath.Join(dir, name))
			if err != nil {
				t.Fatal(err)
			}
			defer f.Close()
			switch want.Kind {
			case "cellset":
				checkCellSet(t, f, &want)
			case "eventset":
				checkEventSet(t, f, &want)
			default:
				checkMovie(t, f, &want, filepath.Join(dir, name))
			}
		})
	}
}

func decoded(t *testing.T, text string) []byte {
	t.Helper()
	raw, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

func checkTiming(t *testing.T, got *isxd.Timing, want *truth) {
	t.Helper()
	w := &want.Timing
	if got.Samples != w.Samples || got.Start.Offset != w.Offset {
		t.Errorf("%d samples, offset %d, want %d, %d", got.Samples, got.Start.Offset, w.Samples, w.Offset)
	}
	if s := got.Start.Seconds; s != (isxd.Ratio{Num: w.Start[0], Den: w.Start[1]}) {
		t.Errorf("start %v, want %v", s, w.Start)
	}
	layout := "2006-01-02 15:04:05.000000"
	if len(w.StartStr) < len(layout) {
		layout = "2006-01-02 15:04:05"
	}
	if text := got.Start.Local().Format(layout); text != w.StartStr {
		t.Errorf("start %s, want %s", text, w.StartStr)
	}
	valid := slices.Repeat([]int{1}, got.Samples)
	for _, r := range got.Invalid {
		for i := r.First; i <= r.Last; i++ {
			valid[i] = 0
		}
	}
	if !slices.Equal(valid, w.Valid) {
		t.Errorf("valid %v, want %v", valid, w.Valid)
	}
}

func checkCellSet(t *testing.T, f *isxd.File, want *truth) {
	s, err := f.CellSet()
	if err != nil {
		t.Fatal(err)
	}
	checkTiming(t, &s.Timing, want)
	if p := s.Timing.Period; p != (isxd.Ratio{Num: want.Timing.Period[0], Den: want.Timing.Period[1]}) {
		t.Errorf("period %v, want %v", p, want.Timing.Period)
	}
	var status, names []string
	for i, v := range s.Statuses {
		status, names = append(status, v.String()), append(names, s.Names[i][:min(255, len(s.Names[i]))])
	}
	if !slices.Equal(status, want.Status) || !slices.Equal(names, want.Names) || s.IsROISet != want.ROISet {
		t.Errorf("%v %v %v, want %v %v %v", names, status, s.IsROISet, want.Names, want.Status, want.ROISet)
	}
	if s.Spacing.Width != want.Spacing.Width || s.Spacing.Height != want.Spacing.Height || s.Spacing.Left.Num != want.Spacing.Left[0] {
		t.Errorf("spacing %v, want %v", s.Spacing, want.Spacing)
	}
	for i := range s.Names {
		for _, a := range []struct {
			array chunkio.Array
			want  string
		}{{s.Images, want.Images[i]}, {s.Traces, want.Traces[i]}} {
			whole := decoded(t, a.want)
			got := make([]byte, len(whole))
			start, count := make([]int, len(a.array.Shape())), slices.Clone(a.array.Shape())
			start[0], count[0] = i, 1
			if err := a.array.ReadBlock(context.Background(), got, start, count); err != nil {
				t.Fatal(err)
			}
			if !slices.Equal(got, whole) {
				t.Errorf("cell %d: array %v differs", i, a.array.Shape())
			}
		}
	}
}

// The vendor's library sorts events, and keeps the last of those at one time.
func checkEventSet(t *testing.T, f *isxd.File, want *truth) {
	s, err := f.EventSet(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	if s.Samples() != want.Timing.Samples {
		t.Errorf("%d samples, want %d", s.Samples(), want.Timing.Samples)
	}
	events := make([]isxd.Event, s.Packets)
	if err := s.ReadEvents(context.Background(), events, 0); err != nil {
		t.Fatal(err)
	}
	for i, c := range s.Channels {
		if c.Name != want.Names[i] {
			t.Errorf("channel %d is %q, want %q", i, c.Name, want.Names[i])
		}
		values := map[int64]float32{}
		for _, e := range events {
			if e.Channel == i {
				values[e.Offset] = e.Value
			}
		}
		usec, bits := decoded(t, want.Usec[i]), decoded(t, want.Value[i])
		if len(values) != len(usec)/8 {
			t.Errorf("channel %d: %d times, want %d", i, len(values), len(usec)/8)
		}
		for k := range len(usec) / 8 {
			at := int64(binary.LittleEndian.Uint64(usec[8*k:]))
			v, ok := values[at]
			if w := math.Float32frombits(binary.LittleEndian.Uint32(bits[4*k:])); !ok || math.Float32bits(v) != math.Float32bits(w) && (v == v || w == w) {
				t.Errorf("channel %d at %d us: %v, want %v", i, at, v, w)
			}
		}
	}
}

func checkMovie(t *testing.T, f *isxd.File, want *truth, path string) {
	m, err := f.Movie()
	if err != nil {
		t.Fatal(err)
	}
	checkTiming(t, &m.Timing, want)
	if got, wanted := m.Period().Float(), float64(want.Timing.Period[0])/float64(want.Timing.Period[1]); math.Abs(got-wanted) > 1e-12 {
		t.Errorf("period %v, want %v", got, wanted)
	}
	if m.DType.String() != want.DType {
		t.Errorf("type %v, want %s", m.DType, want.DType)
	}
	file, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for i, text := range want.Frames {
		pixels := decoded(t, text)
		at, ok := m.FrameOffset(i)
		if !ok {
			if want.Timing.Valid[i] != 0 {
				t.Errorf("frame %d is not there", i)
			}
			continue
		}
		if !slices.Equal(file[at:int(at)+len(pixels)], pixels) {
			t.Errorf("frame %d differs", i)
		}
	}
}
