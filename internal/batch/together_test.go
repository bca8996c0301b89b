package batch

import (
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"
)

// Two runs of the same sessions at the same time do each once.
func TestTwoRuns(t *testing.T) {
	sources := map[string][2]string{}
	for i := range 12 {
		sources[fmt.Sprintf("s%02d", i)] = [2]string{"", "sleep 30ms"}
	}
	l := newLab(t, sources)
	converted := map[string]int{}
	var mu sync.Mutex
	var both sync.WaitGroup
	for range 2 {
		other := *l.Run
		other.Hooks.Started = func(i *Item) {
			mu.Lock()
			defer mu.Unlock()
			converted[i.ID]++
		}
		both.Go(func() {
			p, err := other.Plan(t.Context())
			if err == nil {
				err = other.Do(t.Context(), p)
			}
			if err != nil || p.Count(Finished) != 12 {
				t.Errorf("%v\n%s", err, standing(p))
			}
		})
	}
	both.Wait()
	for id, n := range converted {
		if n != 1 {
			t.Errorf("%s was converted %d times", id, n)
		}
	}
	if len(converted) != 12 {
		t.Errorf("%d sessions were converted", len(converted))
	}
	locks, err := os.ReadDir(filepath.Join(string(l.Folder), "locks"))
	if err != nil || len(locks) > 0 {
		t.Errorf("locks %v: %v", locks, err)
	}
}
