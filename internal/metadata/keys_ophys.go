package metadata

// ophysKeys are the keys of Ophys: the microscope, what it saw, and what the
// objects of the file are called.
func ophysKeys() *schema {
	return section(object, "The microscope, the planes it imaged, and the names of the objects in the file.",
		sub("Device", deviceKeys()),
		sub("ImagingPlane", planeKeys()),
		sub("ImageSegmentation", segmentationKeys()),
		sub("Fluorescence", fluorescenceKeys()),
		sub("DfOverF", dffKeys()),
		sub("SegmentationImages", imagesKeys()),
		// Movies are not written; what a lab's file says of them is let through.
		entry{"TwoPhotonSeries", schema{shape: free, doc: "Not used: movies are not written."}},
		entry{"OnePhotonSeries", schema{shape: free, doc: "Not used: movies are not written."}})
}

func deviceKeys() *schema {
	return section(objects, "The microscopes, and whatever else took part in the imaging.",
		entry{"name", schema{rule: nameRule, doc: "The name of the device in the file.", example: "Microscope"}},
		entry{"description", schema{rule: descriptionRule, need: needNWB,
			doc:     "What kind of device it is.",
			example: "Two-photon microscope with a resonant scanner"}},
		entry{"manufacturer", schema{doc: "The maker of the device.", example: "Scanmakers"}},
		entry{"model_name", schema{rule: nameRule, doc: "The maker's name of the model.", example: "Twoscope II"}},
		entry{"model_number", schema{doc: "The maker's number of the model.", example: "TS-2"}},
		entry{"model_description", schema{rule: descriptionRule, doc: "What the model is, whoever owns it.", example: "Two-photon microscope for head-fixed animals."}},
		entry{"serial_number", schema{doc: "The number of this very device.", example: `"0017"`}})
}

func planeKeys() *schema {
	return section(objects, "The planes or volumes that were imaged.",
		entry{"name", schema{rule: nameRule, doc: "The name of the plane in the file.", example: "ImagingPlane"}},
		entry{"description", schema{rule: descriptionRule,
			doc:     "Where the plane lies and what it shows.",
			example: "Layer 2/3 of the left primary visual cortex, 180 um below the pia."}},
		entry{"indicator", schema{need: needNWB, doc: "The calcium indicator.", example: "GCaMP6f"}},
		entry{"location", schema{need: needNWB,
			doc:     "The place in the brain: for a mouse, a name or an acronym of the Allen CCF, such as Primary visual area or VISp.",
			example: "Primary visual area"}},
		entry{"excitation_lambda", schema{rule: wavelengthRule, shape: number, need: needNWB, unit: "nm",
			doc: "The wavelength of the light that excites the indicator.", example: "920"}},
		entry{"imaging_rate", schema{rule: rateRule, shape: number, unit: "Hz",
			doc: "Frames a second; where left out, what the source says. The times of the traces do not come from here.", example: "30.0"}},
		entry{"device", schema{doc: "The name of the device that imaged the plane.", example: "Microscope"}},
		sub("optical_channel", section(objects, "The detection channels.",
			entry{"name", schema{rule: nameRule, doc: "The name of the channel in the file.", example: "Green"}},
			entry{"description", schema{rule: descriptionRule, doc: "What the channel detects, and through which filter.", example: "Emission of GCaMP, through a 525/50 nm filter."}},
			entry{"emission_lambda", schema{rule: wavelengthRule, shape: number, need: needNWB, unit: "nm",
				doc: "The wavelength of the light that is detected.", example: "510"}})),
		entry{"grid_spacing", schema{rule: spacingRule, shape: numbers,
			doc: "The distance between pixels in x and y, and between planes in z, in grid_spacing_unit.", example: "[1.2, 1.2]"}},
		entry{"grid_spacing_unit", schema{rule: lengthUnitRule, doc: "The unit of grid_spacing; meters where left out.", example: "micrometers"}},
		entry{"origin_coords", schema{rule: coordinateRule, shape: numbers,
			doc: "Where the first pixel lies, in the words of reference_frame, in origin_coords_unit.", example: "[-2.6, 3.1]"}},
		entry{"origin_coords_unit", schema{rule: lengthUnitRule, doc: "The unit of origin_coords; meters where left out.", example: "millimeters"}},
		entry{"reference_frame", schema{
			doc: "What origin_coords count from, and where their axes point.", example: "Bregma; x to the right, y to the back."}})
}
