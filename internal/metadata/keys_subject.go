package metadata

// subjectKeys are the keys of Subject: the animal.
func subjectKeys() *schema {
	return section(object, "The animal that was recorded.",
		entry{"subject_id", schema{rule: idRule, need: needDANDI,
			doc: "The animal's name in the lab, in letters, digits and \"-\": DANDI names files after it.", example: "M042"}},
		entry{"species", schema{rule: speciesRule, need: needDANDI,
			doc: "The species: its Latin name, or a link such as http://purl.obolibrary.org/obo/NCBITaxon_10090.", example: "Mus musculus"}},
		entry{"sex", schema{rule: sexRule, need: needDANDI,
			doc: "M (male), F (female), U (unknown) or O (other); for C. elegans XO or XX.", example: "F"}},
		entry{"age", schema{rule: ageRule, need: needDANDI,
			doc:     "The age at the session as an ISO 8601 duration: P90D is 90 days, P12W 12 weeks, P80D/P90D between the two.",
			example: "P90D"}},
		entry{"date_of_birth", schema{rule: birthRule,
			doc: "The day of birth, in place of the age or beside it.", example: "2024-02-17"}},
		entry{"age__reference", schema{rule: ageReferenceRule,
			doc: "What the age counts from: birth or gestational.", example: "birth"}},
		entry{"strain", schema{
			doc: "The strain.", example: "C57BL/6J"}},
		entry{"genotype", schema{
			doc: "The genotype, or that it is the wild type.", example: "Cux2-CreERT2; Ai93"}},
		entry{"weight", schema{rule: weightRule,
			doc: "The weight at the session with its unit, after a space.", example: "0.022 kg"}},
		entry{"description", schema{rule: descriptionRule, need: needRecommended,
			doc: "What else is known of the animal.", example: "Housed with two littermates"}})
}
