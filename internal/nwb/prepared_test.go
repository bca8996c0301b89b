package nwb

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
)

// prepared makes a file for each path, in none of which there is anything wrong.
func prepared(t *testing.T, overwrite bool, paths ...string) []*Prepared {
	t.Helper()
	var all []*Prepared
	for _, path := range paths {
		o := output(path)
		o.Overwrite = overwrite
		made, err := Prepare(t.Context(), guardedPlan(t, func() error { return nil }), o)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, made)
	}
	return all
}

func TestCommitAll(t *testing.T) {
	noHandles(t)
	folder := t.TempDir()
	a, b := filepath.Join(folder, "a.nwb"), filepath.Join(folder, "b.nwb")
	put(t, a, "old")
	files := prepared(t, true, a, b)
	if old := contentOf(t, a); old != "old" {
		t.Fatalf("%q", old)
	}
	if err := Commit(files...); err != nil {
		t.Fatal(err)
	}
	for i, path := range []string{a, b} {
		info, err := os.Stat(path)
		if err != nil || info.Size() != files[i].Bytes || info.Size() < 1000 {
			t.Errorf("%v of %d bytes: %v", info, files[i].Bytes, err)
		}
	}
	if have := folderOf(t, folder); len(have) != 2 {
		t.Errorf("left are %q", have)
	}
}

// Where one of several files cannot take its place, none does, and what stood
// there stands there again.
func TestCommitNone(t *testing.T) {
	noHandles(t)
	folder := t.TempDir()
	paths := []string{filepath.Join(folder, "a.nwb"), filepath.Join(folder, "b.nwb"), filepath.Join(folder, "c.nwb")}
	put(t, paths[0], "old")
	files := prepared(t, true, paths...)
	if err := os.Mkdir(paths[2], 0o755); err != nil { // no file can be renamed to it
		t.Fatal(err)
	}
	if err := Commit(files...); err == nil {
		t.Fatal("no error")
	}
	if old := contentOf(t, paths[0]); old != "old" {
		t.Errorf("%q", old)
	}
	if have := folderOf(t, folder); len(have) != 2 {
		t.Errorf("left are %q", have)
	}

	if err := os.Remove(paths[2]); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(paths[0]); err != nil {
		t.Fatal(err)
	}
	files = prepared(t, false, paths...)
	put(t, paths[1], "new")
	if err := Commit(files...); !errors.Is(err, ErrExists) {
		t.Errorf("%v, want ErrExists", err)
	}
	if have := folderOf(t, folder); len(have) != 1 || have[0] != "b.nwb" {
		t.Errorf("left are %q", have)
	}
}

// What stood at a target is kept where no second name can be had.
func TestKeepBefore(t *testing.T) {
	target := filepath.Join(t.TempDir(), "a.nwb")
	put(t, target, "old")
	m := &moved{target: target, before: target + ".before"}
	if err := os.Rename(target, m.before); err != nil {
		t.Fatal(err)
	}
	if err := m.undo(); err != nil {
		t.Fatal(err)
	}
	if old := contentOf(t, target); old != "old" {
		t.Errorf("%q", old)
	}
}

func TestDiscard(t *testing.T) {
	folder := t.TempDir()
	for _, made := range prepared(t, false, filepath.Join(folder, "a.nwb")) {
		made.Discard()
	}
	if have := folderOf(t, folder); len(have) != 0 {
		t.Errorf("left are %q", have)
	}
}
