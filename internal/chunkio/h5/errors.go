package h5

import "errors"

var (
	// ErrNotHDF5 is returned by Open for a file without an HDF5 signature.
	ErrNotHDF5 = errors.New("not an HDF5 file")
	// ErrTruncated is returned for a file that ends before what it says it
	// holds: before the end that its superblock gives, or inside a dataset.
	ErrTruncated = errors.New("truncated file")
	// ErrNotFound is returned where a path inside a file leads to nothing.
	ErrNotFound = errors.New("no such object")
	// ErrLinkLoop is returned for a path whose soft links lead in a circle.
	ErrLinkLoop = errors.New("too many soft links")
	// ErrClosed is returned for the use of a closed File or Dataset.
	ErrClosed = errors.New("already closed")
	// ErrOutside is returned for a dataset whose elements lie in other files than
	// the one that was opened. They are never looked for.
	ErrOutside = errors.New("data in other files are not read")
	// ErrFilter is returned for chunks that went through a filter that is not
	// known here. Plugins are never loaded.
	ErrFilter = errors.New("compressed with a filter that is not supported")
	// ErrType is returned for elements of a type that is not known here.
	ErrType = errors.New("not supported")
	// ErrDamaged is returned for stored bytes that cannot be what they are
	// said to be.
	ErrDamaged = errors.New("damaged file")
)
