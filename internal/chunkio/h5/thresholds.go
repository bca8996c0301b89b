package h5

// thresholds are the sizes at which a File goes another way: what it keeps of each
// kind, and how much it reads at a time. None of them changes what is read.
type thresholds struct {
	passed      int  // chunks remembered as checked
	groups      int  // groups kept open
	listing     int  // entries of the group listed last
	collections int  // collections of the heap kept
	heapWhole   int  // bytes of a collection that is read in one go
	sieveGap    int  // bytes read in vain to save a call
	sieveSpan   int  // bytes of one read through memory of our own
	transfer    int  // bytes in which libhdf5 converts few elements
	noPieces    bool // whether libhdf5 is asked about every dataset
	path        int  // bytes of memory for the path behind a reference, at first
}

func usualThresholds() thresholds {
	return thresholds{
		passed:      mostPassed,
		groups:      maxGroups,
		listing:     maxListing,
		collections: cachedCollections,
		heapWhole:   heapWhole,
		sieveGap:    sieveGap,
		sieveSpan:   sieveSpan,
		transfer:    transferBytes,
		path:        usualPath,
	}
}
