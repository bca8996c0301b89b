package metadata

// segmentationKeys are the two tables: of the ROIs and of the background.
func segmentationKeys() *schema {
	return section(object, "The container of the tables of ROIs.",
		entry{"name", schema{rule: nameRule, doc: "The name of the container in the file.", example: "ImageSegmentation"}},
		sub("plane_segmentations", section(objects, "The table of the ROIs, and one of the background components, with \"background\" in its name.",
			entry{"name", schema{rule: nameRule, doc: "The name of the table in the file.", example: "PlaneSegmentation"}},
			entry{"description", schema{rule: descriptionRule, doc: "What the ROIs are and how they were found; where left out, what the source says.",
				example: "Neurons found by CaImAn, checked by eye."}},
			entry{"imaging_plane", schema{doc: "The name of the imaging plane that the ROIs are in.", example: "ImagingPlane"}})))
}

func traceKeys() *schema {
	return section(object, "The traces of one table of ROIs, by their kind.",
		trace("raw", "The fluorescence of each ROI, noise included.", "RoiResponseSeries"),
		trace("denoised", "The denoised fluorescence of each ROI.", "Denoised"),
		trace("deconvolved", "The deconvolved activity of each ROI.", "Deconvolved"),
		trace("baseline", "The baseline of each ROI.", "Baseline"),
		trace("initial_calcium", "The calcium at the start of each ROI's trace.", "InitialCalcium"),
		trace("transients", "The calcium transients of each ROI.", "Transients"),
		trace("background", "The time course of each background component; it belongs in the table of the background.", "Background"),
		trace("neuropil", "The time course of the background, under another program's name.", "Neuropil"))
}

func fluorescenceKeys() *schema {
	return box("The container of fluorescence traces: for each table of ROIs, the traces by their kind.", "Fluorescence", traceKeys())
}

func dffKeys() *schema {
	return box("The container of relative fluorescence changes: for each table of ROIs, dff.", "DfOverF",
		section(object, "The relative fluorescence change of one table of ROIs.",
			trace("dff", "The change of fluorescence relative to the baseline.", "RoiResponseSeries")))
}

// trace is one series of traces.
func trace(key, doc, name string) entry {
	return sub(key, section(object, doc,
		entry{"name", schema{rule: nameRule, doc: "The name of the series in the file.", example: name}},
		entry{"description", schema{rule: descriptionRule, doc: "What the traces are; where left out, what the source says.", example: doc}},
		entry{"unit", schema{doc: "The unit of the traces; where left out, what the source says.", example: "a.u."}}))
}

// images knows images by the names they get, and by the shorter keys that
// files in the field use for them.
func imagesKeys() *schema {
	image := func(key, doc string) entry {
		return sub(key, section(object, doc,
			entry{"name", schema{rule: nameRule, doc: "The name of the image in the file.", example: key}},
			entry{"description", schema{rule: descriptionRule, doc: "What the image shows; where left out, what the source says.", example: doc}}))
	}
	images := section(object, "The summary images of one table of ROIs.",
		image("correlation_image", "How much each pixel's course agrees with its neighbours'."),
		image("noise_image", "The noise of each pixel."),
		image("baseline_image", "The baseline of each pixel."),
		image("background_mean_image", "The mean of the background."),
		image("mean_image", "The mean over time."),
		image("maximum_projection", "The maximum over time."),
		image("pnr_image", "The peak of each pixel relative to its noise."))
	images.aliases = map[string]string{
		"correlation": "correlation_image", "noise": "noise_image", "baseline": "baseline_image",
		"background_mean": "background_mean_image", "mean": "mean_image", "pnr": "pnr_image",
		"maximum": "maximum_projection", "max_projection": "maximum_projection",
	}
	s := box("The container of summary images: for each table of ROIs, the images by their kind.", "SegmentationImages", images,
		entry{"description", schema{rule: descriptionRule, doc: "What the images are.", example: "Summary images of the segmentation."}})
	return s
}

// box is a container of named objects, by plane segmentation and key.
func box(doc, name string, tables *schema, more ...entry) *schema {
	s := section(object, doc, append([]entry{{"name", schema{rule: nameRule, doc: "The name of the container in the file.", example: name}}}, more...)...)
	s.tables = tables
	return s
}
