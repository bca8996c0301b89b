package inspect

import "roi2nwb/internal/metadata"

// Facts is what is known of one source or NWB file.
type Facts struct {
	Path      string  `json:"path"`
	Plane     string  `json:"plane"`  // of an NWB file with several, "" where there is one
	Format    string  `json:"format"` // "caiman", ... or "nwb"
	Program   string  `json:"program"`
	Version   string  `json:"program_version"`
	WrittenBy string  `json:"written_by,omitempty"` // of an NWB file
	Curator   string  `json:"curated_with,omitempty"`
	Imaging   string  `json:"imaging"` // "one-photon", "two-photon" or "unknown"
	Light     float64 `json:"-"`       // the excitation wavelength in nm that Imaging is derived from, 0 for none
	Field     []int   `json:"field_of_view"`

	Planes   []string `json:"planes"`   // of an NWB file, by their names
	Channels []string `json:"channels"` // optical channels of the imaging plane

	Frames     int      `json:"frames"`
	Rate       *float64 `json:"rate_hz"` // a mean where frames are at irregular times
	Regular    bool     `json:"regular_rate"`
	TimingFrom string   `json:"timing_from"`
	Duration   *float64 `json:"duration_s"`
	Native     *Native  `json:"native_timestamps"` // nil where frames are at a rate

	Chosen        *Chosen      `json:"chosen,omitempty"`
	Sliced        *Sliced      `json:"sliced,omitempty"`
	ROIs          ROIs         `json:"rois"`
	IDs           []string     `json:"roi_ids"`
	Accepted      []string     `json:"accepted_ids"` // nil where nothing was evaluated
	Rejected      []string     `json:"rejected_ids"`
	Centroids     [][]*float64 `json:"roi_centroids"` // x, y[, z] of each, weighted; nil for one without pixels
	Sizes         []int        `json:"roi_pixels"`
	MedianSize    *float64     `json:"median_roi_pixels"` // nil where no ROI has a pixel
	Properties    []Property   `json:"properties"`
	Background    int          `json:"background_components"`
	BackgroundIDs []string     `json:"background_ids"`
	Missed        int          `json:"missed_cells"` // drawn by hand
	Traces        []Array      `json:"traces"`       // Shape is frames, ROIs
	Images        []Array      `json:"images"`       // Shape is x, y[, z]
	Quality       []Range      `json:"quality"`
	Shifts        bool         `json:"motion_shifts"`
	Events        []Event      `json:"events"`

	Bytes     *int64 `json:"nwb_bytes"` // of the NWB file
	Estimated bool   `json:"nwb_bytes_estimated"`

	Remarks  []string          `json:"remarks"`
	LeftOut  []LeftOut         `json:"left_out"`
	Missing  []Missing         `json:"missing"`
	Problems metadata.Problems `json:"metadata_problems"`
}

// What Facts.Imaging may be.
const (
	OnePhoton      = "one-photon"
	TwoPhoton      = "two-photon"
	UnknownImaging = "unknown"
)

// Chosen says that the ROIs are some of those of the source.
type Chosen struct {
	Of int      `json:"of"`
	By []string `json:"by"`
}

// Sliced says that the frames are some of those of the source.
type Sliced struct {
	Of    int `json:"of"`
	First int `json:"first"` // from 0
}

// ROIs counts the ROIs by the verdict on them.
type ROIs struct {
	Total        int  `json:"total"`
	Evaluated    bool `json:"evaluated"` // false where the source has no verdicts at all
	Accepted     int  `json:"accepted"`
	Rejected     int  `json:"rejected"`
	NotEvaluated int  `json:"not_evaluated"`
}

// Array is one trace or image.
type Array struct {
	Name    string   `json:"name"`
	Source  string   `json:"source"` // where the source has it
	Shape   []int    `json:"shape"`
	Type    string   `json:"type"`
	Content Content  `json:"content"`
	Min     *float64 `json:"min"` // of the finite values; nil where there are none, or they were not asked for
	Max     *float64 `json:"max"`
}

// Native says that frames have times of their own.
type Native struct {
	First float64 `json:"first_s"`
	Last  float64 `json:"last_s"`
}

// Property is a quantity that each ROI has.
type Property struct {
	Name  string `json:"name"`
	Type  string `json:"type"`  // "float64", "float32", "int64", "bool", "text", or "texts" for a list of them
	Width int    `json:"width"` // values an ROI
}

// Content says whether an array holds anything.
type Content string

// What an array may hold.
const (
	Values  Content = "values"
	Empty   Content = "empty" // it has no elements
	AllZero Content = "all zero"
	AllNaN  Content = "all NaN"
)

// Event is one kind of event.
type Event struct {
	Name  string `json:"name"`
	Count int    `json:"count"`
}

// Range is the range of the finite values of one quantity of the ROIs; all nil
// where there are none.
type Range struct {
	Name     string   `json:"name"`
	Source   string   `json:"source"` // where the source has it
	Min      *float64 `json:"min"`
	Median   *float64 `json:"median"`
	Max      *float64 `json:"max"`
	Infinite int      `json:"infinite"`
	NaN      int      `json:"nan"`
}

// LeftOut is something that the source holds and an NWB file does not.
type LeftOut struct {
	What string `json:"what"`
	Why  string `json:"why"`
}

// Missing is metadata that nobody gave, as metadata.Missing has it. The caller
// knows how its user would give it.
type Missing struct {
	Path string `json:"path"`
	For  string `json:"for"` // "nwb", "dandi" or "recommended"
	Why  string `json:"why"`
	How  string `json:"how"` // an example of giving it
}
