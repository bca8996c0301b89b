// Package isxd reads the .isxd files of Inscopix: cell sets, event sets, and
// what movies say of themselves. It writes nothing and needs no cgo.
//
// A file is a block of data and behind it a footer, which is JSON, a zero byte,
// and the footer's length in 8 bytes. Open reads the footer and tells the kind;
// CellSet, EventSet and Movie read what is of that kind. All numbers are
// little-endian.
//
// Traces and images of a cell set are chunkio.Arrays. The events of an event set
// are read in parts by ReadEvents. Values are handed out as they are stored:
// samples that were not recorded are told by Timing.Invalid, whatever stands in
// their place.
//
// Concurrency: a File and what is made of it do not change after Open, and all
// methods but Close may be used from many goroutines; reads are preads.
//
// Trust: every number of the footer is compared with the file's length before
// anything is sized by it, or read at a place that it tells. A fault is an
// *Error that names the key of the footer or the byte. A footer of more than
// 32 MiB is refused.
//
// The format is that of Inscopix' isxcore, which writes and reads these files.
// An older footer that was replaced by a shorter one in place leaves the old
// length at the end, and bytes behind the zero byte: both are normal.
package isxd
