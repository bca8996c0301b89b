package batch

import (
	"os"
	"path/filepath"
	"strings"
)

// stateFolder is where batches keep what they know, beside what they are about.
const stateFolder = ".roi2nwb"

// Folder is where a run keeps its journal, its logs and its locks.
type Folder string

// FolderOf returns the usual place for a manifest: .roi2nwb/NAME beside it.
func FolderOf(manifest string) Folder {
	name := strings.TrimSuffix(filepath.Base(manifest), filepath.Ext(manifest))
	return FolderIn(filepath.Dir(manifest), name)
}

// FolderIn returns the place for a run of a name in a folder.
func FolderIn(folder, name string) Folder {
	return Folder(filepath.Join(folder, stateFolder, name))
}

func (f Folder) journal() string { return filepath.Join(string(f), "journal") }

// Log returns the log of a session.
func (f Folder) Log(session string) string {
	return filepath.Join(string(f), "logs", session+".log")
}

func (f Folder) lock(session string) string {
	return filepath.Join(string(f), "locks", session+".lock")
}

// make makes the folder with what is in it.
func (f Folder) make() error {
	for _, below := range []string{"journal", "logs", "locks"} {
		if err := os.MkdirAll(filepath.Join(string(f), below), 0o777); err != nil {
			return err
		}
	}
	return nil
}

// isRunning reports whether a process has the lock of a session.
func (f Folder) isRunning(session string) bool {
	path := f.lock(session)
	if _, err := os.Stat(path); err != nil {
		return false
	}
	file, locked, err := claim(path)
	if err != nil {
		return false
	}
	if file == nil {
		return true
	}
	// Closed and not removed: looking changes nothing.
	_ = file.Close()
	return !locked // without locks, the file itself is the only sign
}
