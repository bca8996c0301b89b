package extract

import (
	"fmt"
	"os"
	"path/filepath"

	"roi2nwb/internal/extract/source"
	"roi2nwb/internal/session"
)

// remarkOthers names in a remark the results of other programs that lie directly
// in the folder that was opened. A format tells of its own itself.
func remarkOthers(seg *session.Segmentation, path string) {
	entries, err := os.ReadDir(path)
	if err != nil {
		return // path is a file, and was chosen
	}
	taken := ""
	for _, f := range formats() {
		if f.name == seg.Format {
			taken = f.takes
		}
	}
	var others []string
	for _, e := range entries {
		for _, f := range formats() {
			if f.name != seg.Format && f.name != taken && f.isFile != nil && e.Type().IsRegular() && f.isFile(filepath.Join(path, e.Name())) {
				others = append(others, fmt.Sprintf("%q", e.Name()))
			}
		}
	}
	if len(others) == 0 {
		return
	}
	seg.Remarks = append([]string{fmt.Sprintf("the folder holds more than one result: that of %s was taken, and not %s; give another by its path to take that",
		seg.Program, source.Listed(others))}, seg.Remarks...)
}
