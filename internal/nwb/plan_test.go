package nwb

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"roi2nwb/internal/nwb/build"
	"roi2nwb/internal/nwb/nwbtest"
	"roi2nwb/internal/nwb/plan"
	"roi2nwb/internal/session"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// The plan of each genuine result is the one that was looked at.
func TestPlanOfGenuineFiles(t *testing.T) {
	for _, source := range genuine(t) {
		name := strings.TrimSuffix(filepath.Base(source), filepath.Ext(source))
		t.Run(name, func(t *testing.T) {
			seg, meta := opened(t, source)
			masks, err := build.MaskKinds("both", seg.Field.Depth > 0)
			if err != nil {
				t.Fatal(err)
			}
			meta.File.Identifier = "identifier of the plan" // else it would follow every change of the plan
			plan, err := nwbtest.BuildOne(seg, meta, nwbtest.Options(masks...))
			if err != nil {
				t.Fatal(err)
			}
			golden, got := filepath.Join("testdata", "plan", name+".txt"), plan.String()
			if *update {
				if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(got, "\n")); d != "" {
				t.Errorf("plan (-want +got):\n%s", d)
			}
		})
	}
}

// What was not asked for is not in the plan, and nothing else is missing.
func TestPlanLeavesOut(t *testing.T) {
	paths := func(change func(*build.Options)) map[string]bool {
		seg, meta := opened(t, "../../testdata/caiman/cnmf2p_full.hdf5")
		o := nwbtest.Options(build.ImageMask)
		change(o)
		tree, err := nwbtest.BuildOne(seg, meta, o)
		if err != nil {
			t.Fatal(err)
		}
		all := map[string]bool{}
		tree.Each(func(path string, _ *plan.Group, _ *plan.Dataset) { all[path] = true })
		return all
	}
	everything := paths(func(*build.Options) {})
	for _, c := range []struct {
		name   string
		change func(*build.Options)
		out    []string // paths below these are left out, and no others
	}{
		{"centroids", func(o *build.Options) { o.NoCentroids = true },
			[]string{nwbtest.TablePath + "/ROICentroids", "/processing/ophys/ImageSegmentation/BackgroundPlaneSegmentation/ROICentroids"}},
		{"acceptance", func(o *build.Options) { o.NoAcceptance = true }, []string{nwbtest.TablePath + "/is_accepted", nwbtest.TablePath + "/is_rejected"}},
		{"background", func(o *build.Options) { o.NoBackground = true },
			[]string{"/processing/ophys/ImageSegmentation/BackgroundPlaneSegmentation", "/processing/ophys/Fluorescence/Background"}},
		{"images", func(o *build.Options) { o.NoImages = true }, []string{"/processing/ophys/SegmentationImages"}},
		{"all but one trace", func(o *build.Options) { o.Traces = []session.TraceKind{session.Raw} },
			[]string{"/processing/ophys/Fluorescence/Background", "/processing/ophys/Fluorescence/Denoised", "/processing/ophys/Fluorescence/Deconvolved", "/processing/ophys/DfOverF"}},
		{"all traces", func(o *build.Options) { o.Traces = []session.TraceKind{} }, []string{"/processing/ophys/Fluorescence", "/processing/ophys/DfOverF"}},
	} {
		left := paths(c.change)
		used := map[string]bool{}
		for path := range everything {
			below := ""
			for _, out := range c.out {
				if path == out || strings.HasPrefix(path, out+"/") {
					below, used[out] = out, true
				}
			}
			if left[path] == (below != "") {
				t.Errorf("without %s: %q is in the plan: %v", c.name, path, left[path])
			}
		}
		for _, out := range c.out {
			if !used[out] {
				t.Errorf("without %s: %q was not there before", c.name, out)
			}
		}
	}
}

// Without masks a table keeps a column of which nothing is stored, and a file
// in which all pixels are zero.
func TestPlanWithoutMasks(t *testing.T) {
	field := session.Field{Width: 100, Height: 70}
	tree := nwbtest.Planned(t, nwbtest.Drawing(field, 3, session.Footprint{X: []uint32{1}, Y: []uint32{2}, W: []float64{1}}), nwbtest.Options())
	if _, d := nwbtest.Object(t, tree, nwbtest.TablePath+"/image_mask"); d.Data != (plan.Unstored{}) {
		t.Errorf("the mask holds %T", d.Data)
	}
	out := output(filepath.Join(t.TempDir(), "o.nwb"))
	if _, err := Write(t.Context(), tree, out); err != nil {
		t.Fatal(err)
	}
	if raw := stored(t, out.Path, nwbtest.TablePath+"/image_mask").Raw; len(raw) != 4*field.Pixels() || strings.Trim(string(raw), "\x00") != "" {
		t.Errorf("%d bytes of a mask of %d pixels, not all zero", len(raw), field.Pixels())
	}
}
