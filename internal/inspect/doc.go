// Package inspect finds out what the result of a segmentation program or an NWB
// file holds: counts, ranges, arrays without content, sizes, and the metadata
// that nobody gave. Facts has all of it, as numbers and names for any use; how
// they are worded and laid out is for the caller, and so is opening the source.
//
//	seg, meta   opened by package extract or nwb
//	Of          what is known without reading an array
//	Scan        what traces, images and masks hold, read in blocks
//	Estimate    the size of the NWB file that a source would become
//	OfFile      what the file itself tells, of an NWB file
//
// Of is called first; the other three add to its Facts, in any order.
//
// Unknown is not zero: a fact that is not known is nil, and the text "unknown"
// where a word is expected. Lists are never nil, so that their JSON is [] and
// not null. The JSON of Facts is what `inspect --json` prints, and stays
// compatible.
//
// Memory: an array is read in blocks of 1 MiB, or of one chunk of its own where
// that is larger, and only as far as the first block that settles whether it
// holds anything. Footprints are read one by one; 8 bytes of each are kept.
package inspect
