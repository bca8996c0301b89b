package check

import (
	"context"
	"slices"

	"roi2nwb/internal/allen"
)

// nwbinspector's checks of imaging.
const (
	emissionNM   = "check_emission_lambda_in_nm"
	excitationNM = "check_excitation_lambda_in_nm"
	locationCCF  = "check_imaging_plane_location_allen_ccf"
	maskShape    = "check_plane_segmentation_image_mask_shape_against_ref_images"
)

// shortest is the shortest wavelength in nm that is taken for one.
const shortest = 10

// ophysRule has nwbinspector's checks of imaging.
func ophysRule() rule {
	return rule{
		checks: []Check{
			practice(emissionNM, violation, "an emission wavelength is not in nm"),
			practice(excitationNM, violation, "an excitation wavelength is not in nm"),
			practice(locationCCF, violation, "the location in a mouse is no structure of the Allen CCF"),
			practice(maskShape, violation, "image masks have another size than a reference image of their table"),
		},
		run: func(ctx context.Context, e *examination) error {
			for n := range e.typed("OpticalChannel") {
				e.wavelength(emissionNM, n.child("emission_lambda"))
			}
			for n := range e.typed("ImagingPlane") {
				e.wavelength(excitationNM, n.child("excitation_lambda"))
			}
			for n := range e.typed("PlaneSegmentation") {
				e.referenceImages(n)
			}
			if err := e.locations(); err != nil {
				return err
			}
			return context.Cause(ctx)
		},
	}
}

func (e *examination) wavelength(check string, n *node) {
	if nm := e.scalar(n); nm < shortest {
		e.find(check, n.path, "a wavelength in nm", "it is %g", nm)
	}
}

// locations compares the locations of imaging planes in a mouse with the Allen
// CCF.
func (e *examination) locations() error {
	species, _ := e.textOf(e.subject().childOf("species"))
	switch species {
	case "Mus musculus", "Mouse", "mouse", "http://purl.obolibrary.org/obo/NCBITaxon_10090":
	default:
		return nil
	}
	for n := range e.typed("ImagingPlane") {
		location, ok := e.textOf(n.child("location"))
		if !ok {
			continue
		}
		known, err := allen.Has(location)
		if err != nil {
			return err
		}
		if !known {
			e.find(locationCCF, n.member("location"), `a name or an acronym of the Allen CCF, such as "Primary visual area" or "VISp"`, "%.60q is none", location)
		}
	}
	return nil
}

// referenceImages compares the size of image masks with that of the reference
// images.
func (e *examination) referenceImages(table *node) {
	mask, images := table.child("image_mask"), table.child("reference_images")
	names, _ := table.texts("colnames")
	if mask.rows() < 0 || images == nil || !slices.Contains(names, "image_mask") {
		return
	}
	for i := range images.links {
		l := &images.links[i]
		data := l.target.childOf("data")
		if data.rows() < 0 || !l.target.is("ImageSeries") || slices.Equal(mask.data.Shape[1:], data.data.Shape[1:]) {
			continue
		}
		e.find(maskShape, mask.path, "the size of the reference images", "its masks are %s, and the images of %q %s",
			shapeText(mask.data.Shape[1:]), l.target.path, shapeText(data.data.Shape[1:]))
	}
}
