package extracttest

import (
	"context"
	"errors"

	"roi2nwb/internal/chunkio"
	"roi2nwb/internal/extract"
	"roi2nwb/internal/session"
)

// ReadEverything opens a source and reads all that a conversion would.
func ReadEverything(path string) error {
	ctx := context.Background()
	s, err := extract.Open(ctx, path, "")
	if err != nil {
		return err
	}
	defer s.Close()
	var fp session.Footprint
	sets := []session.Footprints{s.Footprints}
	var arrays []chunkio.Array
	for _, t := range s.Traces {
		arrays = append(arrays, t.Array)
	}
	for _, im := range s.Images {
		arrays = append(arrays, im.Array)
	}
	if b := s.Background; b != nil {
		sets = append(sets, b.Footprints)
		if b.Trace != nil {
			arrays = append(arrays, b.Trace.Array)
		}
	}
	for _, set := range sets {
		if set == nil {
			continue
		}
		for i := range set.Len() {
			if err := set.Footprint(ctx, i, &fp); err != nil {
				return err
			}
		}
	}
	for _, a := range arrays {
		if err := readInSteps(ctx, a); err != nil {
			return err
		}
	}
	return nil
}

// readInSteps reads an array of any length with 1 MB of memory, up to 64 MB.
func readInSteps(ctx context.Context, a chunkio.Array) error {
	const step, most = 1 << 20, 64
	shape := a.Shape()
	if len(shape) == 0 {
		return a.ReadBlock(ctx, make([]byte, a.DType().Size()), nil, nil)
	}
	row, err := chunkio.Count(shape[1:], a.DType().Size())
	if err != nil || row == 0 || row*a.DType().Size() > step {
		return err
	}
	row *= a.DType().Size()
	buf := make([]byte, step)
	start, count := make([]int, len(shape)), append([]int(nil), shape...)
	for i := 0; start[0] < shape[0] && i < most; i++ {
		count[0] = min(step/row, shape[0]-start[0])
		if err := a.ReadBlock(ctx, buf[:count[0]*row], start, count); err != nil {
			return err
		}
		start[0] += count[0]
	}
	return nil
}

// OpenAndRead opens a source and reads all its footprints.
func OpenAndRead(path string) error {
	s, err := extract.Open(context.Background(), path, "")
	if err != nil {
		return err
	}
	var fp session.Footprint
	for i := range s.Footprints.Len() {
		if err = s.Footprints.Footprint(context.Background(), i, &fp); err != nil {
			break
		}
	}
	return errors.Join(err, s.Close())
}
