package h5

import "fmt"

// FilterInfo is one filter that the chunks of a dataset went through.
type FilterInfo struct {
	ID   int // as registered with The HDF Group
	Name string
}

// String returns the filter's name and number. Of those that files of the field
// use, the registered name is known where the file gives none.
func (f FilterInfo) String() string {
	name := f.Name
	if name == "" {
		name = registeredName(f.ID)
	}
	if name == "" {
		return fmt.Sprintf("number %d", f.ID)
	}
	return fmt.Sprintf("%q (%d)", name, f.ID)
}

func registeredName(id int) string {
	switch id {
	case 307:
		return "bzip2"
	case filterLZF:
		return "lzf"
	case 32001:
		return "blosc"
	case 32004:
		return "lz4"
	case 32008:
		return "bitshuffle"
	case 32013:
		return "zfp"
	case filterZstd:
		return "zstd"
	case 32026:
		return "blosc2"
	default:
		return ""
	}
}
