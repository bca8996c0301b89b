package zarr

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"roi2nwb/internal/sampletest"

	"github.com/google/go-cmp/cmp"
)

// golden is a line that testdata/dump.py printed about an array.
type golden struct {
	path, dtype string
	shape       []int
	sum         string   // SHA-256 of the elements
	texts       []string // instead of sum
}

func readGolden(t testing.TB, file string) []golden {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var all []golden
	for line := range strings.Lines(string(data)) {
		f := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		if len(f) != 4 {
			t.Fatalf("%s: line %q", file, line)
		}
		g := golden{path: f[0], dtype: f[1], shape: []int{}, sum: f[3]}
		if f[2] != "-" {
			for n := range strings.SplitSeq(f[2], ",") {
				v, err := strconv.Atoi(n)
				if err != nil {
					t.Fatalf("%s: line %q", file, line)
				}
				g.shape = append(g.shape, v)
			}
		}
		if g.dtype == "text" {
			g.sum = ""
			if err := json.Unmarshal([]byte(f[3]), &g.texts); err != nil {
				t.Fatalf("%s: line %q: %v", file, line, err)
			}
		}
		all = append(all, g)
	}
	return all
}

// TestGolden reads whole stores that other programs wrote and compares each
// array with what zarr-python read from it.
func TestGolden(t *testing.T) {
	sets := []struct {
		golden, root string
		atLeast      int
	}{
		{"testdata/v2.golden", "testdata/v2", 60},
		{"testdata/v3.golden", "testdata/v3", 60},
		{"testdata/genuine.golden", "", 300},
	}
	for _, set := range sets {
		t.Run(strings.TrimSuffix(filepath.Base(set.golden), ".golden"), func(t *testing.T) {
			want := readGolden(t, set.golden)
			if len(want) < set.atLeast {
				t.Fatalf("only %d arrays in %s", len(want), set.golden)
			}
			if set.root == "" {
				set.root = sampletest.Outside(t, "")
			}
			for _, g := range want {
				if err := compare(t, filepath.Join(set.root, g.path), g); err != nil {
					t.Errorf("%s: %v", g.path, err)
				}
			}
		})
	}
}

func compare(t testing.TB, dir string, g golden) error {
	t.Helper()
	ctx := t.Context()
	a, err := OpenArray(dir)
	if err != nil {
		return err
	}
	if diff := cmp.Diff(g.shape, a.Shape()); diff != "" {
		return fmt.Errorf("shape (-want +got):\n%s", diff)
	}
	if g.dtype == "text" {
		got, err := a.ReadTexts(ctx, 1<<20)
		if err != nil {
			return err
		}
		for i, s := range got {
			got[i] = fromLatin1(s)
		}
		if diff := cmp.Diff(g.texts, got); diff != "" {
			return fmt.Errorf("texts (-want +got):\n%s", diff)
		}
		return nil
	}
	if a.DType().String() != g.dtype {
		return fmt.Errorf("dtype %v, want %s", a.DType(), g.dtype)
	}
	raw := whole(t, a)
	sum := sha256.Sum256(raw)
	if got := hex.EncodeToString(sum[:]); got != g.sum {
		return fmt.Errorf("elements have sum %s, want %s", got, g.sum)
	}
	return nil
}

// fromLatin1 reads the one text among the fixtures that is not UTF-8 as
// dump.py did.
func fromLatin1(s string) string {
	if s != "\xe4z" {
		return s
	}
	return "äz"
}

// whole reads all elements of a in one block.
func whole(t testing.TB, a *Array) []byte {
	t.Helper()
	n := a.DType().Size()
	for _, s := range a.Shape() {
		n *= s
	}
	raw := make([]byte, n)
	if err := a.ReadBlock(context.Background(), raw, make([]int, len(a.Shape())), a.Shape()); err != nil {
		t.Fatal(err)
	}
	return raw
}
