package h5

import "fmt"

// StoredTexts returns the strings of a dataset that Describe has told about,
// without opening it, or chunkio.ErrTooLarge where they would take more than
// limit bytes, each with its text and 16 bytes. ok is false where they are
// stored in another way than most are: of variable length, and in one piece.
func (f *File) StoredTexts(s *Storage, limit int) (texts []string, ok bool, err error) {
	if f.writable || s.Type.Class != ClassString || !s.Type.Variable || s.Layout != Contiguous || !s.Stored || s.Null {
		return nil, false, nil
	}
	v, err := newValue(s.Type.Type, s.Shape, limit)
	if err == nil && s.Offset > f.size-int64(len(v.Raw)) {
		err = fmt.Errorf("%w: its %d bytes from %d on would pass the file's end at %d", ErrTruncated, len(v.Raw), s.Offset, f.size)
	}
	if err == nil {
		err = readFull(f.raw, v.Raw, s.Offset)
	}
	if err == nil {
		v, err = v.finish(f, limit)
	}
	if err != nil {
		return nil, true, fmt.Errorf("read strings at %d: %w", s.Offset, err)
	}
	return v.Texts, true, nil
}
