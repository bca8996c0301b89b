package plan

import "fmt"

// Choice is an option that keeps something out of a file.
type Choice uint8

// The choices, by the field of build.Options that makes them.
const (
	ByMasks Choice = iota
	ByNoCentroids
	ByNoAcceptance
	ByNoBackground
	ByNoImages
	ByTraces
)

// Omitted is something that a source holds and an option keeps out of the file.
type Omitted struct {
	Plane string // of several planes, the name of that which lacks it; else ""
	What  string // "denoised (estimates/C)"
	By    Choice
}

// String returns what is omitted, and of which plane where there are several.
func (o Omitted) String() string {
	if o.Plane == "" {
		return o.What
	}
	return fmt.Sprintf("%s of plane %q", o.What, o.Plane)
}
