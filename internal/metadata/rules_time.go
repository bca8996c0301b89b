package metadata

// exampleTime is the example that messages show.
const exampleTime = "2024-05-17T14:30:00+02:00"

// startRule and birthRule are those of times. What they ask for depends on the
// zone that is given for times without one, so sessionStart and birth judge
// instead; JSON Schema is told what passes without that.
func startRule() *valueRule {
	return &valueRule{
		name:    "session-start",
		also:    func(string) bool { return true },
		pattern: `^[0-9]{4}-[01][0-9]-[0-3][0-9][Tt ][0-2][0-9]:[0-5][0-9](:[0-5][0-9]([.,][0-9]+)?)? ?([Zz]|[+-][01][0-9](:?[0-5][0-9])?)$`,
	}
}

func birthRule() *valueRule {
	return &valueRule{
		name:    "date-of-birth",
		also:    func(string) bool { return true },
		pattern: `^[0-9]{4}-[01][0-9]-[0-3][0-9]([Tt ][0-2][0-9]:[0-5][0-9](:[0-5][0-9]([.,][0-9]+)?)?( ?([Zz]|[+-][01][0-9](:?[0-5][0-9])?))?)?$`,
	}
}
