package session

// Recording is the movie that the program was given, without its pixels.
type Recording struct {
	Imaging Imaging
	Field   Field
	Frames  int
	// FrameNumbers is the number of each frame in the recording, nil where they
	// are 0 to Frames-1: a program may have been given only some of the frames.
	FrameNumbers []int64
	Timing       Timing
	// Invalid is the frames that hold no image of the tissue, in order; no two
	// runs overlap. Traces have values there all the same.
	Invalid []InvalidFrames
	Sliced  Sliced
}

// Sliced says that the frames are a span of those that the source has.
type Sliced struct {
	Of    int // frames of the source; 0 where all of them are there
	First int // the place of the first frame among them
}

// InvalidFrames is a run of frames without an image, First to Last by their
// places among the frames of the source.
type InvalidFrames struct {
	First, Last int
	Reason      string // "dropped"
}

// Imaging is how the movie was taken.
type Imaging uint8

// The kinds of imaging.
const (
	ImagingUnknown Imaging = iota
	OnePhoton
	TwoPhoton
)

// Field is the field of view in pixels: x counts columns (0 to Width-1), y
// rows (0 to Height-1), z planes. Depth is 0 for a flat field, and at least 1
// for a volume.
type Field struct {
	Width, Height, Depth int
}

// Pixels returns the number of pixels, or voxels, of the field.
func (f Field) Pixels() int { return f.Width * f.Height * max(f.Depth, 1) }

// Timing says when frames were taken, in seconds. Rate is in Hz and 0 where
// it is not known; Timestamps, where not nil, has one value per frame and
// takes precedence. Where neither is set, Err may tell what is wrong with the
// table of times that the source comes with.
type Timing struct {
	Rate       float64
	Start      float64 // of the first frame, with Rate
	Timestamps []float64
	File       string // the table that they are from, "" for none
	Lines      []int  // of File, where each of Timestamps stands; nil where it has no lines
	Indexed    bool   // File is an array, and Lines are places in it, from 0
	Repeats    bool   // several frames may have one time
	Origin     string // where it comes from, for the user: `params/data/fr`
	Err        error
}
