package schema

// Value is one that metadata may give, for those who complete what is typed.
type Value struct {
	Path    string // as --set takes it, "Subject.sex"
	Doc     string
	Choices []string // what the value can be; nil for anything
}

// Values returns the values that metadata may give, in the order of
// templates. What has a name of the user's own is none of them: tables named
// after a plane segmentation, and extra.
func Values() []Value {
	var all []Value
	Known().visit("", func(path string, s *Schema) {
		k := Value{Path: path, Doc: s.Doc}
		if rule := s.FirstRule(); rule != nil {
			if rule.Name == unusedRule().Name {
				return
			}
			k.Choices = rule.Enum
		}
		all = append(all, k)
	})
	return all
}
