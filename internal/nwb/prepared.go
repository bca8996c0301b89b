package nwb

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"os"
	"path/filepath"
	"slices"
)

// Prepared is a file that is written and checked, and not yet in its place.
type Prepared struct {
	Written
	to     *replacement
	path   string
	forget func()
}

// Discard removes the file, unless it is in its place. What it returns to is what
// was there before it was prepared.
func (made *Prepared) Discard() {
	made.to.abort()
	made.forget()
}

// CommitError is why a file cannot take its place.
type CommitError struct {
	Path string // of the output, as it was given
	err  error
}

func (e *CommitError) Error() string { return e.err.Error() }
func (e *CommitError) Unwrap() error { return e.err }

// Commit puts prepared files in their places: all of them, or, where one cannot
// be, none, and what stood there before stands there again. All are of no use
// afterwards. The error of one that cannot is a *CommitError.
//
// A program that is killed meanwhile can leave some of several files in their
// places; each of these is complete.
func Commit(files ...*Prepared) error {
	for _, made := range files {
		made.forget()
	}
	if len(files) == 1 {
		if err := files[0].to.commit(); err != nil {
			return &CommitError{files[0].path, explain(err, files[0].path)}
		}
		return nil
	}
	var moved []*moved
	for _, made := range files {
		m, err := made.to.moveAndKeep()
		if err != nil {
			for _, earlier := range slices.Backward(moved) {
				err = errors.Join(err, earlier.undo())
			}
			for _, rest := range files {
				rest.to.abort()
			}
			return &CommitError{made.path, explain(err, made.path)}
		}
		moved = append(moved, m)
	}
	folders := map[string]bool{}
	var unsynced error
	for _, m := range moved {
		m.forgetBefore()
		if folder := filepath.Dir(m.target); !folders[folder] {
			folders[folder] = true
			unsynced = errors.Join(unsynced, syncPath(folder))
		}
	}
	return unsynced
}

// moved is a file that has taken its place, and what stood there before.
type moved struct {
	target string
	before string // "" where nothing stood there
}

// moveAndKeep is move, which keeps what stands at the target under another name.
func (r *replacement) moveAndKeep() (*moved, error) {
	m := &moved{target: r.target}
	if info, err := os.Lstat(r.target); err == nil && info.Mode().IsRegular() && r.overwrite {
		if m.before, err = r.keepBefore(); err != nil {
			return nil, err
		}
	}
	if err := r.move(); err != nil {
		if m.before != "" {
			err = errors.Join(err, m.undo())
		}
		return nil, err
	}
	return m, nil
}

// keepBefore gives what stands at the target a second name, which the next run
// removes if this one is killed. A file system without second names has none to
// give: the file is moved to one that stays.
func (r *replacement) keepBefore() (string, error) {
	random := make([]byte, 4)
	if _, err := rand.Read(random); err != nil {
		return "", err
	}
	folder, name := filepath.Dir(r.target), filepath.Base(r.target)
	before := filepath.Join(folder, tempName(name, self(), random))
	if err := os.Link(r.target, before); err == nil {
		return before, nil
	}
	before = r.target + ".before-" + hex.EncodeToString(random)
	return before, os.Rename(r.target, before)
}

// undo puts back what stood at the target.
func (m *moved) undo() error {
	if m.before == "" {
		return os.Remove(m.target)
	}
	if err := os.Rename(m.before, m.target); err != nil {
		return err
	}
	m.forgetBefore() // of two names of one file, neither is moved
	return nil
}

// forgetBefore removes what stood at the target.
func (m *moved) forgetBefore() {
	if m.before != "" {
		_ = os.Remove(m.before)
	}
}
