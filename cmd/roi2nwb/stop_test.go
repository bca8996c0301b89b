package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"

	"roi2nwb/internal/chunkio/h5"
)

// fuse is a context that ends when it is looked at for the n-th time.
type fuse struct {
	context.Context
	left atomic.Int64
	burn context.CancelCauseFunc
}

func (f *fuse) Err() error {
	f.look()
	return f.Context.Err()
}

func (f *fuse) Done() <-chan struct{} {
	f.look()
	return f.Context.Done()
}

func (f *fuse) look() {
	if f.left.Add(-1) == 0 {
		f.burn(errInterrupted)
	}
}

// Wherever a conversion is interrupted, it cleans up and says so.
func TestInterruptedAnywhere(t *testing.T) {
	folder := t.TempDir()
	source := testFile("cnmf2p_full.hdf5")
	out := filepath.Join(folder, "out.nwb")
	old := []byte("what stood there before")
	stopped := 0
	for step := int64(1); ; step += 1 + step/8 {
		if err := os.WriteFile(out, old, 0o644); err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancelCause(t.Context())
		f := &fuse{Context: ctx, burn: cancel}
		f.left.Store(step)
		var stdout, stderr bytes.Buffer
		code := run(f, append([]string{"convert"}, with(source, "-o", out, "--overwrite", "--reproducible", "--mask", "both")...),
			Streams{Out: &stdout, Err: &stderr})
		cancel(nil)
		if n := h5.OpenIDs(); n != 0 {
			t.Fatalf("stopped at look %d: %d handles are left open", step, n)
		}
		if got := names(t, folder); len(got) != 1 {
			t.Fatalf("stopped at look %d: the folder holds %q", step, got)
		}
		if code == exitDone {
			break
		}
		stopped++
		if code != exitInterrupted || stderr.String() != fmt.Sprintf("roi2nwb: error: %v\n", errInterrupted) || stdout.Len() > 0 {
			t.Fatalf("stopped at look %d: exit status %d, %q", step, code, stderr.String())
		}
		if !bytes.Equal(content(t, out), old) {
			t.Fatalf("stopped at look %d: the old file was touched", step)
		}
	}
	if stopped < 10 {
		t.Errorf("only %d conversions were stopped", stopped)
	}
	if bytes.Equal(content(t, out), old) {
		t.Error("a conversion that was not stopped left the old file")
	}
}
