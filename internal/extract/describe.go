package extract

import (
	"os"

	"roi2nwb/internal/extract/minian"
	"roi2nwb/internal/extract/source"
)

// describe returns the error for a path that is no result of the kind that is
// expected. Of folders package minian knows most: its results are some.
func describe(path, expected string) error {
	if info, err := os.Stat(path); err != nil || !info.IsDir() {
		return source.DescribeFile(path, expected)
	}
	found, cure := "", ""
	if below := resultsWithin(path); len(below) > 0 {
		found, cure = describeResults(below)
	} else {
		found, cure = source.DescribeForeignFolder(path)
	}
	return minian.DescribeFolder(path, expected, found, cure)
}
