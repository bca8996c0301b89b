package nwb

// Activity is what Write is doing.
type Activity uint8

// The activities, in their order. Those of writing may alternate.
const (
	WritingMasks Activity = iota
	WritingTraces
	Checking
)

// Progress is told what Write is doing, and how many bytes of Plan.WorkBytes it
// has done since it was told last. It may be called from many goroutines.
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
