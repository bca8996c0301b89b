package main

import (
	"bytes"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestBytesText(t *testing.T) {
	for n, want := range map[int64]string{
		0: "0 B", 999: "999 B", 1000: "1.0 kB", 9949: "9.9 kB", 9950: "10 kB", 999_499: "999 kB", 999_500: "1.0 MB",
		1_234_567: "1.2 MB", 62_000_000: "62 MB", 5_000_000_000: "5.0 GB", 7_200_000_000_000: "7.2 TB", 1 << 62: "4612 PB",
	} {
		if got := bytesText(n); got != want {
			t.Errorf("%d: %q, want %q", n, got, want)
		}
	}
}

func TestDurationText(t *testing.T) {
	for d, want := range map[time.Duration]string{
		0: "0.0 s", 340 * time.Millisecond: "0.3 s", 59 * time.Second: "59.0 s", time.Minute: "1 min 0 s",
		125*time.Second + 600*time.Millisecond: "2 min 6 s", 2 * time.Hour: "120 min 0 s",
	} {
		if got := durationText(d); got != want {
			t.Errorf("%v: %q, want %q", d, got, want)
		}
	}
}

// On a terminal a bar is drawn, and gone at the end; it never mixes with what
// is printed for good.
func TestProgressBar(t *testing.T) {
	source := writeMade(t, largeCaiman(100, 9000, 100, 100, 9), filepath.Join(t.TempDir(), "made.hdf5"))
	out := filepath.Join(t.TempDir(), "out.nwb")
	var stdout, stderr bytes.Buffer
	args := []string{"convert", source, "-o", out, "--start-time", "2024-05-17T14:30:00Z", "--compression", "zstd", "--compression-level", "19"}
	if code := run(t.Context(), args, Streams{Out: &stdout, Err: &stderr, ErrIsTerminal: true}); code != exitDone {
		t.Fatalf("exit status %d: %s", code, stderr.String())
	}
	drawn := stderr.String()
	if !strings.Contains(drawn, "writing") || strings.Contains(drawn, "\n") {
		t.Errorf("drawn: %q", drawn)
	}
	if last := drawn[strings.LastIndex(strings.TrimRight(drawn, "\r"), "\r")+1:]; strings.TrimSpace(last) != "" {
		t.Errorf("%q stays on the screen", last)
	}
	if !strings.HasPrefix(stdout.String(), "wrote") || strings.Contains(stdout.String(), "\r") {
		t.Errorf("printed: %q", stdout.String())
	}
}

// Quiet means quiet, on a terminal too; and where there is none, lines come
// only when they are asked for.
func TestProgressIsSilent(t *testing.T) {
	for name, tt := range map[string]struct {
		terminal bool
		options  convertOptions
	}{
		"quiet":                   {true, convertOptions{Quiet: true}},
		"quiet and verbose":       {false, convertOptions{Quiet: true, Verbose: true}},
		"no terminal":             {false, convertOptions{}},
		"verbose, soon at an end": {false, convertOptions{Verbose: true}},
	} {
		var drawn bytes.Buffer
		p := startProgress(Streams{Err: &drawn, ErrIsTerminal: tt.terminal}, &tt.options, 100)
		p.add(50)
		time.Sleep(2 * barEvery)
		p.stop()
		if drawn.Len() > 0 {
			t.Errorf("%s: %q", name, drawn.String())
		}
	}
}

func TestProgressLine(t *testing.T) {
	var out bytes.Buffer
	p := &progress{total: 4_000_000}
	p.add(1_200_000)
	p.add(300_000)
	p.line(&out)
	if got, want := out.String(), "roi2nwb: 1.5 MB of 4.0 MB\n"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}
