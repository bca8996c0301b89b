// Package netcdf3 reads netCDF files of the classic formats: classic (CDF-1),
// 64-bit offset (CDF-2) and 64-bit data (CDF-5). NetCDF-4 files are HDF5, not
// these. It writes nothing and needs no cgo.
//
// A Variable of numbers is a chunkio.Array, delivered little-endian; bytes are
// int8, as the format has it. Variables of char are text, read whole by
// ReadTexts. Values are handed out as they are stored: _FillValue and the like
// are left to the caller.
//
// Concurrency: a File does not change after Open. All methods but Close may be
// used from many goroutines; reads are preads. Variables are of no use once
// their File is closed.
//
// Trust: the header is limited to 16 MiB and rank to 32. Every count is checked
// against the bytes left in the header before anything is sized by it, and
// the extent of every variable against the file's length: a file that was cut
// short does not open.
//
// The format is that of the NetCDF Classic Format Specification
// (docs.unidata.ucar.edu, appendix "File Format Specifications").
package netcdf3
