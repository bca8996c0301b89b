package isxd

import (
	"context"
	"fmt"
	"io"

	"roi2nwb/internal/chunkio"
)

// block is an array of float32 in a file: one row every stride bytes, dense
// within a row.
type block struct {
	r      io.ReaderAt
	begin  int64
	stride int64
	shape  []int // the first axis is that of the rows
}

const floatBytes = 4

func (b *block) Shape() []int         { return b.shape }
func (b *block) DType() chunkio.DType { return chunkio.Float32 }
func (b *block) Grain() []int         { return nil }

// ReadBlock implements chunkio.Array.
func (b *block) ReadBlock(ctx context.Context, dst []byte, start, count []int) error {
	if err := chunkio.CheckBox(b.shape, start, count, floatBytes, len(dst)); err != nil || len(dst) == 0 {
		return err
	}
	// Axes from split on are whole, so that one read serves a step of axis split.
	split := len(count) - 1
	for split > 1 && count[split] == b.shape[split] {
		split--
	}
	run := floatBytes
	for _, n := range count[split:] {
		run *= n
	}
	steps := make([]int64, len(count)) // bytes
	size := int64(floatBytes)
	for i := len(count) - 1; i > 0; i-- {
		steps[i] = size
		size *= int64(b.shape[i])
	}
	steps[0] = b.stride
	at := append([]int(nil), start...)
	for out := 0; out < len(dst); out += run {
		if err := ctx.Err(); err != nil {
			return err
		}
		offset := b.begin
		for i, n := range at {
			offset += int64(n) * steps[i]
		}
		if err := readAt(b.r, dst[out:out+run], offset); err != nil {
			return fmt.Errorf("row %d: %w", at[0], err)
		}
		for i := split - 1; i >= 0; i-- {
			if at[i]++; at[i] < start[i]+count[i] {
				break
			}
			at[i] = start[i]
		}
	}
	return nil
}
