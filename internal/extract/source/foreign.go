package source

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// foreign is what people give that no format reads, and what they can do.
type foreign struct{ found, cure string }

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
		return foreign{"a part of a Suite2p result", othersUnread}
	}
	f := foreignExtension(strings.ToLower(filepath.Ext(path)), path)
	if content != "" {
		f.found = content
	}
	switch f.found {
	case emptyFile:
		f.cure = "nothing was saved in it, or it was not copied: save it again, or copy it again"
	case "":
		f.found = "a file of an unknown kind"
	}
	return f
}

// foreignExtension knows the files of microscopes, of other programs, and those
// that lie beside results, by their extension.
func foreignExtension(extension, path string) foreign {
	switch extension {
	case ".isxd":
		return foreign{"an Inscopix file", "--format inscopix reads cell sets; without --format they are recognised"}
	case ".isxp":
		return foreign{"a project of Inscopix", "give the cell set that was exported from it, an .isxd file"}
	case ".mmap":
		return foreign{"a movie that CaImAn mapped into memory", moviesUnread}
	case ".tif", ".tiff", ".btf":
		return foreign{"a TIFF image", moviesUnread}
	case ".avi", ".mp4", ".mkv", ".mov", ".sbx", ".nd2", ".czi", ".oir", ".oif", ".lif", ".raw":
		return foreign{"a movie", moviesUnread}
	case ".mat":
		return foreign{"a MATLAB file", othersUnread}
	case ".npy", ".npz":
		return foreign{"a file of NumPy arrays", othersUnread}
	case ".pkl", ".pickle":
		return foreign{"a Python pickle", "save the result in the way of its program: " + giveResult}
	case ".zip", ".gz", ".tar", ".tgz", ".7z", ".rar":
		return foreign{"an archive", unpackFirst}
	case ".yaml", ".yml", ".json":
		return foreign{"a text", "where it is metadata, give the result as the source, and this with --metadata " + path}
	case ".csv", ".txt", ".log", ".md":
		return foreign{"a text", giveResult}
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
