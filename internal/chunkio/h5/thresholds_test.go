package h5

import "testing"

// thresholdsSet is the variable that names the thresholds of files that tests
// open, the usual ones where it is empty.
const thresholdsSet = "ROI2NWB_H5_THRESHOLDS"

func narrowThresholds() map[string]thresholds {
	return map[string]thresholds{
		"least": {noPieces: true, passed: 1, groups: 1, listing: 0, collections: 1, heapWhole: 0, sieveGap: 0, sieveSpan: 1, transfer: 1, path: 1},
		"most": {passed: 1 << 30, groups: 1 << 30, listing: 1 << 30, collections: 1 << 30, heapWhole: 1 << 30, sieveGap: 1 << 30,
			sieveSpan: 1 << 30, transfer: 1 << 20, path: 1 << 16},
	}
}

// All goes other ways where thresholds are low, and comes to the same.
func TestNarrowThresholds(t *testing.T) {
	tests := map[string]func(*testing.T){
		"numbers": TestSampleNumbers, "texts": TestSampleTexts, "other types": TestSampleOtherTypes,
		"groups": TestManyGroups, "many chunks": TestManyChunks,
	}
	for name, narrow := range narrowThresholds() {
		for what, test := range tests {
			t.Run(name+"/"+what, func(t *testing.T) {
				t.Setenv(thresholdsSet, name)
				if got := openFile(t, sample).limits; got != narrow {
					t.Fatalf("thresholds %+v, want %+v", got, narrow)
				}
				test(t)
			})
		}
	}
}
