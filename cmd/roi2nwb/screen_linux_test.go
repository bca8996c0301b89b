package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"roi2nwb/cmd/roi2nwb/internal/terminal"
)

// inFolder is a folder with sources under short names, as a user has them.
func inFolder(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	for name, from := range map[string]string{"results.hdf5": testFile("cnmf2p_full.hdf5"), "lab.yaml": filepath.Join("..", "..", "configs", "example.yaml")} {
		if err := os.WriteFile(filepath.Join(dir, name), content(t, from), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	odd := "NWBFile:\n  session_start_time: 2024-05-17 14:30\nOphys:\n  ImagingPlane:\n    - indicater: GCaMP6f\n" +
		"      excitation_lambda: 0.92\n      location: 海馬, and then the hippocampus once more in words that are many\n"
	if err := os.WriteFile(filepath.Join(dir, "odd.yaml"), []byte(odd), 0o644); err != nil {
		t.Fatal(err)
	}
	return dir
}

// The screens of the commands on terminals from narrow to wide, as they stand
// when all is done: no line is wider than the terminal, and no word is cut.
func TestScreens(t *testing.T) {
	dir := inFolder(t)
	odd := terminalOptions{dir: dir}.start(t, "convert", "results.hdf5", "-o", "bare.nwb", "--start-time", "2024-05-17T14:30:00+02:00", "-q")
	if code := odd.exit(t); code != exitDone {
		t.Fatal(odd.screen())
	}
	for name, args := range map[string][]string{
		"convert":        {"convert", "results.hdf5", "-m", "lab.yaml", "-o", "m042_d1s4.nwb", "--overwrite"},
		"inspect":        {"inspect", "results.hdf5"},
		"check":          {"check", "bare.nwb", "--dandi"},
		"metadata_check": {"metadata", "check", "results.hdf5", "odd.yaml"},
		"error":          {"convert", "results.hdf5", "-m", "odd.yaml", "-o", "odd.nwb"},
	} {
		for _, columns := range []int{40, 80, 200} {
			t.Run(fmt.Sprintf("%s_%d", name, columns), func(t *testing.T) {
				term := terminalOptions{columns: columns, dir: dir, stdout: true}.start(t, args...)
				_ = term.exit(t)
				got := term.picture(t)
				for _, v := range varying {
					got = v.pattern.ReplaceAllString(got, v.instead)
				}
				golden(t, filepath.Join("screen", fmt.Sprintf("%s_%d.txt", name, columns)), got)
			})
		}
	}
}

// A 24-line terminal that scrolled a summary away still shows what was written.
func TestWrittenIsLast(t *testing.T) {
	term := terminalOptions{dir: inFolder(t), stdout: true}.start(t, "convert", "results.hdf5", "-m", "lab.yaml", "-o", "m042.nwb")
	if code := term.exit(t); code != exitDone {
		t.Fatal(term.screen())
	}
	lines := strings.Split(strings.TrimSpace(term.picture(t)), "\n")
	if last := lines[len(lines)-1]; !strings.HasPrefix(last, "wrote           m042.nwb (") {
		t.Errorf("the last line is %q", last)
	}
}

// slowConversion are the arguments of a conversion that takes a second or more:
// the file in which the source is, and how to pack it.
func slowConversion(t *testing.T, frames int) []string {
	t.Helper()
	source := writeMade(t, largeCaiman(100, frames, 100, 100, 9), filepath.Join(t.TempDir(), "made.hdf5"))
	return []string{"convert", source, "-o", filepath.Join(t.TempDir(), "out.nwb"), "--start-time", "2024-05-17T14:30:00Z",
		"--compression", "zstd", "--compression-level", "19", "--jobs", "1"}
}

// frames are the pictures of progress that a terminal was given, without those
// that differ in numbers alone.
func frames(raw string) []string {
	var all []string
	for part := range strings.SplitSeq(raw, terminal.ToStart) {
		frame, _, drawn := strings.Cut(part, terminal.EraseAfter)
		if !drawn {
			continue
		}
		frame = bars.ReplaceAllString(frame, "BAR")
		frame = regexp.MustCompile(` *\d+(\.\d+)?`).ReplaceAllString(frame, " N")
		frame = regexp.MustCompile(` N (.)?B`).ReplaceAllString(frame, " N B")
		frame = strings.ReplaceAll(frame, "N: N", "N:N")
		if len(all) == 0 || all[len(all)-1] != frame {
			all = append(all, frame)
		}
	}
	return all
}

var bars = regexp.MustCompile(`[█░]{3,}|[#-]{3,}`)

// A whole run as a terminal sees it. What is shown goes by how fast the machine
// is; what comes after what does not.
func TestProgressRun(t *testing.T) {
	args := slowConversion(t, 24000)
	for name, o := range map[string]terminalOptions{
		"progress_80.txt": {}, "progress_40.txt": {columns: 40}, "progress_20.txt": {columns: 20},
		"progress_ascii.txt": {env: []string{"LC_ALL=C"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			term := o.start(t, append(slices.Clone(args), "-o", filepath.Join(t.TempDir(), "out.nwb"))...)
			if code := term.exit(t); code != exitDone {
				t.Fatal(term.screen())
			}
			if left := term.picture(t); left != "" { // fails where a frame is wider than the terminal
				t.Errorf("%q is left on the terminal", left)
			}
			shown := frames(term.raw())
			known := strings.Split(string(content(t, filepath.Join("testdata", "screen", name))), "\n")
			at := 0
			for _, frame := range shown {
				found := slices.Index(known[at:], frame)
				if found < 0 {
					t.Fatalf("%q does not come after %q:\n%s", frame, known[:at], strings.Join(shown, "\n"))
				}
				at += found
			}
			// The one with all that can be told is never missing, nor is the end.
			full := slices.IndexFunc(known, func(s string) bool { return strings.HasSuffix(s, "left") })
			if !slices.ContainsFunc(shown, func(s string) bool { return strings.HasSuffix(s, "left") }) || shown[len(shown)-1] != "" {
				t.Errorf("%q was not shown:\n%s", known[full], strings.Join(shown, "\n"))
			}
			for part := range strings.SplitSeq(term.raw(), terminal.ToStart) {
				if name == "progress_ascii.txt" && strings.ContainsFunc(part, func(r rune) bool { return r > 127 }) {
					t.Errorf("%q is no ASCII", part)
				}
			}
		})
	}
}

// Ctrl-C leaves one clean line, and no file, whatever was on the terminal when
// the key was shown there.
func TestInterruptedOnTerminal(t *testing.T) {
	args := slowConversion(t, 24000)
	for _, when := range []string{"opening", "writing masks", "writing traces"} {
		term := terminalOptions{}.start(t, args...)
		if when != "opening" { // which may be over before it is shown
			term.waitFor(t, func(screen string) bool {
				return strings.Contains(screen, when) || when == "writing masks" && strings.Contains(screen, "writing")
			}, when)
		}
		term.keys(t, ctrlC)
		code := term.exit(t)
		got := term.picture(t)
		if when == "opening" && code != exitInterrupted && got == "^C\n" {
			continue // the key came before the program
		}
		if want := "roi2nwb: error: interrupted; nothing was left behind\n"; code != exitInterrupted || got != want {
			t.Errorf("while %s: exit status %d, and on the terminal %q", when, code, got)
		}
		if left := names(t, filepath.Dir(args[3])); len(left) > 0 {
			t.Errorf("%q are left behind", left)
		}
	}
}

// A terminal that cannot erase is sent lines, and nothing that it would have to
// obey.
func TestDumbTerminal(t *testing.T) {
	source := slowConversion(t, 2000)
	term := terminalOptions{env: []string{"TERM=dumb"}, columns: 200}.start(t, append(source, "--verbose")...)
	if code := term.exit(t); code != exitDone {
		t.Fatal(term.screen())
	}
	if strings.ContainsAny(term.screen(), "\r\x1b") {
		t.Errorf("%q", term.screen())
	}
	want := fmt.Sprintf(`^roi2nwb: %q: opening\n(roi2nwb: .*\n)*roi2nwb: %[1]q: done, [\d.]+ MB in [\d.]+ s\n$`, source[1])
	if !regexp.MustCompile(want).MatchString(term.screen()) {
		t.Errorf("%q, want %s", term.screen(), want)
	}
}
