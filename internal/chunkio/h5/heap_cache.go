package h5

import "sync"

// cachedCollections is how many collections a File keeps.
const cachedCollections = 16

// heapCache keeps the collections used last, each of heapWhole bytes at most:
// strings that were written after one another stand in the same one. The zero
// value is empty; it may be used from many goroutines.
type heapCache struct {
	mu     sync.Mutex
	recent []*collection // the one used last first; none is changed
}

// heapCache returns where collections are kept, nil while the file is written.
func (f *File) heapCache() *heapCache {
	if f.writable {
		return nil
	}
	return &f.heaps
}

// collection returns the collection at address, nil where it is not kept.
func (c *heapCache) collection(address uint64) *collection {
	if c == nil {
		return nil
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	for i, kept := range c.recent {
		if kept.address == address {
			copy(c.recent[1:i+1], c.recent[:i])
			c.recent[0] = kept
			return kept
		}
	}
	return nil
}

// add keeps a collection that is whole in memory, and at most so many in all.
func (c *heapCache) add(loaded *collection, most int) {
	if c == nil || !loaded.whole || loaded.err != nil {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.recent) < most {
		c.recent = append(c.recent, nil)
	}
	copy(c.recent[1:], c.recent)
	c.recent[0] = loaded
}
