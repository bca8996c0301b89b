package h5

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
)

func TestOpenErrors(t *testing.T) {
	checkIDs(t)
	whole, err := os.ReadFile(sample)
	must(t, err)
	dir := t.TempDir()
	file := func(name string, b []byte) string {
		path := filepath.Join(dir, name)
		must(t, os.WriteFile(path, b, 0o600))
		return path
	}
	pipe := filepath.Join(dir, "pipe")
	must(t, syscall.Mkfifo(pipe, 0o600))
	tests := []struct {
		name, path string
		is         error
		want       string
	}{
		{"absent", filepath.Join(dir, "absent"), os.ErrNotExist, "no such file"},
		{"empty", file("empty", nil), ErrNotHDF5, "not an HDF5 file"},
		{"text", file("text", []byte(strings.Repeat("text ", 1000))), ErrNotHDF5, "not an HDF5 file"},
		{"folder", dir, ErrNotHDF5, "it is a folder"},
		{"pipe", pipe, ErrNotHDF5, "it is no regular file"},
		{"truncated", file("truncated", whole[:1000]), ErrTruncated, "truncated file: eof = 1000, sblock->base_addr = 0, stored_eof = "},
		{"signature only", file("signature", whole[:8]), nil, "unable to open file"},
	}
	for _, tt := range tests {
		f, err := Open(tt.path)
		if err == nil {
			f.Close()
			t.Errorf("%s: opened", tt.name)
			continue
		}
		if tt.is != nil && !errors.Is(err, tt.is) {
			t.Errorf("%s: %v is not %v", tt.name, err, tt.is)
		}
		if !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: error %v, want %q in it", tt.name, err, tt.want)
		}
	}
}

// A file may begin with bytes of another program.
func TestUserBlock(t *testing.T) {
	whole, err := os.ReadFile(sample)
	must(t, err)
	path := filepath.Join(t.TempDir(), "userblock")
	must(t, os.WriteFile(path, append(make([]byte, 1024), whole...), 0o600))
	f := openFile(t, path)
	for _, name := range []string{"plain/big_int16", "chunked/all", "chunked/none"} {
		d := openDataset(t, f, name)
		v, err := d.Read(1 << 10)
		must(t, err)
		got, err := v.Float64s()
		must(t, err)
		if len(got) != 13*7 || got[90] != 90 {
			t.Errorf("%s: got %v", name, got)
		}
		checkBoxes(t, d)
	}
	v, err := openDataset(t, f, "texts/utf8").Read(1 << 10)
	must(t, err)
	if v.Texts[1] != "neuron" {
		t.Errorf("got %q", v.Texts)
	}
}

func TestUseAfterClose(t *testing.T) {
	f := openFile(t, sample)
	paths := []string{"plain/int8", "plain/compact", "chunked/gzip"}
	var open []*Dataset
	for _, path := range paths {
		open = append(open, openDataset(t, f, path))
	}
	must(t, f.Close(), f.Close())
	for _, d := range open {
		if _, err := d.Read(1 << 20); !errors.Is(err, ErrClosed) && !errors.Is(err, os.ErrClosed) {
			t.Errorf("Read of %q: %v", d.Path(), err)
		}
		must(t, d.Close())
	}
	if _, err := f.Kind("/"); !errors.Is(err, ErrClosed) {
		t.Errorf("Kind: %v, want ErrClosed", err)
	}
	if _, err := f.Dataset("plain/int8"); !errors.Is(err, ErrClosed) {
		t.Errorf("Dataset: %v, want ErrClosed", err)
	}
}

func TestReadBlockChecks(t *testing.T) {
	f := openFile(t, sample)
	done, cancel := context.WithCancel(context.Background())
	cancel()
	for _, path := range []string{"plain/int32", "chunked/gzip", "plain/float16"} {
		d := openDataset(t, f, path)
		for _, box := range [][2][]int{{{0}, {1}}, {{0, 0}, {14, 7}}, {{-1, 0}, {1, 1}}, {{13, 0}, {1, 1}}, {{0, 0}, {1, 2}}} {
			if err := d.ReadBlock(context.Background(), make([]byte, 4), box[0], box[1]); err == nil {
				t.Errorf("%s: box %v gave no error", path, box)
			}
		}
		if err := d.ReadBlock(done, make([]byte, 4), []int{0, 0}, []int{1, 1}); !errors.Is(err, context.Canceled) {
			t.Errorf("%s: %v, want context.Canceled", path, err)
		}
	}
}

// Many goroutines read and write at once; the race detector watches.
func TestConcurrentUse(t *testing.T) {
	f, out := openFile(t, sample), createFile(t)
	var wg sync.WaitGroup
	shared := openDataset(t, f, "chunked/all")
	for i := range 8 {
		wg.Go(func() {
			for _, path := range []string{"plain/big_int16", "chunked/gzip", "chunked/scaleoffset", "texts/utf8", "refs"} {
				d, err := f.Dataset(path)
				if err != nil {
					t.Error(err)
					return
				}
				if _, err := d.Read(1 << 20); err != nil {
					t.Error(err)
				}
				if err := d.Close(); err != nil {
					t.Error(err)
				}
			}
			b := make([]byte, 8)
			for j := range 20 {
				if err := shared.ReadBlock(context.Background(), b, []int{(i + j) % 13, j % 7}, []int{1, 1}); err != nil {
					t.Error(err)
				}
				if _, err := f.Dataset("nothing"); !errors.Is(err, ErrNotFound) {
					t.Error(err)
				}
			}
			group := "/g" + string(rune('a'+i))
			if err := errors.Join(out.CreateGroup(group), out.SetAttr(group, "i", int64(i))); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	must(t, f.Close())
	out = reopen(t, out)
	for i := range 8 {
		v, _, err := out.Attr("/g"+string(rune('a'+i)), "i")
		must(t, err)
		if n, err := v.Int64(); n != int64(i) || err != nil {
			t.Errorf("attribute %d is %d (%v)", i, n, err)
		}
	}
}
