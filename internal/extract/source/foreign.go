package source

import (
	"os"
	"path/filepath"
	"slices"
	"strings"

	"roi2nwb/internal/session"
)

// foreign is what people give that no format reads, and what they can do.
type foreign struct {
	found, cure string
	readBy      string // the format that reads it, where another one was asked for
	metadata    bool   // it may be metadata
}

// describe makes an error say what was found.
func (f foreign) describe(e *session.FormatError) {
	e.Found, e.Cure, e.ReadBy, e.MayBeMetadata = f.found, f.cure, f.readBy, f.metadata
}

const (
	giveResult   = "give what a segmentation program found, such as the file that CaImAn's cnm.save() wrote, or Minian's folder"
	moviesUnread = "movies are not read: " + giveResult
	othersUnread = "results of that program are not read: " + giveResult
	unpackFirst  = "unpack it first, and give the result that is in it"
)

// foreignFile names the kind of a file that is no result by its name, and by
// what its first bytes say, which is "" where they say nothing.
func foreignFile(path, content string) foreign {
	if slices.Contains(suite2pFiles(), filepath.Base(path)) {
		return foreign{found: "a part of a Suite2p result", cure: othersUnread}
	}
	f := foreignExtension(strings.ToLower(filepath.Ext(path)))
	if content != "" {
		f.found = content
	}
	switch f.found {
	case emptyFile:
		f = foreign{found: emptyFile, cure: "nothing was saved in it, or it was not copied: save it again, or copy it again"}
	case "":
		f.found = "a file of an unknown kind"
	}
	return f
}

// foreignExtension knows the files of microscopes, of other programs, and those
// that lie beside results, by their extension.
func foreignExtension(extension string) foreign {
	switch extension {
	case ".isxd":
		return foreign{found: "an Inscopix file", readBy: "inscopix"}
	case ".isxp":
		return foreign{found: "a project of Inscopix", cure: "give the cell set that was exported from it, an .isxd file"}
	case ".mmap":
		return foreign{found: "a movie that CaImAn mapped into memory", cure: moviesUnread}
	case ".tif", ".tiff", ".btf":
		return foreign{found: "a TIFF image", cure: moviesUnread}
	case ".avi", ".mp4", ".mkv", ".mov", ".sbx", ".nd2", ".czi", ".oir", ".oif", ".lif", ".raw":
		return foreign{found: "a movie", cure: moviesUnread}
	case ".mat":
		return foreign{found: "a MATLAB file", cure: othersUnread}
	case ".npy", ".npz":
		return foreign{found: "a file of NumPy arrays", cure: othersUnread}
	case ".pkl", ".pickle":
		return foreign{found: "a Python pickle", cure: "save the result in the way of its program: " + giveResult}
	case ".zip", ".gz", ".tar", ".tgz", ".7z", ".rar":
		return foreign{found: "an archive", cure: unpackFirst}
	case ".yaml", ".yml", ".json":
		return foreign{found: "a text", metadata: true}
	case ".csv", ".txt", ".log", ".md":
		return foreign{found: "a text", cure: giveResult}
	case ".hdf5", ".h5", ".nc":
		return foreign{cure: "it is named as a result, and its content is none: save it again, or copy it again"}
	}
	return foreign{cure: giveResult}
}

// suite2pFiles are the files of a plane that Suite2p saves.
func suite2pFiles() []string {
	return []string{"stat.npy", "F.npy", "Fneu.npy", "spks.npy", "iscell.npy", "ops.npy"}
}

// DescribeForeignFolder names the result of a program that is not read, "" where
// the folder is none.
func DescribeForeignFolder(dir string) (found, cure string) {
	for _, plane := range []string{".", "plane0", filepath.Join("suite2p", "plane0")} {
		if _, err := os.Stat(filepath.Join(dir, plane, "stat.npy")); err == nil {
			return "a Suite2p result", othersUnread
		}
	}
	return "", ""
}
