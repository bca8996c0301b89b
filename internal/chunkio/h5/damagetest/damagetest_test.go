package damagetest

import (
	"fmt"
	"os"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestPatches(t *testing.T) {
	patches := []Patch{{At: 3, With: []byte("ab")}, {At: 9, With: []byte("cdefghij")}}
	if diff := cmp.Diff(patches, Decode(Encode(patches...), 100)); diff != "" {
		t.Errorf("decoded: -want +got:\n%s", diff)
	}
	whole := []byte("0123456789")
	if got := string(Apply(whole, patches)); got != "012ab5678c" {
		t.Errorf("applied: %q", got)
	}
	if string(whole) != "0123456789" {
		t.Error("the original was changed")
	}
	if got := Decode([]byte("too short"), 10); got != nil {
		t.Errorf("patches %v", got)
	}
}

func TestPlaces(t *testing.T) {
	whole := append([]byte("....TREE"), make([]byte, 24)...)
	copy(whole[16:], []byte{1, 0, 2, 0, 1, 0, 0, 0, 48, 0, 0, 0})
	if got := Places(whole); !slices.Equal(got, []int{4, 16}) {
		t.Errorf("places %v, want those of the signature and of the header", got)
	}
}

// A process that dies takes one trial with it; the next goes on after it.
func TestEach(t *testing.T) {
	outcomes := []Outcome{Read, Refused, Crashed, Read, 0, Read, 0, 0, Refused}
	tally := Each(t, len(outcomes), func(i int) Outcome {
		if outcomes[i] == 0 {
			os.Exit(7)
		}
		return outcomes[i]
	})
	tally.Longest = 0
	if diff := cmp.Diff(&Tally{Read: 3, Refused: 2, Crashed: 1, Died: []int{4, 6, 7}}, tally); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

// TestServe is the process of TestReader.
func TestServe(*testing.T) {
	Serve(func(path string) Outcome {
		switch path {
		case "crash":
			return Crashed
		case "die":
			os.Exit(7)
		case "last words":
			fmt.Fprintf(os.Stderr, "roi2nwb: error: %q %s %q\n", "x", lastWords, "/")
			os.Exit(1)
		}
		return Read
	})
}

func TestReader(t *testing.T) {
	r := NewReader(t, "TestServe")
	for _, tt := range []struct {
		path string
		want Outcome // 0 for an error
	}{{"a", Read}, {"die", 0}, {"b", Read}, {"crash", Crashed}, {"last words", Crashed}, {"c", Read}} {
		got, err := r.Read(tt.path)
		if got != tt.want || (err != nil) != (tt.want == 0) {
			t.Errorf("%s: outcome %q, %v; want %q", tt.path, got, err, tt.want)
		}
	}
}
