package check

import "context"

const acceptance = "acceptance"

// acceptanceRule checks the verdicts on ROIs.
func acceptanceRule() rule {
	return rule{
		checks: []Check{{Name: acceptance, Doc: "a ROI is accepted and rejected as well"}},
		run: func(ctx context.Context, e *examination) error {
			for n := range e.typed("PlaneSegmentation") {
				for _, names := range [][2]string{{"is_accepted", "is_rejected"}, {"accepted", "rejected"}, {"Accepted", "Rejected"}} {
					if err := e.verdicts(ctx, n.child(names[0]), n.child(names[1])); err != nil {
						return err
					}
				}
			}
			return nil
		},
	}
}

// maxVerdicts bounds the ROIs whose verdicts are compared.
const maxVerdicts = 1 << 22

// verdicts looks for ROIs that one column accepts and the other rejects. Neither
// is for those that nobody judged.
func (e *examination) verdicts(ctx context.Context, yes, no *node) error {
	if yes.rows() <= 0 || yes.rows() != no.rows() {
		return nil
	}
	if yes.rows() > e.sizes.verdicts {
		e.skip(yes, "its %d verdicts are not held against those of %q", yes.rows(), no.path)
		return nil
	}
	taken := make(marks, (yes.rows()+63)/64)
	err := e.numbers(ctx, yes, func(first int, block []float64) bool {
		for i, v := range block {
			if v != 0 {
				taken.set(first + i)
			}
		}
		return true
	})
	if err != nil {
		return err
	}
	return e.numbers(ctx, no, func(first int, block []float64) bool {
		for i, v := range block {
			if v != 0 && taken.set(first+i) {
				e.find(acceptance, no.path, "one of the two, or neither where nobody judged", "row %d is %s and %s as well", first+i, yes.name, no.name)
				return false
			}
		}
		return true
	})
}
