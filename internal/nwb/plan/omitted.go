package plan

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
	What string // "denoised (estimates/C)"
	By   Choice
}
