package metadata

// Known is a value that metadata may give, for those who complete what is typed.
type Known struct {
	Path    string // as --set takes it, "Subject.sex"
	Doc     string
	Choices []string // what the value can be; nil for anything
}

// KnownValues returns the values that metadata may give, in the order of
// templates. What has a name of the user's own is none of them: tables named
// after a plane segmentation, and extra.
func KnownValues() []Known {
	var all []Known
	knownKeys().visit("", func(path string, s *schema) {
		k := Known{Path: path, Doc: s.doc}
		if rule := s.ruleOf(); rule != nil {
			if rule.name == unusedRule().name {
				return
			}
			k.Choices = rule.enum
		}
		all = append(all, k)
	})
	return all
}
