package schema

// subjectKeys are the keys of Subject: the animal.
func subjectKeys() *Schema {
	return Section(Object, "The animal that was recorded.",
		Entry{"subject_id", Schema{Rule: idRule, Need: NeedDANDI,
			Doc: "The animal's name in the lab, in letters, digits and \"-\": DANDI names files after it.", Example: "M042"}},
		Entry{"species", Schema{Rule: speciesRule, Need: NeedDANDI,
			Doc: "The species: its Latin name, or a link such as http://purl.obolibrary.org/obo/NCBITaxon_10090.", Example: "Mus musculus"}},
		Entry{"sex", Schema{Rule: sexRule, Need: NeedDANDI,
			Doc: "M (male), F (female), U (unknown) or O (other); for C. elegans XO or XX.", Example: "F"}},
		Entry{"age", Schema{Rule: ageRule, Need: NeedDANDI,
			Doc:     "The age at the session as an ISO 8601 duration: P90D is 90 days, P12W 12 weeks, P80D/P90D between the two.",
			Example: "P90D"}},
		Entry{"date_of_birth", Schema{Rule: birthRule,
			Doc: "The day of birth, in place of the age or beside it.", Example: "2024-02-17"}},
		Entry{"age__reference", Schema{Rule: ageReferenceRule,
			Doc: "What the age counts from: birth or gestational.", Example: "birth"}},
		Entry{"strain", Schema{
			Doc: "The strain.", Example: "C57BL/6J"}},
		Entry{"genotype", Schema{
			Doc: "The genotype, or that it is the wild type.", Example: "Cux2-CreERT2; Ai93"}},
		Entry{"weight", Schema{Rule: weightRule,
			Doc: "The weight at the session with its unit, after a space.", Example: "0.022 kg"}},
		Entry{"description", Schema{Rule: descriptionRule, Need: NeedRecommended,
			Doc: "What else is known of the animal.", Example: "Housed with two littermates"}})
}
