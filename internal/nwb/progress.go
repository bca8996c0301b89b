package nwb

// Activity is what Write is doing.
type Activity uint8

// The activities, in their order. Those of writing may alternate.
const (
	WritingMasks Activity = iota
	WritingTraces
	Checking
)

// Progress gets what Write is doing, and how many bytes of Plan.WorkBytes it has
// done since the last call. It may be called from many goroutines.
type Progress func(doing Activity, bytes int64)

// tell calls p, which may be nil.
func (p Progress) tell(doing Activity, bytes int64) {
	if p != nil {
		p(doing, bytes)
	}
}

// of returns a function for the bytes of one activity.
func (p Progress) of(doing Activity) func(n int) {
	return func(n int) { p.tell(doing, int64(n)) }
}
