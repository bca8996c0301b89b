package schema

// ophysKeys are the keys of Ophys: the microscope, what it saw, and what the
// objects of the file are called.
func ophysKeys() *Schema {
	return Section(Object, "The microscope, the planes it imaged, and the names of the objects in the file.",
		Sub("Device", deviceKeys()),
		Sub("ImagingPlane", planeKeys()),
		Sub("ImageSegmentation", segmentationKeys()),
		Sub("Fluorescence", fluorescenceKeys()),
		Sub("DfOverF", dffKeys()),
		Sub("SegmentationImages", imagesKeys()),
		// Movies are not written; what a lab's file says of them is let through.
		Entry{"TwoPhotonSeries", Schema{Shape: Free, Doc: "Not used: movies are not written."}},
		Entry{"OnePhotonSeries", Schema{Shape: Free, Doc: "Not used: movies are not written."}})
}

func deviceKeys() *Schema {
	return Section(Objects, "The microscopes, and whatever else took part in the imaging.",
		Entry{"name", Schema{Rule: nameRule, Doc: "The name of the device in the file.", Example: "Microscope"}},
		Entry{"description", Schema{Rule: descriptionRule, Need: NeedNWB,
			Doc:     "What kind of device it is.",
			Example: "Two-photon microscope with a resonant scanner"}},
		Entry{"manufacturer", Schema{Doc: "The maker of the device.", Example: "Scanmakers"}},
		Entry{"model_name", Schema{Rule: nameRule, Doc: "The maker's name of the model.", Example: "Twoscope II"}},
		Entry{"model_number", Schema{Doc: "The maker's number of the model.", Example: "TS-2"}},
		Entry{"model_description", Schema{Rule: descriptionRule, Doc: "What the model is, whoever owns it.", Example: "Two-photon microscope for head-fixed animals."}},
		Entry{"serial_number", Schema{Doc: "The number of this very device.", Example: `"0017"`}})
}

func planeKeys() *Schema {
	return Section(Objects, "The planes or volumes that were imaged.",
		Entry{"name", Schema{Rule: nameRule, Doc: "The name of the plane in the file.", Example: "ImagingPlane"}},
		Entry{"description", Schema{Rule: descriptionRule,
			Doc:     "Where the plane lies and what it shows.",
			Example: "Layer 2/3 of the left primary visual cortex, 180 um below the pia."}},
		Entry{"indicator", Schema{Need: NeedNWB, Doc: "The calcium indicator.", Example: "GCaMP6f"}},
		Entry{"location", Schema{Need: NeedNWB,
			Doc:     "The place in the brain: for a mouse, a name or an acronym of the Allen CCF, such as Primary visual area or VISp.",
			Example: "Primary visual area"}},
		Entry{"excitation_lambda", Schema{Rule: wavelengthRule, Shape: Number, Need: NeedNWB, Unit: "nm",
			Doc: "The wavelength of the light that excites the indicator.", Example: "920"}},
		Entry{"imaging_rate", Schema{Rule: rateRule, Shape: Number, Unit: "Hz",
			Doc: "Frames a second; where left out, what the source says. The times of the traces do not come from here.", Example: "30.0"}},
		Entry{"device", Schema{Doc: "The name of the device that imaged the plane.", Example: "Microscope"}},
		Sub("optical_channel", Section(Objects, "The detection channels.",
			Entry{"name", Schema{Rule: nameRule, Doc: "The name of the channel in the file.", Example: "Green"}},
			Entry{"description", Schema{Rule: descriptionRule, Doc: "What the channel detects, and through which filter.", Example: "Emission of GCaMP, through a 525/50 nm filter."}},
			Entry{"emission_lambda", Schema{Rule: wavelengthRule, Shape: Number, Need: NeedNWB, Unit: "nm",
				Doc: "The wavelength of the light that is detected.", Example: "510"}})),
		Entry{"grid_spacing", Schema{Rule: spacingRule, Shape: Numbers,
			Doc: "The distance between pixels in x and y, and between planes in z, in grid_spacing_unit.", Example: "[1.2, 1.2]"}},
		Entry{"grid_spacing_unit", Schema{Rule: lengthUnitRule, Doc: "The unit of grid_spacing; meters where left out.", Example: "micrometers"}},
		Entry{"origin_coords", Schema{Rule: coordinateRule, Shape: Numbers,
			Doc: "Where the first pixel lies, in the words of reference_frame, in origin_coords_unit.", Example: "[-2.6, 3.1]"}},
		Entry{"origin_coords_unit", Schema{Rule: lengthUnitRule, Doc: "The unit of origin_coords; meters where left out.", Example: "millimeters"}},
		Entry{"reference_frame", Schema{
			Doc: "What origin_coords count from, and where their axes point.", Example: "Bregma; x to the right, y to the back."}})
}
