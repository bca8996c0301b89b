package isxd

import (
	"math"

	"roi2nwb/internal/chunkio"
)

// Status is the verdict on a cell.
type Status uint8

// The verdicts, as files number them.
const (
	Accepted Status = iota
	Undecided
	Rejected
)

// String names the verdict.
func (s Status) String() string { return [...]string{"accepted", "undecided", "rejected"}[s] }

// CellSet is the cells that were found in a recording. All slices have one
// element a cell, or are nil where the file does not say.
type CellSet struct {
	Version  int
	Timing   Timing
	Spacing  Spacing
	Names    []string
	Statuses []Status
	Colors   []uint32 // 0xAARRGGBB
	Active   []bool   // in this session, of cells that were registered over several
	IsROISet bool     // the cells were drawn by hand

	Registered *Registration // nil where the cells were not registered
	Metrics    []CellMetrics // nil where none were computed
	Efocus     []int64       // the electronic focus of each plane

	Images chunkio.Array // (cells, rows, columns) of float32
	Traces chunkio.Array // (cells, samples) of float32
}

// Registration is how the cells are those of several sessions.
type Registration struct {
	Global            int     // cells of all sessions together
	Matches           []int64 // the cell's number among those, -1 for none
	Scores            []float64
	CentroidDistances []float64 // pixels
}

// CellMetrics measure the footprint of a cell. All are NaN where they were not
// computed.
type CellMetrics struct {
	Components                           float64
	CentreX, CentreY                     float64 // pixels
	LargestCentreX, LargestCentreY       float64
	Area, LargestArea                    float64 // square pixels
	MaxContourWidth, LargestContourWidth float64 // pixels
}

// latestCellSet is the latest version of cell sets that is known.
const latestCellSet = 5

// CellSet reads what a cell set says.
func (f *File) CellSet() (*CellSet, error) {
	if f.Kind != KindCellSet {
		return nil, wrong("type", "is %d: the file is %v, not a cell set", f.Kind, f.Kind)
	}
	o, s := f.footer, &CellSet{}
	if !o.has("fileVersion") && o.has("mosaicVersion") {
		return nil, wrong("fileVersion", "is not in the footer, but mosaicVersion is: the file is from before May 2017, and Inscopix' own programs read it no longer")
	}
	version, err := o.integer("fileVersion", 0, latestCellSet)
	if err != nil {
		return nil, err
	}
	s.Version = int(version)
	if raw, err := o.need("dataType"); err != nil {
		return nil, err
	} else if shown(raw) != `"float"` {
		return nil, wrong("dataType", `is %s; cell sets hold "float"`, shown(raw))
	}
	if s.IsROISet, err = o.boolean("isRoiSet"); err != nil {
		return nil, err
	}
	if s.Timing, err = o.timing("timingInfo"); err != nil {
		return nil, err
	}
	if s.Spacing, err = o.spacing(); err != nil {
		return nil, err
	}
	if err := f.cells(s); err != nil {
		return nil, err
	}
	if err := f.layCells(s); err != nil {
		return nil, err
	}
	return s, f.describeCells(s)
}

// cells reads the names of the cells, and the verdicts.
func (f *File) cells(s *CellSet) (err error) {
	if s.Names, err = f.footer.texts("CellNames"); err != nil {
		return err
	}
	statuses, err := f.footer.integers("CellStatuses", int64(Accepted), int64(Rejected))
	if err != nil {
		return err
	}
	if len(statuses) != len(s.Names) {
		return wrong("CellStatuses", "has %d elements for %d CellNames", len(statuses), len(s.Names))
	}
	s.Statuses = make([]Status, len(statuses))
	for i, v := range statuses {
		s.Statuses[i] = Status(v)
	}
	return nil
}

// layCells finds where the images and traces lie. A remainder that is shorter
// than a cell is ignored, as isxcore does.
func (f *File) layCells(s *CellSet) error {
	pixels := int64(s.Spacing.Width) * int64(s.Spacing.Height)
	samples := int64(s.Timing.Samples)
	n := int64(len(s.Names))
	image, bytes := floatBytes*pixels, floatBytes*(pixels+samples) // at most 2^50 + 2^42
	slack := f.data
	if n > 0 {
		if bytes == 0 {
			return wrong("spacingInfo.numPixels", "is 0 x 0, and timingInfo.numTimes 0: cells of no bytes")
		}
		if f.data/bytes != n {
			return wrong("CellNames", "names %d cells, each of %d bytes (%d x %d pixels and %d samples), and %d bytes of data hold %d",
				n, bytes, s.Spacing.Width, s.Spacing.Height, samples, f.data, f.data/bytes)
		}
		slack -= n * bytes
	}
	if slack > 0 {
		f.remark("%d bytes of data more than the cells take: they are not read", slack)
	}
	if pixels > math.MaxInt32 {
		return wrong("spacingInfo.numPixels", "is %d x %d, more than any field of view has", s.Spacing.Width, s.Spacing.Height)
	}
	cells := int(n)
	s.Images = &block{r: f.r, stride: bytes, shape: []int{cells, s.Spacing.Height, s.Spacing.Width}}
	s.Traces = &block{r: f.r, begin: image, stride: bytes, shape: []int{cells, int(samples)}}
	return nil
}
