package settings

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// fileName is the name of a settings file, in the working folder and in
// roi2nwb's folder among the user's.
const fileName = "roi2nwb.yaml"

// FileVariable names a file to read instead of those that are looked for, or
// none where it is empty.
const FileVariable = prefix + "SETTINGS"

// File is a place where settings may stand.
type File struct {
	Path   string `json:"path"`
	Status string `json:"status"` // "read", or why it is not

	named bool // by FileVariable, and not looked for
}

// What the status of a file may be, beside words of the system.
const (
	StatusRead   = "read"
	statusAbsent = "not there"
)

// Find returns where settings are looked for, the farthest first.
func Find() []File {
	if path, ok := os.LookupEnv(FileVariable); ok {
		if path == "" {
			return nil
		}
		return []File{{Path: path, Status: StatusRead, named: true}}
	}
	var files []File
	if folder, err := os.UserConfigDir(); err == nil {
		path := filepath.Join(folder, "roi2nwb", fileName)
		files = []File{{Path: path, Status: statusOf(path)}}
	}
	here := File{Path: fileName, Status: statusOf(fileName)}
	for i, f := range files {
		// A list would otherwise be added to itself in the user's own folder.
		if f.Status == StatusRead && here.Status == StatusRead && sameFile(f.Path, here.Path) {
			files[i].Status = "the same as in the working folder"
		}
	}
	return append(files, here)
}

// statusOf looks whether a file is there. Where the user has no folder, or none
// that may be entered, there are no settings either.
func statusOf(path string) string {
	switch _, err := os.Stat(path); {
	case err == nil:
		return StatusRead
	case errors.Is(err, fs.ErrNotExist):
		return statusAbsent
	default:
		return systemError(err).Error()
	}
}

func sameFile(a, b string) bool {
	first, err := os.Stat(a)
	if err != nil {
		return false
	}
	second, err := os.Stat(b)
	return err == nil && os.SameFile(first, second)
}

// content returns what a settings file holds, which must not be much.
// One that is named may be a pipe.
func (f *File) content() ([]byte, error) {
	info, err := os.Stat(f.Path)
	switch {
	case err != nil:
		return nil, systemError(err)
	case info.IsDir():
		return nil, errors.New("is a folder; a file is expected")
	case !f.named && !info.Mode().IsRegular():
		return nil, errors.New("is no plain file")
	}
	opened, err := os.Open(f.Path)
	if err != nil {
		return nil, systemError(err)
	}
	defer opened.Close()
	content, err := io.ReadAll(io.LimitReader(opened, maxBytes+1))
	if err != nil {
		return nil, systemError(err)
	}
	if len(content) > maxBytes {
		return nil, fmt.Errorf("holds more than %d bytes, which settings do not", maxBytes)
	}
	return content, nil
}

// systemError is what the system says, without the path that is named already.
func systemError(err error) error {
	var p *fs.PathError
	if errors.As(err, &p) {
		return p.Err
	}
	return err
}
