package extract

import "roi2nwb/internal/extract/minian"

// Beside returns the files and folders outside of a source that may be read with
// it, as far as their names tell: nothing of the source is opened. Results of
// CaImAn stand alone, and those of Inscopix lie together.
func Beside(path string) []string { return minian.Beside(path) }
