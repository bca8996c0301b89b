// Package sampletest finds genuine results for tests: the small ones of the
// project's testdata, and larger ones that lie elsewhere.
//
// The folder of those that lie elsewhere is named by the environment variable
// ROI2NWB_SAMPLES. A test that needs one is skipped where it is not there, and
// its name is appended to the file that ROI2NWB_SKIPPED names, so that
// `make test` can say how many there were.
package sampletest

import (
	"os"
	"path/filepath"
	"testing"
)

// The environment variables that the package reads.
const (
	samplesVar = "ROI2NWB_SAMPLES"
	skippedVar = "ROI2NWB_SKIPPED"
)

// Root returns the folder of the module that the test's own folder lies in.
func Root(tb testing.TB) string {
	tb.Helper()
	start, err := os.Getwd()
	if err != nil {
		tb.Fatal(err)
	}
	for dir := start; ; dir = filepath.Dir(dir) {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir
		}
		if dir == filepath.Dir(dir) {
			tb.Fatalf("no go.mod in %q or above it", start)
		}
	}
}

// Own returns the path of a file or folder of the project's testdata.
func Own(tb testing.TB, name string) string {
	tb.Helper()
	path := filepath.Join(Root(tb), "testdata", filepath.FromSlash(name))
	if _, err := os.Stat(path); err != nil {
		tb.Fatal(err)
	}
	return path
}

// Outside returns the path of a sample that lies elsewhere, and skips the test
// where it is not there.
func Outside(tb testing.TB, name string) string {
	tb.Helper()
	dir := os.Getenv(samplesVar)
	if dir == "" {
		skip(tb, samplesVar+" is unset: it names the folder of samples, such as "+name)
	}
	path := filepath.Join(dir, filepath.FromSlash(name))
	if _, err := os.Stat(path); err != nil {
		skip(tb, "no sample "+path)
	}
	return path
}

// Any returns the path of a sample of testdata or, where it is not there, of
// one that lies elsewhere.
func Any(tb testing.TB, name string) string {
	tb.Helper()
	path := filepath.Join(Root(tb), "testdata", filepath.FromSlash(name))
	if _, err := os.Stat(path); err == nil {
		return path
	}
	return Outside(tb, name)
}

// Glob returns the samples that match a pattern, of testdata and of those that
// lie elsewhere. It never skips, and notes that the latter are not there.
func Glob(tb testing.TB, pattern string) []string {
	tb.Helper()
	dirs := []string{filepath.Join(Root(tb), "testdata")}
	if dir := os.Getenv(samplesVar); dir != "" {
		dirs = append(dirs, dir)
	} else {
		note(tb)
	}
	var all []string
	for _, dir := range dirs {
		found, err := filepath.Glob(filepath.Join(dir, filepath.FromSlash(pattern)))
		if err != nil {
			tb.Fatal(err)
		}
		all = append(all, found...)
	}
	return all
}

// skip skips a test, and notes that it did.
func skip(tb testing.TB, why string) {
	tb.Helper()
	note(tb)
	tb.Skip(why)
}

// note appends the test's name to the list of those that lack samples.
func note(tb testing.TB) {
	tb.Helper()
	path := os.Getenv(skippedVar)
	if path == "" {
		return
	}
	f, err := os.OpenFile(path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
	if err != nil {
		tb.Fatal(err)
	}
	_, err = f.WriteString(tb.Name() + "\n")
	if closed := f.Close(); err != nil || closed != nil {
		tb.Fatal(err, closed)
	}
}
