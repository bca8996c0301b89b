package jsonschema

import "roi2nwb/internal/metadata/schema"

// keyedTop are the keys of the keyed shape at the top of a file.
func keyedTop() ordered {
	device := schema.Known().Keys["Ophys"].Keys["Device"]
	link := &schema.Schema{Doc: "The key in DeviceModels of the model that the device is of.", Example: "two_photon_model"}
	text := func(key, doc, example string) member {
		s := &schema.Schema{Doc: doc, Example: example}
		return member{key, schemaOf(s, key, "")}
	}
	model := ordered{
		text("name", "The maker's name of the model.", "Twoscope II"),
		text("manufacturer", "The maker of the model.", "Scanmakers"),
		text("model_number", "The maker's number of the model.", "TS-2"),
		text("description", "What the model is.", "Two-photon microscope for head-fixed animals."),
	}
	return ordered{
		{"DeviceModels", registry("The models of devices, by keys of your choice.",
			ordered{{"type", []string{"object", "null"}}, {"properties", model}})},
		{"Devices", registryOrList("The devices, by keys of your choice; or, as it was once, a list of them.", "Device",
			objectOf(append(propertiesOf(device, "Ophys.Device"), member{"device_model_metadata_key", schemaOf(link, "device_model_metadata_key", "")})))},
	}
}

// keyedOphys are the keys of the keyed shape under Ophys.
func keyedOphys() ordered {
	ophys := schema.Known().Keys["Ophys"]
	toDevice := &schema.Schema{Doc: "The key in Devices of the device that imaged the plane.", Example: "microscope"}
	toPlane := &schema.Schema{Doc: "The key in ImagingPlanes of the plane that the ROIs are in.", Example: "plane"}
	traces := append(propertiesOf(ophys.Keys["Fluorescence"].Tables, "Ophys.Fluorescence.*"), propertiesOf(ophys.Keys["DfOverF"].Tables, "Ophys.DfOverF.*")...)
	return ordered{
		{"ImagingPlanes", registry("The imaging planes, by keys of your choice.",
			objectOf(append(propertiesOf(ophys.Keys["ImagingPlane"], "Ophys.ImagingPlane"), member{"device_metadata_key", schemaOf(toDevice, "device_metadata_key", "")})))},
		{"PlaneSegmentations", registry("The tables of ROIs, by keys of your choice.",
			objectOf(append(propertiesOf(ophys.Keys["ImageSegmentation"].Keys["plane_segmentations"], "Ophys.ImageSegmentation.plane_segmentations"),
				member{"imaging_plane_metadata_key", schemaOf(toPlane, "imaging_plane_metadata_key", "")})))},
		{"RoiResponses", registry("The traces, by the keys of PlaneSegmentations.", objectOf(traces))},
	}
}

// registry is a mapping from keys of the user's choice to objects.
func registry(doc string, one ordered) ordered {
	return ordered{{"description", doc}, {"type", []string{"object", "null"}}, {"additionalProperties", one}}
}

// registryOrList is a registry, or a list of what is defined under a name.
func registryOrList(doc, definition string, one ordered) ordered {
	list := ordered{{"type", "array"}, {"items", ordered{{"$ref", "#/definitions/" + definition}}}}
	return ordered{{"description", doc}, {"anyOf", []any{
		ordered{{"type", []string{"object", "null"}}, {"additionalProperties", one}}, list,
	}}}
}

// keyedMarks and listMarks are what only one of the shapes has, as shapeMarks
// looks for it.
func keyedMarks() [][]string {
	return [][]string{{"Devices"}, {"DeviceModels"}, {"Ophys", "ImagingPlanes"}, {"Ophys", "PlaneSegmentations"},
		{"Ophys", "RoiResponses"}, {"Ophys", "MicroscopySeries"}}
}

func listMarks() [][]string {
	return [][]string{{"Ophys", "Device"}, {"Ophys", "ImagingPlane"}, {"Ophys", "ImageSegmentation"},
		{"Ophys", "Fluorescence"}, {"Ophys", "DfOverF"}, {"Ophys", "SegmentationImages", "name"},
		{"Ophys", "SegmentationImages", "description"}}
}

// givesAnyOf holds where one of the paths is given.
func givesAnyOf(paths [][]string) ordered {
	var each []ordered
	for _, path := range paths {
		each = append(each, gives(path))
	}
	return ordered{{"anyOf", each}}
}

func gives(path []string) ordered {
	if len(path) == 0 {
		return ordered{{"not", ordered{{"type", "null"}}}}
	}
	if path[0] == "Devices" { // a list of them is older than the keyed shape
		return ordered{{"type", "object"}, {"required", path}, {"properties", ordered{{path[0], ordered{{"type", "object"}}}}}}
	}
	return ordered{{"type", "object"}, {"required", path[:1]}, {"properties", ordered{{path[0], gives(path[1:])}}}}
}
