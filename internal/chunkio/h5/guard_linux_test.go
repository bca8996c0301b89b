package h5

import (
	"errors"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"roi2nwb/internal/chunkio/h5/damagetest"
)

// TestGuard has libhdf5 crash, in processes of their own, and looks at what
// the program can still do.
func TestGuard(t *testing.T) {
	cases := []func(t *testing.T){crashReading, crashWriting, endlessReading, panicsStay}
	tally := damagetest.Each(t, len(cases), func(i int) damagetest.Outcome {
		cases[i](t)
		if t.Failed() {
			return damagetest.Refused
		}
		return damagetest.Crashed
	})
	if tally.Crashed != len(cases) {
		t.Errorf("of %d crashes: %v", len(cases), tally)
	}
}

// forbidden returns memory that nobody may touch.
func forbidden(t *testing.T, n int) []byte {
	t.Helper()
	b, err := unix.Mmap(-1, 0, n, unix.PROT_NONE, unix.MAP_PRIVATE|unix.MAP_ANON)
	must(t, err)
	return b
}

// wanting returns a file with a dataset of n numbers that libhdf5 itself has to
// read, as they are stored in another order than they are delivered.
func wanting(t *testing.T, n int) (*File, *Dataset) {
	t.Helper()
	f := createFile(t)
	_, err := f.CreateDataset("/d", Spec{Type: Type{Class: ClassFloat, Size: 8, BigEndian: true}, Shape: []int{n}})
	must(t, err)
	must(t, f.Close())
	f, err = Open(f.Path())
	must(t, err)
	d := openDataset(t, f, "/d")
	d.direct = nil
	return f, d
}

func crashReading(t *testing.T) {
	const n = 1000
	f, d := wanting(t, n)
	err := d.readBlock(t.Context(), forbidden(t, 8*n), []int{0}, []int{n})
	var crash *CrashError
	if !errors.As(err, &crash) || crash.File != f.Path() || crash.Object != "/d" || crash.Endless {
		t.Fatalf("error %#v, want a CrashError", err)
	}
	if want := `made.h5" is damaged: libhdf5 crashed while reading "/d"`; !strings.HasSuffix(crash.Error(), want) {
		t.Errorf("error %q, want %q at its end", crash, want)
	}
	if !errors.Is(err, ErrDamaged) {
		t.Error("not ErrDamaged")
	}
	panicsStay(t)
	for name, call := range map[string]func() error{
		"List":   func() error { _, err := f.List("/"); return err },
		"Open":   func() error { _, err := Open(f.Path()); return err },
		"Create": func() error { _, err := Create(f.Path() + ".new"); return err },
	} {
		if again := call(); !errors.Is(again, err) {
			t.Errorf("%s after the crash: %v, want the same error", name, again)
		}
	}
	must(t, d.Close(), f.Close())
}

func crashWriting(t *testing.T) {
	const n = 1000
	f := createFile(t)
	d, err := f.CreateDataset("/d", Spec{Type: Type{Class: ClassFloat, Size: 8, BigEndian: true}, Shape: []int{n}})
	must(t, err)
	var crash *CrashError
	if err := d.WriteAll(forbidden(t, 8*n)); !errors.As(err, &crash) || errors.Is(err, ErrDamaged) {
		t.Fatalf("error %v, want a CrashError that is not the file's fault", err)
	}
	if want := `libhdf5 crashed while writing "/d" to `; !strings.HasPrefix(crash.Error(), want) {
		t.Errorf("error %q, want %q", crash, want)
	}
	if err := f.Close(); err == nil {
		t.Error("the unfinished file was closed without an error")
	}
}

func endlessReading(t *testing.T) {
	const n = 4 << 20
	_, d := wanting(t, n)
	watch(limits{patience: time.Millisecond, work: time.Millisecond})
	err := d.readBlock(t.Context(), make([]byte, 8*n), []int{0}, []int{n})
	var crash *CrashError
	if !errors.As(err, &crash) || !crash.Endless {
		t.Fatalf("error %v, want a CrashError for what does not end", err)
	}
	if !strings.Contains(crash.Error(), "did not come to an end while reading") {
		t.Errorf("error %q", crash)
	}
	panicsStay(t)
}

// panicsStay reports whether Go still gets the signals that are its own.
func panicsStay(t *testing.T) {
	_ = OpenIDs() // the guard is installed
	defer func() {
		if recover() == nil {
			t.Error("no panic")
		}
	}()
	var a *Type
	_ = a.Class
	t.Error("a nil pointer led somewhere")
}
