package main

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/rogpeppe/go-internal/testscript"

	"roi2nwb/internal/chunkio/h5"
)

var updateScripts = flag.Bool("update", false, "rewrite the expected texts in testdata/script")

// TestMain puts the program itself on the PATH, for scripts and for tests that
// kill it, with the tools that scripts look at files with.
func TestMain(m *testing.M) {
	testscript.Main(closing{m}, map[string]func(){
		"roi2nwb":    main,
		"limited":    runLimited,
		"stuck":      runStuck,
		"supervised": runSupervised,
		"h5":         printHDF5,
		"mkcaiman":   makeCaiman,
	})
}

// raceOptions keep the race detector from letting each process sleep at its
// end.
const raceOptions = "atexit_sleep_ms=0"

// closing runs the tests, without settings of the machine, and fails where they
// leave handles of libhdf5 open.
type closing struct{ *testing.M }

func (c closing) Run() int {
	if err := ownEnvironment(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	code := c.M.Run()
	if n := h5.OpenIDs(); n != 0 {
		fmt.Fprintf(os.Stderr, "%d handles are left open after all tests\n", n)
		return 1
	}
	return code
}

// forTests are the variables that tests themselves look at.
var forTests = [...]string{"ROI2NWB_PYTHON", "ROI2NWB_READERS", "ROI2NWB_SOAK"}

// ownEnvironment sets what the program reads of its environment, for this
// process and those that tests start.
func ownEnvironment() error {
	for _, variable := range os.Environ() {
		name, _, _ := strings.Cut(variable, "=")
		if strings.HasPrefix(name, "ROI2NWB_") && !slices.Contains(forTests[:], name) {
			if err := os.Unsetenv(name); err != nil {
				return err
			}
		}
	}
	return errors.Join(os.Setenv("ROI2NWB_SETTINGS", ""), os.Setenv("GORACE", raceOptions))
}

// outcome is what one run did.
type outcome struct {
	stdout, stderr string
	code           int
}

// convert runs convert in this process and checks what holds for every run: no
// handle stays open, and what went wrong is told in the words of the house.
func convert(t *testing.T, args ...string) outcome {
	t.Helper()
	var out, bad bytes.Buffer
	code := run(t.Context(), append([]string{"convert"}, args...), Streams{Out: &out, Err: &bad})
	if n := h5.OpenIDs(); n != 0 {
		t.Errorf("convert %q: %d handles are left open", args, n)
	}
	o := outcome{out.String(), bad.String(), code}
	if fault := badWords(o.stderr); fault != "" {
		t.Errorf("convert %q: %s", args, fault)
	}
	if (code == exitDone) == strings.Contains(o.stderr, "roi2nwb: error: ") {
		t.Errorf("convert %q: exit status %d with %q on stderr", args, code, o.stderr)
	}
	return o
}

// converted is convert for what must succeed; it returns what was printed.
func converted(t *testing.T, args ...string) string {
	t.Helper()
	o := convert(t, args...)
	if o.code != exitDone {
		t.Fatalf("convert %q: exit status %d\n%s", args, o.code, o.stderr)
	}
	return o.stdout
}

// goEscape is what Go prints of a value that was never meant for users.
var goEscape = [...]*regexp.Regexp{
	regexp.MustCompile(`%!`), regexp.MustCompile(`\bpanic\b|goroutine \d`), regexp.MustCompile(`<nil>`),
	regexp.MustCompile(`0x[0-9a-f]{6,}`), regexp.MustCompile(`\bfailed to\b`),
}

// badWords returns what is wrong with lines of stderr, "" where nothing is:
// each is an error, a warning, or a hint that follows one, lower case, no full
// stop. The line of a file that one is about may stand indented below it. Lines that
// begin with the name of a session tell how far that is.
func badWords(stderr string) string {
	before := ""
	for line := range strings.Lines(stderr) {
		line, whole := strings.CutSuffix(line, "\n")
		if strings.HasPrefix(line, excerptIndent) && before != "" && before != "hint" {
			if strings.ContainsFunc(line, func(r rune) bool { return !unicode.IsPrint(r) }) {
				return fmt.Sprintf("%q has characters that cannot be seen", line)
			}
			continue
		}
		rest, ok := strings.CutPrefix(line, "roi2nwb: ")
		if ok && strings.HasPrefix(rest, `"`) && strings.Contains(rest, `": `) {
			before = ""
			continue // how far a session is
		}
		kind, text, _ := strings.Cut(rest, ": ")
		first, _ := utf8.DecodeRuneInString(text)
		switch {
		case !ok || kind != "error" && kind != "warning" && kind != "hint" || text == "":
			return fmt.Sprintf("%q is no error, warning or hint", line)
		case kind == "hint" && before != "error" && before != "warning":
			return fmt.Sprintf("%q follows no error", line)
		case !whole:
			return fmt.Sprintf("%q does not end its line", line)
		case strings.HasSuffix(text, "."):
			return fmt.Sprintf("%q ends with a full stop", line)
		case unicode.IsUpper(first) && !isName(text):
			return fmt.Sprintf("%q begins with a capital", line)
		}
		for _, escape := range goEscape {
			if found := escape.FindString(line); found != "" {
				return fmt.Sprintf("%q has %q", line, found)
			}
		}
		before = kind
	}
	return ""
}

// isName tells whether a text begins with a key of metadata, which has its own
// spelling: Subject.sex.
func isName(text string) bool {
	word, _, _ := strings.Cut(text, " ")
	return strings.Contains(strings.TrimSuffix(word, ":"), ".")
}

// testFile returns the path of a genuine result in testdata.
func testFile(name string) string { return filepath.Join("..", "..", "testdata", "caiman", name) }

// example is metadata that leaves nothing open, whatever the source says of
// itself.
var example = [...]string{"-m", filepath.Join("..", "..", "configs", "example.yaml"),
	"--set", "Subject.subject_id=M042", "--set", "NWBFile.session_id=D1S4", "--set", "NWBFile.session_start_time=2024-05-17T14:30:00+02:00"}

// with returns the arguments with complete metadata, and without a summary.
func with(args ...string) []string { return append(append(args, example[:]...), "--quiet") }

// names returns what a folder holds.
func names(t *testing.T, folder string) []string {
	t.Helper()
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	all := []string{}
	for _, e := range entries {
		all = append(all, e.Name())
	}
	return all
}

// content returns the bytes of a file.
func content(t *testing.T, path string) []byte {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return b
}
