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

// visit calls fn for each place below s that has no keys of its own.
func (s *schema) visit(path string, fn func(path string, s *schema)) {
	for _, key := range s.order {
		below := s.keys[key]
		at := key
		if path != "" {
			at = path + "." + key
		}
		switch {
		case below.shape == free:
		case len(below.order) > 0:
			below.visit(at, fn)
		case below.shape != object && below.shape != objects:
			fn(at, below)
		}
	}
}
