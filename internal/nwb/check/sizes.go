package check

// sizes are how much is read at a time, and how much is looked at unless
// everything is to be read.
type sizes struct {
	block    int // bytes of a dataset that are read at a time, about
	wide     int // the most, where rows of chunks are larger
	row      int // bytes that a row may have to be read
	text     int // bytes of texts that a rule looks at one after the other
	unasked  int64
	charged  int64
	numbers  int // of a row that is looked at
	sorted   int // ids that are sorted to see whether they differ
	marked   int // rows of a table that are marked
	verdicts int // ROIs whose verdicts are compared
	empty    int // bytes of image masks that are read to find one that is not zero
}

func usualSizes() sizes {
	return sizes{
		block: blockBytes, wide: maxBlock, row: maxRow, text: maxText,
		unasked: maxUnasked, charged: maxCharged, numbers: maxRowNumbers,
		sorted: maxSorted, marked: maxMarked, verdicts: maxVerdicts, empty: maxEmpty,
	}
}

// PartlyChecked is the check whose remarks are on data that are not looked at, or
// not all of them, because they are many. Options.Deep looks at all.
const PartlyChecked = "partly-checked"

// sizeRule lists the check whose findings skip makes.
func sizeRule() rule {
	return rule{checks: []Check{
		{Name: PartlyChecked, Severity: Remark, Doc: "a check looks at a part of the data, or at none, because there are many"},
	}}
}

// skip reports data that are too many for a check.
func (e *examination) skip(n *node, format string, args ...any) {
	e.find(PartlyChecked, n.path, "", format, args...)
}
