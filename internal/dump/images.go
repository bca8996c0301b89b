package dump

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"roi2nwb/internal/chunkio"
	"roi2nwb/internal/session"
)

// images returns the summary images that were asked for, in that order, or else
// all. All are flat: of a volume's each plane is one, named as in an NWB file.
func (s *Source) images() ([]session.Image, error) {
	var all []session.Image
	for _, i := range s.Segmentation.Images {
		shape := i.Array.Shape()
		if len(shape) == 2 {
			all = append(all, i)
			continue
		}
		for z := range shape[2] {
			array, err := chunkio.Range(i.Array, 2, z, z+1)
			if err != nil {
				return nil, err
			}
			if array, err = chunkio.Reshape(array, shape[:2]); err != nil {
				return nil, err
			}
			plane := i
			plane.Name, plane.Array = fmt.Sprintf("%s_z%d", i.Name, z), array
			all = append(all, plane)
		}
	}
	slices.SortStableFunc(all, func(a, b session.Image) int { return compareNatural(a.Name, b.Name) })
	if s.Images == nil {
		return all, nil
	}
	chosen := make([]session.Image, 0, len(s.Images))
	for _, name := range s.Images {
		at := slices.IndexFunc(all, func(i session.Image) bool { return i.Name == name })
		if at < 0 {
			return nil, &AbsentError{"image", name, namesOf(all)}
		}
		chosen = append(chosen, all[at])
	}
	return chosen, nil
}

// imageTable has one row a pixel of an image, x first.
func (s *Source) imageTable() (*Table, error) {
	images, err := s.images()
	if err != nil {
		return nil, err
	}
	rows := 0
	for _, i := range images {
		shape := i.Array.Shape()
		rows += shape[0] * shape[1]
	}
	return &Table{Columns: []string{"image", "x", "y", "value"}, Rows: rows, each: func(ctx context.Context, to Writer) error {
		for _, i := range images {
			if err := writeImage(ctx, to, i, s.Budget); err != nil {
				return err
			}
		}
		return nil
	}}, nil
}

func writeImage(ctx context.Context, to Writer, i session.Image, budget int) error {
	height, d := i.Array.Shape()[1], i.Array.DType()
	return eachSlab(ctx, i.Array, budget, func(first, n int, raw []byte) error {
		for p := range n * height {
			to.Text(i.Name)
			to.Int(int64(first + p/height))
			to.Int(int64(p % height))
			element(to, raw[p*d.Size():], d)
			if err := to.EndRow(); err != nil {
				return err
			}
		}
		return nil
	})
}

// compareNatural compares names so that "_z2" comes before "_z10".
func compareNatural(a, b string) int {
	aStem, aNumber := cutNumber(a)
	bStem, bNumber := cutNumber(b)
	return cmp.Or(cmp.Compare(aStem, bStem), cmp.Compare(aNumber, bNumber))
}

// cutNumber cuts the number off the end of a name, -1 where there is none.
func cutNumber(name string) (stem string, number int) {
	stem = strings.TrimRight(name, "0123456789")
	number, err := strconv.Atoi(name[len(stem):])
	if err != nil {
		return name, -1
	}
	return stem, number
}
