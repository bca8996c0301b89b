package nwb

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
)

// folderOf lists the names in a folder, hidden ones too.
func folderOf(t *testing.T, folder string) []string {
	t.Helper()
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

func put(t *testing.T, path, content string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
}

func contentOf(t *testing.T, path string) string {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// targets are the states in which the place of an output may be. Each makes
// one and returns the target and the file in which the content must arrive.
var targets = []struct {
	name      string
	make      func(t *testing.T, folder string) (target, file string)
	overwrite string // what is said with leave to overwrite, "" where it goes well
	without   string // and without leave
}{
	{"absent", func(_ *testing.T, folder string) (string, string) {
		return filepath.Join(folder, "o.nwb"), filepath.Join(folder, "o.nwb")
	}, "", ""},
	{"file", func(t *testing.T, folder string) (string, string) {
		put(t, filepath.Join(folder, "o.nwb"), "old")
		return filepath.Join(folder, "o.nwb"), filepath.Join(folder, "o.nwb")
	}, "", "output exists"},
	{"folder", func(t *testing.T, folder string) (string, string) {
		if err := os.Mkdir(filepath.Join(folder, "o.nwb"), 0o755); err != nil {
			t.Fatal(err)
		}
		return filepath.Join(folder, "o.nwb"), ""
	}, "is not a file", "is not a file"},
	{"pipe", func(t *testing.T, folder string) (string, string) {
		if err := syscall.Mkfifo(filepath.Join(folder, "o.nwb"), 0o644); err != nil {
			t.Skip(err)
		}
		return filepath.Join(folder, "o.nwb"), ""
	}, "is not a file", "is not a file"},
	{"link to a file", func(t *testing.T, folder string) (string, string) {
		elsewhere := t.TempDir()
		put(t, filepath.Join(elsewhere, "real.nwb"), "old")
		return link(t, filepath.Join(elsewhere, "real.nwb"), filepath.Join(folder, "o.nwb")), filepath.Join(elsewhere, "real.nwb")
	}, "", "output exists"},
	{"link to a folder", func(t *testing.T, folder string) (string, string) {
		return link(t, t.TempDir(), filepath.Join(folder, "o.nwb")), ""
	}, "is not a file", "is not a file"},
	{"link to nothing yet", func(t *testing.T, folder string) (string, string) {
		elsewhere := t.TempDir()
		return link(t, filepath.Join(elsewhere, "real.nwb"), filepath.Join(folder, "o.nwb")), filepath.Join(elsewhere, "real.nwb")
	}, "", ""},
	{"links to nothing yet, in the folder", func(t *testing.T, folder string) (string, string) {
		link(t, "real.nwb", filepath.Join(folder, "second.nwb"))
		return link(t, "second.nwb", filepath.Join(folder, "o.nwb")), filepath.Join(folder, "real.nwb")
	}, "", ""},
	{"link into no folder", func(t *testing.T, folder string) (string, string) {
		return link(t, filepath.Join(folder, "none", "real.nwb"), filepath.Join(folder, "o.nwb")), ""
	}, "does not exist", "does not exist"},
	{"link to itself", func(t *testing.T, folder string) (string, string) {
		return link(t, "o.nwb", filepath.Join(folder, "o.nwb")), ""
	}, "too many", "too many"},
	{"no folder", func(_ *testing.T, folder string) (string, string) {
		return filepath.Join(folder, "none", "o.nwb"), ""
	}, "does not exist", "does not exist"},
	{"in a file", func(t *testing.T, folder string) (string, string) {
		put(t, filepath.Join(folder, "file"), "old")
		return filepath.Join(folder, "file", "o.nwb"), ""
	}, "/file\" is a file, not a folder", "/file\" is a file, not a folder"},
	{"below a file", func(t *testing.T, folder string) (string, string) {
		put(t, filepath.Join(folder, "file"), "old")
		return filepath.Join(folder, "file", "a", "b", "o.nwb"), ""
	}, "/file\" is a file, not a folder", "/file\" is a file, not a folder"},
}

func link(t *testing.T, to, at string) string {
	t.Helper()
	if err := os.Symlink(to, at); err != nil {
		t.Skip(err)
	}
	return at
}

func TestReplace(t *testing.T) {
	for _, c := range targets {
		for _, overwrite := range []bool{true, false} {
			t.Run(fmt.Sprintf("%s, overwrite %v", c.name, overwrite), func(t *testing.T) {
				folder := t.TempDir()
				target, file := c.make(t, folder)
				before := folderOf(t, folder)
				says := c.without
				if overwrite {
					says = c.overwrite
				}
				r, err := replaceFile(target, overwrite)
				if checked := CheckTarget(target, overwrite); (checked == nil) != (err == nil) {
					t.Errorf("the check says %v, the writer %v", checked, err)
				}
				if says != "" {
					if err == nil || !strings.Contains(err.Error(), says) {
						t.Errorf("%v, want an error with %q", err, says)
					}
					if !slices.Equal(folderOf(t, folder), before) {
						t.Errorf("the folder holds %q, before %q", folderOf(t, folder), before)
					}
					return
				}
				if err != nil {
					t.Fatal(err)
				}
				if !slices.Equal(folderOf(t, folder), before) {
					t.Errorf("to prepare made %q of %q", folderOf(t, folder), before)
				}
				holdReplacement(t, r, target, file)
			})
		}
	}
}

// holdReplacement gives up once and then commits.
func holdReplacement(t *testing.T, r *replacement, target, file string) {
	t.Helper()
	old, oldErr := os.ReadFile(file)
	put(t, r.temp, "half")
	r.abort()
	if now, err := os.ReadFile(file); string(now) != string(old) || (err == nil) != (oldErr == nil) {
		t.Errorf("given up, the file holds %q (%v), before %q", now, err, old)
	}
	put(t, r.temp, "new")
	if err := r.commit(); err != nil {
		t.Fatal(err)
	}
	r.abort() // as the caller does in any case
	if contentOf(t, file) != "new" || contentOf(t, target) != "new" {
		t.Errorf("the file holds %q", contentOf(t, file))
	}
	if info, err := os.Lstat(file); err != nil || !info.Mode().IsRegular() {
		t.Errorf("%q is %v, %v", file, info.Mode(), err)
	}
	for _, folder := range []string{filepath.Dir(target), filepath.Dir(file)} {
		for _, name := range folderOf(t, folder) {
			if strings.HasSuffix(name, ".part") {
				t.Errorf("%q is left", name)
			}
		}
	}
}

// What is being written does not look like an output, and no two are the same.
func TestTemporaryName(t *testing.T) {
	target := filepath.Join(t.TempDir(), "o.nwb")
	seen := map[string]bool{}
	for range 3 {
		r, err := replaceFile(target, false)
		if err != nil {
			t.Fatal(err)
		}
		name := filepath.Base(r.temp)
		if filepath.Dir(r.temp) != filepath.Dir(target) || !strings.HasPrefix(name, ".o.nwb.") || !strings.HasSuffix(name, ".part") || seen[name] {
			t.Errorf("temporary file %q for %q", r.temp, target)
		}
		seen[name] = true
	}
}

// Without leave to overwrite, what appears in the meantime stays.
func TestAppearedMeanwhile(t *testing.T) {
	folder := t.TempDir()
	target := filepath.Join(folder, "o.nwb")
	r, err := replaceFile(target, false)
	if err != nil {
		t.Fatal(err)
	}
	put(t, r.temp, "new")
	put(t, target, "another's")
	err = r.commit()
	r.abort()
	if !errors.Is(err, ErrExists) {
		t.Errorf("got %v, want %v", err, ErrExists)
	}
	if contentOf(t, target) != "another's" || len(folderOf(t, folder)) != 1 {
		t.Errorf("the folder holds %q, the file %q", folderOf(t, folder), contentOf(t, target))
	}
}

func TestExplain(t *testing.T) {
	for _, errno := range []syscall.Errno{syscall.ENOSPC, syscall.EDQUOT, syscall.EFBIG} {
		err := explain(&os.PathError{Op: "write", Path: "x", Err: errno}, "o.nwb")
		var told *WriteError
		if !errors.Is(err, errno) || !errors.As(err, &told) || *told != (WriteError{"o.nwb", errno}) || !strings.Contains(err.Error(), `"o.nwb"`) {
			t.Errorf("%v: %v, want the file's name", errno, err)
		}
	}
	if err := explain(os.ErrPermission, "o.nwb"); !errors.Is(err, os.ErrPermission) || err.Error() != os.ErrPermission.Error() {
		t.Errorf("an error of another kind became %v", err)
	}
	if err := explain(nil, "o.nwb"); err != nil {
		t.Errorf("no error became %v", err)
	}
}
