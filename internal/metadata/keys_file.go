package metadata

// fileKeys are the keys of NWBFile: what an NWB file says of the session.
func fileKeys() *schema {
	return section(object, "The session: what NWB keeps at the root of a file and under /general.",
		entry{"session_description", schema{rule: descriptionRule, need: needNWB,
			doc:     "What happened in this session, in a sentence or two.",
			example: "Mouse running on a wheel, no stimulus"}},
		entry{"session_start_time", schema{rule: startRule, need: needNWB,
			doc:     "When the recording started: ISO 8601, with the zone of the recording.",
			example: exampleTime}},
		entry{"identifier", schema{
			doc:     "A text that no other file has; one is made where this is left out.",
			example: "M042-D1S4-plane0"}},
		entry{"session_id", schema{rule: idRule, need: needDANDI,
			doc:     "Which session of the animal it is, in letters, digits and \"-\": DANDI names files after it.",
			example: "D1S4"}},
		entry{"experimenter", schema{rule: personRule, shape: texts, need: needRecommended,
			doc:     "Who did it: a list of names, each \"Last, First\".",
			example: `["Doe, Jane"]`}},
		entry{"experiment_description", schema{rule: descriptionRule, need: needRecommended,
			doc:     "What the whole experiment is about.",
			example: "Place cells in a virtual corridor"}},
		entry{"institution", schema{need: needRecommended,
			doc: "The institution where it was done.", example: "University of Somewhere"}},
		entry{"lab", schema{need: needRecommended,
			doc: "The lab where it was done.", example: "Doe lab"}},
		entry{"keywords", schema{shape: texts, need: needRecommended,
			doc: "Words by which the data is found.", example: "[hippocampus, place cells]"}},
		entry{"related_publications", schema{rule: doiRule, shape: texts,
			doc: "Publications about the data, as DOIs.", example: `["https://doi.org/10.7554/eLife.38173"]`}},
		entry{"protocol", schema{
			doc: "The experimental protocol, such as the number of its approval.", example: "IACUC 2024-017"}},
		entry{"surgery", schema{
			doc:     "What surgery was done, when, and by whom.",
			example: "Cranial window of 3 mm over the left visual cortex on 2024-04-02."}},
		entry{"virus", schema{
			doc:     "The viruses used: constructs, titre, volume, place and date of injection.",
			example: "AAV1.Syn.GCaMP6f.WPRE.SV40, 100 nl at 250 um depth, on 2024-04-02."}},
		entry{"pharmacology", schema{
			doc: "The drugs used: how and when they were given.", example: "Isoflurane (1.5 %) during surgery only."}},
		entry{"stimulus_notes", schema{
			doc:     "The stimuli, and how they were presented.",
			example: "Drifting gratings, 8 directions, 2 s each, 4 s apart, 10 repeats."}},
		entry{"data_collection", schema{
			doc: "How the data was collected and processed.", example: "Resonant scanning; motion-corrected before segmentation."}},
		entry{"slices", schema{
			doc:     "For recordings in slices: how they were cut and kept.",
			example: "Coronal slices of 300 um in carbogenated ACSF at 32 degrees Celsius."}},
		entry{"notes", schema{
			doc: "What else is worth knowing of the session.", example: "The wheel slipped in the last two minutes."}},
		entry{"source_script", schema{rule: unusedRule,
			doc: "Not used: the file names the program that writes it.", example: "convert.py"}},
		entry{"source_script_file_name", schema{rule: unusedRule,
			doc: "Not used: the file names the program that writes it.", example: "convert.py"}})
}
