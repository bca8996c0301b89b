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
// against the file's length or against a limit the caller gave. Nothing but the
// file itself is opened: not what external links and user-defined ones lead
// to, not external storage, not the parts of virtual datasets, no filter
// plugins. Strings and chunks are decoded here, or checked before libhdf5
// decodes them. Object headers and groups are decoded by libhdf5, which crashes
// upon some damaged ones: every call of it is guarded (guard.h), and a crash is
// a CrashError, after which the package only says so again. What it may have
// done to the C heap before is not undone.
//
// Errors carry libhdf5's own text and the path inside the file.
package h5
