package spec

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"roi2nwb/internal/readertest"
)

func TestNamespaces(t *testing.T) {
	namespaces, err := Namespaces()
	if err != nil {
		t.Fatal(err)
	}
	got := map[string][]string{}
	size := 0
	for _, n := range namespaces {
		key := n.Name + " " + n.Version
		for _, d := range n.Documents {
			got[key] = append(got[key], d.Name)
			size += len(d.JSON)
			if !json.Valid([]byte(d.JSON)) {
				t.Errorf("%s: document %q is not JSON", key, d.Name)
			}
		}
	}
	want := map[string][]string{
		"core 2.11.0": {
			"namespace", "nwb.base", "nwb.behavior", "nwb.device", "nwb.ecephys", "nwb.epoch", "nwb.event", "nwb.file",
			"nwb.icephys", "nwb.image", "nwb.misc", "nwb.ogen", "nwb.ophys", "nwb.retinotopy",
		},
		"hdmf-common 1.10.0":      {"base", "namespace", "resources", "sparse", "table"},
		"hdmf-experimental 0.6.0": {"experimental", "namespace"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("documents (-want +got):\n%s", diff)
	}
	if want := 136914; size != want {
		t.Errorf("documents hold %d bytes, want %d", size, want)
	}
}

// The compressed bytes depend on the zlib of the machine, so what is compared
// is all that they decode to.
func TestAssetIsFresh(t *testing.T) {
	python := readertest.Python(t)
	path := filepath.Join(t.TempDir(), "specs.txt.gz")
	if out, err := exec.Command(python, "gen.py", path).CombinedOutput(); err != nil {
		t.Fatalf("gen.py: %v\n%s", err, out)
	}
	packed, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	fresh, err := decompress(packed)
	if err != nil {
		t.Fatal(err)
	}
	committed, err := decompress(asset)
	if err != nil {
		t.Fatal(err)
	}
	if fresh != committed {
		t.Errorf("specs.txt.gz (%d bytes of text) is not what the installed pynwb caches (%d bytes): run `make generate`", len(committed), len(fresh))
	}
}

// An asset unpacks to as much text as is allowed, and to no more.
func TestTextIsBounded(t *testing.T) {
	for n, ok := range map[int]bool{maxText: true, maxText + 1: false} {
		var packed bytes.Buffer
		w := gzip.NewWriter(&packed)
		if _, err := w.Write(make([]byte, n)); err != nil {
			t.Fatal(err)
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		if text, err := decompress(packed.Bytes()); (err == nil) != ok || ok && len(text) != n {
			t.Errorf("%d bytes unpack to %d, %v", n, len(text), err)
		}
	}
}

func TestDecodeRefusesDamage(t *testing.T) {
	pack := func(text string) []byte {
		var packed bytes.Buffer
		w := gzip.NewWriter(&packed)
		if _, err := w.Write([]byte(text)); err != nil {
			t.Fatal(err)
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		return packed.Bytes()
	}
	flipped := append([]byte(nil), asset...)
	flipped[len(flipped)/2] ^= 0x40
	for name, packed := range map[string][]byte{
		"empty":     nil,
		"not gzip":  []byte("[]"),
		"truncated": asset[:len(asset)/2],
		"flipped":   flipped,
		"no line":   pack(""),
		"no name":   pack("core/2.11.0 {}\n"),
		"no text":   pack("core/2.11.0/namespace\n"),
	} {
		t.Run(name, func(t *testing.T) {
			if got, err := decode(packed); err == nil {
				t.Errorf("decoded %d namespaces from a damaged asset", len(got))
			}
		})
	}
}
