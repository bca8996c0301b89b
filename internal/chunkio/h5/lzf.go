package h5

import "fmt"

// lzfRatio is the most that one stored byte can unpack to: three bytes give a
// match of 264 bytes.
const lzfRatio = 88

// unlzf unpacks LibLZF's format, in which h5py's filter "lzf" packs chunks, into
// exactly size bytes. It is a row of literal runs and of matches with what was
// unpacked before (lzf_d.c of LibLZF 3.6):
//
//	000LLLLL                    L+1 literal bytes follow
//	LLLooooo oooooooo           L+2 bytes from o+1 bytes back, L in 1 to 6
//	111ooooo LLLLLLLL oooooooo  L+9 bytes from o+1 bytes back
func (c *decoder) unlzf(data []byte, size int) ([]byte, error) {
	out := c.buffer(size)
	at := 0
	for len(data) > 0 {
		control := int(data[0])
		data = data[1:]
		if control < 32 {
			n := control + 1
			if n > len(data) || n > size-at {
				return nil, lzfDamage(at, size)
			}
			copy(out[at:], data[:n])
			at, data = at+n, data[n:]
			continue
		}
		n := control>>5 + 2
		if control>>5 == 7 {
			if len(data) == 0 {
				return nil, lzfDamage(at, size)
			}
			n += int(data[0])
			data = data[1:]
		}
		if len(data) == 0 {
			return nil, lzfDamage(at, size)
		}
		back := (control&31)<<8 + int(data[0]) + 1
		data = data[1:]
		if back > at || n > size-at {
			return nil, lzfDamage(at, size)
		}
		// A match may reach into what it makes: it is copied byte by byte then.
		if from := out[at-back:]; back >= n {
			copy(out[at:at+n], from)
		} else {
			for i := range n {
				out[at+i] = from[i]
			}
		}
		at += n
	}
	if at != size {
		return nil, lzfDamage(at, size)
	}
	return out, nil
}

func lzfDamage(at, size int) error {
	return fmt.Errorf("%w: chunk: lzf data break off at %d of %d bytes", ErrDamaged, at, size)
}
