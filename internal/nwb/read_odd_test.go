package nwb

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"roi2nwb/internal/chunkio"
	"roi2nwb/internal/metadata"
	"roi2nwb/internal/nwb/build"
	"roi2nwb/internal/nwb/nwbtest"
	"roi2nwb/internal/nwb/plan"
	"roi2nwb/internal/readertest"
	"roi2nwb/internal/session"
)

const (
	aSource = "../../testdata/caiman/cnmf2p_p0_raw.hdf5" // 10 ROIs, 400 frames, 62 x 45
	aTable  = "/processing/ophys/ImageSegmentation/PlaneSegmentation"
	aSeries = "/processing/ophys/Fluorescence/RoiResponseSeries"
)

// groupAt finds a group of a plan.
func groupAt(t *testing.T, p *plan.Plan, path string) *plan.Group {
	t.Helper()
	var found *plan.Group
	p.Each(func(at string, g *plan.Group, d *plan.Dataset) {
		if d == nil && at == path {
			found = g
		}
	})
	if found == nil {
		t.Fatalf("the plan has no group %q", path)
	}
	return found
}

// datasetOf finds a dataset of a group.
func datasetOf(t *testing.T, g *plan.Group, name string) *plan.Dataset {
	t.Helper()
	for _, d := range g.Datasets {
		if d.Name == name {
			return d
		}
	}
	t.Fatalf("group %q has no dataset %q", g.Name, name)
	return nil
}

// drop removes a member.
func drop(g *plan.Group, name string) {
	g.Datasets = slices.DeleteFunc(g.Datasets, func(d *plan.Dataset) bool { return d.Name == name })
	g.Groups = slices.DeleteFunc(g.Groups, func(c *plan.Group) bool { return c.Name == name })
}

func int64s(v ...int64) (plan.Type, []int, plan.Data) {
	return plan.NumberType(chunkio.Int64), []int{len(v)}, plan.Bytes(plan.Int64Bytes(v))
}

