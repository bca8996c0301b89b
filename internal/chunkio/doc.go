// Package chunkio moves n-dimensional arrays from where they are stored to the
// chunks of a file, within a byte budget that does not grow with the arrays.
//
// The words used here and by all that import it:
//
//   - An Array is read in boxes; views (Sum, Permute, Reshape, Range, Select,
//     WeightedSum) are Arrays made of Arrays and hold no data.
//   - A Layout is how a dataset is stored: its shape and its chunk, the shape
//     in which it is compressed and written.
//   - A slab is a box of an Array in memory: a whole number of chunks, as many
//     as make reading cheap. Chunk and slab are chosen apart.
//   - A Codec turns the elements of a chunk into the bytes that are stored:
//     it transposes, pads, shuffles and compresses in one pass over memory.
//   - Emit takes finished chunks. It is called by one goroutine at a time, in
//     the order of the chunks, whatever the number of jobs: the same input
//     gives the same bytes in the same order.
//
// A Pipeline owns its buffers; sources fill them and must not keep them. The
// first error, of a source, of Emit, or of the context, ends a run; when the
// call returns, no goroutine of it is left.
package chunkio
