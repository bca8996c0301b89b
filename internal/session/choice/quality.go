package choice

import (
	"fmt"
	"math"
	"slices"

	"roi2nwb/internal/session"
)

// NoColumnError is returned for a quantity that the source does not have.
type NoColumnError struct {
	Column string
}

func (e *NoColumnError) Error() string {
	return fmt.Sprintf("the source has no %q of its ROIs", e.Column)
}

// AtLeast returns the rows of the ROIs whose value of a column is at least so
// large, and how many ROIs have no value.
func AtLeast(s *session.Segmentation, column string, least float64) (rows []int, without int, err error) {
	at := slices.IndexFunc(s.Columns, func(c session.Column) bool { return c.Name == column && c.Floats != nil && c.Width <= 1 })
	if at < 0 {
		return nil, 0, &NoColumnError{column}
	}
	values := s.Columns[at].Floats
	rows = matching(s, func(i int) bool {
		if math.IsNaN(values[i]) {
			without++
		}
		return values[i] >= least
	})
	return rows, without, nil
}
