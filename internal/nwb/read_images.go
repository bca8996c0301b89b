package nwb

import (
	"context"
	"slices"
	"strings"

	"roi2nwb/internal/nwb/plan"
	"roi2nwb/internal/session"
)

// readImages opens the summary images of all boxes.
func (r *reader) readImages(context.Context) error {
	for _, box := range r.images {
		if _, own := r.ofPlane(box.name); !own {
			continue
		}
		all, err := r.members(box.path)
		if err != nil {
			return err
		}
		for _, m := range all {
			if m.neurodataType != "GrayscaleImage" {
				continue
			}
			image, err := r.array(m.path)
			if err != nil {
				return err
			}
			if image == nil || len(image.Shape()) != 2 {
				r.leaveOut(m.path, "no flat image of numbers")
				continue
			}
			name, own := r.ofPlane(m.name)
			if !own {
				continue
			}
			i := session.Image{Name: name, Source: strings.TrimPrefix(m.path, "/"), Array: image}
			if i.Description, err = r.attr(m.path, "description"); err != nil {
				return err
			}
			r.seg.Images = append(r.seg.Images, i)
		}
	}
	return nil
}

// setField takes the first extent that it is told, (x, y) or (x, y, z), for
// the field of view.
func (r *reader) setField(shape []int) {
	f := &r.seg.Field
	if *f != (session.Field{}) || slices.Min(shape) < 1 || slices.Max(shape) > maxAxis {
		return
	}
	*f = session.Field{Width: shape[0], Height: shape[1]}
	if len(shape) > 2 {
		f.Depth = shape[2]
	}
}

// readField settles the field of view: that of the dense masks, or else of the
// images, the movie, or as far as the pixels of the masks reach. The type of
// the movie tells one photon from two.
func (r *reader) readField(context.Context) error {
	movies, err := r.members("/acquisition")
	if err != nil {
		return err
	}
	for _, image := range r.seg.Images {
		r.setField(image.Array.Shape())
	}
	for _, m := range movies {
		switch m.neurodataType {
		case "OnePhotonSeries":
			r.seg.Imaging = session.OnePhoton
		case "TwoPhotonSeries":
			r.seg.Imaging = session.TwoPhoton
		default:
			continue
		}
		data, err := r.array(plan.Join(m.path, "data"))
		if err != nil {
			return err
		}
		if data != nil && (len(data.Shape()) == 3 || len(data.Shape()) == 4) {
			r.setField(data.Shape()[1:])
		}
	}
	r.coverPixels()
	return nil
}

// coverPixels makes the field of view no smaller than the masks are.
func (r *reader) coverPixels() {
	f, told := &r.seg.Field, r.seg.Field
	*f = session.Field{Width: max(f.Width, r.reach[0]), Height: max(f.Height, r.reach[1]), Depth: max(f.Depth, r.reach[2])}
	switch {
	case told == (session.Field{}) && *f != told:
		r.remark("the file does not tell the field of view: it is taken to reach as far as the masks do")
	case f.Width != told.Width || f.Height != told.Height:
		r.remark("masks reach to x %d and y %d, outside of the images of %d x %d: x and y may be swapped",
			r.reach[0]-1, r.reach[1]-1, told.Width, told.Height)
	}
}
