package caiman

import (
	"context"
	"slices"
	"strings"

	"roi2nwb/internal/chunkio/h5"
	"roi2nwb/internal/session"
)

// readPipeline tells online runs from batch runs and, where the file says so,
// one photon from two: the ring model of the background and initialisation by
// correlation and peak-to-noise ratio belong to one-photon imaging.
func (r *reader) readPipeline(context.Context) error {
	online, err := r.file.dataset("t_online")
	if err != nil {
		return err
	}
	r.online = online != nil
	method, err := r.file.text("params/init", "method_init")
	if err != nil {
		return err
	}
	centred, _, err := r.file.scalar("params/init/center_psf")
	if err != nil {
		return err
	}
	is1p, _, err := r.file.scalar("is1p")
	if err != nil {
		return err
	}
	ring, err := r.file.Kind("estimates/W")
	if err != nil {
		return err
	}
	switch {
	case method == "corr_pnr" || centred != 0 || is1p != 0 || ring == h5.Group:
		r.seg.Imaging = session.OnePhoton
	case slices.Contains([]string{"greedy_roi", "sparse_nmf", "graph_nmf", "pca_ica", "local_nmf"}, strings.ToLower(method)):
		r.seg.Imaging = session.TwoPhoton
	}
	return nil
}

func (r *reader) readVersion(context.Context) error {
	version, err := r.file.text("params/data", "caiman_version")
	if err != nil {
		return err
	}
	r.seg.Version = version
	if version == "" {
		r.remark("the file does not say which version of CaImAn wrote it: one before 1.5")
	}
	return nil
}

// readTiming reads the frame rate. CaImAn fills in 30 where the user gave none.
func (r *reader) readTiming(context.Context) error {
	const path, fallback = "params/data/fr", 30
	rate, ok, err := r.file.scalar(path)
	switch {
	case err != nil:
		return err
	case !ok:
		r.remark("the file does not hold a frame rate")
		return nil
	case session.CheckRate(rate) != nil:
		r.remark("%q is %v, which is no frame rate", path, rate)
		return nil
	case rate == fallback:
		r.remark("%q is 30, which is also what CaImAn assumes where nobody gave it", path)
	}
	r.seg.Timing = session.Timing{Rate: rate, Origin: path}
	r.seg.Hints = append(r.seg.Hints, session.Hint{Path: "Ophys.ImagingPlane.imaging_rate", Value: rate, Origin: path})
	return nil
}
