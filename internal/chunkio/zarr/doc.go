// Package zarr reads Zarr folders of version 2 (.zgroup, .zarray, .zattrs) and
// version 3 (zarr.json). It writes nothing.
//
// An Array is a chunkio.Array: boxes come densely, in C order, little-endian,
// whatever the byte order, axis order and codecs of the store. float16 is
// delivered as float32. Arrays of text (NumPy's U and S, and strings of any
// length) have no DType; they are read whole by ReadTexts.
//
// Metadata: the files beside the chunks are the truth. Consolidated metadata
// (.zmetadata, and its inline form in zarr.json) is never read: programs that
// rechunk an array in place leave it stale. Chunks that were never written are
// the fill value, the last chunk along an axis is stored whole, and a chunk
// may be larger than the array.
//
// Concurrency: a Group and an Array do not change after they are opened. All
// methods may be used from many goroutines; decoding runs on the caller's.
// Files are opened for the length of one chunk, nothing is cached between
// calls, so a chunk of which a box wants a part is decoded for each such box:
// boxes aligned to Grain avoid that.
//
// Trust: no memory is sized by a number in a file before the number was
// checked against the length of a file or a limit. Metadata files are limited
// to 16 MiB, chunks to 2 GiB, rank to 32. A chunk that does not decode to
// exactly its size is an error that names its file.
//
// Codecs: blosc (by libblosc, the only cgo here), zstd, gzip, zlib, lz4, bz2,
// crc32c, shuffle, transpose, bytes, vlen-utf8 and sharding_indexed. Any other
// is an error that names the array, the codec and those known.
//
// The formats are those of the Zarr storage specification, versions 2 and 3
// (zarr-specs.readthedocs.io), and of the codecs of numcodecs.
package zarr