// Each file is a good one with one thing changed.
func TestOddFiles(t *testing.T) {
	for _, tt := range []struct {
		name   string
		change func(t *testing.T, p *plan.Plan)
		// What is expected: an error, or else something left out or remarked.
		err, leftOut, remark string
	}{
		{name: "no table of ROIs", err: "is an NWB file without a table of ROIs", change: func(t *testing.T, p *plan.Plan) {
			groupAt(t, p, "/processing/ophys/ImageSegmentation").Attrs = nil
		}},
		{name: "not NWB", err: "is an HDF5 file without an NWB version, not an NWB file", change: func(_ *testing.T, p *plan.Plan) {
			p.Root.Attrs = nil
		}},
		{name: "no ids", err: `"` + aTable + `/id" has no rows`, change: func(t *testing.T, p *plan.Plan) {
			drop(groupAt(t, p, aTable), "id")
		}},
		{name: "float ids", err: "expected integers", change: func(t *testing.T, p *plan.Plan) {
			table := groupAt(t, p, aTable)
			drop(table, "roi_name")
			d := datasetOf(t, table, "id")
			d.Type, d.Data = plan.NumberType(chunkio.Float64), plan.Bytes(plan.Float64Bytes(make([]float64, 10)...))
		}},
		{name: "index falls", err: `pixel_mask_index" falls from 9 to 1`, change: func(t *testing.T, p *plan.Plan) {
			d := datasetOf(t, groupAt(t, p, aTable), "pixel_mask_index")
			d.Type, d.Shape, d.Data = int64s(9, 1, 2, 3, 4, 5, 6, 7, 8, 9)
		}},
		{name: "index past the end", err: "ends at 999999, but there are", change: func(t *testing.T, p *plan.Plan) {
			d := datasetOf(t, groupAt(t, p, aTable), "pixel_mask_index")
			d.Type, d.Shape, d.Data = int64s(0, 0, 0, 0, 0, 0, 0, 0, 0, 999999)
		}},
		{name: "negative index", err: `pixel_mask_index" falls from 0 to -1`, change: func(t *testing.T, p *plan.Plan) {
			d := datasetOf(t, groupAt(t, p, aTable), "pixel_mask_index")
			d.Type, d.Shape, d.Data = int64s(-1, 0, 0, 0, 0, 0, 0, 0, 0, 0)
		}},
		{name: "no index", err: "nothing tells which pixels are whose", change: func(t *testing.T, p *plan.Plan) {
			drop(groupAt(t, p, aTable), "pixel_mask_index")
		}},
		{name: "mask of plain numbers", err: `pixel_mask" is int64, without a number "x"`, change: func(t *testing.T, p *plan.Plan) {
			table := groupAt(t, p, aTable)
			drop(table, "pixel_mask")
			drop(table, "pixel_mask_index")
			d := &plan.Dataset{Name: "pixel_mask"}
			d.Type, d.Shape, d.Data = int64s(1, 2)
			table.Put(d)
		}},
		{name: "image masks of other ROIs", err: "not that of an image for each of 10 ROIs", change: func(t *testing.T, p *plan.Plan) {
			table := groupAt(t, p, aTable)
			drop(table, "pixel_mask")
			drop(table, "pixel_mask_index")
			d := &plan.Dataset{Name: "image_mask"}
			d.Type, d.Shape, d.Data = int64s(1, 2)
			table.Put(d)
		}},
		{name: "no masks", remark: "the file holds no masks", change: func(t *testing.T, p *plan.Plan) {
			table := groupAt(t, p, aTable)
			drop(table, "pixel_mask")
			drop(table, "pixel_mask_index")
		}},
		{name: "short column", leftOut: "PlaneSegmentation/snr: int64 of shape [2], not a value for each of 10 ROIs", change: func(t *testing.T, p *plan.Plan) {
			addColumn(groupAt(t, p, aTable), "snr", 1, 2)
		}},
		{name: "column that is not there", leftOut: "PlaneSegmentation/ghost: the table names it, and it is not there", change: func(t *testing.T, p *plan.Plan) {
			addColumn(groupAt(t, p, aTable), "ghost")
			drop(groupAt(t, p, aTable), "ghost")
		}},
		{name: "accepted and rejected", err: `has ROI "0" both accepted and rejected`, change: func(t *testing.T, p *plan.Plan) {
			for _, name := range []string{"is_accepted", "is_rejected"} {
				addColumn(groupAt(t, p, aTable), name, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0)
			}
		}},
		{name: "only rejected", remark: "which ROIs were rejected, and not whether", change: func(t *testing.T, p *plan.Plan) {
			addColumn(groupAt(t, p, aTable), "Rejected", 1, 0, 0, 0, 0, 0, 0, 0, 0, 0)
		}},
		{name: "some ROIs only", leftOut: "RoiResponseSeries: it covers 2 of 10 rows", change: func(t *testing.T, p *plan.Plan) {
			d := datasetOf(t, groupAt(t, p, aSeries), "rois")
			d.Type, d.Shape, d.Data = int64s(0, 1)
		}},
		{name: "no region", leftOut: "RoiResponseSeries: it does not say whose it is", change: func(t *testing.T, p *plan.Plan) {
			g := groupAt(t, p, aSeries)
			drop(g, "rois")
			dropLinks(groupAt(t, p, "/processing/ophys/Fluorescence"))
		}},
		{name: "traces of another shape", leftOut: "its data have shape [3 4] for 10 ROIs", change: func(t *testing.T, p *plan.Plan) {
			setData(t, p, []int{3, 4})
		}},
		{name: "ROIs before frames", remark: "has ROIs before frames", change: func(t *testing.T, p *plan.Plan) {
			setData(t, p, []int{10, 400})
		}},
		{name: "no data", leftOut: "RoiResponseSeries: it has no data that are numbers", change: func(t *testing.T, p *plan.Plan) {
			drop(groupAt(t, p, aSeries), "data")
		}},
		{name: "no time", remark: "nothing tells when the frames", change: func(t *testing.T, p *plan.Plan) {
			drop(groupAt(t, p, aSeries), "starting_time")
		}},
		{name: "no rate", remark: `starting_time" has no rate`, change: func(t *testing.T, p *plan.Plan) {
			datasetOf(t, groupAt(t, p, aSeries), "starting_time").Attrs = nil
		}},
		{name: "too few timestamps", err: "has 2 times for 400 frames", change: func(t *testing.T, p *plan.Plan) {
			g := groupAt(t, p, aSeries)
			drop(g, "starting_time")
			g.Put(plan.Numbers("timestamps", []float64{0, 1}))
		}},
		{name: "naive start", remark: `"/session_start_time" is "2024-05-17T14:30:00", not an ISO 8601 time`, change: func(t *testing.T, p *plan.Plan) {
			datasetOf(t, groupAt(t, p, "/"), "session_start_time").Data = plan.Texts{"2024-05-17T14:30:00"}
		}},
		{name: "number for text", remark: `"/general/lab" is float64, not text`, change: func(t *testing.T, p *plan.Plan) {
			groupAt(t, p, "/general").Put(plan.Number("lab", 1))
		}},
		{name: "text for number", remark: `excitation_lambda" is text, not a number`, change: func(t *testing.T, p *plan.Plan) {
			g := groupAt(t, p, "/general/optophysiology/ImagingPlane")
			drop(g, "excitation_lambda")
			g.Put(plan.Text("excitation_lambda", "920 nm"))
		}},
		{name: "programs of one axis", remark: `was_generated_by" has shape [2]`, change: func(t *testing.T, p *plan.Plan) {
			d := datasetOf(t, groupAt(t, p, "/general"), "was_generated_by")
			d.Shape, d.Data = []int{2}, plan.Texts{"CaImAn", "1"}
		}},
		{name: "parameters of unequal columns", err: "has columns of 1,", change: func(t *testing.T, p *plan.Plan) {
			d := datasetOf(t, groupAt(t, p, "/processing/ophys/SegmentationParameters"), "group")
			d.Shape, d.Data = []int{1}, plan.Texts{"data"}
		}},
		{name: "second table", err: `holds 2 planes: PlaneSegmentation, ZAnother`, change: func(t *testing.T, p *plan.Plan) {
			box := groupAt(t, p, "/processing/ophys/ImageSegmentation")
			box.Groups = slices.Insert(box.Groups, 0, plan.Core("Another", "PlaneSegmentation"))
			box.Groups[0].Name = "ZAnother"
		}},
		{name: "swapped", remark: "outside of the images of 30 x 100: x and y may be swapped", change: func(t *testing.T, p *plan.Plan) {
			image := groupAt(t, p, "/processing/ophys/SegmentationImages").Datasets[0]
			image.Shape, image.Chunk = []int{30, 100}, nil
			image.Type, image.Data = plan.NumberType(chunkio.Float64), plan.Bytes(make([]byte, 8*3000))
			groupAt(t, p, "/processing/ophys/SegmentationImages").Datasets = []*plan.Dataset{image}
		}},
		{name: "no images", remark: "the file does not tell the field of view", change: func(t *testing.T, p *plan.Plan) {
			drop(groupAt(t, p, "/processing/ophys"), "SegmentationImages")
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			noHandles(t)
			source, meta := opened(t, aSource)
			plan, err := nwbtest.BuildOne(source, meta, nwbtest.Options(build.PixelMask))
			if err != nil {
				t.Fatal(err)
			}
			tt.change(t, plan)
			seg, _, err := reopened(t, plan)
			if tt.err != "" {
				if err == nil || !strings.Contains(err.Error(), tt.err) {
					t.Errorf("error is %v, want one with %q", err, tt.err)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			var out []string
			for _, l := range seg.LeftOut {
				out = append(out, l.Source+": "+l.Reason)
			}
			if has := strings.Join(out, "\n"); !strings.Contains(has, tt.leftOut) {
				t.Errorf("left out is %q, want %q in it", has, tt.leftOut)
			}
			if has := strings.Join(seg.Remarks, "\n"); !strings.Contains(has, tt.remark) {
				t.Errorf("remarks are %q, want %q in them", has, tt.remark)
			}
			pixels(t, seg.Footprints)
		})
	}
}

// dropLinks removes the links of all children.
func dropLinks(g *plan.Group) {
	for _, c := range g.Groups {
		c.Links = nil
	}
}

func addColumn(table *plan.Group, name string, values ...int64) {
	for i, a := range table.Attrs {
		if a.Name == "colnames" {
			table.Attrs[i].Value = append(slices.Clone(a.Value.([]string)), name)
		}
	}
	d := &plan.Dataset{Name: name}
	d.Type, d.Shape, d.Data = int64s(values...)
	table.Put(d)
}

// setData gives the main series other data.
func setData(t *testing.T, p *plan.Plan, shape []int) {
	t.Helper()
	d := datasetOf(t, groupAt(t, p, aSeries), "data")
	n, err := chunkio.Count(shape, 8)
	if err != nil {
		t.Fatal(err)
	}
	d.Type, d.Shape, d.Chunk, d.Data = plan.NumberType(chunkio.Float64), shape, nil, plan.Bytes(make([]byte, 8*n))
}

// A file that is cut short or has bytes turned over is read, or refused.
func TestDamagedFiles(t *testing.T) {
	noHandles(t)
	source, meta := opened(t, aSource)
	path, _ := made(t, source, meta, nwbtest.Options(build.ImageMask, build.PixelMask))
	good, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	try := func(bad []byte) {
		t.Helper()
		damaged := filepath.Join(t.TempDir(), "damaged.nwb")
		if err := os.WriteFile(damaged, bad, 0o644); err != nil {
			t.Fatal(err)
		}
		if _, err := IsNWB(damaged); err != nil {
			t.Logf("is it NWB: %v", err)
		}
		seg, _, err := Open(t.Context(), damaged, "")
		if err != nil {
			return
		}
		var f session.Footprint
		for i := range seg.Footprints.Len() {
			if err := seg.Footprints.Footprint(t.Context(), i, &f); err != nil {
				break
			}
		}
		if err := seg.Close(); err != nil {
			t.Error(err)
		}
	}
	for i := range 40 {
		try(good[:len(good)*i/40])
	}
	for i := range 160 {
		bad := slices.Clone(good)
		at := (i*2654435761 + 97) % len(bad)
		for k := at; k < min(at+8, len(bad)); k++ {
			bad[k] ^= byte(0x5a + i)
		}
		try(bad)
	}
}

// Dense masks give the same whatever their chunks are, and however many
// pixels there are.
func TestDenseMasks(t *testing.T) {
	const rois, width, height = 5, 13, 7
	raw := make([]byte, rois*width*height)
	want := make([]map[[3]uint32]float32, rois)
	for i := range want {
		want[i] = map[[3]uint32]float32{}
	}
	for i := range raw {
		if i%3 == 0 || i/(width*height) == 2 {
			raw[i] = byte(1 + i%200)
			want[i/(width*height)][[3]uint32{uint32(i / height % width), uint32(i % height)}] = float32(raw[i])
		}
	}
	for _, grain := range [][]int{nil, {1, 4, 4}, {2, 5, 7}, {5, 13, 7}, {9, 64, 64}} {
		a := grained{chunkio.FromBytes([]int{rois, width, height}, chunkio.Uint8, raw), grain}
		m := newDenseMasks(a, usualSizes())
		if d := cmp.Diff(want, pixels(t, m)); d != "" {
			t.Errorf("chunks %v (-want +got):\n%s", grain, d)
		}
		if err := m.Footprint(t.Context(), rois, &session.Footprint{}); err == nil {
			t.Error("an ROI past the end is no error")
		}
	}
}

// With more pixels than are kept, fewer ROIs are read together.
func TestDenseMasksKeepLittle(t *testing.T) {
	const rois, side = 4, 400
	raw := bytes1(rois * side * side)
	m := newDenseMasks(grained{chunkio.FromBytes([]int{rois, side, side}, chunkio.Uint8, raw), []int{rois, side / 4, side}}, usualSizes())
	for i, p := range pixels(t, m) {
		if len(p) != side*side {
			t.Errorf("ROI %d has %d pixels, want %d", i, len(p), side*side)
		}
	}
	if len(m.kept) >= rois {
		t.Errorf("%d ROIs of %d pixels are kept", len(m.kept), side*side)
	}
}

func bytes1(n int) []byte {
	raw := make([]byte, n)
	for i := range raw {
		raw[i] = 1
	}
	return raw
}

type grained struct {
	chunkio.Array
	grain []int
}

func (g grained) Grain() []int { return g.grain }

func TestIsNWB(t *testing.T) {
	noHandles(t)
	source, meta := opened(t, aSource)
	path, _ := made(t, source, meta, nwbtest.Options())
	plain := filepath.Join(t.TempDir(), "plain")
	if err := os.WriteFile(plain, []byte("text"), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		path string
		want bool
	}{{path, true}, {aSource, false}, {plain, false}, {t.TempDir(), false}} {
		if got, err := IsNWB(tt.path); got != tt.want || err != nil {
			t.Errorf("IsNWB(%q) = %v, %v", tt.path, got, err)
		}
	}
	if _, err := IsNWB(filepath.Join(t.TempDir(), "absent")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a file that is not there: %v", err)
	}
	by, err := WrittenBy(path)
	if want := `Converted by roi2nwb test from "cnmf2p_p0_raw.hdf5", a result of CaImAn 1.12.1`; by != want || err != nil {
		t.Errorf("WrittenBy() = %q, %v, want %q", by, err, want)
	}
}

func TestOpenStops(t *testing.T) {
	noHandles(t)
	source, meta := opened(t, aSource)
	path, _ := made(t, source, meta, nwbtest.Options())
	stop := errors.New("enough")
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(stop)
	if _, _, err := Open(ctx, path, ""); !errors.Is(err, stop) {
		t.Errorf("Open() = %v, want %v", err, stop)
	}
}

// What pynwb writes, under names of its own, is found by its types.
func TestReadPynwb(t *testing.T) {
	noHandles(t)
	path := filepath.Join(t.TempDir(), "pynwb.nwb")
	if out, err := exec.CommandContext(t.Context(), readertest.Python(t), "testdata/read/write_pynwb.py", path).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	seg, meta, err := Open(t.Context(), path, "")
	if err != nil {
		t.Fatal(err)
	}
	defer seg.Close()
	type found struct {
		Field      session.Field
		Imaging    session.Imaging
		Frames     int
		Timestamps []float64
		IDs        []string
		Accepted   []bool
		Pixels     []map[[3]uint32]float32
		Traces     map[string][]int
		Texts      [][]string
		Missing    []string
		Device     metadata.Device
	}
	got := found{Field: seg.Field, Imaging: seg.Imaging, Frames: seg.Frames, Timestamps: seg.Timing.Timestamps, IDs: seg.IDs,
		Accepted: seg.Acceptance.Accepted, Pixels: pixels(t, seg.Footprints), Traces: map[string][]int{}, Device: meta.Devices[0]}
	for _, trace := range seg.Traces {
		got.Traces[string(trace.Kind)] = trace.Array.Shape()
	}
	for _, c := range seg.Columns {
		got.Texts = append(got.Texts, c.Lists...)
	}
	for _, m := range meta.Missing() {
		if m.For != "recommended" {
			got.Missing = append(got.Missing, m.Path)
		}
	}
	want := found{
		Field: session.Field{Width: 6, Height: 4}, Imaging: session.TwoPhoton, Frames: 5, Timestamps: []float64{0, 0.1, 0.2, 0.4, 0.5},
		IDs: []string{"7", "9"}, Accepted: []bool{true, false},
		Pixels: []map[[3]uint32]float32{{{5, 3}: 0.5, {0, 1}: 1}, {{2, 2}: 2}},
		Traces: map[string][]int{"Neuropil": {2, 5}, "dff": {2, 5}},
		Texts:  [][]string{{"a", "b"}, {}},
		Missing: []string{"NWBFile.session_description", "Ophys.ImagingPlane[0].location", "Ophys.ImagingPlane[0].excitation_lambda",
			"Subject.age", "NWBFile.session_id"},
		Device: metadata.Device{Name: "Scope", Description: "Two-photon microscope", Manufacturer: "Scanmakers", ModelName: "T2"},
	}
	if d := cmp.Diff(want, got); d != "" {
		text, _ := json.Marshal(seg.LeftOut)
		t.Errorf("(-want +got):\n%s\nleft out: %s, remarks: %q", d, text, seg.Remarks)
	}
}
