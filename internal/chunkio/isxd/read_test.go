package isxd_test

import (
	"bytes"
	"context"
	"errors"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"roi2nwb/internal/chunkio/arraytest"
	"roi2nwb/internal/chunkio/isxd"
	"roi2nwb/internal/chunkio/isxd/isxdtest"

	"github.com/google/go-cmp/cmp"
)

func read(t *testing.T, content []byte) *isxd.File {
	t.Helper()
	f, err := isxd.Read(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func TestCellSet(t *testing.T) {
	f := read(t, cells(footer{"start": footer{"secsSinceEpoch": isxdtest.Ratio(1000000001, 3), "utcOffset": 3600}}, footer{
		"CellNames": []string{"a", "a"}, "CellStatuses": []int{0, 2}, "CellActivity": []bool{true, false}, "CellColors": []uint32{0xff00aa11, 7},
		"Matches": []int{2, -1}, "SizeGlobalCS": 3, "PairScores": []any{0.5, nil}, "CentroidDistances": []float64{1.5, 0},
		"extraProperties": footer{"name": "D1"},
	}))
	s, err := f.CellSet()
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff([]float64{1, 0, 2, 0, 0, 3, 0, 4, 0, 0, 5, 0}, arraytest.ReadFloats(t, s.Images)); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff([]float64{1, 2, 3, 4, 5, 6, 7, 8}, arraytest.ReadFloats(t, s.Traces)); d != "" {
		t.Error(d)
	}
	if got := s.Timing.Start.Local().Format("2006-01-02T15:04:05.000000-07:00"); got != "1980-07-25T01:35:33.666667+01:00" {
		t.Errorf("start %s", got)
	}
	if !slices.Equal(s.Active, []bool{true, false}) || !slices.Equal(s.Colors, []uint32{0xff00aa11, 7}) || !slices.Equal(s.Names, []string{"a", "a"}) {
		t.Errorf("cells %v %v %v", s.Names, s.Active, s.Colors)
	}
	if r := s.Registered; r == nil || r.Global != 3 || !slices.Equal(r.Matches, []int64{2, -1}) || r.Scores[0] != 0.5 || !math.IsNaN(r.Scores[1]) {
		t.Errorf("registration %+v", r)
	}
	if string(f.Extra) == "" || f.Producer != "isxcore 2.0.1" || len(f.Remarks) > 0 {
		t.Errorf("extra %s, producer %q, remarks %v", f.Extra, f.Producer, f.Remarks)
	}
}

// Boxes of any extent are those of the whole.
func TestBoxes(t *testing.T) {
	s, err := read(t, cells(nil, nil)).CellSet()
	if err != nil {
		t.Fatal(err)
	}
	arraytest.CheckBoxes(t, s.Images)
	arraytest.CheckBoxes(t, s.Traces)
}

// The data of a cell are found by its size alone, so that what is behind the last
// is remarked on, and so is a list that is null.
func TestOddCellSets(t *testing.T) {
	content := cells(nil, footer{"CellActivity": nil, "CellColors": isxdtest.Absent, "cellMetrics": []any{footer{}, footer{}}})
	f := read(t, append([]byte{0, 0, 0, 0}, content...))
	s, err := f.CellSet()
	if err != nil {
		t.Fatal(err)
	}
	if s.Active != nil || s.Colors != nil || s.Metrics != nil {
		t.Errorf("activity %v, colours %v, metrics %v", s.Active, s.Colors, s.Metrics)
	}
	all := strings.Join(f.Remarks, "\n")
	for _, part := range []string{"CellActivity is null", "4 bytes of data more"} {
		if !strings.Contains(all, part) {
			t.Errorf("remarks %q, want %s", all, part)
		}
	}
}

func TestCellMetrics(t *testing.T) {
	point := footer{"x": 3, "y": 4}
	none := footer{"x": math.MinInt64, "y": math.MinInt64}
	metrics := []any{1, point, point, 12.5, 11.5, 5, 4}
	s, err := read(t, cells(nil, footer{"cellMetrics": []any{metrics, []any{1, none, none, 0.0, 0.0, 1, 1}}})).CellSet()
	if err != nil {
		t.Fatal(err)
	}
	want := isxd.CellMetrics{Components: 1, CentreX: 3, CentreY: 4, LargestCentreX: 3, LargestCentreY: 4, Area: 12.5, LargestArea: 11.5, MaxContourWidth: 5, LargestContourWidth: 4}
	if len(s.Metrics) != 2 || s.Metrics[0] != want || !math.IsNaN(s.Metrics[1].Area) {
		t.Errorf("metrics %+v", s.Metrics)
	}
	if s, err = read(t, cells(nil, footer{"cellMetrics": []any{[]any{1, none, none, 0.0, 0.0, 1, 1}, footer{}}})).CellSet(); err != nil || s.Metrics != nil {
		t.Errorf("metrics %+v, error %v", s.Metrics, err)
	}
}

// A footer that was replaced by a shorter one keeps the length of the old.
func TestStaleTail(t *testing.T) {
	old := cells(nil, footer{"extraProperties": footer{"name": strings.Repeat("long ", 100)}})
	short := cells(nil, nil)
	stale := append(bytes.Clone(short), old[len(short):]...)
	f := read(t, stale)
	if _, err := f.CellSet(); err != nil || f.Extra != nil {
		t.Errorf("extra %s, error %v", f.Extra, err)
	}
}

// Cropped samples come before blank ones, these before dropped ones, in whatever
// order they are listed.
func TestInvalid(t *testing.T) {
	f := read(t, isxdtest.File(make([]byte, 4*30), footer{
		"type": 1, "dataType": "float", "fileVersion": 0, "isRoiSet": false, "spacingInfo": isxdtest.Spacing(0, 0),
		"CellNames": []string{"a"}, "CellStatuses": []int{1},
		"timingInfo": isxdtest.Timing(30, footer{
			"cropped": []string{"10 - 16", "0", "15-17"}, "blank": []int{20, 22, 16, 9}, "dropped": []int{22, 7, 3, 8, 9, 18},
		}),
	}))
	s, err := f.CellSet()
	if err != nil {
		t.Fatal(err)
	}
	want := []isxd.Run{
		{First: 0, Last: 0, Reason: isxd.Cropped}, {First: 3, Last: 3, Reason: isxd.Dropped}, {First: 7, Last: 8, Reason: isxd.Dropped},
		{First: 9, Last: 9, Reason: isxd.Blank}, {First: 10, Last: 17, Reason: isxd.Cropped}, {First: 18, Last: 18, Reason: isxd.Dropped},
		{First: 20, Last: 20, Reason: isxd.Blank}, {First: 22, Last: 22, Reason: isxd.Blank},
	}
	if d := cmp.Diff(want, s.Timing.Invalid); d != "" {
		t.Error(d)
	}
	if n := s.Timing.InvalidSamples(); n != 16 {
		t.Errorf("%d samples are invalid", n)
	}
}

// Events are read in the order of the file, from any of them on.
func TestEvents(t *testing.T) {
	var list []isxdtest.Event
	const n = 40000 // more than are read at once
	for i := range n {
		list = append(list, isxdtest.Event{Micros: uint64(i), Channel: uint64(i % 3), Value: float32(i)})
	}
	const end = isxdtest.StartMillis + 50*4000
	e := isxdtest.Events{Names: []string{"A", "B", "C"}, Samples: 4000, List: list, Footer: footer{
		"global times": []footer{isxdtest.Time(isxdtest.StartMillis, 0), isxdtest.Time(end-3, 0)},
		"signalSteps":  []footer{isxdtest.Ratio(0, 1), isxdtest.Ratio(50, 1000), isxdtest.Ratio(1, 10)},
	}}
	f := read(t, e.Bytes())
	s, err := f.EventSet(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	if s.Packets != n || s.Samples() != 4000 || s.Period != (isxd.Ratio{Num: 50, Den: 1000}) || len(f.Remarks) != 1 {
		t.Errorf("%d events of %d samples every %v s, remarks %v", s.Packets, s.Samples(), s.Period, f.Remarks)
	}
	for _, first := range []int{0, 1, 16383, 16384, 39990} {
		got := make([]isxd.Event, min(20000, n-first))
		if err := s.ReadEvents(context.Background(), got, first); err != nil {
			t.Fatal(err)
		}
		for i, e := range got {
			if k := first + i; e != (isxd.Event{Offset: int64(k), Channel: k % 3, Value: float32(k)}) {
				t.Fatalf("event %d is %v", k, e)
			}
		}
	}
	if err := s.ReadEvents(context.Background(), make([]isxd.Event, 2), n-1); err == nil {
		t.Error("events beyond the last were read")
	}
}

func TestEarlyEvents(t *testing.T) {
	const start = isxdtest.StartMillis * 1000
	content := isxdtest.Early([]string{"C1", "C10", "C2"}, 20, []isxdtest.Event{isxdtest.At(start+100000, 0, 2.5), isxdtest.At(start, 2, 0), isxdtest.At(start-50, 2, 1)}, nil)
	s, err := read(t, content).EventSet(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	got := make([]isxd.Event, s.Packets)
	if err := s.ReadEvents(context.Background(), got, 0); err != nil {
		t.Fatal(err)
	}
	// A value of zero stands for its state, which is 1.
	want := []isxd.Event{{Offset: 100000, Channel: 0, Value: 2.5}, {Offset: 0, Channel: 2, Value: 1}, {Offset: -50, Channel: 2, Value: 1}}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	if s.Samples() != 20 || s.End.Micros() != start+1000000 {
		t.Errorf("%d samples to %d us", s.Samples(), s.End.Micros())
	}
}

func TestKinds(t *testing.T) {
	gpio := isxdtest.File(nil, footer{"type": 3})
	f := read(t, gpio)
	if f.Kind != isxd.KindGPIO || f.Kind.String() != "a GPIO recording" || isxd.Kind(99).String() != "a file of kind 99" {
		t.Errorf("kind %v", f.Kind)
	}
	if _, err := f.CellSet(); err == nil {
		t.Error("a GPIO recording was read as a cell set")
	}
	if _, err := f.EventSet(context.Background()); err == nil {
		t.Error("a GPIO recording was read as an event set")
	}
	if _, err := f.Movie(); err == nil {
		t.Error("a GPIO recording was read as a movie")
	}
}

// Files are told by their end, whatever their name.
func TestIsISXD(t *testing.T) {
	dir := t.TempDir()
	for name, want := range map[string]bool{"cells.bin": true, "movie": true, "text.isxd": false, "empty": false} {
		content := map[string][]byte{"cells.bin": cells(nil, nil), "movie": isxdtest.Movie(2, 2, 1, 1, nil), "text.isxd": []byte("Dear all, nothing.")}[name]
		if got := isxd.IsISXD(isxdtest.Write(t, dir, name, content)); got != want {
			t.Errorf("%s: %v", name, got)
		}
	}
	if isxd.IsISXD(dir) {
		t.Error("a folder is one")
	}
	if _, err := isxd.Open(filepath.Join(dir, "absent")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("error %v", err)
	}
	if _, err := isxd.Open(filepath.Join(dir, "empty")); !errors.Is(err, isxd.ErrNoFooter) {
		t.Errorf("error %v", err)
	}
}
