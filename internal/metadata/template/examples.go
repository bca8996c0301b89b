package template

import (
	"regexp"

	"roi2nwb/internal/metadata/schema"
)

// example returns the example of a key, as YAML in one line.
func (t *templater) example(path string, s *schema.Schema) string {
	text := s.Example
	if t.options.OnePhoton {
		if other, ok := onePhotonExamples()[regexp.MustCompile(`\[\d+\]`).ReplaceAllString(path, "")]; ok {
			text = other
		}
	}
	n, err := schema.Parse("", []byte(text))
	if err != nil || n == nil {
		return text
	}
	return inline(s, n, false)
}

// onePhotonExamples are the examples that differ where a miniscope was used, by
// their paths without places in lists.
func onePhotonExamples() map[string]string {
	return map[string]string{
		"NWBFile.session_description":                        "Freely moving mouse in an open field of 40 cm by 40 cm.",
		"NWBFile.experiment_description":                     "Place coding in hippocampal CA1 over two weeks in the same arena.",
		"NWBFile.keywords":                                   "[miniscope, hippocampus, place cells]",
		"NWBFile.surgery":                                    "GRIN lens of 1 mm above dorsal CA1 on 2024-02-10.",
		"NWBFile.stimulus_notes":                             "None but the arena, with a cue card on its north wall.",
		"NWBFile.data_collection":                            "Miniscope at 20 Hz; motion-corrected before segmentation.",
		"NWBFile.notes":                                      "The cable was untangled twice.",
		"Subject.description":                                "Housed alone after implantation of the lens.",
		"Ophys.Device.name":                                  "Miniscope",
		"Ophys.Device.description":                           "Head-mounted one-photon microscope over a GRIN lens of 1 mm.",
		"Ophys.Device.model_name":                            "Miniscope V4",
		"Ophys.Device.model_number":                          "V4.4",
		"Ophys.Device.model_description":                     "Head-mounted one-photon microscope for mice.",
		"Ophys.ImagingPlane.description":                     "Pyramidal layer of dorsal CA1, through a GRIN lens.",
		"Ophys.ImagingPlane.location":                        "Field CA1",
		"Ophys.ImagingPlane.excitation_lambda":               "470",
		"Ophys.ImagingPlane.imaging_rate":                    "20.0",
		"Ophys.ImagingPlane.device":                          "Miniscope",
		"Ophys.ImagingPlane.grid_spacing":                    "[2.1, 2.1]",
		"Ophys.ImagingPlane.optical_channel.emission_lambda": "525",
	}
}
