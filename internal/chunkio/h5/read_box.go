package h5

import "fmt"

// ReadElements returns a box of d: numbers, bools or compounds. It returns
// chunkio.ErrTooLarge where they would take more than limit bytes.
func (d *Dataset) ReadElements(start, count []int, limit int) (Value, error) {
	v, err := d.readBox(d.typ, start, count, limit)
	if err != nil {
		return Value{}, fmt.Errorf("read dataset %q: %w", d.path, err)
	}
	return v, nil
}
