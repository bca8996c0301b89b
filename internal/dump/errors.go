package dump

import "fmt"

// AbsentError is returned for something that is asked for and not there.
type AbsentError struct {
	What string   // "trace"
	Name string   // of it, "" where there is nothing of that kind
	Have []string // the names that there are
}

func (e *AbsentError) Error() string {
	if e.Name == "" {
		return "there are no " + e.What
	}
	return fmt.Sprintf("there is no %s %q", e.What, e.Name)
}

// ChoiceError is returned where one of several must be named.
type ChoiceError struct {
	What string
	Have []string
}

func (e *ChoiceError) Error() string {
	return fmt.Sprintf("one array holds one %s, and there are %d", e.What, len(e.Have))
}

// ShapeError is returned for something that is no array of numbers.
type ShapeError struct{ What What }

func (e *ShapeError) Error() string { return fmt.Sprintf("%s are no array of numbers", e.What) }
