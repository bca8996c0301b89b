package caiman

import (
	"context"
	"errors"

	"roi2nwb/internal/session"
)

// caimanColumn is one quantity of every ROI under estimates. The descriptions
// follow CaImAn's docstrings.
type column struct{ name, source, description string }

func columns() []column {
	return []column{
		{"snr", "SNR_comp", "Signal-to-noise ratio of the trace's transients, from CaImAn's evaluation of components; infinite where the noise was estimated as zero."},
		{"r_values", "r_values", "Correlation of the footprint with the movie averaged over the ROI's transients, from CaImAn's evaluation of components; -1 where it could not be computed."},
		{"cnn_preds", "cnn_preds", "Probability that the footprint is a neuron, from CaImAn's convolutional network."},
		{"ecc", "ecc", "Eccentricity of the footprint, from CaImAn's evaluation of components."},
		{"bl", "bl", "Constant baseline of the fitted calcium trace, in the units of the trace."},
		{"c1", "c1", "Calcium at the first frame that is left from before the recording, in the units of the trace."},
		{"g", "g", "Coefficients of the autoregressive model of the calcium decay, one for each order of the model."},
		{"neurons_sn", "neurons_sn", "Standard deviation of the trace's noise, in the units of the trace."},
		{"lam", "lam", "Weight of the sparsity penalty with which the trace was deconvolved."},
	}
}

func (r *reader) readColumns(context.Context) error {
	for _, c := range columns() {
		if err := r.readColumn(c); err != nil {
			return err
		}
	}
	return nil
}

func (r *reader) readColumn(c column) error {
	path := r.take(c.source)
	d, err := r.file.filled(path)
	if err != nil || d == nil {
		return err
	}
	shape := d.Shape()
	switch {
	case len(shape) == 0:
		if c.source != "g" { // None becomes the number 0 for g alone
			r.leaveOut(path, "one value, not one for each ROI")
		}
		return nil
	case shape[0] != r.rois:
		reason := "%d values for %d ROIs: not brought up to date with the components"
		if r.online {
			reason = "%d values for %d ROIs: kept from the batch that the online run began with"
		}
		r.leaveOut(path, reason, shape[0], r.rois)
		return nil
	case len(shape) > 2:
		r.leaveOut(path, "shape %v, not one row of values for each ROI", shape)
		return nil
	}
	width := 1
	if len(shape) == 2 {
		width = shape[1]
	}
	const mostWidth = 64
	if width > mostWidth {
		r.leaveOut(path, "%d values for each ROI, which is no known form of it", width)
		return nil
	}
	n, err := r.file.numbers(path, r.perROI(width))
	if errors.Is(err, errNotNumbers) {
		r.leaveOut(path, "%v", err)
		return nil
	}
	if err != nil || n == nil {
		return err
	}
	r.seg.Columns = append(r.seg.Columns, session.Column{
		Name: c.name, Source: path, Description: c.description,
		DType: n.dtype, Floats: n.values, Width: width,
	})
	return nil
}
