package nwb

import (
	"context"
	"os"

	"roi2nwb/internal/chunkio"
	"roi2nwb/internal/nwb/check"
	"roi2nwb/internal/nwb/plan"
)

// Output says where a file goes and how it is made.
type Output struct {
	Path      string
	Overwrite bool
	Pipeline  *chunkio.Pipeline
	Codec     chunkio.Codec
	Progress  Progress // may be nil
	// Unchanged returns an error, when all is read, where the source is not what it
	// was when it was opened. The error leaves no output. It may be nil.
	Unchanged func() error
	// Temporary gets the path of the file in the making. Write calls what it
	// returns before that file takes its place. It may be nil.
	Temporary func(path string) (forget func())
	// Expected spares the time to load the schema when the file is checked. It may
	// be nil.
	Expected *check.Expected
}

func (o *Output) unchanged() error {
	if o.Unchanged == nil {
		return nil
	}
	if err := o.Unchanged(); err != nil {
		return withHint(err, "wait until nothing writes to it any more, and convert again")
	}
	return nil
}

func (o *Output) temporary(path string) (forget func()) {
	if o.Temporary == nil {
		return func() {}
	}
	return o.Temporary(path)
}

// Written is what Write made.
type Written struct {
	Bytes   int64          // size of the file
	Pixels  map[string]int // nonzero pixels of the footprints, by the path of their table
	Removed int64          // bytes of parts that killed writers of the same output had left
	Blank   []string       // paths of arrays that are all zero or all NaN, and which of the two
}

// Write makes the file that p describes. The file appears at its path complete
// and checked, or not at all; what was there before is untouched until then.
func Write(ctx context.Context, p *plan.Plan, o Output) (Written, error) {
	made, err := Prepare(ctx, p, o)
	if err != nil {
		return Written{}, err
	}
	defer made.Discard()
	return made.Written, Commit(made)
}

// Prepare writes and checks the file that p describes, and leaves it under a name
// of its own beside its path, until Commit or Discard.
func Prepare(ctx context.Context, p *plan.Plan, o Output) (*Prepared, error) {
	r, err := replaceFile(o.Path, o.Overwrite)
	if err != nil {
		return nil, err
	}
	made := &Prepared{to: r, path: o.Path}
	made.Removed = r.removeLeftovers()
	made.forget = o.temporary(r.temp)
	if err := made.fill(ctx, p, &o); err != nil {
		made.Discard()
		return nil, err
	}
	return made, nil
}

// fill writes the file and checks it.
func (made *Prepared) fill(ctx context.Context, p *plan.Plan, o *Output) error {
	r, w := made.to, &made.Written
	w.Pixels = map[string]int{}
	if err := write(ctx, p, r.temp, o, w); err != nil {
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		return explain(err, o.Path)
	}
	o.Progress.tell(Checking, 0)
	o.Pipeline.Release()
	// The file is complete: it goes to the disk while it is being checked.
	synced := make(chan error, 1)
	go func() { synced <- syncPath(r.temp) }()
	standard := checkStandard(ctx, r.temp, o.Expected)
	err := verify(ctx, p, r.temp)
	failed, checked := <-synced, <-standard
	if failed != nil {
		return explain(failed, o.Path)
	}
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	// verify reads the source again: it fails where the source has changed.
	if changed := o.unchanged(); changed != nil {
		return changed
	}
	if err := r.decide(err, checked); err != nil {
		return err
	}
	info, err := os.Stat(r.temp)
	if err != nil {
		return err
	}
	w.Bytes = info.Size()
	return context.Cause(ctx)
}
