package caiman

import (
	"slices"

	"roi2nwb/internal/chunkio"
	"roi2nwb/internal/chunkio/h5"
	"roi2nwb/internal/extract/source"
	"roi2nwb/internal/session"
)

// openFootprints opens A, in whichever way it is laid out. CaImAn saves a sparse
// matrix of shape (pixels, ROIs) by columns; scripts that save it again make it
// dense, store it by rows, or turn it around, which the number of pixels tells.
// dimsFrom is the path of the field's size.
func (r *reader) openFootprints(path, dimsFrom string) (session.Footprints, error) {
	pixels := r.seg.Field.Pixels()
	wrong := func(rows int) error {
		return session.ContentErrorf(dimsFrom, "is %v, but the footprints in %q have %d pixels", r.dims, path, rows)
	}
	p, err := r.file.parts(path)
	if err != nil {
		return nil, err
	}
	if p == nil {
		return r.denseFootprints(path, wrong)
	}
	rois := p.columns
	switch pixels {
	case p.rows:
	case p.columns:
		rois = p.rows
	default:
		return nil, wrong(p.rows)
	}
	if rois > maxColumns {
		return nil, session.ContentErrorf(path+"/shape", "is %v, more than any recording has", []int{p.rows, p.columns})
	}
	starts, err := vectorLength(path+"/indptr", p.indptr)
	if err != nil {
		return nil, err
	}
	if starts == pixels+1 && starts != rois+1 {
		r.remark("%q is stored pixel by pixel, not ROI by ROI as CaImAn saves it", path)
		return newPixelMajor(p, pixels, rois, r.field())
	}
	matrix, err := r.file.byColumn(p, pixels, rois)
	if err != nil {
		return nil, err
	}
	return &cscFootprints{matrix: matrix, field: r.field()}, nil
}

// denseFootprints opens footprints that are a value for each pixel and ROI.
func (r *reader) denseFootprints(path string, wrong func(rows int) error) (session.Footprints, error) {
	d, err := r.file.filled(path)
	if err != nil {
		return nil, err
	}
	if d == nil {
		return nil, session.ContentErrorf(path, "is empty")
	}
	if err := plausible(d); err != nil {
		return nil, err
	}
	shape, pixels := d.Shape(), r.seg.Field.Pixels()
	switch {
	case d.DType() == chunkio.Invalid:
		return nil, session.ContentErrorf(path, "is of type %s, not numbers", d.Type())
	case len(shape) != 2 || !slices.Contains(shape, pixels):
		return nil, wrong(shape[0])
	case min(shape[0], shape[1]) > maxColumns || max(shape[0], shape[1]) > source.MaxPixels:
		return nil, session.ContentErrorf(path, "has shape %v, more than any recording has", shape)
	}
	r.remark("%q is stored dense, a value for each pixel and ROI", path)
	var matrix chunkio.Array = d
	if shape[0] != pixels {
		if matrix, err = chunkio.Permute(d, []int{1, 0}); err != nil {
			return nil, err
		}
	}
	return &denseFootprints{matrix: matrix, field: r.field()}, nil
}

// isDense reports whether a dataset can be footprints that are stored dense.
func isDense(d *h5.Dataset) bool { return len(d.Shape()) == 2 && d.DType() != chunkio.Invalid }
