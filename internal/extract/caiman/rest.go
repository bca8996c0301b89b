package caiman

import (
	"context"
	"fmt"
	"slices"

	"roi2nwb/internal/chunkio/h5"
)

const onlineState = "working state of the online run"

// caimanReasons says why a value under estimates is not converted.
func caimanReasons() map[string]string {
	reasons := map[string]string{
		"W":                "weights of the ring model of the background: NWB has no place for them",
		"downscale_matrix": "matrix of the ring model of the background: NWB has no place for it",
		"upscale_matrix":   "matrix of the ring model of the background: NWB has no place for it",
		"center":           "centres of the components at initialisation, not brought up to date since; ROICentroids come from A",
		"shifts":           "motion-correction shifts, which are not converted from CaImAn files",
		"A_thr":            "footprints cut off at a threshold, made from A for display",
		"psx":              "power spectrum of each pixel, from which sn was made",
		"F_dff_dec":        "dF/F with its noise removed, made from F_dff and not converted",
		"S_dff":            "activity deconvolved from F_dff, which is not converted beside S",
		"accepted_list":    "choice by hand in the viewer; idx_components holds the verdict",
		"rejected_list":    "choice by hand in the viewer; idx_components_bad holds the verdict",
		"C_on":             "traces of the online run with the background's rows first; C and f hold them",
		"noisyC":           "traces of the online run with their noise and the background's rows first; C and YrA hold them",
		"Ab":               "footprints and background side by side, working state of the online run; A and b hold them",
		"Ab_dense":         "footprints and background side by side, working state of the online run; A and b hold them",
	}
	for _, name := range []string{
		"AtA", "AtY_buf", "CC", "CY", "Cf", "OASISinstances", "Yr_buf", "Yres_buf", "ind_new", "mn", "vr", "sv", "rho_buf",
		"mean_buff", "time_new_comp", "corr_img", "max_img", "first_moment", "second_moment", "crosscorr", "col_ind", "row_ind",
		"num_neigbors", "XXt", "XXt_ind", "AtW", "AtWA", "Atb", "b0_buf",
	} {
		reasons[name] = onlineState
	}
	return reasons
}

// caimanRootReasons says the same of values at the root.
func caimanRootReasons() map[string]string {
	reasons := make(map[string]string)
	for _, name := range []string{
		"M", "N", "cnn_pos", "comp_upd", "img_min", "img_norm", "min_mov", "ind_new_all", "bnd_AC", "bnd_BC", "update_counter",
		"captured", "Ab_epoch", "Y_", "movie_name_online",
	} {
		reasons[name] = onlineState
	}
	for _, name := range []string{"t_detect", "t_init", "t_motion", "t_online", "t_shapes", "t_stat"} {
		reasons[name] = "how long the online run took to compute"
	}
	reasons["time_neuron_added"] = "frame at which the online run added each component: not converted"
	return reasons
}

// readRest names what is in the file and was not dealt with so far. It must be
// the last step.
func (r *reader) readRest(context.Context) error {
	// The number of components, stale at times: the columns of A are counted.
	r.take("nr")
	for _, name := range []string{"dims", "dview", "estimates", "params"} {
		r.handled[name] = true
	}
	if err := r.nameRest("estimates/", "estimates", caimanReasons()); err != nil {
		return err
	}
	return r.nameRest("", "/", caimanRootReasons())
}

func (r *reader) nameRest(prefix, group string, reasons map[string]string) error {
	attributes, err := r.file.AttrNames(group)
	if err != nil {
		return err
	}
	for _, name := range attributes {
		if !r.handled[prefix+name] {
			r.leaveOut(prefix+name, "%s", reasonFor(name, "text", reasons))
		}
	}
	entries, err := r.file.List(group)
	if err != nil {
		return err
	}
	for _, e := range entries {
		path := prefix + e.Name
		if r.handled[path] {
			continue
		}
		what := "a " + e.Kind.String()
		if e.Kind == h5.DatasetKind {
			d, err := r.file.listed(path)
			if err != nil {
				return err
			}
			if d == nil || slices.Contains(d.Shape(), 0) {
				continue
			}
			what = fmt.Sprintf("shape %v", d.Shape())
		}
		r.leaveOut(path, "%s", reasonFor(e.Name, what, reasons))
	}
	return nil
}

// reasonFor returns the reason for a name, and for one that CaImAn does not
// write what it is.
func reasonFor(name, what string, reasons map[string]string) string {
	if reason, ok := reasons[name]; ok {
		return reason
	}
	return "not one of CaImAn's own values (" + what + "): its meaning is not known"
}
