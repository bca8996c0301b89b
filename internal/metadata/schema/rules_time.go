package schema

// ExampleTime is the example that messages show.
const ExampleTime = "2024-05-17T14:30:00+02:00"

// startRule and birthRule are the rules of times. Whether a time passes depends on
// the zone for times without one, so sessionStart and birth check it; the JSON
// Schema has what passes without such a zone.
func startRule() *Rule {
	return &Rule{
		Name:    "session-start",
		also:    func(string) bool { return true },
		Pattern: `^[0-9]{4}-[01][0-9]-[0-3][0-9][Tt ][0-2][0-9]:[0-5][0-9](:[0-5][0-9]([.,][0-9]+)?)? ?([Zz]|[+-][01][0-9](:?[0-5][0-9])?)$`,
	}
}

func birthRule() *Rule {
	return &Rule{
		Name:    "date-of-birth",
		also:    func(string) bool { return true },
		Pattern: `^[0-9]{4}-[01][0-9]-[0-3][0-9]([Tt ][0-2][0-9]:[0-5][0-9](:[0-5][0-9]([.,][0-9]+)?)?( ?([Zz]|[+-][01][0-9](:?[0-5][0-9])?))?)?$`,
	}
}
