package schema

// segmentationKeys are the two tables: of the ROIs and of the background.
func segmentationKeys() *Schema {
	return Section(Object, "The container of the tables of ROIs.",
		Entry{"name", Schema{Rule: nameRule, Doc: "The name of the container in the file.", Example: "ImageSegmentation"}},
		Sub("plane_segmentations", Section(Objects, "The table of the ROIs, and one of the background components, with \"background\" in its name.",
			Entry{"name", Schema{Rule: nameRule, Doc: "The name of the table in the file.", Example: "PlaneSegmentation"}},
			Entry{"description", Schema{Rule: descriptionRule, Doc: "What the ROIs are and how they were found; where left out, what the source says.",
				Example: "Neurons found by CaImAn, checked by eye."}},
			Entry{"imaging_plane", Schema{Doc: "The name of the imaging plane that the ROIs are in.", Example: "ImagingPlane"}})))
}

func traceKeys() *Schema {
	return Section(Object, "The traces of one table of ROIs, by their kind.",
		trace("raw", "The fluorescence of each ROI, noise included.", "RoiResponseSeries"),
		trace("denoised", "The denoised fluorescence of each ROI.", "Denoised"),
		trace("deconvolved", "The deconvolved activity of each ROI.", "Deconvolved"),
		trace("baseline", "The baseline of each ROI.", "Baseline"),
		trace("initial_calcium", "The calcium at the start of each ROI's trace.", "InitialCalcium"),
		trace("transients", "The calcium transients of each ROI.", "Transients"),
		trace("background", "The time course of each background component; it belongs in the table of the background.", "Background"),
		trace("neuropil", "The time course of the background, under another program's name.", "Neuropil"))
}

func fluorescenceKeys() *Schema {
	return box("The container of fluorescence traces: for each table of ROIs, the traces by their kind.", "Fluorescence", traceKeys())
}

func dffKeys() *Schema {
	return box("The container of relative fluorescence changes: for each table of ROIs, dff.", "DfOverF",
		Section(Object, "The relative fluorescence change of one table of ROIs.",
			trace("dff", "The change of fluorescence relative to the baseline.", "RoiResponseSeries")))
}

// trace is one series of traces.
func trace(key, doc, name string) Entry {
	return Sub(key, Section(Object, doc,
		Entry{"name", Schema{Rule: nameRule, Doc: "The name of the series in the file.", Example: name}},
		Entry{"description", Schema{Rule: descriptionRule, Doc: "What the traces are; where left out, what the source says.", Example: doc}},
		Entry{"unit", Schema{Doc: "The unit of the traces; where left out, what the source says.", Example: "a.u."}}))
}

// images knows images by the names they get, and by the shorter keys that
// files in the field use for them.
func imagesKeys() *Schema {
	image := func(key, doc string) Entry {
		return Sub(key, Section(Object, doc,
			Entry{"name", Schema{Rule: nameRule, Doc: "The name of the image in the file.", Example: key}},
			Entry{"description", Schema{Rule: descriptionRule, Doc: "What the image shows; where left out, what the source says.", Example: doc}}))
	}
	images := Section(Object, "The summary images of one table of ROIs.",
		image("correlation_image", "How much each pixel's course agrees with its neighbours'."),
		image("noise_image", "The noise of each pixel."),
		image("baseline_image", "The baseline of each pixel."),
		image("background_mean_image", "The mean of the background."),
		image("mean_image", "The mean over time."),
		image("maximum_projection", "The maximum over time."),
		image("pnr_image", "The peak of each pixel relative to its noise."))
	images.Aliases = map[string]string{
		"correlation": "correlation_image", "noise": "noise_image", "baseline": "baseline_image",
		"background_mean": "background_mean_image", "mean": "mean_image", "pnr": "pnr_image",
		"maximum": "maximum_projection", "max_projection": "maximum_projection",
	}
	s := box("The container of summary images: for each table of ROIs, the images by their kind.", "SegmentationImages", images,
		Entry{"description", Schema{Rule: descriptionRule, Doc: "What the images are.", Example: "Summary images of the segmentation."}})
	return s
}

// box is a container of named objects, by plane segmentation and key.
func box(doc, name string, tables *Schema, more ...Entry) *Schema {
	s := Section(Object, doc, append([]Entry{{"name", Schema{Rule: nameRule, Doc: "The name of the container in the file.", Example: name}}}, more...)...)
	s.Tables = tables
	return s
}
