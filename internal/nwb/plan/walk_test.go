package plan

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestWalkStops(t *testing.T) {
	stop := errors.New("stop")
	plan := &Plan{Root: &Group{}}
	plan.Root.Add(&Group{Name: "a"}).Put(Text("b", "x"))
	plan.Root.Put(Text("c", "y"))
	var order []string
	plan.Each(func(path string, _ *Group, _ *Dataset) { order = append(order, path) })
	if d := cmp.Diff([]string{"/", "/c", "/a", "/a/b"}, order); d != "" {
		t.Errorf("order (-want +got):\n%s", d)
	}
	for _, at := range order {
		last := ""
		if err := plan.Walk(func(path string, _ *Group, _ *Dataset) error {
			if last = path; path == at {
				return stop
			}
			return nil
		}); !errors.Is(err, stop) || last != at {
			t.Errorf("stopped at %q: ended at %q with %v", at, last, err)
		}
	}
}
