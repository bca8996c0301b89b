package plan

// SpecificationsPath is the group of the cached schema.
const SpecificationsPath = "/specifications"

// PlainBytes is the size up to which a dataset is stored contiguous and
// uncompressed: a chunk of its own would cost more than it saves.
const PlainBytes = 4 << 10

// PixelChunk is the number of pixels in a chunk of a sparse mask.
const PixelChunk = 16 << 10
