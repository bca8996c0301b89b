package plan

import (
	"roi2nwb/internal/chunkio"
	"roi2nwb/internal/session"
)

// WorkBytes returns how many bytes are read and packed when p is written, and
// so measures the time that takes: the unpacked size of traces and images, and
// what the footprints take.
func (p *Plan) WorkBytes() int64 {
	var n int64
	seen := map[*FootprintSet]bool{}
	p.Each(func(_ string, g *Group, d *Dataset) {
		if d == nil {
			return
		}
		switch data := d.Data.(type) {
		case Streamed:
			n += d.UnpackedBytes()
		case Bytes:
			if d.Chunk != nil {
				n += d.UnpackedBytes()
			}
		case *Footprints:
			if !seen[data.Set] {
				seen[data.Set] = true
				n += data.Set.WorkBytes(g)
			}
		}
	})
	return n
}

// touchedTiles is about how many tiles of an image mask a footprint of the size
// of a cell touches: one and its neighbour.
const touchedTiles = 2

// sortedPixel is how many bytes a pixel of a wide footprint is worth: sorting so
// many into tiles takes longer than reading and packing them.
const sortedPixel = 64

// pixelBytes is what a footprint without a known size is taken for.
const pixelBytes = 4 << 10

// WorkBytes returns about how many bytes are read and packed for the footprints
// of a set, of which g is the table. Reading a mask is taken to last as long as
// reading a trace of as many bytes.
func (s *FootprintSet) WorkBytes(g *Group) int64 {
	n := int64(s.Source.Len())
	work := session.FootprintBytes(s.Source)
	if work == 0 {
		work = n * pixelBytes
	}
	if s.Wide {
		return work + n*int64(s.Field.Pixels())*sortedPixel
	}
	for _, d := range g.Datasets {
		if data, ok := d.Data.(*Footprints); ok && data.Set == s && data.Column == ImageMasks {
			tile := chunkio.Layout{Chunk: d.Chunk, Size: d.Type.Size()}
			work += n * touchedTiles * int64(tile.ChunkBytes())
		}
	}
	return work
}
