package metadata

// shape is what belongs in a place.
type shape uint8

const (
	text    shape = iota // one text, whatever it looks like
	texts                // a list of texts; one text is a list of one
	number               // one number
	numbers              // a list of numbers
	object               // known keys with values
	objects              // a list of such; one alone is a list of one
	free                 // anything, the user's own
)

func (s shape) String() string {
	switch s {
	case text:
		return "a text"
	case texts:
		return "a list of texts"
	case number:
		return "a number"
	case numbers:
		return "a list of numbers"
	case object:
		return "keys with values"
	case objects:
		return "a list of objects"
	}
	return "anything"
}

// schema is the shape of a place, and the keys that are known there.
type schema struct {
	shape   shape
	keys    map[string]*schema
	aliases map[string]string // other spellings of keys
	tables  *schema           // of the keys named after a plane segmentation
}

// at returns the schema of a key, or nil where the key is unknown.
func (s *schema) at(key string) *schema {
	if s == nil {
		return nil
	}
	if s.shape == free {
		return s
	}
	if full, ok := s.aliases[key]; ok {
		key = full
	}
	if k, ok := s.keys[key]; ok {
		return k
	}
	return s.tables
}

// keys makes the schemas of keys of one shape.
func keys(sh shape, names ...string) map[string]*schema {
	m := make(map[string]*schema, len(names))
	for _, n := range names {
		m[n] = &schema{shape: sh}
	}
	return m
}

// and adds more keys to m.
func and(m map[string]*schema, more ...map[string]*schema) map[string]*schema {
	for _, other := range more {
		for k, s := range other {
			m[k] = s
		}
	}
	return m
}

// knownKeys is the list shape of metadata files: every key there is.
func knownKeys() *schema {
	return &schema{shape: object, keys: map[string]*schema{
		"NWBFile": {shape: object, keys: and(
			keys(text, "session_description", "identifier", "session_start_time", "session_id",
				"experiment_description", "institution", "lab", "notes", "protocol", "pharmacology",
				"surgery", "virus", "stimulus_notes", "data_collection", "slices",
				"source_script", "source_script_file_name"),
			keys(texts, "experimenter", "keywords", "related_publications"))},
		"Subject": {shape: object, keys: keys(text, "subject_id", "species", "sex", "age", "age__reference",
			"date_of_birth", "strain", "genotype", "weight", "description")},
		"Ophys": ophysKeys(),
		"extra": {shape: free},
	}}
}

func ophysKeys() *schema {
	channel := &schema{shape: objects, keys: and(keys(text, "name", "description"), keys(number, "emission_lambda"))}
	plane := &schema{shape: objects, keys: and(
		keys(text, "name", "description", "indicator", "location", "device", "reference_frame",
			"grid_spacing_unit", "origin_coords_unit"),
		keys(number, "excitation_lambda", "imaging_rate"),
		keys(numbers, "grid_spacing", "origin_coords"),
		map[string]*schema{"optical_channel": channel})}
	table := &schema{shape: objects, keys: keys(text, "name", "description", "imaging_plane")}
	return &schema{shape: object, keys: map[string]*schema{
		"Device": {shape: objects, keys: keys(text, "name", "description", "manufacturer", "model_name",
			"model_number", "model_description", "serial_number")},
		"ImagingPlane": plane,
		"ImageSegmentation": {shape: object, keys: and(keys(text, "name"),
			map[string]*schema{"plane_segmentations": table})},
		"Fluorescence": boxKeys(traceKeys("raw", "denoised", "deconvolved", "baseline", "initial_calcium",
			"transients", "background", "neuropil")),
		"DfOverF": boxKeys(traceKeys("dff")),
		"SegmentationImages": boxKeys(imageKeys("correlation_image", "noise_image", "baseline_image",
			"background_mean_image", "mean_image", "maximum_projection", "pnr_image"), "description"),
		// Movies are not written; what a lab's file says of them is let through.
		"TwoPhotonSeries": {shape: free},
		"OnePhotonSeries": {shape: free},
	}}
}

// boxKeys is a container of named objects, by plane segmentation and key.
func boxKeys(tables *schema, more ...string) *schema {
	return &schema{shape: object, keys: keys(text, append(more, "name")...), tables: tables}
}

func traceKeys(kinds ...string) *schema {
	s := &schema{shape: object, keys: map[string]*schema{}}
	for _, k := range kinds {
		s.keys[k] = &schema{shape: object, keys: keys(text, "name", "description", "unit")}
	}
	return s
}

// imageKeys knows images by the names they get, and by the shorter keys that
// files in the field use for them.
func imageKeys(names ...string) *schema {
	s := &schema{shape: object, keys: map[string]*schema{}, aliases: map[string]string{
		"correlation": "correlation_image", "noise": "noise_image", "baseline": "baseline_image",
		"background_mean": "background_mean_image", "mean": "mean_image", "pnr": "pnr_image",
		"maximum": "maximum_projection", "max_projection": "maximum_projection",
	}}
	for _, n := range names {
		s.keys[n] = &schema{shape: object, keys: keys(text, "name", "description")}
	}
	return s
}
