package caiman

import (
	"context"

	"roi2nwb/internal/chunkio"
	"roi2nwb/internal/session"
)

func (r *reader) readImages(context.Context) error {
	for _, image := range []struct{ name, source, description string }{
		{"correlation_image", "Cn", "Correlation of each pixel with its neighbours over time."},
		{"pnr_image", "pnr", "Peak-to-noise ratio of each pixel over time."},
		{"noise_image", "sn", "Standard deviation of the noise of each pixel, as estimated by CaImAn."},
		{"baseline_image", "b0", "Constant baseline of each pixel in the ring model of the background."},
	} {
		path := r.take(image.source)
		d, err := r.file.filled(path)
		if err != nil {
			return err
		}
		if d == nil {
			continue
		}
		if d.DType() == chunkio.Invalid {
			r.leaveOut(path, "does not hold numbers")
			continue
		}
		a, err := r.field().image(d)
		if err != nil {
			r.leaveOut(path, "%v", err)
			continue
		}
		r.seg.Images = append(r.seg.Images, session.Image{Name: image.name, Source: path, Description: image.description, Array: a})
	}
	return nil
}
