package batch

import (
	"bytes"
	"encoding/json"
)

// Event is what a child tells on a line of its stdout: what it plans, how far it
// is, or, as the last of each output or of all, what came of it.
type Event struct {
	Plan     *Planned  `json:"plan,omitempty"`
	Progress *Progress `json:"progress,omitempty"`

	// Of what came of it.
	Status   string         `json:"status,omitempty"` // "done", "skipped" or "failed"
	Output   string         `json:"output,omitempty"`
	Bytes    int64          `json:"bytes,omitempty"`
	Frames   int            `json:"frames,omitempty"`
	ROIs     eventROIs      `json:"rois,omitzero"`
	Problems []eventProblem `json:"problems,omitempty"`
	Exit     int            `json:"exit_status,omitempty"`
}

type eventROIs struct {
	Total int `json:"total"`
}

// eventProblem is one of the errors that a child ended with.
type eventProblem struct {
	Error    string `json:"error"`
	Hint     string `json:"hint"`
	Severity string `json:"severity"` // of metadata
	Path     string `json:"path"`     // of metadata
	File     string `json:"file"`     // of metadata
}

// Planned is a file that would be written.
type Planned struct {
	Output string `json:"output"`
	Frames int    `json:"frames"`
	ROIs   int    `json:"rois"`
	Bytes  int64  `json:"bytes"` // estimate of its size
	Work   int64  `json:"work"`  // bytes that are read and packed
	// Exists tells whether there is such a file, and Fingerprint what is in it.
	Exists      bool   `json:"exists,omitempty"`
	Fingerprint string `json:"fingerprint,omitempty"`
}

// Progress is how far a session is.
type Progress struct {
	Doing string `json:"doing"`
	Done  int64  `json:"done"`
	Total int64  `json:"total"` // 0 where it is not known
}

// events takes what a child writes apart, line by line. What is no event is
// passed over.
type events struct {
	tell func(*Event)
	line []byte
}

// longestLine bounds what a child that has gone wrong makes its parent keep.
const longestLine = 16 << 20

func (e *events) Write(b []byte) (int, error) {
	n := len(b)
	for {
		at := bytes.IndexByte(b, '\n')
		if at < 0 {
			if len(e.line)+len(b) <= longestLine {
				e.line = append(e.line, b...)
			}
			return n, nil
		}
		e.line = append(e.line, b[:at]...)
		var event Event
		known := json.Unmarshal(e.line, &event) == nil
		b, e.line = b[at+1:], e.line[:0]
		if known {
			e.tell(&event)
		}
	}
}
