package nwb

// specificationsPath is the group of the cached schema.
const specificationsPath = "/specifications"

// plainBytes is the size up to which a dataset is stored contiguous and
// uncompressed: a chunk of its own would cost more than it saves.
const plainBytes = 4 << 10

// pixelChunk is the number of pixels in a chunk of a sparse mask.
const pixelChunk = 16 << 10
