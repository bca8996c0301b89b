// Package h5 reads and writes HDF5 files. It is gonum.org/v1/hdf5 with what
// that lacks (references, string arrays, soft links, filters, direct chunk
// access, error texts) supplied by a small C shim.
//
// Concurrency: libhdf5 is entered under one lock per process, held for the
// length of one call. All methods may be used from many goroutines. Bulk reads
// of numeric datasets that are contiguous, or chunked with filters known to
// this package, read the file directly and do not hold the lock. (Chunks of a
// dataset with more than 1,024 of them are fetched under it, and decoded
// outside.)
//
// Ownership: handles of libhdf5 never leave the package. Every object is
// closed by the call that opened it or by Close of the File or Dataset that
// holds it; OpenIDs counts what is left.
//
// Trust: no memory is sized by a number read from a file before it was checked
// against the file's length or against a limit the caller gave. Strings and
// chunks are decoded here and damage to them is an error; object headers,
// groups and other filters are decoded by libhdf5, and as safe as that is.
//
// Errors carry libhdf5's own text and the path inside the file.
package h5
