package schema

// fileKeys are the keys of NWBFile: what an NWB file says of the session.
func fileKeys() *Schema {
	return Section(Object, "The session: what NWB keeps at the root of a file and under /general.",
		Entry{"session_description", Schema{Rule: descriptionRule, Need: NeedNWB,
			Doc:     "What happened in this session, in a sentence or two.",
			Example: "Mouse running on a wheel, no stimulus"}},
		Entry{"session_start_time", Schema{Rule: startRule, Need: NeedNWB,
			Doc:     "When the recording started: ISO 8601, with the zone of the recording.",
			Example: ExampleTime}},
		Entry{"identifier", Schema{
			Doc:     "A text that no other file has; one is made where this is left out.",
			Example: "M042-D1S4-plane0"}},
		Entry{"session_id", Schema{Rule: idRule, Need: NeedDANDI,
			Doc:     "Which session of the animal it is, in letters, digits and \"-\": DANDI names files after it.",
			Example: "D1S4"}},
		Entry{"experimenter", Schema{Rule: personRule, Shape: Texts, Need: NeedRecommended,
			Doc:     "Who did it: a list of names, each \"Last, First\".",
			Example: `["Doe, Jane"]`}},
		Entry{"experiment_description", Schema{Rule: descriptionRule, Need: NeedRecommended,
			Doc:     "What the whole experiment is about.",
			Example: "Place cells in a virtual corridor"}},
		Entry{"institution", Schema{Need: NeedRecommended,
			Doc: "The institution where it was done.", Example: "University of Somewhere"}},
		Entry{"lab", Schema{Need: NeedRecommended,
			Doc: "The lab where it was done.", Example: "Doe lab"}},
		Entry{"keywords", Schema{Shape: Texts, Need: NeedRecommended,
			Doc: "Words by which the data is found.", Example: "[hippocampus, place cells]"}},
		Entry{"related_publications", Schema{Rule: doiRule, Shape: Texts,
			Doc: "Publications about the data, as DOIs.", Example: `["https://doi.org/10.7554/eLife.38173"]`}},
		Entry{"protocol", Schema{
			Doc: "The experimental protocol, such as the number of its approval.", Example: "IACUC 2024-017"}},
		Entry{"surgery", Schema{
			Doc:     "What surgery was done, when, and by whom.",
			Example: "Cranial window of 3 mm over the left visual cortex on 2024-04-02."}},
		Entry{"virus", Schema{
			Doc:     "The viruses used: constructs, titre, volume, place and date of injection.",
			Example: "AAV1.Syn.GCaMP6f.WPRE.SV40, 100 nl at 250 um depth, on 2024-04-02."}},
		Entry{"pharmacology", Schema{
			Doc: "The drugs used: how and when they were given.", Example: "Isoflurane (1.5 %) during surgery only."}},
		Entry{"stimulus_notes", Schema{
			Doc:     "The stimuli, and how they were presented.",
			Example: "Drifting gratings, 8 directions, 2 s each, 4 s apart, 10 repeats."}},
		Entry{"data_collection", Schema{
			Doc: "How the data was collected and processed.", Example: "Resonant scanning; motion-corrected before segmentation."}},
		Entry{"slices", Schema{
			Doc:     "For recordings in slices: how they were cut and kept.",
			Example: "Coronal slices of 300 um in carbogenated ACSF at 32 degrees Celsius."}},
		Entry{"notes", Schema{
			Doc: "What else is worth knowing of the session.", Example: "The wheel slipped in the last two minutes."}},
		Entry{"source_script", Schema{Rule: unusedRule,
			Doc: "Not used: the file names the program that writes it.", Example: "convert.py"}},
		Entry{"source_script_file_name", Schema{Rule: unusedRule,
			Doc: "Not used: the file names the program that writes it.", Example: "convert.py"}})
}
